"""A database that takes no more data: nothing is acknowledged, and runs go on when there is room again."""

import resource
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fixtures.apps import echo_graph, make_app
from tests.fixtures.server import Server


@contextmanager
def no_room(folder: Path) -> Generator[None]:
    """Files of this process cannot grow beyond the largest one there is."""
    largest = max(path.stat().st_size for path in folder.iterdir() if path.is_file())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk(server: Server, tmp_path: Path, database_kind: str) -> None:
    if database_kind != "sqlite":
        pytest.skip("the files of PostgreSQL belong to another process")
    app = await make_app(server, echo_graph())
    assert (await app.run({"text": "before"})).status_code == 200
    refused = 0
    with no_room(tmp_path):
        for mode in ("blocking", "streaming"):
            for _ in range(30):
                answer = await app.run({"text": "x" * 40}, response_mode=mode)
                if answer.status_code != 200:
                    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
                    refused += 1
    assert refused
    assert (await app.run({"text": "after"})).json()["data"]["status"] == "succeeded"
