"""The embedding protocol of OpenAI."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal, cast

import aiohttp
import orjson

from tenon.models.messages import EmbeddingResult, Usage
from tenon.models.protocols.batches import in_batches
from tenon.models.protocols.http import Endpoint, malformed, post_json
from tenon.models.tokens import count_texts


@dataclass(frozen=True, slots=True)
class EmbeddingDialect:
    """What differs: texts in one call, and the field that tells documents from queries, where there is one."""

    batch: int = 32
    purpose_field: str = ""
    purpose_values: tuple[str, str] = ("document", "query")
    encoding_format: bool = True


class OpenAIEmbeddings:
    """An embedding model behind an address."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        endpoint: Endpoint,
        dialect: EmbeddingDialect | None = None,
        *,
        name: str = "",
    ) -> None:
        self._session, self._endpoint, self._dialect = session, endpoint, dialect or EmbeddingDialect()
        self.provider, self.name = endpoint.provider, name or endpoint.model

    async def embed(self, texts: Sequence[str], *, purpose: Literal["document", "query"]) -> EmbeddingResult:
        """Vectors in the order of the texts; no texts, no call. Raises the errors of `models.errors`."""
        began = perf_counter()

        async def ask(batch: list[str]) -> tuple[list[Sequence[float]], int]:
            answer = await post_json(self._session, self._endpoint, "/embeddings", self._body(batch, purpose))
            return self._vectors(answer, len(batch)), _tokens(answer) or count_texts(batch)

        answers = await in_batches(texts, self._dialect.batch, ask)
        vectors = [vector for found, _ in answers for vector in found]
        tokens = sum(count for _, count in answers)
        return EmbeddingResult(vectors, Usage(prompt_tokens=tokens, latency=perf_counter() - began))

    def _body(self, batch: list[str], purpose: Literal["document", "query"]) -> dict[str, Any]:
        body: dict[str, Any] = {"model": self._endpoint.model, "input": batch}
        if self._dialect.encoding_format:
            body["encoding_format"] = "float"
        if self._dialect.purpose_field:
            body[self._dialect.purpose_field] = self._dialect.purpose_values[purpose == "query"]
        return body

    def _vectors(self, answer: dict[str, Any], count: int) -> list[Sequence[float]]:
        try:
            data = cast(list[dict[str, Any]], answer["data"])
            ordered: list[Sequence[float] | None] = [None] * count
            for position, item in enumerate(data):
                vector = item["embedding"]
                if not isinstance(vector, list) or not vector:
                    raise malformed(self._endpoint, orjson.dumps(item))
                ordered[item.get("index", position)] = cast(list[float], vector)
        except (LookupError, TypeError, AttributeError):
            raise malformed(self._endpoint, orjson.dumps(answer)) from None
        found = [vector for vector in ordered if vector is not None]
        if len(found) != count or len(data) != count:
            raise malformed(self._endpoint, orjson.dumps({"vectors": len(data), "texts": count}))
        return found


def _tokens(answer: dict[str, Any]) -> int:
    usage = answer.get("usage")
    if not isinstance(usage, dict):
        return 0
    counts = cast(dict[str, Any], usage)
    value = counts.get("prompt_tokens") or counts.get("total_tokens")
    return value if isinstance(value, int) else 0
