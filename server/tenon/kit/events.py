"""Signals between the parts of a server, and between servers: run events are there, stop this run.

In one process a signal is a call. With several processes PostgreSQL carries it: the writer sends one NOTIFY a flush,
`PostgresSignals` listens and calls the same listeners.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Protocol, cast

import asyncpg

from tenon.kit.logging import get_log

log = get_log(__name__)

type Listener = Callable[[str], None]


class Signals(Protocol):
    """Topics with a key. A listener is called on the loop with the rest of the message; it must be quick."""

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        """Call `listener(key)` for every signal of the topic; the answer takes it off again."""
        ...

    async def send(self, topic: str, key: str) -> None:
        """Tell every process, this one included."""
        ...


class LocalSignals:
    """Signals inside one process."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = defaultdict(list)

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        """Call `listener(key)` for every signal of the topic; the answer takes it off again."""
        self._listeners[topic].append(listener)

        def off() -> None:
            with contextlib.suppress(ValueError):
                self._listeners[topic].remove(listener)

        return off

    def receive(self, topic: str, key: str) -> None:
        """A signal came from anywhere."""
        for listener in tuple(self._listeners.get(topic, ())):
            listener(key)

    async def send(self, topic: str, key: str) -> None:
        """Tell every listener of this process."""
        self.receive(topic, key)


class PostgresSignals(LocalSignals):
    """Signals between processes over LISTEN and NOTIFY, each `topic key`; a lost connection is opened again."""

    def __init__(self, dsn: str, channel: str = "tenon_run") -> None:
        super().__init__()
        self._dsn, self._channel = dsn, channel
        self._task: asyncio.Task[None] | None = None
        self._connection: Any = None  # untyped driver
        self._sending = asyncio.Lock()
        """A connection does one thing at a time."""

    async def start(self) -> None:
        """Listen, in the background."""
        self._task = asyncio.get_running_loop().create_task(self._listen())

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def send(self, topic: str, key: str) -> None:
        """Tell every process; listeners of this one are called at once."""
        self.receive(topic, key)
        async with self._sending:
            if self._connection is not None:
                await self._connection.execute("SELECT pg_notify($1, $2)", self._channel, f"{topic} {key}")

    async def _listen(self) -> None:
        while True:
            try:
                connection = cast("Any", await asyncpg.connect(self._dsn, timeout=10))
                closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

                def on_end(_connection: object, done: "asyncio.Future[None]" = closed) -> None:
                    if not done.done():
                        done.set_result(None)

                connection.add_termination_listener(on_end)
                await connection.add_listener(self._channel, self._on_message)
                self._connection = connection
                try:
                    await closed
                finally:
                    self._connection = None
                    if not connection.is_closed():
                        connection.terminate()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log.warning("signals.lost", error=str(error))
            await asyncio.sleep(1)

    def _on_message(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        topic, _, key = payload.partition(" ")
        self.receive(topic, key)
