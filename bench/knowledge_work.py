"""Knowledge at work in a real server: how fast documents are indexed, and what they hold up meanwhile.

The server tells itself how long its event loop was held: wall time, in which other programs of a busy machine count,
and processor time of the loop's thread between two turns, in which they do not.
"""

import asyncio
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from bench import graphs
from bench.basic import CHAT
from bench.load import Cell, cpu_ms, load
from bench.server import PROVIDER, TENON, BenchServer, free_port, wait_for

SIZE = 1024
ENGLISH = (
    "every",
    "paragraph",
    "of",
    "this",
    "file",
    "tells",
    "one",
    "thing",
    "that",
    "people",
    "may",
    "ask",
    "later",
)
_PROGRAM = """
import asyncio, gc, os, time
from pathlib import Path
from tenon.main import serve
from tenon.settings import Settings
path, tasks = Path(os.environ["BENCH_LAG"]), []

async def watch():
    wall, used = time.perf_counter(), time.thread_time()
    with path.open("a", buffering=1) as told:
        while True:
            await asyncio.sleep(0.001)
            now, cpu = time.perf_counter(), time.thread_time()
            if now - wall > 0.004:
                told.write(f"{time.time()} {(now - wall - 0.001) * 1000:.2f} {(cpu - used) * 1000:.2f}\\n")
            wall, used = time.perf_counter(), time.thread_time()

serve(Settings(), ready=lambda port: tasks.append(asyncio.get_running_loop().create_task(watch())))
"""


class Watched(BenchServer):
    """A server that tells how long its loop was held, and a model that embeds in a millisecond."""

    def _start(self) -> None:
        self.data = Path(self._data.name)
        self._lag = self.data / "lag"
        self.embedding_port = free_port()
        environment = os.environ | {
            "TENON_OUTBOUND_ALLOW_PRIVATE": "true",
            "TENON_LOG_LEVEL": "WARNING",
            "TENON_DATA_DIR": str(self.data),
            "TENON_PORT": str(self.port),
            "TENON_UPLOAD_FILE_SIZE_LIMIT": "600",
            "BENCH_LAG": str(self._lag),
        }
        log = None if os.environ.get("TENON_BENCH_LOG") else subprocess.DEVNULL
        for port, command in (
            (self.model_port, [TENON, "dev", "model", "--port", str(self.model_port)]),
            (self.port, [sys.executable, "-c", _PROGRAM]),
        ):
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            self._processes.append(process)
            wait_for(port, process)
        threading.Thread(target=lambda: asyncio.run(embedder(self.embedding_port)), daemon=True).start()
        self._set_up()
        credentials = {
            "endpoint_url": f"http://127.0.0.1:{self.embedding_port}/v1",
            "api_key": "bench",
        }
        body = {
            "model": "millisecond",
            "model_type": "text-embedding",
            "credentials": credentials,
        }
        self.call("POST", f"/workspaces/current/model-providers/{PROVIDER}/models", body)

    def held(self, since: float) -> tuple[float, float]:
        """The longest times the loop was held since then, ms: wall, processor."""
        told = [line.split() for line in self._lag.read_text().splitlines() if line] if self._lag.exists() else []
        rows = [(float(at), float(wall), float(cpu)) for at, wall, cpu in told if float(at) >= since]
        return max((wall for _, wall, _ in rows), default=0.0), max((cpu for _, _, cpu in rows), default=0.0)

    def upload(self, name: str, pieces: Iterator[bytes]) -> httpx.Response:
        """Upload a file as the console does."""
        edge = uuid4().hex

        def body() -> Iterator[bytes]:
            yield f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'.encode()
            yield b"Content-Type: text/plain\r\n\r\n"
            yield from pieces
            yield f"\r\n--{edge}--\r\n".encode()

        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "X-CSRF-Token": self._csrf,
        }
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        url = f"http://127.0.0.1:{self.port}/console/api/files/upload"
        return httpx.post(url, content=body(), headers=headers, timeout=300).raise_for_status()

    def begin(self, name: str, text: str, tokens: int, **more: Any) -> dict[str, Any]:
        """Make a knowledge base of a file."""
        upload = self.upload(f"{name}.md", iter([text.encode()])).json()
        rules: dict[str, Any] = {
            "segmentation": {
                "separator": "\\n\\n",
                "max_tokens": tokens,
                "chunk_overlap": 0,
            }
        }
        rules["pre_processing_rules"] = []
        body = {
            "name": name,
            "files": [upload["id"]],
            "process_rule": {"mode": "custom", "rules": rules},
            **(more or {"indexing_technique": "economy"}),
        }
        return self.call("POST", "/datasets/init", body)

    def finish(self, made: dict[str, Any]) -> dict[str, Any]:
        """Wait until the document is through."""
        path = f"/datasets/{made['dataset']['id']}/batch/{made['batch']}/status"
        while True:
            (document,) = self.call("GET", path)["data"]
            if document["indexing_status"] in ("completed", "error"):
                assert document["indexing_status"] == "completed", document
                return document
            time.sleep(0.05)


