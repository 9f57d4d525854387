"""Pools of credentials: turns, weights, rests, and what is tried next."""

import asyncio
from collections.abc import AsyncGenerator
from decimal import Decimal
from typing import Any

import pytest

from tenon.models.cached import CachedEmbeddings, MemoryVectors
from tenon.models.delivery import deliver
from tenon.models.errors import ModelBadRequest, ModelConnectionError, ModelError, ModelRateLimited, ModelUnauthorized
from tenon.models.messages import ChatDelta, ChatRequest, EmbeddingResult, Message, Usage
from tenon.models.metered import MeteredChat, Spent
from tenon.models.policies import GuardedChat, Pricing, Retry
from tenon.models.pool import Entry, Pool, PooledChat, Rests
from tenon.models.port import ModelFacts

HELLO = ChatRequest([Message("user", "Hello")])


class Wire:
    """A model that answers with its name, or fails."""

    provider, facts = "bench", ModelFacts()

    def __init__(self, name: str, error: ModelError | None = None, after: int = 0) -> None:
        self.name, self.error, self.after, self.asked = name, error, after, 0

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta]:
        self.asked += 1
        for _ in range(self.after):
            yield ChatDelta(text="…")
        if self.error is not None:
            raise self.error
        yield ChatDelta(text=self.name)
        yield ChatDelta(finish_reason="stop", usage=Usage(3, 1))

    def count_tokens(self, messages: Any, tools: Any = ()) -> int:
        return 7


def pool_of(*wires: Wire, rotate: bool = True, rests: Rests | None = None, first: int = 0) -> PooledChat:
    entries = [Entry(w.name, GuardedChat(w, Pricing(Decimal(1)), Retry(times=0))) for w in wires]
    return PooledChat(Pool(entries, rests or Rests(), rotate=rotate, first=first))


async def said(model: Any, *, by_call: bool) -> str:
    parts: list[str] = []
    if by_call:
        await deliver(model, HELLO, lambda delta: parts.append(delta.text))
    else:
        async for delta in model.stream(HELLO):
            parts.append(delta.text)
    return "".join(parts)


@pytest.mark.parametrize("by_call", [True, False])
async def test_calls_go_round_and_one_that_is_there_twice_gets_twice_as_many(by_call: bool) -> None:
    a, b = Wire("a"), Wire("b")
    model = pool_of(a, b, a)
    assert [await said(model, by_call=by_call) for _ in range(6)] == ["a", "b", "a"] * 2
    assert await said(pool_of(a, b, first=1), by_call=by_call) == "b"


@pytest.mark.parametrize("by_call", [True, False])
async def test_a_limited_credential_rests_for_a_minute(by_call: bool) -> None:
    clock = [1000.0]
    told: list[tuple[str, float]] = []
    rests = Rests(lambda: clock[0])
    rests.tell = lambda key, until: told.append((key, until))
    a, b = Wire("a", ModelRateLimited("slow down")), Wire("b")
    model = pool_of(a, b, rests=rests)
    assert [await said(model, by_call=by_call) for _ in range(4)] == ["b"] * 4
    assert (a.asked, told) == (1, [("a", 1060.0)])
    clock[0] += 59
    assert await said(model, by_call=by_call) == "b"
    a.error = None
    clock[0] += 2
    assert sorted([await said(model, by_call=by_call), await said(model, by_call=by_call)]) == ["a", "b"]


@pytest.mark.parametrize(
    ("error", "seconds"), [(ModelUnauthorized("no"), 10), (ModelConnectionError("gone"), 10)], ids=["key", "connection"]
)
async def test_other_trouble_rests_shorter(error: ModelError, seconds: float) -> None:
    rests = Rests(lambda: 1000.0)
    a, b = Wire("a", error), Wire("b")
    assert await said(pool_of(a, b, rests=rests), by_call=True) == "b"
    assert rests.left("a") == seconds


