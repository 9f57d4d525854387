"""Servers of OpenLLM before 0.5, which continue a text: `/v1/generate_stream` and `/v1/embeddings`.

Format: https://github.com/bentoml/OpenLLM/blob/v0.4.44/openllm-core/src/openllm_core/_schemas.py. Newer servers
speak the wire of OpenAI.
"""

from typing import Any, cast

from tenon.models.messages import ChatDelta, ChatRequest
from tenon.models.port import ModelFacts
from tenon.models.protocols.generation import prompt_of
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.reading import EventReader
from tenon.models.protocols.vectors import VectorWire
from tenon.models.protocols.wire_parts import placed, stops_of

_CONFIG = {
    "temperature": "temperature", "top_p": "top_p", "top_k": "top_k", "max_tokens": "max_new_tokens",
    "max_new_tokens": "max_new_tokens", "presence_penalty": "presence_penalty",
    "frequency_penalty": "frequency_penalty", "repetition_penalty": "repetition_penalty",
}  # fmt: skip


class OpenLLMWire:
    """Neutral requests as a prompt with its settings."""

    def asking(self, endpoint: Endpoint, facts: ModelFacts, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """Path and body of the request. Raises `ModelBadRequest` for files."""
        body: dict[str, Any] = {"prompt": prompt_of(endpoint, request), "llm_config": placed(request, _CONFIG)}
        if stops := stops_of(request):
            body["stop"] = stops
        return "/generate_stream", body

    def reader(self, endpoint: Endpoint) -> EventReader:
        """Reads one answer."""
        return OpenLLMReader(endpoint)


class OpenLLMReader(EventReader):
    """Reads the pieces of an answer, or a whole one."""

    def event(self, value: Any) -> ChatDelta | None:
        """The delta in one piece."""
        output = value["outputs"][0]
        if (reason := output.get("finish_reason")) or value.get("finished"):
            self.finish_reason = "length" if reason == "length" else "stop"
        return self.said(output["text"])

    def whole(self, value: Any) -> ChatDelta | None:
        """The delta in a whole answer."""
        delta = self.event(value)
        prompt, tokens = value.get("prompt_token_ids"), value["outputs"][0].get("token_ids")
        if prompt and tokens:
            self.usage = (len(prompt), len(tokens))
        self.finish_reason = self.finish_reason or "stop"
        return delta


def _told(answer: Any) -> dict[str, Any]:
    return cast(dict[str, Any], answer[0] if isinstance(answer, list) else answer)


EMBEDDINGS = VectorWire(
    path="/embeddings",
    body=lambda model, texts, purpose: cast(Any, list(texts)),  # the body is a bare list
    vectors=lambda answer: _told(answer)["embeddings"],
    tokens=lambda answer: _told(answer).get("num_tokens") or 0,
)