async def embedder(port: int) -> None:
    """A model that answers any number of texts after a millisecond."""
    numbers = ",".join(f"{(i * 7919 % 1000) / 1000 - 0.5:.3f}" for i in range(1, SIZE))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length:")[2].split()[0])
                count = len(json.loads(await reader.readexactly(length))["input"])
                await asyncio.sleep(0.001)
                vectors = ",".join(
                    f'{{"object":"embedding","index":{i},"embedding":[{i}.5,{numbers}]}}' for i in range(count)
                )
                usage = '{"prompt_tokens":1,"total_tokens":1}'
                body = f'{{"object":"list","data":[{vectors}],"model":"millisecond","usage":{usage}}}'.encode()
                answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
                writer.write(answer + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    await server.serve_forever()


def resident(pid: int) -> float:
    """Memory of a process, MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def markdown(count: int, words: int) -> str:
    """Paragraphs of English and Chinese, each different."""
    chinese = "知识库把文档切成分段并为每个分段建立索引，提问时找到最相关的内容。"
    return "\n\n".join(
        f"Thing number {i} 第{i}条：{chinese[: words * 2]} {' '.join((ENGLISH * 3)[i % 13 : i % 13 + words])}."
        for i in range(count)
    )


async def chat(server: Watched, key: str, requests: int) -> Cell:
    """Messages of one user after another; the model's first token comes after 20 ms."""

    def body(number: int) -> bytes:
        return json.dumps(
            {
                "inputs": {},
                "query": f"hi {number}",
                "response_mode": "streaming",
                "user": "u",
                "auto_generate_name": False,
            }
        ).encode()

    return await load(
        server.address,
        CHAT,
        key,
        body,
        clients=4,
        requests=requests,
        pid=server.pid,
        mark=b'"event":"message"',
        warm=5,
    )


def row(what: str, figure: str, target: str) -> None:
    """A row of the table."""
    print(f"| {what} | {figure} | {target} |", flush=True)


def economy(server: Watched) -> None:
    """A megabyte of Markdown."""
    server.finish(server.begin("warm", markdown(20, 10), 100))
    text = markdown(7100, 8)
    since, cpu, start = time.time(), cpu_ms(server.pid), time.perf_counter()
    made = server.begin("economy", text, 100)
    document = server.finish(made)
    wall, cpu = time.perf_counter() - start, (cpu_ms(server.pid) - cpu) / 1000
    size = f"{len(text.encode()) / 1e6:.1f} MB, {document['segment_count']} segments"
    row(f"economy, {size}", f"{wall:.1f} s, CPU {cpu:.1f} s", "2 s")
    row(
        "the loop held meanwhile",
        "{:.0f} ms wall, {:.0f} ms processor".format(*server.held(since)),
        "20 ms",
    )
    times: list[float] = []
    for i in range(30):
        start = time.perf_counter()
        found = server.call(
            "POST",
            f"/datasets/{made['dataset']['id']}/hit-testing",
            {"query": f"第 {i * 97} 条"},
        )
        times.append((time.perf_counter() - start) * 1000)
        assert found["records"]
    row("a question to it over HTTP", f"p50 {statistics.median(times):.1f} ms", "")


def embedded(server: Watched) -> None:
    """Ten thousand segments through a model of a millisecond, with chats beside."""
    server.add_model("fake-20x0")
    key = server.publish(graphs.chat(PROVIDER, "fake-20x0"))
    quiet = asyncio.run(chat(server, key, 200))
    model = {
        "indexing_technique": "high_quality",
        "embedding_model": "millisecond",
        "embedding_model_provider": PROVIDER,
    }
    text = markdown(10_000, 12)
    for beside in (False, True):
        since, cpu, start = time.time(), cpu_ms(server.pid), time.perf_counter()
        made = server.begin(f"quality {beside}", text, 100, **model)
        if beside:
            busy = asyncio.run(chat(server, key, 200))
            figures = [
                f"{c.p50(lambda t: t.token):.0f} / {c.quantile(lambda t: t.token, 0.95):.0f}" for c in (quiet, busy)
            ]
            row(
                "first token of chats p50 / p95, ms",
                f"{figures[0]} alone, {figures[1]} beside indexing",
                "100",
            )
        document = server.finish(made)
        wall, cpu = time.perf_counter() - start, (cpu_ms(server.pid) - cpu) / 1000
        if not beside:
            row(
                f"{document['segment_count']} segments, model of 1 ms, {SIZE} numbers",
                f"{wall:.1f} s, CPU {cpu:.1f} s",
                "15 s",
            )
            held = server.held(since)
            row(
                "the loop held meanwhile",
                "{:.0f} ms wall, {:.0f} ms processor".format(*held),
                "20 ms",
            )


def upload(server: Watched) -> None:
    """500 MB where the operator allows it."""
    piece = b"All work and no play makes a long file. " * 26_214  # a MiB
    before, most = resident(server.pid), [0.0]
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.05):
            most[0] = max(most[0], resident(server.pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    since, start = time.time(), time.perf_counter()
    answer = server.upload("large.txt", (piece for _ in range(500)))
    took = time.perf_counter() - start
    body = {
        "name": "large",
        "files": [answer.json()["id"]],
        "process_rule": {"mode": "automatic"},
    }
    made = server.call("POST", "/datasets/init", {**body, "indexing_technique": "economy"})
    path = f"/datasets/{made['dataset']['id']}/batch/{made['batch']}/status"
    while (document := server.call("GET", path)["data"][0])["indexing_status"] not in (
        "completed",
        "error",
    ):
        time.sleep(0.05)
    ended.set()
    watcher.join()
    row(
        "upload of 500 MB",
        f"{answer.status_code} after {took:.1f} s, memory +{most[0] - before:.0f} MB",
        "bounded",
    )
    row(
        "its document",
        f"{document['indexing_status']}: {document['error']}",
        "refused above 100 MB",
    )
    row(
        "the loop held meanwhile",
        "{:.0f} ms wall, {:.0f} ms processor".format(*server.held(since)),
        "",
    )


def deletion(server: Watched) -> None:
    """A knowledge base of 100,000 segments."""
    start = time.perf_counter()
    made = server.begin("huge", markdown(100_000, 6), 50)
    document = server.finish(made)
    row(
        f"economy, {document['segment_count']} segments",
        f"{time.perf_counter() - start:.0f} s",
        "",
    )
    since, start = time.time(), time.perf_counter()
    server.call("DELETE", f"/datasets/{made['dataset']['id']}")
    row(
        "its deletion answers after",
        f"{(time.perf_counter() - start) * 1000:.0f} ms",
        "at once",
    )
    database = sqlite3.connect(server.data / "tenon.db")
    dataset = made["dataset"]["id"].replace("-", "")
    counts = (
        "SELECT (SELECT count(*) FROM document_segment WHERE dataset_id = ?)"
        " + (SELECT count(*) FROM dataset WHERE id = ?)"
    )
    while database.execute(counts, (dataset, dataset)).fetchone()[0]:
        time.sleep(0.2)
    free = database.execute("PRAGMA freelist_count").fetchone()[0] * 4096 / 1e6
    row(
        "its space is free for others after",
        f"{time.perf_counter() - start:.0f} s, {free:.0f} MB",
        "",
    )
    row(
        "the loop held meanwhile",
        "{:.0f} ms wall, {:.0f} ms processor".format(*server.held(since)),
        "20 ms",
    )


def main(parts: list[str]) -> None:
    """Start a server and print the table; of all parts, or of those named."""
    print("\n| work | figure | target |\n|---|---|---|")
    with Watched() as server:
        for part in (economy, embedded, upload, deletion):
            if not parts or part.__name__ in parts:
                part(server)


if __name__ == "__main__":
    main(sys.argv[1:])
