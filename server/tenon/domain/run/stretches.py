"""How stretches of an event stream are stored: as lines, compressed, or as the texts of events that differ in no more.

A model's answer is hundreds of events that are alike but for a few letters: those are kept once and the texts beside
them, which takes less room than compression and no time.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from tenon.domain.run.tables import RunEventRow


class TextForm(NamedTuple):
    """A line of a text event without its text: what comes before the JSON string and what comes after."""

    before: bytes
    after: bytes


class Entry(NamedTuple):
    """An event's number and line; `form` when it is a text event."""

    seq: int
    line: bytes
    form: TextForm | None


class Stretch(NamedTuple):
    """A row to be stored; `lines` may be what makes them, which takes time and is left to the writer."""

    first: int
    last: int
    form: str
    lines: bytes | Callable[[], bytes]


_COMPRESS = 4096
"""Bytes from which on lines are stored compressed."""
_ALIKE = 4
"""Text events from which on they are stored without what they share."""


def stretches(entries: Sequence[Entry]) -> Iterator[Stretch]:
    """The rows for events that follow on one another."""
    plain: list[Entry] = []
    for form, alike in groupby(entries, key=_form):
        members = list(alike)
        if form is None or len(members) < _ALIKE:
            plain += members
            continue
        if plain:
            yield _lines(plain)
            plain = []
        start, end = len(form.before), -len(form.after)
        texts = [entry.line[start:end] for entry in members]
        yield Stretch(members[0].seq, members[-1].seq, "text", b"\n".join([*form, *texts]))
    if plain:
        yield _lines(plain)


def _form(entry: Entry) -> TextForm | None:
    return entry.form


def _lines(entries: Sequence[Entry]) -> Stretch:
    lines = b"\n".join([entry.line for entry in entries])
    first, last = entries[0].seq, entries[-1].seq
    if len(lines) > _COMPRESS:
        return Stretch(first, last, "zlib", partial(zlib.compress, lines, 1))
    return Stretch(first, last, "json", lines)


def stored_lines(rows: Sequence[RunEventRow], after: int) -> Iterator[tuple[int, bytes]]:
    """Number and line of every stored event after `after`, in order."""
    for row in rows:
        data = zlib.decompress(row.lines) if row.form == "zlib" else row.lines
        lines = data.split(b"\n")
        if row.form == "text":
            before, end, *texts = lines
            lines = [before + text + end for text in texts]
        for seq, line in enumerate(lines, row.seq):
            if seq > after:
                yield seq, line
