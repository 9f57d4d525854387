"""The Responses protocol of OpenAI. Format: https://platform.openai.com/docs/api-reference/responses."""

from collections.abc import Sequence
from typing import Any, assert_never

from tenon.models.messages import ChatDelta, ChatRequest, MediaPart, Message, TextPart
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint, body_error
from tenon.models.protocols.openai_wire import is_strict
from tenon.models.protocols.reading import EventReader, inner
from tenon.models.protocols.wire_parts import encoded, placed, schema_of, taken_media, wants_json

_NAMES = {"temperature": "temperature", "top_p": "top_p", "max_tokens": "max_output_tokens"}


class ResponsesWire:
    """Neutral requests as `/responses` requests; nothing is kept at the vendor."""

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest`."""
        items = [item for message in request.messages for item in _items(endpoint, facts, message)]
        body: dict[str, Any] = {"model": endpoint.model, "input": items, "stream": True, "store": False}
        body |= placed(request, _NAMES)
        if effort := request.parameters.get("reasoning_effort"):
            body["reasoning"] = {"effort": effort, "summary": "auto"}
        if (schema := schema_of(endpoint, request)) is not None:
            form = {"type": "json_schema", "name": "response", "schema": schema, "strict": is_strict(schema)}
            body["text"] = {"format": form}
        elif wants_json(request):
            body["text"] = {"format": {"type": "json_object"}}
        if request.tools and facts.tool_call:
            body["tools"] = [
                {"type": "function", "name": t.name, "description": t.description, "parameters": t.parameters,
                 "strict": False}
                for t in request.tools
            ]  # fmt: skip
            if request.tool_choice in ("required", "none"):
                body["tool_choice"] = request.tool_choice
            elif request.tool_choice != "auto":
                body["tool_choice"] = {"type": "function", "name": request.tool_choice}
        if request.user:
            body["user"] = request.user
        return "/responses", body

    def reader(self, endpoint: Endpoint) -> EventReader:
        """Reads one answer."""
        return ResponsesReader(endpoint)


def _items(endpoint: Endpoint, facts: ModelFacts, message: Message) -> Sequence[dict[str, Any]]:
    if message.role == "tool":
        return [{"type": "function_call_output", "call_id": message.tool_call_id or "", "output": message.text}]
    content: list[dict[str, Any]] = []
    kind = "output_text" if message.role == "assistant" else "input_text"
    for part in [TextPart(message.content)] if isinstance(message.content, str) else message.content:
        match part:
            case TextPart():
                if part.text:
                    content.append({"type": kind, "text": part.text})
            case MediaPart():
                content.append(_media(endpoint, facts, part))
            case _:
                assert_never(part)
    items: list[dict[str, Any]] = [{"role": message.role, "content": content}] if content else []
    for call in message.tool_calls:
        items.append({"type": "function_call", "call_id": call.id, "name": call.name, "arguments": call.arguments})
    return items


def _media(endpoint: Endpoint, facts: ModelFacts, part: MediaPart) -> dict[str, Any]:
    taken_media(endpoint, facts, part)
    url = part.url if part.data is None else f"data:{part.mime_type};base64,{encoded(endpoint, part)}"
    if part.kind == "document":
        return {"type": "input_file", "filename": part.filename or "document.pdf", "file_data": url}
    return {"type": "input_image", "image_url": url, "detail": part.detail}


class ResponsesReader(EventReader):
    """Reads the events of a response, or a whole one."""

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in one event."""
        match value.get("type"):
            case "response.output_text.delta" | "response.refusal.delta":
                return self.said(value["delta"])
            case "response.reasoning_summary_text.delta" | "response.reasoning_text.delta":
                return self.said("", value["delta"])
            case "response.output_item.done":
                self._item(value["item"])
            case "response.completed" | "response.incomplete":
                self._end(value["response"])
            case "response.failed":
                raise body_error(self.endpoint, {"error": inner(value["response"], "error")})
            case "error":
                raise body_error(self.endpoint, {"error": {"message": value.get("message"), "code": value.get("code")}})
            case _:
                pass
        return None

    def whole(self, value: Any) -> ChatDelta | None:
        """The delta in a whole response."""
        text, thoughts = "", ""
        for item in value["output"]:
            self._item(item)
            for part in inner(item, "content"):
                text += part.get("text") or part.get("refusal") or ""
            for part in inner(item, "summary"):
                thoughts += part.get("text") or ""
        self._end(value)
        return self.said(text, thoughts)

    def _item(self, item: Any) -> None:
        if item.get("type") == "function_call":
            call = self.call(item["call_id"], item["call_id"], item["name"])
            call.arguments.append(item["arguments"])

    def _end(self, response: Any) -> None:
        reason = inner(response, "incomplete_details").get("reason")
        self.finish_reason = {"max_output_tokens": "length", "content_filter": "content_filter"}.get(reason, "stop")  # pyright: ignore[reportAttributeAccessIssue] - of the values above
        if usage := response.get("usage"):
            self.usage = (int(usage["input_tokens"]), int(usage["output_tokens"]))
        self.done = True
