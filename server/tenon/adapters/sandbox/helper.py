"""One helper process: started, greeted, asked for confined children, closed."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tenon.adapters.sandbox.channel import DONE, ENDED, LENGTH, READY, RECORD, SIGNALLED, START, TIMED_OUT

_START_SECONDS = 60
_END_SECONDS = 5


class HelperGone(Exception):
    """The helper cannot serve; the text says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a helper is started with. Sizes are bytes, times are seconds."""

    timeout: float = 20.0
    memory: int = 256 << 20
    max_result: int = 8 << 20
    max_request: int = 32 << 20
    ready_children: int = 3
    unsafe: bool = False
    extra_modules: Sequence[str] = ()
    skip_layers: Sequence[str] = ()


@dataclass(slots=True, eq=False)
class Child:
    """A confined process that waits for its one request."""

    number: int
    pid: int
    sock: socket.socket
    ended: asyncio.Future[tuple[int, int]]


class Helper:
    """Made by `Helper.start`."""

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket, hello: dict[str, Any]) -> None:
        self._process = process
        self._control = control
        self._loop = asyncio.get_running_loop()
        self._children: dict[int, Child] = {}
        self._ready: deque[Child] = deque()
        self._waiters: deque[asyncio.Future[Child]] = deque()
        self.layers: list[str] = hello["layers"]
        self.broken: list[str] = hello["broken"]
        self.calls = 0
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.closed = False
        self._loop.add_reader(control.fileno(), self._on_control)

    @staticmethod
    async def start(limits: Limits, *, heavy: bool, connections: int = 0) -> "Helper":
        """Start the process and wait until it has tested itself. Raises `HelperGone`."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        config = {
            "control_fd": theirs.fileno(),
            "timeout": limits.timeout,
            "memory": limits.memory * (2 if heavy else 1),
            "max_result": limits.max_result,
            "max_request": limits.max_request,
            "ready_children": 1 if heavy else limits.ready_children,
            "heavy": heavy,
            "connections": connections,
            "extra_modules": list(limits.extra_modules),
            "unsafe": limits.unsafe,
            "skip_layers": list(limits.skip_layers),
        }
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-I", "-X", "utf8", "-m", "tenon_sandbox", json.dumps(config),
                    stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
                    stderr=asyncio.subprocess.PIPE, pass_fds=[theirs.fileno()], start_new_session=True,
                    env=_environment(heavy=heavy, network=connections > 0),
                )  # fmt: skip
        except OSError as error:
            ours.close()
            raise HelperGone(f"the helper process cannot be started: {error}") from error
        try:
            hello = await asyncio.wait_for(_hello(ours), _START_SECONDS)
            if "error" in hello:
                raise ValueError(hello["error"])
        except (TimeoutError, OSError, ValueError) as error:
            ours.close()
            raise HelperGone(f"the helper process failed at its start: {await _last_words(process, error)}") from error
        except asyncio.CancelledError:
            ours.close()
            raise
        return Helper(process, ours, hello)

    async def take(self) -> Child:
        """A ready child, waited for when there is none. Raises `HelperGone`."""
        if self.closed:
            raise HelperGone("the helper process ended")
        if self._ready:
            return self._ready.popleft()
        waiter: asyncio.Future[Child] = self._loop.create_future()
        self._waiters.append(waiter)
        try:
            return await asyncio.wait_for(waiter, _START_SECONDS)
        except TimeoutError:
            raise HelperGone("the helper process makes no more children") from None
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and not waiter.exception():
                self._ready.append(waiter.result())
            raise

    def begin(self, child: Child, timeout: float) -> None:
        """Start the child's wall timer."""
        self.calls += 1
        self._running += 1
        self._idle.clear()
        self._send(RECORD.pack(START, child.number, min(int(timeout * 1000), 0xFFFFFFFF), 0))

    def kill(self, child: Child) -> None:
        """End the child now."""
        if not child.ended.done():
            self._send(RECORD.pack(DONE, child.number, 0, 0))

    def finish(self, child: Child) -> None:
        """The child is not needed any more."""
        self._running -= 1
        if not self._running:
            self._idle.set()
        child.sock.close()
        self.kill(child)

    async def end_of(self, child: Child) -> tuple[int, int]:
        """Why a child ended, and its exit code or signal. Raises `HelperGone` when that is not to be learnt."""
        try:
            return await asyncio.wait_for(asyncio.shield(child.ended), _END_SECONDS)
        except TimeoutError:
            raise HelperGone("the helper process does not answer") from None

    async def drain(self) -> None:
        """Wait for the running calls, then close."""
        await self._idle.wait()
        await self.close()

    async def close(self) -> None:
        """End the helper and every child of it."""
        self._fail("the helper process was closed")
        try:
            await asyncio.wait_for(self._process.wait(), _END_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    def _send(self, record: bytes) -> None:
        try:
            self._control.send(record)
        except OSError as error:
            self._fail(f"the helper process ended ({error})")

    def _on_control(self) -> None:
        while not self.closed:
            try:
                data, fds, _, _ = socket.recv_fds(self._control, RECORD.size, 1)
            except BlockingIOError:
                return
            except OSError:
                data, fds = b"", []
            if len(data) != RECORD.size:
                return self._fail("the helper process ended")
            kind, number, first, second = RECORD.unpack(data)
            if kind == READY and fds:
                self._add(number, first, fds[0])
            elif kind == ENDED:
                self._ended(number, first, second)

    def _add(self, number: int, pid: int, fd: int) -> None:
        sock = socket.socket(fileno=fd)
        sock.setblocking(False)
        child = self._children[number] = Child(number, pid, sock, self._loop.create_future())
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                return waiter.set_result(child)
        self._ready.append(child)

    def _ended(self, number: int, why: int, code: int) -> None:
        child = self._children.pop(number, None)
        if child is None:
            return
        child.ended.set_result((why, code))
        if child in self._ready:
            self._ready.remove(child)
            child.sock.close()

    def _fail(self, why: str) -> None:
        if self.closed:
            return
        self.closed = True
        self._loop.remove_reader(self._control.fileno())
        self._control.close()
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_exception(HelperGone(why))
        for child in self._children.values():
            if not child.ended.done():
                child.ended.set_exception(HelperGone(why))
                child.ended.exception()
        for child in self._ready:
            child.sock.close()
        self._waiters.clear()
        self._ready.clear()
        self._children.clear()


def describe_end(why: int, code: int, timeout: float) -> str:
    """For the user: what it means that the child ended without a result."""
    if why == TIMED_OUT or (why == SIGNALLED and code == signal.SIGXCPU):
        return f"The code did not finish within {timeout:g} seconds. Make it faster or split it over nodes."
    if why == SIGNALLED and code == signal.SIGSYS:
        return "The code was stopped: it made a system call that is never allowed in code nodes."
    if why == SIGNALLED and code == signal.SIGSEGV:
        return "The code crashed its process, by recursion without end or by damaged memory."
    if why == SIGNALLED:
        return f"The code was stopped by the system (signal {code}); most often it used too much memory."
    return "The code's process ended before it returned a result."


def _environment(*, heavy: bool, network: bool) -> dict[str, str]:
    found = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"} if heavy else {}
    names = ("SSL_CERT_FILE", "SSL_CERT_DIR") if network else ()
    return found | {name: os.environ[name] for name in names if name in os.environ}


async def _hello(control: socket.socket) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    data = b""
    while len(data) < LENGTH.size or len(data) < LENGTH.size + LENGTH.unpack_from(data)[0]:
        wanted = LENGTH.size - len(data) if len(data) < LENGTH.size else LENGTH.unpack_from(data)[0] + 4 - len(data)
        chunk = await loop.sock_recv(control, wanted)
        if not chunk:
            raise ConnectionResetError("it ended at once")
        data += chunk
    return json.loads(data[LENGTH.size :])


async def _last_words(process: asyncio.subprocess.Process, error: Exception) -> str:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    assert process.stderr is not None
    text = (await process.stderr.read()).decode(errors="replace").strip()
    await process.wait()
    return text[-500:] or str(error)
