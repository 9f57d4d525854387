"""Embeddings and reranking: deterministic vectors, in which texts that share words are near each other."""

import math
import re
import struct
from base64 import b64encode
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, cast

from tenon.adapters.scripted_model.script import Asked, Rule, Script, text_of
from tenon.models.tokens import count_text

_WORD = re.compile(r"[a-z0-9]+|[^\W\d_]", re.IGNORECASE)


def embed(text: str, dimensions: int) -> list[float]:
    """A vector of length 1; the same text gives the same one on every machine."""
    vector = [0.0] * dimensions
    words = _WORD.findall(text.lower()) or [text]
    for first, second in zip(words, [*words[1:], ""], strict=True):
        for feature, weight in ((first, 1.0), (first + second, 0.5)):
            digest = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest())
            vector[digest % dimensions] += weight if digest >> 63 else -weight
    length = math.sqrt(sum(x * x for x in vector)) or 1.0
    return [x / length for x in vector]


def relevance(query: str, document: str) -> float:
    """How near two texts are, 0..1."""
    cosine = sum(a * b for a, b in zip(embed(query, 512), embed(document, 512), strict=True))
    return round(min(1.0, max(0.0, cosine)), 6)


def pack(vector: Sequence[float]) -> str:
    """The base64 form of a vector."""
    return b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def embeddings(script: Script, asked: Asked, rule: Rule | None) -> dict[str, Any]:
    """The body of `/embeddings`."""
    given = asked.raw.get("input")
    texts = [text_of(item) for item in cast(list[Any], given)] if isinstance(given, list) else [text_of(given)]
    size = int(asked.raw.get("dimensions") or script.dimensions)
    vectors = [embed(text, size) for text in texts]
    if rule is not None and rule.embeddings:
        vectors = [rule.embeddings[i % len(rule.embeddings)] for i in range(len(texts))]
    packed = asked.raw.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": index, "embedding": pack(vector) if packed else vector}
        for index, vector in enumerate(vectors)
    ]
    count = sum(map(count_text, texts))
    return {
        "object": "list",
        "model": asked.model,
        "data": data,
        "usage": {"prompt_tokens": count, "total_tokens": count},
    }


def rerank(asked: Asked, rule: Rule | None) -> dict[str, Any]:
    """The body of `/rerank`, best first."""
    documents = [text_of(item) for item in cast(list[Any], asked.raw.get("documents") or [])]
    scores = [relevance(asked.last, document) for document in documents]
    if rule is not None and rule.scores:
        scores = [rule.scores[i % len(rule.scores)] for i in range(len(documents))]
    order = sorted(range(len(documents)), key=lambda i: (-scores[i], i))[: asked.raw.get("top_n") or None]
    results: list[dict[str, Any]] = [{"index": i, "relevance_score": scores[i]} for i in order]
    if asked.raw.get("return_documents", False):
        for result in results:
            result["document"] = {"text": documents[result["index"]]}
    count = sum(map(count_text, documents))
    return {"id": "rerank-scripted", "model": asked.model, "results": results, "usage": {"total_tokens": count}}
