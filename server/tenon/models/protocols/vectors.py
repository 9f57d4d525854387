"""Embedding wires that differ from OpenAI's: what is sent for a batch, and where the vectors are in the answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal

import aiohttp
import orjson

from tenon.models.messages import EmbeddingResult, Usage
from tenon.models.protocols.batches import in_batches
from tenon.models.protocols.http import Endpoint, body_error, malformed, post
from tenon.models.protocols.reading import inner
from tenon.models.tokens import count_texts

type Purpose = Literal["document", "query"]


@dataclass(frozen=True, slots=True)
class VectorWire:
    """One wire. `vectors` and `tokens` look into an answer; `most` is the largest batch that it takes."""

    path: str
    body: Callable[[str, Sequence[str], Purpose], Mapping[str, Any]]
    vectors: Callable[[Any], Any]
    tokens: Callable[[Any], Any] = lambda answer: 0
    most: int = 96
    problem: Callable[[Any], str] = lambda answer: ""


class WiredEmbeddings:
    """An embedding model behind an address. `{model}` in the path of the wire is the model's name."""

    def __init__(
        self, session: aiohttp.ClientSession, endpoint: Endpoint, wire: VectorWire, batch: int = 32, *, name: str = ""
    ) -> None:
        self._session, self._endpoint, self._wire = session, endpoint, wire
        self._batch = max(1, min(batch, wire.most))
        self._path = wire.path.replace("{model}", endpoint.model)
        self.provider, self.name = endpoint.provider, name or endpoint.model

    async def embed(self, texts: Sequence[str], *, purpose: Purpose) -> EmbeddingResult:
        """Vectors in the order of the texts; no texts, no call. Raises the errors of `models.errors`."""
        began = perf_counter()

        async def ask(batch: list[str]) -> tuple[list[list[float]], int]:
            body = self._wire.body(self._endpoint.model, batch, purpose)
            async with post(self._session, self._endpoint, self._path, body) as response:
                answer = value_of(self._endpoint, await response.read())
            found, count = self._found(answer)
            if len(found) != len(batch):
                raise malformed(self._endpoint, orjson.dumps({"vectors": len(found), "texts": len(batch)}))
            return found, count or count_texts(batch)

        answers = await in_batches(texts, self._batch, ask)
        vectors = [vector for found, _ in answers for vector in found]
        tokens = sum(count for _, count in answers)
        return EmbeddingResult(vectors, Usage(prompt_tokens=tokens, latency=perf_counter() - began))

    def _found(self, answer: Any) -> tuple[list[list[float]], int]:
        try:
            problem = self._wire.problem(answer)
        except (LookupError, TypeError, AttributeError):
            raise malformed(self._endpoint, orjson.dumps(answer)) from None
        if problem:
            raise body_error(self._endpoint, {"error": {"message": problem}})
        try:
            vectors = [vector_of(item) for item in self._wire.vectors(answer)]
            return vectors, int(self._wire.tokens(answer) or 0)
        except (LookupError, TypeError, AttributeError, ValueError):
            raise malformed(self._endpoint, orjson.dumps(answer)) from None


def value_of(endpoint: Endpoint, raw: bytes) -> Any:
    """The JSON in an answer. Raises the error that it tells of, or `ModelUnavailable` when it is none."""
    try:
        value: Any = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise malformed(endpoint, raw) from None
    if raw.lstrip()[:1] == b"{" and value.get("error"):
        raise body_error(endpoint, value)
    return value


