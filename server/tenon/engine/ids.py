"""Ids of node executions: time-ordered UUIDs (version 7), made in about a microsecond."""

from random import getrandbits
from time import time_ns


def execution_id() -> str:
    """A new UUID as text. Its time part is milliseconds; the rest is random and names nothing secret."""
    milliseconds, random = time_ns() // 1_000_000, getrandbits(74)
    variant = 0x8000 | (random >> 48 & 0x3FFF)
    return (
        f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}-7{random >> 62:03x}-"
        f"{variant:04x}-{random & 0xFFFFFFFFFFFF:012x}"
    )
