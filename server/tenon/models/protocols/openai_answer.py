"""Answers in the wire format of OpenAI, streamed or whole, turned into deltas. No I/O here."""

from typing import Any, cast
from uuid import uuid4

import orjson

from tenon.models.errors import ModelConnectionError, ModelError, ModelUnavailable
from tenon.models.messages import ChatDelta, FinishReason, MediaPart, SignedThought, ToolCall
from tenon.models.protocols.http import Endpoint, body_error, decode, malformed

_REASONS: dict[str, FinishReason] = {
    "length": "length", "max_tokens": "length", "model_length": "length",
    "tool_calls": "tool_calls", "function_call": "tool_calls", "tool_use": "tool_calls",
    "content_filter": "content_filter", "sensitive": "content_filter", "error": "error", "network_error": "error",
}  # fmt: skip


_MAX_LINE = 64 * 1024 * 1024


class _Call:
    """A tool call while its pieces arrive."""

    __slots__ = ("arguments", "id", "index", "name")

    def __init__(self, index: int | None) -> None:
        self.index, self.id, self.name = index, "", ""
        self.arguments: list[str] = []


class AnswerReader:
    """Reads one answer. `feed` takes bytes of an event stream cut anywhere, `take` one decoded object.

    After `done`, or at the end of the bytes, `finish` checks that the answer is complete. What the last delta needs is
    kept here: `tool_calls()`, `finish_reason`, `usage` (prompt and completion tokens, None when the server told none)
    and the `pieces` of text for an estimate. `failed` is an error to raise once the deltas before it are passed on.
    """

    __slots__ = (
        "_alike",
        "_calls",
        "_endpoint",
        "_read",
        "_rest",
        "done",
        "failed",
        "finish_reason",
        "pieces",
        "usage",
    )

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._rest = b""
        self._alike = self._read = (b"", b"")
        self._calls: list[_Call] = []
        self.done = False
        self.failed: ModelError | None = None
        self.finish_reason: FinishReason | None = None
        self.usage: tuple[int, int] | None = None
        self.pieces: list[str] = []

    def answered(self, raw: bytes) -> ChatDelta | None:
        """The delta of an answer that was not streamed; nothing more comes."""
        delta = self.take(decode(self._endpoint, raw))
        self.done = True
        return delta

    def feed(self, data: bytes) -> list[ChatDelta]:
        """The deltas that these bytes complete."""
        if self._rest:
            data = self._rest + data
        else:
            before, after = self._read
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
            if line[:5] == b"data:":
                payload = line[6:] if line[5:6] == b" " else line[5:]
            elif line[:1] == b"{":
                payload = line
            else:
                continue
            try:
                delta = self._line(payload)
            except ModelError as error:
                self.failed = error
                break
            if delta is not None:
                deltas.append(delta)
        if len(self._rest) > _MAX_LINE:
            self.failed = malformed(self._endpoint, self._rest)
        if self._alike[0] and data[:6] == b"data: " and data[-2:] == b"\n\n" and len(lines) == 2:
            self._read = b"data: " + self._alike[0], self._alike[1] + b"\n\n"
        return deltas

    def _line(self, payload: bytes) -> ChatDelta | None:
        before, after = self._alike
        if before and payload.startswith(before) and payload.endswith(after):
            try:
                text = orjson.loads(payload[len(before) : -len(after)])
            except orjson.JSONDecodeError:
                text = None
            if text and type(text) is str:
                self.pieces.append(text)
                return ChatDelta(text)
        if payload[:6] == b"[DONE]":
            self.done = True
            return None
        try:
            chunk: Any = orjson.loads(payload)
        except orjson.JSONDecodeError:
            if not payload.strip():
                return None
            raise malformed(self._endpoint, payload) from None
        if payload.lstrip()[:1] != b"{":
            raise malformed(self._endpoint, payload)
        delta = self.take(chunk)
        if delta is not None and delta.text and not delta.reasoning and not delta.media:
            self._alike = _around(payload, delta.text)
        return delta

    def take(self, chunk: dict[str, Any]) -> ChatDelta | None:
        """The delta in one chunk or in a whole answer; None when it brings nothing to pass on."""
        choices = chunk.get("choices")
        if (usage := chunk.get("usage")) is not None:
            self._usage(usage)
        if not choices:
            if chunk.get("error") or chunk.get("object") == "error":
                raise body_error(self._endpoint, chunk)
            return None
        try:
            choice = choices[0]
            delta = choice.get("delta") or choice.get("message")
            if (reason := choice.get("finish_reason")) is not None:
                self._finish(reason, chunk, choice)
            if delta is None:
                text = choice.get("text")
                reasoning = calls = images = None
            else:
                text = delta.get("content")
                reasoning = delta.get("reasoning_content") or delta.get("reasoning")
                calls = delta.get("tool_calls") or delta.get("function_call")
                images = delta.get("images") or delta.get("refusal")
        except (AttributeError, LookupError, TypeError):
            raise malformed(self._endpoint, orjson.dumps(chunk)) from None
        if calls or images or (text is not None and type(text) is not str):
            return self._rare(delta or {}, text, reasoning, calls)
        if text:
            self.pieces.append(text)
            return ChatDelta(text, reasoning if type(reasoning) is str else "")
        if reasoning and type(reasoning) is str:
            self.pieces.append(reasoning)
            return ChatDelta("", reasoning)
        return None

    def end(self) -> ChatDelta | None:
        """What a last line without a line break brings. A part of a line is nothing: the answer was cut there."""
        rest, self._rest = self._rest, b""
        payload = (rest[5:] if rest[:5] == b"data:" else rest).strip()
        if payload[:1] != b"{" or payload[-1:] != b"}":
            self.done = self.done or payload == b"[DONE]"
            return None
        return self._line(payload)

    def finish(self) -> None:
        """Check that the answer came whole. Raises `ModelConnectionError` when it was cut."""
        if self.finish_reason is None and not self.done:
            raise self._endpoint.error(ModelConnectionError, "the answer was cut off in the middle by the server.")

    def thoughts(self) -> tuple[SignedThought, ...]:
        """None: the protocol takes no thoughts back."""
        return ()

    def tool_calls(self) -> tuple[ToolCall, ...]:
        """The calls asked for, each complete."""
        return tuple(
            ToolCall(call.id or f"call_{uuid4().hex[:24]}", call.name, "".join(call.arguments) or "{}")
            for call in self._calls
            if call.name
        )

    def _finish(self, reason: Any, chunk: dict[str, Any], choice: dict[str, Any]) -> None:
        if reason in ("error", "network_error") and not self.pieces and not self._calls:
            detail = choice.get("error") or chunk.get("error") or {"message": f"the server ended with {reason!r}"}
            raise body_error(self._endpoint, {"error": detail})
        if reason == "error" and chunk.get("error"):
            raise body_error(self._endpoint, chunk)
        if reason:
            self.finish_reason = _REASONS.get(str(reason), "stop")

    def _usage(self, usage: Any) -> None:
        if isinstance(usage, dict):
            counts = cast(dict[str, Any], usage)
            prompt, completion = counts.get("prompt_tokens"), counts.get("completion_tokens")
            if isinstance(prompt, int) and (prompt or completion):
                self.usage = (prompt, completion if isinstance(completion, int) else 0)

    def _rare(self, delta: dict[str, Any], text: Any, reasoning: Any, calls: Any) -> ChatDelta | None:
        """Content in parts, tool calls, pictures and refusals."""
        thoughts = reasoning if isinstance(reasoning, str) else ""
        media: list[MediaPart] = []
        if isinstance(text, list):
            text, more, media = _parts(cast(list[Any], text))
            thoughts += more
        words = text if isinstance(text, str) else ""
        if isinstance(refusal := delta.get("refusal"), str):
            words += refusal
        if isinstance(images := delta.get("images"), list):
            media += _parts(cast(list[Any], images))[2]
        if isinstance(calls, dict):
            self._call({"index": 0, "function": calls})
        elif isinstance(calls, list):
            for call in cast(list[Any], calls):
                if not isinstance(call, dict):
                    raise malformed(self._endpoint, orjson.dumps(delta))
                self._call(cast(dict[str, Any], call))
        if not (words or thoughts or media):
            return None
        self.pieces.append(words or thoughts)
        return ChatDelta(words, thoughts, (), media)

    def _call(self, piece: dict[str, Any]) -> None:
        """Add a piece of a tool call to the call it belongs to.

        The index decides; servers that send every call whole under one index, or none, are told apart by a new id
        together with a name.
        """
        function = cast(dict[str, Any], piece.get("function") or {})
        name, index = str(function.get("name") or ""), piece.get("index")
        call_id = str(piece.get("id") or "")
        call = next((c for c in reversed(self._calls) if index is None or c.index == index), None)
        if call is None or (name and call_id and call.id and call_id != call.id):
            if len(self._calls) >= 1000:
                raise self._endpoint.error(ModelUnavailable, "the server asked for more than 1000 tool calls at once.")
            call = _Call(index)
            self._calls.append(call)
        call.id = call.id or call_id
        call.name = call.name or name
        arguments = function.get("arguments")
        if isinstance(arguments, str):
            call.arguments.append(arguments)
        elif arguments is not None:
            call.arguments.append(orjson.dumps(arguments).decode())


