"""The helper's loop: keeps confined children ready, hands their sockets to the server, times them, reaps them.

It never reads a request or a result. So its memory, which every child inherits, holds nothing of any call.
"""

import contextlib
import gc
import heapq
import json
import os
import select
import selectors
import signal
import socket
import time
from dataclasses import dataclass

from tenon_sandbox import child, preload
from tenon_sandbox.confine import Confinement
from tenon_sandbox.protocol import (
    DONE,
    ENDED,
    EXITED,
    LENGTH,
    READY,
    RECORD,
    SIGNALLED,
    START,
    TIMED_OUT,
    ChannelClosed,
    read_frame,
    write_frame,
)

_SELF_TEST_SECONDS = 10
_RETRY_FORK = 0.05
_PATIENCE = 0.5
_NICE = 10
_POLL_WITHOUT_PIDFD = 0.02


@dataclass(slots=True)
class _Child:
    number: int
    pid: int
    pidfd: int
    started: bool = False
    timed_out: bool = False
    dropped: bool = False
    deadline: float = 0.0

    def stand_back(self) -> None:
        """A long run shall not slow down the server and short calls."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self.pidfd >= 0:
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)


class Zygote:
    """One helper."""

    def __init__(self, confinement: Confinement, control: socket.socket) -> None:
        self._confinement = confinement
        self._control = control
        self._children: dict[int, _Child] = {}
        self._idle = 0
        self._numbers = 0
        self._deadlines: list[tuple[float, int]] = []
        self._buffer = b""
        self._selector = selectors.DefaultSelector()

    def serve(self) -> None:
        """Load, close the doors, test, and serve until the server closes the channel."""
        config = self._confinement.config
        network = config.connections > 0
        self._confinement.open_channel = preload.load(config.heavy, config.extra_modules, network=network)
        self._confinement.close_doors()
        preload.shut(config.extra_modules, network=network)
        child.rehearse()
        gc.collect()
        gc.freeze()
        self._control.sendall(_frame(self._hello()))
        self._selector.register(self._control, selectors.EVENT_READ, None)
        with contextlib.suppress(ChannelClosed, ConnectionError):
            while True:
                self._keep_ready()
                self._turn()
        for each in self._children.values():
            each.kill()

    def _hello(self) -> dict[str, object]:
        try:
            broken = self._self_test()
        except (OSError, ChannelClosed, ValueError):
            broken = ["answer the self-test"]
        layers = [*self._confinement.layers, "resource limits"]
        if self._confinement.filter:
            layers.append("system call filter")
        return {"layers": layers, "broken": broken, "memory": self._confinement.used_memory}

    def _self_test(self) -> list[str]:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            child.live(self._confinement, theirs.fileno())
        theirs.close()
        try:
            write_frame(ours.fileno(), b'{"kind":"selftest","code":"","inputs":{}}')
            if not select.select([ours], [], [], _SELF_TEST_SECONDS)[0]:
                raise ChannelClosed
            answer = json.loads(read_frame(ours.fileno(), 10_000))
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            ours.close()
        return answer["value"]

    def _keep_ready(self) -> None:
        while self._idle < self._confinement.config.ready_children:
            try:
                self._fork()
            except OSError as error:
                if isinstance(error, ConnectionError):
                    raise
                time.sleep(_RETRY_FORK)
                return

    def _fork(self) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            pid = os.fork()
            if pid == 0:
                child.live(self._confinement, theirs.fileno())
            self._numbers = (self._numbers + 1) & 0xFFFFFFFF
            pidfd = _pidfd(pid)
            each = _Child(self._numbers, pid, pidfd)
            self._children[each.number] = each
            self._idle += 1
            if pidfd >= 0:
                self._selector.register(pidfd, selectors.EVENT_READ, each)
            socket.send_fds(self._control, [RECORD.pack(READY, each.number, pid, 0)], [ours.fileno()])

    def _turn(self) -> None:
        for key, _ in self._selector.select(self._patience()):
            if key.data is None:
                self._read_control()
            else:
                self._reap(key.data)
        if any(each.pidfd < 0 for each in self._children.values()):
            for each in list(self._children.values()):
                self._reap(each)
        self._expire()

    def _patience(self) -> float | None:
        if any(each.pidfd < 0 for each in self._children.values()):
            return _POLL_WITHOUT_PIDFD
        if self._idle < self._confinement.config.ready_children:
            return _RETRY_FORK
        return max(0.0, self._deadlines[0][0] - time.monotonic()) if self._deadlines else None

    def _read_control(self) -> None:
        data = self._control.recv(4096)
        if not data:
            raise ChannelClosed
        self._buffer += data
        while len(self._buffer) >= RECORD.size:
            kind, number, milliseconds, _ = RECORD.unpack_from(self._buffer)
            self._buffer = self._buffer[RECORD.size :]
            each = self._children.get(number)
            if each is None:
                continue
            if kind == START and not each.started:
                each.started = True
                self._idle -= 1
                now = time.monotonic()
                heapq.heappush(self._deadlines, (now + milliseconds / 1000, number))
                heapq.heappush(self._deadlines, (now + _PATIENCE, number))
                each.deadline = now + milliseconds / 1000
            elif kind == DONE:
                each.dropped = True
                each.kill()

    def _expire(self) -> None:
        now = time.monotonic()
        while self._deadlines and (self._deadlines[0][0] <= now or self._deadlines[0][1] not in self._children):
            _, number = heapq.heappop(self._deadlines)
            if each := self._children.get(number):
                if each.deadline <= now:
                    each.timed_out = True
                    each.kill()
                else:
                    each.stand_back()

    def _reap(self, each: _Child) -> None:
        pid, status = os.waitpid(each.pid, os.WNOHANG)
        if not pid:
            return
        del self._children[each.number]
        if not each.started:
            self._idle -= 1
        if each.pidfd >= 0:
            self._selector.unregister(each.pidfd)
            os.close(each.pidfd)
        code = os.waitstatus_to_exitcode(status)
        self._control.sendall(RECORD.pack(ENDED, each.number, _reason(each, code), abs(code)))


def _reason(each: _Child, code: int) -> int:
    if each.timed_out:
        return TIMED_OUT
    ours = each.dropped and code == -signal.SIGKILL
    return SIGNALLED if code < 0 and not ours else EXITED


def _pidfd(pid: int) -> int:
    try:
        return os.pidfd_open(pid)
    except (OSError, AttributeError):
        return -1


def _frame(value: dict[str, object]) -> bytes:
    payload = json.dumps(value).encode()
    return LENGTH.pack(len(payload)) + payload