def vector_of(value: Any) -> list[float]:
    """A vector; the mean of the vectors of its words, where a server gives those. Raises `ValueError`."""
    while isinstance(value, list) and value and isinstance(value[0], list):
        rows: Any = value  # pyright: ignore[reportUnknownVariableType] - JSON
        value = rows[0] if len(rows) == 1 else [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    if not isinstance(value, list) or not value or not isinstance(value[0], int | float):
        raise ValueError("no vector")
    return value  # pyright: ignore[reportUnknownVariableType] - JSON


COHERE = VectorWire(
    "/embed",
    lambda model, texts, purpose: {
        "model": model, "texts": texts, "input_type": f"search_{purpose}", "embedding_types": ["float"],
    },
    lambda answer: answer["embeddings"]["float"],
    lambda answer: inner(inner(answer, "meta"), "billed_units").get("input_tokens"),
)  # fmt: skip
"""https://docs.cohere.com/reference/embed"""

OLLAMA = VectorWire(
    "/api/embed",
    lambda model, texts, purpose: {"model": model, "input": texts},
    lambda answer: answer["embeddings"],
    lambda answer: answer.get("prompt_eval_count"),
)
"""https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embeddings"""

TEI = VectorWire(
    "/embed",
    lambda model, texts, purpose: {"inputs": texts, "normalize": True, "truncate": True},
    lambda answer: answer,
    most=32,
)
"""https://huggingface.github.io/text-embeddings-inference (POST /embed)"""

HUGGING_FACE = VectorWire(
    "/hf-inference/models/{model}/pipeline/feature-extraction",
    lambda model, texts, purpose: {"inputs": texts},
    lambda answer: answer,
    most=32,
)
"""https://huggingface.co/docs/inference-providers/tasks/feature-extraction"""

HUGGING_FACE_ENDPOINT = VectorWire(
    "", HUGGING_FACE.body, lambda answer: inner(answer, "embeddings") if isinstance(answer, dict) else answer, most=32
)
"""The same at the address of a dedicated endpoint."""

MINIMAX = VectorWire(
    "/embeddings",
    lambda model, texts, purpose: {"model": model, "texts": texts, "type": "db" if purpose == "document" else "query"},
    lambda answer: answer["vectors"],
    lambda answer: answer.get("total_tokens"),
    problem=lambda answer: "" if not inner(answer, "base_resp").get("status_code") else str(answer["base_resp"]),
)
"""https://platform.minimaxi.com/document/embeddings"""


def _vertex_tokens(prediction: Any) -> int:
    return int(inner(prediction["embeddings"], "statistics").get("token_count") or 0)


VERTEX = VectorWire(
    "/{model}:predict",
    lambda model, texts, purpose: {
        "instances": [{"content": text, "task_type": f"RETRIEVAL_{purpose.upper()}"} for text in texts],
    },
    lambda answer: [item["embeddings"]["values"] for item in answer["predictions"]],
    lambda answer: sum(map(_vertex_tokens, answer["predictions"])),
    most=5,
)  # fmt: skip
"""https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api"""

GEMINI = VectorWire(
    "/models/{model}:batchEmbedContents",
    lambda model, texts, purpose: {
        "requests": [
            {
                "model": f"models/{model}",
                "content": {"parts": [{"text": text}]},
                "taskType": f"RETRIEVAL_{purpose.upper()}",
            }
            for text in texts
        ],
    },
    lambda answer: [item["values"] for item in answer["embeddings"]],
)
"""https://ai.google.dev/api/embeddings#method:-models.batchembedcontents"""

TITAN = VectorWire(
    "/model/{model}/invoke",
    lambda model, texts, purpose: {"inputText": texts[0]},
    lambda answer: [answer["embedding"]],
    lambda answer: answer.get("inputTextTokenCount"),
    most=1,
)
"""https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html"""

BEDROCK_COHERE = VectorWire(
    "/model/{model}/invoke",
    lambda model, texts, purpose: {"texts": texts, "input_type": f"search_{purpose}"},
    lambda answer: answer["embeddings"]["float"] if isinstance(answer["embeddings"], dict) else answer["embeddings"],
)
"""https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html"""

SAGEMAKER = VectorWire(
    "/endpoints/{model}/invocations",
    lambda model, texts, purpose: {"inputs": texts},
    lambda answer: inner(answer, "embeddings") or inner(answer, "embedding") if isinstance(answer, dict) else answer,
)
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html"""

REPLICATE = VectorWire(
    "/predictions",
    lambda model, texts, purpose: {
        "version": model.rpartition(":")[2],
        "input": {"texts": orjson.dumps(texts).decode()},
    },
    lambda answer: [item.get("embedding", item) if isinstance(item, dict) else item for item in answer["output"]],
    problem=lambda answer: (
        "" if answer.get("status") in (None, "succeeded") else str(answer.get("error") or answer["status"])
    ),
)
"""https://replicate.com/docs/reference/http (predictions.create with `Prefer: wait`)"""
