"""The garbage collector of a server: what start-up made stays, and young garbage is looked for less often."""

import gc

YOUNG = 50_000
"""New containers between two looks at the youngest. Runs free nearly all of theirs by reference counts."""


def settle() -> None:
    """Call once everything is loaded: modules, routes and models are never walked again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
