"""Stored stretches of an event stream give back every line as it was."""

from types import SimpleNamespace
from typing import Any, cast

import orjson
import pytest

from tenon.domain.run.projection import TextForms
from tenon.domain.run.stretches import Entry, TextForm, stored_lines, stretches
from tenon.engine.events import TextChunk
from tenon.engine.wire import Wire, encode

FORM = TextForm(b'{"event":"message","answer":', b',"id":"1"}')
OTHER = TextForm(b'{"event":"message","answer":', b',"id":"2"}')


def text_entry(seq: int, text: str, form: TextForm = FORM) -> Entry:
    return Entry(seq, form.before + orjson.dumps(text) + form.after, form)


def plain(seq: int, size: int = 1) -> Entry:
    return Entry(seq, orjson.dumps({"event": "node_finished", "data": "x" * size}), None)


TEXTS = ["Hel", "lo\n", '"quoted"', "日本", "", "\\n", "}", " "]


@pytest.mark.parametrize(
    ("entries", "forms"),
    [
        ([plain(1), plain(2)], ["json"]),
        ([plain(1, 5000)], ["zlib"]),
        ([plain(1), *(text_entry(2 + i, t) for i, t in enumerate(TEXTS)), plain(10)], ["json", "text", "json"]),
        ([plain(1), text_entry(2, "a"), text_entry(3, "b"), plain(4)], ["json"]),
        ([*(text_entry(1 + i, t) for i, t in enumerate(TEXTS)), *(text_entry(9 + i, t, OTHER) for i, t in
          enumerate(TEXTS))], ["text", "text"]),
    ],
)  # fmt: skip
def test_every_line_comes_back(entries: list[Entry], forms: list[str]) -> None:
    made = list(stretches(entries))
    assert [stretch.form for stretch in made] == forms
    stored = [s.lines() if callable(s.lines) else s.lines for s in made]
    rows = [SimpleNamespace(seq=s.first, form=s.form, lines=lines) for s, lines in zip(made, stored, strict=True)]
    assert list(stored_lines(cast(Any, rows), 0)) == [(entry.seq, entry.line) for entry in entries]
    assert list(stored_lines(cast(Any, rows), 3)) == [(e.seq, e.line) for e in entries if e.seq > 3]


@pytest.mark.parametrize("text", ["a", 'say "the text goes here"', "\u2028 \x00", "é\n"])
def test_a_text_event_is_the_same_around_its_text(text: str) -> None:
    wires = (
        Wire.workflow(task_id="t", run_id="r", workflow_id="w"),
        Wire.chatflow(task_id="t", run_id="r", workflow_id="w", conversation_id="c", message_id="m", created_at=1),
    )
    for wire in wires:
        for selector in ((), ("llm", "text")):
            chunk = TextChunk(text, selector, "llm")
            form = TextForms(wire).of(chunk)
            assert form is not None
            assert form.before + orjson.dumps(text) + form.after == encode(wire.payload(chunk))


def test_a_node_named_like_the_place_is_written_in_full() -> None:
    wire = Wire.workflow(task_id="t", run_id="r", workflow_id="w")
    assert TextForms(wire).of(TextChunk("a", (), "the text goes here")) is None
