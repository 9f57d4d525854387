"""Tells caches that something changed, so that they are right without growing old by time alone."""

from collections import defaultdict
from collections.abc import Callable

type Listener = Callable[[str], None]
"""Gets the key of the thing that changed (an id as text)."""


class Changes:
    """Topics and who follows them. Topics are nouns: `app`, `api_key`, `workflow`, `site`, `credential`.

    `forward` is called for every change told here; the scaled set-up hangs the message to other processes on it and
    calls `receive` for what they send.
    """

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = defaultdict(list)
        self.forward: Callable[[str, str], None] | None = None

    def follow(self, topic: str, listener: Listener) -> None:
        """Call `listener` for every change of the topic. It must be quick and must not raise."""
        self._listeners[topic].append(listener)

    def tell(self, topic: str, key: str) -> None:
        """A change made in this process."""
        self.receive(topic, key)
        if self.forward is not None:
            self.forward(topic, key)

    def receive(self, topic: str, key: str) -> None:
        """A change made anywhere."""
        for listener in self._listeners.get(topic, ()):
            listener(key)
