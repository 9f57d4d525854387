"""Start to healthy, idle memory and number of runtime packages of a server on an empty data directory."""

import importlib.metadata
import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

TENON = str(Path(sys.executable).with_name("tenon"))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def memory_mb(pid: int) -> float:
    """Proportional memory of a process and its children."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
            rollup = (status.parent / "smaps_rollup").read_text()
        except OSError:
            continue
        parent = int(re.search(r"^PPid:\s+(\d+)", text, re.M)[1])  # type: ignore[index]
        if int(status.parent.name) == pid or parent == pid:
            total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])  # type: ignore[index]
    return total / 1024


def start(data_dir: str) -> tuple[float, float]:
    """Seconds to healthy and idle memory in MB after three more seconds."""
    port = free_port()
    began = time.perf_counter()
    server = subprocess.Popen(
        [TENON, "serve", "--port", str(port), "--data-dir", data_dir],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1) as answer:
                    json.load(answer)
                    break
            except (urllib.error.URLError, OSError):
                if server.poll() is not None:
                    raise RuntimeError("the server ended") from None
                time.sleep(0.01)
        healthy = time.perf_counter() - began
        time.sleep(3)
        return healthy, memory_mb(server.pid)
    finally:
        server.terminate()
        server.wait(20)


def runtime_packages() -> int:
    """Packages that `tenon-ai` needs, Tenon's own two not counted."""
    seen: set[str] = set()
    todo: list[tuple[str, frozenset[str]]] = [("tenon-ai", frozenset())]
    while todo:
        name, extras = todo.pop()
        try:
            requires = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        seen.add(name)
        for line in requires:
            extra = re.search(r"extra == ['\"]([^'\"]+)", line)
            found = re.match(r"([A-Za-z0-9._-]+)(?:\[([^]]+)\])?", line)
            if found is None or (extra is not None and extra[1] not in extras):
                continue
            wanted = re.sub(r"[-_.]+", "-", found[1]).lower()
            more = frozenset((found[2] or "").replace(" ", "").split(",")) - {""}
            if wanted not in seen or more:
                todo.append((wanted, more))
    return len(seen - {"tenon-ai", "tenon-sandbox"})


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as data_dir:
        first, _ = start(data_dir)
        runs = sorted(start(data_dir) for _ in range(3))
    print("| what | figure | target |\n|---|---|---|")
    print(f"| first start (empty data directory) to healthy | {first:.2f} s | |")
    print(f"| start to healthy, median of 3 | {runs[1][0]:.2f} s | 1.5 s |")
    print(f"| idle memory | {runs[1][1]:.0f} MB | 150 MB |")
    print(f"| runtime packages besides Tenon's own two | {runtime_packages()} | 60 |")


if __name__ == "__main__":
    main()
