"""Reading answers that come as events: what is alike in every wire. No I/O here."""

from typing import Any, cast
from uuid import uuid4

import orjson

from tenon.models.errors import ModelConnectionError, ModelError, ModelUnavailable
from tenon.models.messages import ChatDelta, FinishReason, SignedThought, ToolCall
from tenon.models.protocols.http import Endpoint, body_error, decode, malformed

_MAX_LINE = 64 * 1024 * 1024
_MOST_CALLS = 1000


def inner(value: Any, name: str) -> Any:
    """A member of an object; an empty object when it is missing or null."""
    return value.get(name) or {}


def around(data: bytes, text: str, key: bytes) -> tuple[bytes, bytes]:
    """What stands before and after a text in the bytes that brought it, the text following `key`.

    Nothing when the text stands there in another spelling, or twice.
    """
    written = orjson.dumps(text)
    before, found, after = data.partition(written)
    if not found or written in after or not before.endswith((key, key + b" ")):
        return b"", b""
    return before, after


class Call:
    """A tool call while its pieces arrive."""

    __slots__ = ("arguments", "id", "name", "signature")

    def __init__(self, call_id: str = "", name: str = "") -> None:
        self.id, self.name = call_id, name
        self.arguments: list[str] = []
        self.signature = ""


class EventReader:
    """Reads one answer. `feed` takes bytes of an event stream cut anywhere (SSE, or a JSON object a line).

    A wire overrides `event`, which takes one object of the stream, and `whole`, which takes an answer in one piece.
    What the last delta needs is kept here: `calls`, `finish_reason`, `usage` (prompt and completion tokens, None when
    the server told none) and the `pieces` of text for an estimate. `failed` is an error to raise once the deltas before
    it are passed on; `done` says that nothing more comes.

    Where `key` is set, the name of the member with the text, bytes that differ from those before in their text alone
    are read by comparing them: nearly all reads of a slow stream bring one such event.
    """

    key = b""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._rest = b""
        self._alike = (b"", b"")
        self._tries = 50  # where every event differs in more than its text, comparing is given up
        self.calls: dict[Any, Call] = {}
        self.done = False
        self.failed: ModelError | None = None
        self.finish_reason: FinishReason | None = None
        self.usage: tuple[int, int] | None = None
        self.pieces: list[str] = []

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in one object of the stream; None when it brings nothing to pass on."""
        raise NotImplementedError

    def whole(self, value: Any) -> ChatDelta | None:
        """The delta in an answer that was not streamed."""
        return self.event(value)

    def answered(self, raw: bytes) -> ChatDelta | None:
        """The delta of an answer that was not streamed; nothing more comes."""
        delta = self.guarded(decode(self.endpoint, raw), self.whole)
        self.done = True
        return delta

    def feed(self, data: bytes) -> list[ChatDelta]:
        """The deltas that these bytes complete."""
        if self._rest:
            data = self._rest + data
        else:
            before, after = self._alike
            if before and data.startswith(before) and data.endswith(after):
                try:
                    text = orjson.loads(data[len(before) : -len(after)])
                except orjson.JSONDecodeError:
                    text = None
                if text and type(text) is str:
                    self.pieces.append(text)
                    return [ChatDelta(text)]
        lines = data.split(b"\n")
        self._rest = lines.pop()
        deltas: list[ChatDelta] = []
        for line in lines:
            if line[:5] != b"data:" and line[:1] != b"{":
                continue
            try:
                delta = self.line(line)
            except ModelError as error:
                self.failed = error
                break
            if delta is not None:
                deltas.append(delta)
        if len(self._rest) > _MAX_LINE:
            self.failed = malformed(self.endpoint, self._rest)
        if self.key and len(deltas) == 1 and not self._rest and self._tries:
            self._tries -= 1
            self._learn(data, deltas[0])
        return deltas

    def _learn(self, data: bytes, delta: ChatDelta) -> None:
        """Remember what stands around the text of an event that brings a text and nothing else."""
        alone = data.count(b"data:") == 1 and not (delta.reasoning or delta.media or self.done)
        if alone and delta.text and self.finish_reason is None and self.failed is None:
            self._alike = around(data, delta.text, self.key)

    def line(self, line: bytes) -> ChatDelta | None:
        """The delta in one line; other lines than data are passed over."""
        if line[:5] == b"data:":
            payload = line[5:].strip()
        elif line[:1] == b"{":
            payload = line
        else:
            return None
        if not payload:
            return None
        if payload == b"[DONE]":
            self.done = True
            return None
        return self.payload(payload)

    def payload(self, payload: bytes) -> ChatDelta | None:
        """The delta in the JSON of one event. Raises what the server tells of, or `ModelUnavailable`."""
        try:
            value: Any = orjson.loads(payload)
        except orjson.JSONDecodeError:
            raise malformed(self.endpoint, payload) from None
        if not isinstance(value, dict):
            raise malformed(self.endpoint, payload)
        return self.guarded(cast(dict[str, Any], value), self.event)

    def guarded(self, value: dict[str, Any], read: Any) -> ChatDelta | None:
        """What `read` makes of an object. Raises `ModelUnavailable` for one of another form."""
        if value.get("error"):
            raise body_error(self.endpoint, value)
        try:
            return read(value)
        except (AttributeError, LookupError, TypeError, ValueError):
            raise malformed(self.endpoint, orjson.dumps(value)) from None

    def end(self) -> ChatDelta | None:
        """What a last line without a line break brings. A part of a line is nothing: the answer was cut there."""
        rest, self._rest = self._rest, b""
        payload = (rest[5:] if rest[:5] == b"data:" else rest).strip()
        if payload[:1] != b"{" or payload[-1:] != b"}":
            return None
        return self.payload(payload)

    def finish(self) -> None:
        """Check that the answer came whole. Raises `ModelConnectionError` when it was cut."""
        if self.finish_reason is None and not self.done:
            raise self.endpoint.error(ModelConnectionError, "the answer was cut off in the middle by the server.")

    def call(self, key: Any, call_id: str = "", name: str = "") -> Call:
        """The tool call of this key; a new one when it is not there yet. Raises `ModelUnavailable` for too many."""
        call = self.calls.get(key)
        if call is None:
            if len(self.calls) >= _MOST_CALLS:
                text = f"the server asked for more than {_MOST_CALLS} tool calls at once."
                raise self.endpoint.error(ModelUnavailable, text)
            call = self.calls[key] = Call()
        call.id, call.name = call.id or call_id, call.name or name
        return call

    def tool_calls(self) -> tuple[ToolCall, ...]:
        """The calls asked for, each complete."""
        return tuple(
            ToolCall(call.id or f"call_{uuid4().hex[:24]}", call.name, "".join(call.arguments) or "{}", call.signature)
            for call in self.calls.values()
            if call.name
        )

    def thoughts(self) -> tuple[SignedThought, ...]:
        """The thoughts that the vendor wants back with results of tools."""
        return ()

    def said(self, text: str, reasoning: str = "") -> ChatDelta | None:
        """A delta with text; nothing for empty texts."""
        if not text and not reasoning:
            return None
        self.pieces.append(text or reasoning)
        return ChatDelta(text, reasoning)
