"""The Converse protocol of AWS Bedrock with its binary event stream.

Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html; frames:
https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html.
"""

from collections.abc import Sequence
from typing import Any, assert_never

import orjson

from tenon.models.errors import ModelError
from tenon.models.messages import ChatDelta, ChatRequest, FinishReason, MediaPart, Message, TextPart
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint, malformed, status_error
from tenon.models.protocols.reading import EventReader, inner
from tenon.models.protocols.wire_parts import arguments_of, encoded, placed, stops_of, taken_media

_REASONS: dict[str, FinishReason] = {
    "max_tokens": "length", "tool_use": "tool_calls", "guardrail_intervened": "content_filter",
    "content_filtered": "content_filter", "model_context_window_exceeded": "length",
}  # fmt: skip
_STATUS = {
    "throttlingException": 429, "validationException": 400, "accessDeniedException": 403,
    "modelTimeoutException": 408, "serviceUnavailableException": 503, "modelStreamErrorException": 424,
}  # fmt: skip
_MAX_FRAME = 32 * 1024 * 1024


class BedrockWire:
    """Neutral requests as Converse requests."""

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest`."""
        body: dict[str, Any] = {"messages": _messages(endpoint, facts, request.messages)}
        system = "\n\n".join(m.text for m in request.messages if m.role == "system" and m.text)
        if system:
            body["system"] = [{"text": system}]
        config = placed(request, {"max_tokens": "maxTokens", "temperature": "temperature", "top_p": "topP"})
        if stops := stops_of(request):
            config["stopSequences"] = stops
        if config:
            body["inferenceConfig"] = config
        if more := placed(request, {"top_k": "top_k"}):
            body["additionalModelRequestFields"] = more
        if request.tools and facts.tool_call:
            tools: dict[str, Any] = {
                "tools": [
                    {
                        "toolSpec": {
                            "name": t.name,
                            "description": t.description or t.name,
                            "inputSchema": {"json": t.parameters},
                        }
                    }
                    for t in request.tools
                ]
            }
            body["toolConfig"] = tools
            if request.tool_choice == "required":
                tools["toolChoice"] = {"any": {}}
            elif request.tool_choice not in ("auto", "none"):
                tools["toolChoice"] = {"tool": {"name": request.tool_choice}}
        return f"/model/{endpoint.model}/converse-stream", body

    def reader(self, endpoint: Endpoint) -> EventReader:
        """Reads one answer."""
        return BedrockReader(endpoint)


def _messages(endpoint: Endpoint, facts: ModelFacts, messages: Sequence[Message]) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = []
    for message in messages:
        if message.role == "system":
            continue
        role = "assistant" if message.role == "assistant" else "user"
        blocks = _blocks(endpoint, facts, message)
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] += blocks
        elif blocks:
            turns.append({"role": role, "content": blocks})
    if not turns or turns[0]["role"] == "assistant":
        turns.insert(0, {"role": "user", "content": [{"text": "."}]})
    return turns


def _blocks(endpoint: Endpoint, facts: ModelFacts, message: Message) -> list[dict[str, Any]]:
    if message.role == "tool":
        result = {"toolUseId": message.tool_call_id or "", "content": [{"text": message.text or "(empty)"}]}
        return [{"toolResult": result}]
    blocks: list[dict[str, Any]] = []
    for part in [TextPart(message.content)] if isinstance(message.content, str) else message.content:
        match part:
            case TextPart():
                if part.text.strip():
                    blocks.append({"text": part.text})
            case MediaPart():
                taken_media(endpoint, facts, part)
                kind = part.mime_type.rpartition("/")[2].replace("jpg", "jpeg")
                source = {"format": kind, "source": {"bytes": encoded(endpoint, part)}}
                blocks.append({part.kind: {**source, "name": "document"} if part.kind == "document" else source})
            case _:
                assert_never(part)
    for call in message.tool_calls:
        blocks.append({"toolUse": {"toolUseId": call.id, "name": call.name, "input": arguments_of(call)}})
    return blocks


class BedrockReader(EventReader):
    """Reads the frames of an answer, or a whole one."""

    def feed(self, data: bytes) -> list[ChatDelta]:
        """The deltas of the frames that these bytes complete."""
        data, deltas = self._rest + data, list[ChatDelta]()
        at = 0
        while len(data) - at >= 12:
            size = int.from_bytes(data[at : at + 4])
            if not 16 <= size <= _MAX_FRAME:
                self.failed = malformed(self.endpoint, data[at : at + 100])
                break
            if len(data) - at < size:
                break
            try:
                delta = self._frame(data[at : at + size])
            except ModelError as error:
                self.failed = error
                break
            if delta is not None:
                deltas.append(delta)
            at += size
        self._rest = data[at:]
        return deltas

    def end(self) -> ChatDelta | None:
        """A part of a frame is nothing."""
        return None

    def _frame(self, frame: bytes) -> ChatDelta | None:
        length = int.from_bytes(frame[4:8])
        headers, payload = _headers(frame[12 : 12 + length]), frame[12 + length : -4]
        if headers.get(":message-type") in ("exception", "error"):
            kind = headers.get(":exception-type") or headers.get(":error-code") or ""
            raise status_error(self.endpoint, _STATUS.get(kind, 500), payload or kind.encode(), {})
        try:
            value: Any = orjson.loads(payload)
        except orjson.JSONDecodeError:
            raise malformed(self.endpoint, payload) from None
        return self.guarded({headers.get(":event-type", ""): value}, self.event)

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in one event, which stands under its name."""
        ((name, event),) = value.items()
        match name:
            case "contentBlockDelta":
                return self._delta(event["contentBlockIndex"], event["delta"])
            case "contentBlockStart":
                if use := inner(event, "start").get("toolUse"):
                    self.call(event["contentBlockIndex"], use["toolUseId"], use["name"])
            case "messageStop":
                self.finish_reason = _REASONS.get(event["stopReason"], "stop")
            case "metadata":
                usage = inner(event, "usage")
                self.usage = (int(usage["inputTokens"]), int(usage["outputTokens"]))
                self.done = True
            case _:
                pass
        return None

    def whole(self, value: Any) -> ChatDelta | None:
        """The delta in a whole answer."""
        text, thoughts = "", ""
        for index, block in enumerate(value["output"]["message"]["content"]):
            text += block.get("text") or ""
            thoughts += inner(inner(block, "reasoningContent"), "reasoningText").get("text") or ""
            if use := block.get("toolUse"):
                call = self.call(index, use["toolUseId"], use["name"])
                call.arguments.append(orjson.dumps(use["input"]).decode())
        self.finish_reason = _REASONS.get(value["stopReason"], "stop")
        if usage := value.get("usage"):
            self.usage = (int(usage["inputTokens"]), int(usage["outputTokens"]))
        return self.said(text, thoughts)

    def _delta(self, index: int, delta: Any) -> ChatDelta | None:
        if (text := delta.get("text")) is not None:
            return self.said(text)
        if use := delta.get("toolUse"):
            self.call(index).arguments.append(use["input"])
        return self.said("", inner(delta, "reasoningContent").get("text") or "")


def _headers(raw: bytes) -> dict[str, str]:
    """Names and values of the text headers of a frame; all that are sent here are texts (type 7)."""
    found: dict[str, str] = {}
    at = 0
    while at < len(raw):
        name_end = at + 1 + raw[at]
        if raw[name_end : name_end + 1] != b"\x07":
            break
        value_at = name_end + 3
        value_end = value_at + int.from_bytes(raw[name_end + 1 : value_at])
        found[raw[at + 1 : name_end].decode()] = raw[value_at:value_end].decode(errors="replace")
        at = value_end
    return found
