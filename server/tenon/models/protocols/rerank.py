"""The rerank protocol of Jina and Cohere, which GPUStack, Xinference, SiliconFlow, LocalAI and vLLM speak too."""

import math
from collections.abc import Sequence
from typing import Any, cast

import aiohttp
import orjson

from tenon.models.messages import RerankItem
from tenon.models.protocols.http import Endpoint, malformed, post_json


class Rerank:
    """A rerank model behind an address."""

    def __init__(self, session: aiohttp.ClientSession, endpoint: Endpoint, *, name: str = "") -> None:
        self._session, self._endpoint = session, endpoint
        self.provider, self.name = endpoint.provider, name or endpoint.model

    async def rerank(
        self, query: str, documents: Sequence[str], *, top_n: int | None = None, threshold: float | None = None
    ) -> Sequence[RerankItem]:
        """Items best first, cut by threshold and `top_n`; scores lie in 0..1. No documents, no call.

        Raises the errors of `models.errors`.
        """
        if not documents:
            return []
        body: dict[str, Any] = {"model": self._endpoint.model, "query": query, "documents": list(documents)}
        body |= {"top_n": min(top_n or len(documents), len(documents)), "return_documents": False}
        answer = await post_json(self._session, self._endpoint, "/rerank", body)
        try:
            results = cast(list[dict[str, Any]], answer["results"] if "results" in answer else answer["data"])
            scored = [
                (int(r["index"]), float(r["relevance_score"] if "relevance_score" in r else r["score"]))
                for r in results
            ]
            items = [RerankItem(index, documents[index], score) for index, score in _in_unit(scored) if index >= 0]
        except (LookupError, TypeError, ValueError):
            raise malformed(self._endpoint, orjson.dumps(answer)) from None
        items.sort(key=lambda item: (-item.score, item.index))
        if threshold is not None:
            items = [item for item in items if item.score >= threshold]
        return items[:top_n]


def _in_unit(scored: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Scores in 0..1. Some servers answer the model's raw value, which a logistic curve brings there in order."""
    if all(0 <= score <= 1 for _, score in scored):
        return scored
    return [(index, 1 / (1 + math.exp(-max(-60.0, min(60.0, score))))) for index, score in scored]
