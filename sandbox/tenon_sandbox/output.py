"""What user code prints: kept up to a limit, the rest is counted and dropped."""

import io

LIMIT = 16_000


class Printed(io.TextIOBase):
    """Stands in for `sys.stdout` and `sys.stderr`."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = LIMIT

    def write(self, text: str, /) -> int:
        """Keep what still fits."""
        if self._room > 0:
            part = str(text)[: self._room]
            self._parts.append(part)
            self._room -= len(part) + 1
        return len(text)

    def writable(self) -> bool:
        """Always."""
        return True

    def isatty(self) -> bool:
        """Never a terminal."""
        return False

    @property
    def text(self) -> str:
        """What was kept."""
        return "".join(self._parts)
