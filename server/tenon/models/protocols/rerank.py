"""Rerank wires: that of Jina and Cohere, which many servers speak, and those of NVIDIA, TEI and Bedrock."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
import orjson

from tenon.models.messages import RerankItem
from tenon.models.protocols.http import Endpoint, malformed, post
from tenon.models.protocols.vectors import value_of


@dataclass(frozen=True, slots=True)
class RerankWire:
    """What is sent, where the results are in the answer, and the names of their score, the usual one first."""

    path: str
    body: Callable[[str, str, Sequence[str], int], Mapping[str, Any]]
    results: Callable[[Any], Any]
    scores: tuple[str, ...] = ("relevance_score", "score")


JINA = RerankWire(
    "/rerank",
    lambda model, query, documents, top_n: {
        "model": model, "query": query, "documents": documents, "top_n": top_n, "return_documents": False,
    },
    lambda answer: answer["results"] if "results" in answer else answer["data"],
)  # fmt: skip
"""https://api.jina.ai/redoc (rerank); GPUStack, Xinference, SiliconFlow, LocalAI and vLLM share it."""

COHERE = RerankWire(
    "/rerank",
    lambda model, query, documents, top_n: {"model": model, "query": query, "documents": documents, "top_n": top_n},
    lambda answer: answer["results"],
)
"""https://docs.cohere.com/reference/rerank"""

NVIDIA = RerankWire(
    "/reranking",
    lambda model, query, documents, top_n: {
        "model": model, "query": {"text": query}, "passages": [{"text": text} for text in documents],
        "truncate": "END",
    },
    lambda answer: answer["rankings"],
    ("logit",),
)  # fmt: skip
"""https://docs.nvidia.com/nim/nemo-retriever/text-reranking/latest/reference.html"""

TEI = RerankWire(
    "/rerank",
    lambda model, query, documents, top_n: {"query": query, "texts": documents, "truncate": True},
    lambda answer: answer,
    ("score",),
)
"""https://huggingface.github.io/text-embeddings-inference (POST /rerank)"""


def _listed(answer: Any) -> Any:
    if isinstance(answer, dict):
        return cast(dict[str, Any], answer)["results"]
    return answer


SAGEMAKER = RerankWire(
    "/endpoints/{model}/invocations",
    lambda model, query, documents, top_n: {
        "query": query,
        "documents": documents,
        "top_n": top_n,
        "inputs": documents,
    },
    _listed,
)
"""A Cohere-like or Jina-like container behind InvokeEndpoint."""


class Rerank:
    """A rerank model behind an address."""

    def __init__(
        self, session: aiohttp.ClientSession, endpoint: Endpoint, wire: RerankWire = JINA, *, name: str = ""
    ) -> None:
        self._session, self._endpoint, self._wire = session, endpoint, wire
        self._path = wire.path.replace("{model}", endpoint.model)
        self.provider, self.name = endpoint.provider, name or endpoint.model

    async def rerank(
        self, query: str, documents: Sequence[str], *, top_n: int | None = None, threshold: float | None = None
    ) -> Sequence[RerankItem]:
        """Items best first, cut by threshold and `top_n`; scores lie in 0..1. No documents, no call.

        Raises the errors of `models.errors`.
        """
        if not documents:
            return []
        most = min(top_n or len(documents), len(documents))
        body = self._wire.body(self._endpoint.model, query, list(documents), most)
        async with post(self._session, self._endpoint, self._path, body) as response:
            answer = value_of(self._endpoint, await response.read())
        try:
            scored = [(int(result["index"]), self._score(result)) for result in self._wire.results(answer)]
            items = [RerankItem(index, documents[index], score) for index, score in _in_unit(scored) if index >= 0]
        except (LookupError, TypeError, AttributeError, ValueError):
            raise malformed(self._endpoint, orjson.dumps(answer)) from None
        if not items:
            raise malformed(self._endpoint, orjson.dumps(answer))
        items.sort(key=lambda item: (-item.score, item.index))
        if threshold is not None:
            items = [item for item in items if item.score >= threshold]
        return items[:top_n]

    def _score(self, result: Any) -> float:
        known = [name for name in self._wire.scores if name in result]
        return float(result[known[0]])


def _in_unit(scored: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Scores in 0..1. Some servers answer the model's raw value, which a logistic curve brings there in order."""
    if all(0 <= score <= 1 for _, score in scored):
        return scored
    return [(index, 1 / (1 + math.exp(-max(-60.0, min(60.0, score))))) for index, score in scored]
