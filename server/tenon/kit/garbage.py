"""The garbage collector of a server: what start-up made stays, and young garbage is looked for less often."""

import gc
from collections.abc import Generator
from contextlib import contextmanager

YOUNG = 50_000
"""New containers between two looks at the youngest. Runs free nearly all of theirs by reference counts."""


def relax() -> None:
    """Call before anything large is loaded: nothing of it is garbage, and looking for some is a fifth of the time."""
    gc.set_threshold(YOUNG, 10, 10)


@contextmanager
def none_expected() -> Generator[None]:
    """Around the loading of code: it makes a great many things, and all of them stay."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def settle() -> None:
    """Call once everything is loaded: modules, routes and models are never walked again.

    Without looking for garbage first: there is next to none, and looking takes a tenth of a second.
    """
    gc.freeze()
    relax()
