"""What a run leaves behind in memory."""

import asyncio
import gc
from typing import Any
from weakref import ReferenceType, ref

import pytest

from tenon.domain.run.active import ActiveRun
from tenon.domain.run.runner import Runner
from tests.fixtures.apps import MadeApp
from tests.fixtures.server import Server


@pytest.mark.parametrize("mode", ["streaming", "blocking"])
async def test_an_ended_run_is_free_without_the_garbage_collector(
    server: Server, echo: MadeApp, greeter: MadeApp, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = server.container.services.get(Runner)
    start = runner.start
    runs: list[ReferenceType[ActiveRun]] = []

    async def noted(*args: Any) -> ActiveRun:
        run = await start(*args)
        runs.append(ref(run))
        return run

    monkeypatch.setattr(runner, "start", noted)
    gc.collect()
    gc.disable()
    try:
        assert (await echo.run({"text": "hello"}, response_mode=mode)).status_code == 200
        assert (await greeter.chat("hello", response_mode=mode)).status_code == 200
        async with asyncio.timeout(10):
            while any(run() is not None for run in runs):  # noqa: ASYNC110 - nothing tells when memory is free
                await asyncio.sleep(0.01)
    finally:
        gc.enable()
    assert len(runs) == 2
