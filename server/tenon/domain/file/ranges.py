"""Parts of a file, as `Range` headers ask for them."""

import re


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Start and end (without) that a `Range` header asks for; None for the whole, equal numbers for none of it."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", (header or "").strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return (max(0, size - int(match[2])), size)
    end = min(int(match[2]) + 1, size) if match[2] else size
    start = int(match[1])
    return (start, end) if start < end else (start, start)
