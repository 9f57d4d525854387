"""Servers that continue a text: TGI of Hugging Face, Triton, Replicate, and endpoints of SageMaker.

Formats: https://huggingface.github.io/text-generation-inference (POST /generate_stream),
https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/protocol/extension_generate.html,
https://replicate.com/docs/reference/http, and
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html.
"""

from typing import Any

from tenon.models.errors import ModelBadRequest
from tenon.models.messages import ChatDelta, ChatRequest, MediaPart
from tenon.models.port import ModelFacts
from tenon.models.protocols.http import Endpoint, body_error
from tenon.models.protocols.reading import EventReader, inner
from tenon.models.protocols.wire_parts import placed, stops_of

_TGI = {
    "temperature": "temperature", "top_p": "top_p", "top_k": "top_k", "max_tokens": "max_new_tokens",
    "max_new_tokens": "max_new_tokens", "seed": "seed", "repetition_penalty": "repetition_penalty",
}  # fmt: skip


def prompt_of(endpoint: Endpoint, request: ChatRequest) -> str:
    """All messages as one text; a single one as it is. Raises `ModelBadRequest` for files."""
    for message in request.messages:
        if not isinstance(message.content, str) and any(isinstance(part, MediaPart) for part in message.content):
            raise endpoint.error(ModelBadRequest, "this model takes text only, no files.")
    if len(request.messages) == 1:
        return request.messages[0].text
    return "\n\n".join(f"{m.role.title()}: {m.text}" for m in request.messages) + "\n\nAssistant: "


class TgiWire:
    """Text generation inference; at the hosted API and in SageMaker containers at another `path`, without a stream."""

    def __init__(self, path: str = "/generate_stream") -> None:
        self._path = path

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest`."""
        parameters = placed(request, _TGI)
        if parameters.get("temperature") == 0:  # sampling wants a temperature above 0
            del parameters["temperature"]
        if parameters.get("top_p") == 1:
            del parameters["top_p"]
        if stops := stops_of(request):
            parameters["stop"] = stops
        body = {"inputs": prompt_of(endpoint, request), "parameters": parameters}
        return self._path.replace("{model}", endpoint.model), body

    def reader(self, endpoint: Endpoint) -> EventReader:
        """Reads one answer."""
        return TgiReader(endpoint)


class TgiReader(EventReader):
    """Reads the tokens of an answer, or a whole one."""

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in one token; the last one comes with the whole text and details."""
        if (details := value.get("details")) is not None:
            self.finish_reason = "length" if details.get("finish_reason") == "length" else "stop"
            self.done = True
        elif value.get("generated_text") is not None:
            self.finish_reason, self.done = "stop", True
        token = value["token"]
        return None if token.get("special") else self.said(token["text"])

    def whole(self, value: Any) -> ChatDelta | None:
        """The delta in a whole answer."""
        self.finish_reason = "length" if inner(value, "details").get("finish_reason") == "length" else "stop"
        return self.said(value["generated_text"])


class TritonWire:
    """The generate extension of Triton."""

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest`."""
        names = ("temperature", "top_p", "top_k", "max_tokens")
        body: dict[str, Any] = {"text_input": prompt_of(endpoint, request), "stream": True}
        body |= placed(request, {name: name for name in names})
        if stops := stops_of(request):
            body["stop_words"] = stops
        return f"/v2/models/{endpoint.model}/generate_stream", body

    def reader(self, endpoint: Endpoint) -> EventReader:
        """Reads one answer."""
        return TritonReader(endpoint)


class TritonReader(EventReader):
    """Reads the parts of an answer. Triton tells no end: the end of the stream is it."""

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in one part."""
        text = value["text_output"]
        return self.said("".join(text) if isinstance(text, list) else text)  # pyright: ignore[reportUnknownArgumentType] - JSON

    def finish(self) -> None:
        """An answer with text is complete."""
        if self.pieces:
            self.finish_reason = "stop"
        super().finish()


class ReplicateWire:
    """Predictions of Replicate, waited for (`Prefer: wait`). A model is `owner/name` or `owner/name:version`."""

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest`."""
        given = {name: value for name, value in request.parameters.items() if value is not None and name != "stop"}
        system = "\n\n".join(m.text for m in request.messages if m.role == "system")
        others = ChatRequest([m for m in request.messages if m.role != "system"] or request.messages)
        values: dict[str, Any] = {"prompt": prompt_of(endpoint, others), **given}
        if system and others.messages != request.messages:
            values["system_prompt"] = system
        if stops := stops_of(request):
            values["stop_sequences"] = ",".join(stops)
        name, _, version = endpoint.model.partition(":")
        if version:
            return "/predictions", {"version": version, "input": values}
        return f"/models/{name}/predictions", {"input": values}

    def reader(self, endpoint: Endpoint) -> EventReader:
        """Reads one answer."""
        return ReplicateReader(endpoint)


class ReplicateReader(EventReader):
    """Reads a prediction."""

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in a finished prediction."""
        status = value["status"]
        if status != "succeeded":
            text = f"the prediction is {status} and did not end within the time that is waited for."
            raise body_error(self.endpoint, {"error": {"message": text}})
        output = value["output"]
        self.finish_reason = "stop"
        metrics = inner(value, "metrics")
        if "input_token_count" in metrics:
            self.usage = (int(metrics["input_token_count"]), int(metrics.get("output_token_count") or 0))
        return self.said("".join(output) if isinstance(output, list) else str(output))  # pyright: ignore[reportUnknownArgumentType] - JSON