def _around(payload: bytes, text: str) -> tuple[bytes, bytes]:
    """What stands before and after the text in a chunk of text alone: the next chunk is read by comparing it.

    Nothing when the text stands there in another spelling, or twice.
    """
    if b'"finish_reason":null' not in payload or b'"usage":{' in payload:
        return b"", b""
    before, place, after = payload.partition(b'"content":')
    written = orjson.dumps(text)
    if not place or b'"content":' in after or not after.startswith(written):
        return b"", b""
    return before + place, after[len(written) :]


def _parts(parts: list[Any]) -> tuple[str, str, list[MediaPart]]:
    """Text, reasoning and media of content that comes in parts."""
    text, thoughts = "", ""
    media: list[MediaPart] = []
    for item in parts:
        if not isinstance(item, dict):
            continue
        part = cast(dict[str, Any], item)
        match part.get("type"):
            case "text" | "output_text":
                text += str(part.get("text") or "")
            case "thinking":
                inner = part.get("thinking")
                thoughts += _parts(cast(list[Any], inner))[0] if isinstance(inner, list) else str(inner or "")
            case "image_url":
                url = str(cast(dict[str, Any], part.get("image_url") or {}).get("url") or "")
                mime = url[5:].partition(";")[0] if url.startswith("data:") else "image/png"
                media.append(MediaPart("image", mime, url=url))
            case _:
                continue
    return text, thoughts, media
