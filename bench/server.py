"""A server of our own for benchmarks: started on an empty data directory, set up through its own API."""

import asyncio
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Self

TENON = str(Path(sys.executable).with_name("tenon"))
PROVIDER = "openai_api_compatible"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes]", seconds: float = 30) -> None:
    """Wait until something listens. Raises when the process ends first."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(f"nothing listens on port {port}")


class BenchServer:
    """`tenon serve` and `tenon dev model`, with an administrator and a provider for the scripted model."""

    def __init__(self) -> None:
        self._data = tempfile.TemporaryDirectory(prefix="tenon-bench-")
        self.port, self.model_port = free_port(), free_port()
        self._cookies: dict[str, str] = {}
        self._csrf = ""
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self) -> None:
        environment = os.environ | {"TENON_OUTBOUND_ALLOW_PRIVATE": "true", "TENON_LOG_LEVEL": "WARNING"}
        if url := os.environ.get("TENON_BENCH_DATABASE_URL"):
            environment["TENON_DATABASE_URL"] = url
        log = None if os.environ.get("TENON_BENCH_LOG") else subprocess.DEVNULL
        for port, command in (
            (self.model_port, ["dev", "model", "--port", str(self.model_port)]),
            (self.port, ["serve", "--port", str(self.port), "--data-dir", self._data.name]),
        ):
            process = subprocess.Popen([TENON, *command], env=environment, stdout=log, stderr=log)
            self._processes.append(process)
            wait_for(port, process)
        self._set_up()

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        self._data.cleanup()

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._processes[1].pid

    @property
    def address(self) -> tuple[str, int]:
        """Where the server listens."""
        return "127.0.0.1", self.port

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """A call of the console API. Raises `RuntimeError` with the answer when it fails."""
        connection = http.client.HTTPConnection(*self.address, timeout=60)
        headers = {"Content-Type": "application/json", "X-CSRF-Token": self._csrf}
        headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
        connection.request(method, "/console/api" + path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        for header in answer.headers.get_all("set-cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self._cookies[name] = morsel.value
                if "csrf" in name:
                    self._csrf = morsel.value
        data = answer.read()
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {data[:500]!r}")
        return json.loads(data) if data else None

    def _set_up(self) -> None:
        owner = {"email": "bench@example.org", "name": "Bench", "password": "bench-Password-1"}
        self.call("POST", "/setup", owner)

    def add_model(self, model: str) -> None:
        """Offer a model of the scripted server as a custom model."""
        credentials = {"endpoint_url": f"http://127.0.0.1:{self.model_port}/v1", "api_key": "bench", "mode": "chat"}
        body = {"model": model, "model_type": "llm", "credentials": credentials}
        self.call("POST", f"/workspaces/current/model-providers/{PROVIDER}/models", body)

    def publish(self, document: dict[str, Any]) -> str:
        """Import and publish an app; its key."""
        done = self.call(
            "POST", "/apps/imports", {"mode": "yaml-content", "yaml_content": json.dumps(document, ensure_ascii=False)}
        )
        if done.get("status") == "pending":
            done = self.call("POST", f"/apps/imports/{done['id']}/confirm", {})
        app_id = done["app_id"]
        if "workflow" in document:  # basic apps are published as they come
            self.call("POST", f"/apps/{app_id}/workflows/publish", {})
        return str(self.call("POST", f"/apps/{app_id}/api-keys", {})["token"])


async def sleeper() -> tuple[asyncio.Server, int]:
    """An HTTP server that answers `/sleep?ms=N` after N milliseconds."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                wanted = re.search(rb"ms=(\d+)", head)
                await asyncio.sleep(int(wanted[1]) / 1000 if wanted else 0)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok")
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, int(server.sockets[0].getsockname()[1])
