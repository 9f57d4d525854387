"""Embeddings and reranking on the wire."""

from typing import Any

import aiohttp
import pytest

from tenon.models.errors import ModelConnectionError, ModelError, ModelRateLimited, ModelUnavailable
from tenon.models.policies import GuardedEmbeddings, Pricing, Retry
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.openai_embeddings import EmbeddingDialect, OpenAIEmbeddings
from tenon.models.protocols.rerank import Rerank
from tests.models.conftest import KEY
from tests.models.wire import answer, serving


def at(url: str) -> Endpoint:
    return Endpoint.bearer("riverside", "vec", url, KEY)


def vectors(*values: float, shuffled: bool = False) -> dict[str, object]:
    data = [{"index": i, "embedding": [v]} for i, v in enumerate(values)]
    return {
        "data": data[::-1] if shuffled else data,
        "usage": {"prompt_tokens": len(values), "total_tokens": len(values)},
    }


async def test_batches_keep_the_order(session: aiohttp.ClientSession) -> None:
    plans = [answer(200, vectors(0, 1, shuffled=True)), answer(200, vectors(2, 3)), answer(200, vectors(4))]
    async with serving(*plans, close=False) as wire:
        model = OpenAIEmbeddings(session, at(wire.url), EmbeddingDialect(batch=2))
        result = await model.embed(list("abcde"), purpose="document")
        assert (await model.embed([], purpose="query")).vectors == []
    assert result.vectors == [[0], [1], [2], [3], [4]]
    assert result.usage.prompt_tokens == 5
    assert [request["input"] for request in wire.requests] == [["a", "b"], ["c", "d"], ["e"]]
    assert wire.paths[0] == "/v1/embeddings"


async def test_the_purpose_is_told_where_there_is_a_field(session: aiohttp.ClientSession) -> None:
    async with serving(answer(200, vectors(1)), close=False) as wire:
        dialect = EmbeddingDialect(purpose_field="input_type", purpose_values=("passage", "query"))
        model = OpenAIEmbeddings(session, at(wire.url), dialect)
        await model.embed(["a"], purpose="document")
        await model.embed(["a"], purpose="query")
    assert [request["input_type"] for request in wire.requests] == ["passage", "query"]


WRONG: list[dict[str, Any]] = [
    {}, {"data": []},
    {"data": [{"index": 9, "embedding": [1]}]}, {"data": [{"index": 0}]}, {"data": [{"embedding": []}]},
]  # fmt: skip


@pytest.mark.parametrize("body", WRONG)
async def test_wrong_embeddings_are_an_error(session: aiohttp.ClientSession, body: dict[str, object]) -> None:
    async with serving(answer(200, body)) as wire:
        with pytest.raises(ModelUnavailable, match="not a valid answer"):
            await OpenAIEmbeddings(session, at(wire.url)).embed(["a"], purpose="query")


async def test_retry_and_price(session: aiohttp.ClientSession) -> None:
    plans = [answer(429, {"error": "slow"}, "Retry-After: 0"), answer(503, b""), answer(200, vectors(1))]
    async with serving(*plans) as wire:
        inner = OpenAIEmbeddings(session, at(wire.url))
        model = GuardedEmbeddings(inner, Pricing(input=1000), Retry(times=2, pause=0.01))  # pyright: ignore[reportArgumentType]
        result = await model.embed(["a"], purpose="query")
    assert float(result.usage.total_price) == pytest.approx(0.001)
    assert len(wire.requests) == 3
    async with serving(answer(429, {"error": "slow"}, "Retry-After: 60")) as wire:
        with pytest.raises(ModelRateLimited):
            await GuardedEmbeddings(OpenAIEmbeddings(session, at(wire.url))).embed(["a"], purpose="query")
    assert len(wire.requests) == 1


async def test_rerank_orders_and_cuts(session: aiohttp.ClientSession) -> None:
    results = [
        {"index": 2, "relevance_score": 0.2},
        {"index": 0, "relevance_score": 0.9},
        {"index": 1, "relevance_score": 0.5},
    ]
    async with serving(answer(200, {"results": results}), close=False) as wire:
        model = Rerank(session, at(wire.url))
        everything = await model.rerank("q", ["a", "b", "c"])
        assert [(item.index, item.text, item.score) for item in everything] == [
            (0, "a", 0.9),
            (1, "b", 0.5),
            (2, "c", 0.2),
        ]
        assert [item.index for item in await model.rerank("q", ["a", "b", "c"], top_n=1)] == [0]
        assert [item.index for item in await model.rerank("q", ["a", "b", "c"], threshold=0.5)] == [0, 1]
        assert await model.rerank("q", []) == []
    assert wire.requests[0] == {
        "model": "vec", "query": "q", "documents": ["a", "b", "c"], "top_n": 3, "return_documents": False,
    }  # fmt: skip
    assert wire.paths == ["/v1/rerank"] * 3


async def test_raw_scores_are_brought_into_range_in_order(session: aiohttp.ClientSession) -> None:
    results = [{"index": 0, "score": -7.5}, {"index": 1, "score": 3.1}, {"index": 2, "score": 900.0}]
    async with serving(answer(200, {"data": results})) as wire:
        items = await Rerank(session, at(wire.url)).rerank("q", ["a", "b", "c"])
    assert [item.index for item in items] == [2, 1, 0]
    assert all(0 <= item.score <= 1 for item in items)


@pytest.mark.parametrize(
    "body", [{}, {"results": [{"index": 7, "relevance_score": 1}]}, {"results": [{"index": 0}]}, {"results": 3}]
)
async def test_wrong_rankings_are_an_error(session: aiohttp.ClientSession, body: dict[str, object]) -> None:
    async with serving(answer(200, body)) as wire:
        with pytest.raises(ModelUnavailable, match="not a valid answer"):
            await Rerank(session, at(wire.url)).rerank("q", ["a"])


async def test_errors_hold_no_secret(session: aiohttp.ClientSession) -> None:
    async with serving(answer(400, {"error": f"bad {KEY}"})) as wire:
        with pytest.raises(ModelError) as caught:
            await Rerank(session, at(wire.url)).rerank("q", ["a"])
        assert KEY not in caught.value.message
    with pytest.raises(ModelConnectionError):
        await OpenAIEmbeddings(session, at(wire.url)).embed(["a"], purpose="query")
