"""The server as a process: it migrates, says where it listens, keeps its key to itself, ends with success."""

import os
import signal
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import orjson


def test_serve_starts_on_an_empty_directory_and_stops_on_a_signal(tmp_path: Path) -> None:
    data = tmp_path / "data"
    program = Path(sys.executable).with_name("tenon")
    command = [str(program), "serve", "--port", "0", "--data-dir", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path, env={**os.environ})
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Tenon is ready at http://127.0.0.1:")
        url = line.split()[-1]
        with urllib.request.urlopen(f"{url}/health", timeout=10) as answer:
            assert orjson.loads(answer.read())["status"] == "ok"
        with urllib.request.urlopen(f"{url}/console/api/setup", timeout=10) as answer:
            assert not orjson.loads(answer.read())["finished"]
        key = data / "secret.key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert len(key.read_text("utf-8")) == 64
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0
