"""Counts attempts in a sliding window, in this process."""

import time
from collections import OrderedDict, deque

from tenon.errors import TooManyRequests


class RateLimit:
    """At most `times` attempts in `seconds` under one key; old keys are forgotten."""

    def __init__(self, times: int, seconds: float, *, keys: int = 10_000) -> None:
        self._times = times
        self._seconds = seconds
        self._keys = keys
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def _window(self, key: str) -> deque[float]:
        window = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        if len(self._seen) > self._keys:
            self._seen.popitem(last=False)
        limit = time.monotonic() - self._seconds
        while window and window[0] < limit:
            window.popleft()
        return window

    def check(self, key: str) -> None:
        """Raise `TooManyRequests` (with `retry_after` seconds) when no attempt is left."""
        window = self._window(key)
        if len(window) >= self._times:
            wait = int(window[0] + self._seconds - time.monotonic()) + 1
            raise TooManyRequests(f"Too many attempts. Try again in {wait} seconds.", retry_after=wait)

    def count(self, key: str) -> None:
        """Note an attempt."""
        self._window(key).append(time.monotonic())

    def forget(self, key: str) -> None:
        """Start again: the attempt was good."""
        self._seen.pop(key, None)
