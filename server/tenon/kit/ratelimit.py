"""Counts attempts in a sliding window, in this process or together with the other servers on the database."""

import hashlib
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from tenon.errors import TooManyRequests
from tenon.kit.changes import Changes

_COUNT, _FORGET = "+", "-"


class RateLimit:
    """At most `times` attempts in `seconds` under one key; old keys are forgotten."""

    def __init__(self, times: int, seconds: float, *, keys: int = 10_000) -> None:
        self._times = times
        self._seconds = seconds
        self._keys = keys
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._tell: Callable[[str], None] | None = None

    def share(self, changes: Changes, topic: str) -> None:
        """Count together with the other servers; they are told digests of the keys."""
        changes.follow(topic, self._told)
        self._tell = lambda message: changes.tell(topic, message)

    def check(self, key: str) -> None:
        """Raise `TooManyRequests` (with `retry_after` seconds) when no attempt is left."""
        window = self._window(self._name(key))
        if len(window) >= self._times:
            wait = int(window[0] + self._seconds - time.monotonic()) + 1
            raise TooManyRequests(f"Too many attempts. Try again in {wait} seconds.", retry_after=wait)

    def count(self, key: str) -> None:
        """Note an attempt."""
        self._send(_COUNT + self._name(key))

    def forget(self, key: str) -> None:
        """Start again: the attempt was good."""
        self._send(_FORGET + self._name(key))

    def _name(self, key: str) -> str:
        return key if self._tell is None else hashlib.sha256(key.encode()).hexdigest()[:32]

    def _send(self, message: str) -> None:
        if self._tell is None:
            self._told(message)
        else:
            self._tell(message)

    def _told(self, message: str) -> None:
        """An attempt here or at another server."""
        if message.startswith(_COUNT):
            self._window(message[1:]).append(time.monotonic())
        else:
            self._seen.pop(message[1:], None)

    def _window(self, key: str) -> deque[float]:
        window = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        if len(self._seen) > self._keys:
            self._seen.popitem(last=False)
        limit = time.monotonic() - self._seconds
        while window and window[0] < limit:
            window.popleft()
        return window
