"""The event stream of one run: numbered, serialised once per view, sent at once, stored in stretches."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

import orjson

from tenon.domain.run.stretches import Entry, TextForm, stretches
from tenon.domain.run.tables import RunEventRow
from tenon.engine.files import File
from tenon.engine.wire import plain
from tenon.kit.group_commit import Lane
from tenon.kit.sse import Frames, frame

View = Literal["full", "web", "console"]
"""Who reads: the service API, a published page (values of nodes left out), the console (events carry `seq`)."""

_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
STORE_AFTER = 0.5
"""Seconds that events may wait in memory before they are handed to the writer."""


class Serialiser:
    """JSON without line breaks; files in their wire form with a fresh address. `base` is where we were called."""

    __slots__ = ("_base", "_sign")

    def __init__(self, sign: Callable[[File, str], str | None], base: str) -> None:
        self._sign, self._base = sign, base

    def __call__(self, event: dict[str, Any]) -> bytes:
        """One event as bytes."""
        try:
            return orjson.dumps(event, default=self._plain, option=_OPTIONS)
        except TypeError:  # integers beyond 64 bits
            return json.dumps(event, default=self._plain, ensure_ascii=False).encode()

    def _plain(self, value: object) -> object:
        if isinstance(value, File):
            return {**value.to_dict(), "url": self._sign(value, self._base)}
        return plain(value)


def line_for(view: View, seq: int, line: bytes, event: dict[str, Any] | None = None) -> bytes:
    """The stored line as a view sees it; `event` saves parsing it again."""
    if view == "full":
        return line
    if view == "console":
        return line[:-1] + b',"seq":%d}' % seq
    reduced = without_values(event if event is not None else orjson.loads(line))
    return line if reduced is None else orjson.dumps(reduced, default=str, option=_OPTIONS)


_NODE_VALUES = ("inputs", "process_data", "outputs")
_RESOURCE_KEYS = ("segment_id", "position", "document_name", "score", "content", "summary")


def without_values(event: dict[str, Any]) -> dict[str, Any] | None:
    """The event as a published page sees it (contract: web-and-embed.md 2); None when nothing changes."""
    name = event.get("event", "")
    if name == "message_end":
        return {**event, "metadata": page_metadata(event.get("metadata", {}))}
    data = event.get("data")
    if not isinstance(data, dict) or name in ("text_chunk", "text_replace", "workflow_started", "workflow_finished"):
        return None
    hidden = {key: None for key in _NODE_VALUES if key in data}
    return {**event, "data": {**data, **hidden}} if hidden else None


def page_metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    """A message's metadata as a published page sees it: no usage, and of a source what is shown."""
    shown = {k: v for k, v in metadata.items() if k != "usage"}
    resources = shown.get("retriever_resources")
    if resources:
        shown["retriever_resources"] = [{k: r.get(k) for k in _RESOURCE_KEYS} for r in resources]
    return shown


class RunStream:
    """Numbers events from 1 (or on from `last`), feeds subscribers and keeps what is not stored yet.

    While the gate is shut, events are numbered and kept but not sent: what a client has seen of a finished node is
    durable first.
    """

    __slots__ = (
        "_held",
        "_lane",
        "_shut",
        "_subscribers",
        "_timer",
        "_unstored",
        "closed",
        "run_id",
        "seq",
        "serialise",
    )

    def __init__(self, run_id: UUID, lane: Lane, serialise: Serialiser, last: int = 0) -> None:
        self.run_id, self._lane, self.serialise, self.seq = run_id, lane, serialise, last
        self._unstored: list[Entry] = []
        self._subscribers: list[tuple[Frames, View]] = []
        self._held: list[tuple[Entry, dict[str, Any] | None]] = []
        self._shut = 0
        self._timer: asyncio.TimerHandle | None = None
        self.closed = False

    @property
    def readers(self) -> int:
        """Clients that follow now."""
        return len(self._subscribers)

    @property
    def sent(self) -> int:
        """The number of the last event that went to clients; later ones are held back."""
        return self.seq - len(self._held)

    def emit(self, event: dict[str, Any]) -> None:
        """Number, keep and send one wire event."""
        line = self.serialise(event)
        self.seq = seq = self.seq + 1
        self._take(Entry(seq, line, None), event)

    def emit_text(self, form: TextForm, text: str) -> None:
        """The same for a text event, which is made of its text alone."""
        self.seq = seq = self.seq + 1
        try:
            written = orjson.dumps(text)
        except TypeError:  # half of a character
            written = json.dumps(text).encode()
        self._take(Entry(seq, form.before + written + form.after, form), None)

    def aside(self, event: dict[str, Any]) -> None:
        """Send an event to those who follow now; it is neither numbered nor stored."""
        self._send(Entry(self.seq, self.serialise(event), None), event)

    def _take(self, entry: Entry, event: dict[str, Any] | None) -> None:
        self._unstored.append(entry)
        if self._shut:
            self._held.append((entry, event))
        else:
            self._send(entry, event)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(STORE_AFTER, self.store)

    def store(self) -> None:
        """Hand what is not stored yet to the writer, as few rows."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._unstored:
            return
        entries, self._unstored = self._unstored, []
        for first, last, form, lines in stretches(entries):
            self._lane.insert(
                RunEventRow,
                (self.run_id, first),
                {"run_id": self.run_id, "seq": first, "last_seq": last, "form": form, "lines": lines},
            )
        self._lane.notify(f"events {self.run_id}")

    def shut(self) -> Callable[[], None]:
        """Keep events back until the answer is called; several may hold the gate."""
        self._shut += 1
        opened = False

        def open_again() -> None:
            nonlocal opened
            if opened or not self._shut:
                return
            opened = True
            self._shut -= 1
            if not self._shut:
                self.open()

        return open_again

    def open(self) -> None:
        """Open the gate, whoever holds it: everything is durable."""
        self._shut = 0
        held, self._held = self._held, []
        for entry, event in held:
            self._send(entry, event)

    def drop_held(self) -> None:
        """Forget what was kept back: it could not be stored."""
        self._held = []
        self._unstored = []

    def stored_upto(self, after: int) -> int:
        """The number up to which events after `after` are in the database alone; 0 when there are none."""
        oldest = self._unstored[0].seq if self._unstored else self.seq + 1
        upto = min(oldest - 1, self.sent)
        return upto if upto > after else 0

    def subscribe(self, frames: Frames, view: View, after: int | None = None) -> None:
        """Send events to `frames` from now on, and first those still in memory after `after`."""
        if after is not None:
            sent = self.sent
            for seq, line, _ in self._unstored:
                if after < seq <= sent:
                    frames.put(frame(line_for(view, seq, line)))
        if self.closed:
            frames.close()
        else:
            self._subscribers.append((frames, view))

    def unsubscribe(self, frames: Frames) -> None:
        """Stop sending."""
        self._subscribers = [pair for pair in self._subscribers if pair[0] is not frames]

    def close(self) -> None:
        """The last event was sent: streams end."""
        self.closed = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for frames, _ in self._subscribers:
            frames.close()
        self._subscribers = []

    def _send(self, entry: Entry, event: dict[str, Any] | None) -> None:
        views: dict[View, bytes] = {}
        for frames, view in self._subscribers:
            data = views.get(view)
            if data is None:
                alike: View = "full" if view == "web" and entry.form is not None else view
                data = views[view] = frame(line_for(alike, entry.seq, entry.line, event))
            frames.put(data)