async def test_a_longer_wait_of_the_vendor_counts_and_all_at_rest_is_an_error() -> None:
    rests = Rests(lambda: 1000.0)
    error = ModelRateLimited("slow down")
    error.retry_after = 90
    model = pool_of(Wire("a", error), Wire("b", ModelRateLimited("slow down")), rests=rests)
    with pytest.raises(ModelRateLimited, match="slow down"):
        await said(model, by_call=True)
    assert (rests.left("a"), rests.left("b")) == (90, 60)
    with pytest.raises(ModelRateLimited, match=r"all credentials of the pool.*in 60 s"):
        await said(model, by_call=True)


@pytest.mark.parametrize("by_call", [True, False])
async def test_what_has_begun_is_not_said_twice(by_call: bool) -> None:
    a, b = Wire("a", ModelConnectionError("broken off"), after=2), Wire("b")
    with pytest.raises(ModelConnectionError):
        await said(pool_of(a, b), by_call=by_call)
    assert b.asked == 0


async def test_a_bad_request_is_nobodys_fault() -> None:
    rests = Rests()
    a, b = Wire("a", ModelBadRequest("unknown parameter")), Wire("b")
    with pytest.raises(ModelBadRequest):
        await said(pool_of(a, b, rests=rests), by_call=True)
    assert (b.asked, rests.left("a")) == (0, 0)


async def test_stand_ins_are_asked_only_when_the_key_is_refused() -> None:
    a, b = Wire("a"), Wire("b")
    model = pool_of(a, b, rotate=False)
    assert [await said(model, by_call=True) for _ in range(3)] == ["a"] * 3
    a.error = ModelRateLimited("slow down")
    with pytest.raises(ModelRateLimited):
        await said(model, by_call=True)
    a.error = ModelUnauthorized("expired")
    assert await said(pool_of(a, b, rotate=False), by_call=True) == "b"


@pytest.mark.parametrize("by_call", [True, False])
async def test_use_is_told_once_also_of_what_is_given_up(by_call: bool) -> None:
    spent: list[Spent] = []
    wire = Wire("a")
    model = MeteredChat(GuardedChat(wire, Pricing(Decimal(1), unit=Decimal(1))), spent.append)
    await said(model, by_call=by_call)
    assert (spent[0].usage.total_tokens, spent[0].usage.total_price, spent[0].failed) == (4, 3, False)
    wire.error = ModelBadRequest("no")
    with pytest.raises(ModelBadRequest):
        await said(model, by_call=by_call)
    assert (spent[1].failed, spent[1].usage.total_tokens) == (True, 0)
    wire.error, wire.after = asyncio.CancelledError(), 2  # type: ignore[assignment] - the consumer went away
    with pytest.raises(asyncio.CancelledError):
        await said(model, by_call=by_call)
    assert (spent[2].failed, spent[2].usage.prompt_tokens, spent[2].usage.completion_tokens) == (False, 7, 2)
    assert len(spent) == 3


class Embedder:
    """Counts what it is asked for."""

    provider, name = "bench", "vec"

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def embed(self, texts: Any, *, purpose: Any) -> EmbeddingResult:
        self.texts += texts
        return EmbeddingResult([[float(len(text)), 0.5] for text in texts], Usage(prompt_tokens=len(texts)))


async def test_no_text_is_embedded_twice() -> None:
    wire, store = Embedder(), MemoryVectors(3)
    model = CachedEmbeddings(wire, store, "mark")
    result = await model.embed(["a", "bb", "a"], purpose="document")
    assert result.vectors == [[1.0, 0.5], [2.0, 0.5], [1.0, 0.5]]
    assert wire.texts == ["a", "bb"]
    again = await model.embed(["bb", "ccc"], purpose="document")
    assert [list(vector) for vector in again.vectors] == [[2.0, 0.5], [3.0, 0.5]]
    assert again.usage.prompt_tokens == 1
    await model.embed(["bb"], purpose="query")
    await CachedEmbeddings(wire, store, "another").embed(["bb"], purpose="document")
    assert wire.texts == ["a", "bb", "ccc", "bb", "bb"]
    await model.embed(["a"], purpose="document")
    assert wire.texts[-1] == "a"  # three at most: the oldest went
