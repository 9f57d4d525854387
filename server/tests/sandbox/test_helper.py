"""The helper's life: many calls at once, death, replacement, cancellation, the end of the server."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tenon.adapters.sandbox.helper import Limits
from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.engine.errors import CodeFailed, SandboxUnavailable
from tests.sandbox.conftest import FILTER_ALONE, opened

_ADD = "def main(a):\n    return {'b': a + 1}"


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for child in _children(pid):
        found += [child, *_descendants(child)]
    return found


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


async def _gone(pids: list[int], seconds: float = 10) -> bool:
    for _ in range(int(seconds / 0.02)):
        if not _alive(pids):
            return True
        await asyncio.sleep(0.02)
    return False


async def test_many_calls_at_once(sandbox: ZygoteSandbox) -> None:
    results = await asyncio.gather(*[sandbox.run("python3", _ADD, {"a": n}) for n in range(200)])
    assert results == [{"b": n + 1} for n in range(200)]


async def test_slow_calls_do_not_hold_up_others() -> None:
    async with opened(Limits(timeout=5), max_processes=4) as sandbox:
        slow = [
            asyncio.ensure_future(sandbox.run("python3", "import time\ndef main():\n    time.sleep(60)", {}))
            for _ in range(3)
        ]
        async with asyncio.timeout(4):
            for n in range(20):
                assert await sandbox.run("python3", _ADD, {"a": n}) == {"b": n + 1}
        for task in slow:
            task.cancel()
        assert all(isinstance(r, asyncio.CancelledError) for r in await asyncio.gather(*slow, return_exceptions=True))


async def test_concurrency_is_bounded_and_queues() -> None:
    async with opened(Limits(timeout=5), max_processes=2) as sandbox:
        helper = set(_descendants(os.getpid()))
        code = "import time\ndef main():\n    time.sleep(0.1)\n    return {}"
        tasks = [asyncio.ensure_future(sandbox.run("python3", code, {})) for _ in range(8)]
        most = 0
        while not all(task.done() for task in tasks):
            most = max(most, len(set(_descendants(os.getpid())) - helper))
            await asyncio.sleep(0.02)
        assert [task.result() for task in tasks] == [{}] * 8
        assert most <= 2 + 3 + 2  # running, ready, just ending


async def test_the_loop_is_never_blocked(sandbox: ZygoteSandbox) -> None:
    loop = asyncio.get_running_loop()
    gaps: list[float] = []

    async def watch() -> None:
        while True:
            before = loop.time()
            await asyncio.sleep(0.005)
            gaps.append(loop.time() - before)

    watcher = asyncio.ensure_future(watch())
    with pytest.raises(CodeFailed):
        await sandbox.run("python3", "def main():\n    while True: pass", {})
    watcher.cancel()
    assert len(gaps) > 20
    assert sorted(gaps)[len(gaps) // 2] < 0.1


async def test_cancellation_ends_the_child() -> None:
    async with opened(Limits(timeout=30)) as sandbox:
        await sandbox.run("python3", _ADD, {"a": 1})
        task = asyncio.ensure_future(sandbox.run("python3", "def main():\n    while True: pass", {}))
        busy: list[int] = []
        for _ in range(500):
            busy = [pid for pid in _descendants(os.getpid()) if _cpu(pid) > 0.2]
            if busy:
                break
            await asyncio.sleep(0.02)
        assert busy
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await _gone(busy)
        assert await sandbox.run("python3", _ADD, {"a": 1}) == {"b": 2}


def _cpu(pid: int) -> float:
    """CPU seconds of a child that only ran code, 0 for the helper itself (it has children)."""
    if _children(pid):
        return 0
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def test_a_killed_helper_is_replaced_and_calls_are_repeated() -> None:
    before = set(_children(os.getpid()))
    async with opened(Limits(timeout=10)) as sandbox:
        for _ in range(3):
            (helper,) = set(_children(os.getpid())) - before
            (zygote,) = _children(helper)
            calls = [
                asyncio.ensure_future(
                    sandbox.run(
                        "python3", "import time\ndef main(n):\n    time.sleep(0.3)\n    return {'n': n}", {"n": n}
                    )
                )
                for n in range(4)
            ]
            await asyncio.sleep(0.15)
            os.kill(zygote, signal.SIGKILL)
            assert await asyncio.gather(*calls) == [{"n": n} for n in range(4)]
            assert await _gone([helper, zygote])


async def test_the_helper_is_renewed_without_a_failed_call() -> None:
    before = set(_children(os.getpid()))
    async with opened(Limits(timeout=10), calls_per_helper=10) as sandbox:
        first = set(_children(os.getpid())) - before
        results = await asyncio.gather(*[sandbox.run("python3", _ADD, {"a": n}) for n in range(35)])
        assert results == [{"b": n + 1} for n in range(35)]
        assert await _gone(list(first))


async def test_nothing_is_left_behind() -> None:
    fds, children = len(os.listdir("/proc/self/fd")), set(_descendants(os.getpid()))
    for _ in range(3):
        async with opened(Limits(timeout=1)) as sandbox:
            for n in range(10):
                await sandbox.run("python3", _ADD, {"a": n})
            with pytest.raises(CodeFailed):
                await sandbox.run("python3", "import os\ndef main():\n    os._exit(1)", {})
            during = len(os.listdir("/proc/self/fd"))
            for n in range(50):
                await sandbox.run("python3", _ADD, {"a": n})
            assert len(os.listdir("/proc/self/fd")) <= during + 3
    assert len(os.listdir("/proc/self/fd")) <= fds + 1
    assert set(_descendants(os.getpid())) <= children


@pytest.mark.parametrize("skip", [(), FILTER_ALONE])
async def test_children_end_when_the_server_is_killed(skip: tuple[str, ...]) -> None:
    program = (
        "import asyncio\nfrom tenon.adapters.sandbox.zygote import ZygoteSandbox\n"
        "from tenon.adapters.sandbox.helper import Limits\n"
        "async def main():\n"
        f"    sandbox = ZygoteSandbox(Limits(skip_layers={skip!r}))\n    await sandbox.start()\n"
        "    task = asyncio.ensure_future(sandbox.run('python3', 'def main():\\n    while True: pass', {}))\n"
        "    await asyncio.sleep(0.2)\n    print('up', flush=True)\n    await task\n"
        "asyncio.run(main())\n"
    )
    server = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert await server.stdout.readline() == b"up\n"
    pids = _descendants(server.pid)
    assert len(pids) >= 4
    server.kill()
    await server.wait()
    assert await _gone(pids)


async def test_a_closed_sandbox_says_so() -> None:
    async with opened(Limits()) as sandbox:
        pass
    with pytest.raises(SandboxUnavailable, match="shut down"):
        await sandbox.run("python3", _ADD, {"a": 1})
