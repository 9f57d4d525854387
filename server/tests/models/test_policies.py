"""Retry before the first token only, prices, parameters by rule, and the estimate of tokens."""

from decimal import Decimal

import aiohttp
import pytest

from tenon.models.errors import ModelConnectionError, ModelRateLimited, ModelUnauthorized, ModelUnavailable
from tenon.models.messages import ChatRequest, MediaPart, Message, TextPart, Tool, Usage
from tenon.models.policies import GuardedChat, Pricing, Retry, clean_parameters
from tenon.models.port import ModelFacts
from tenon.models.tokens import count_messages, count_text
from tests.models.conftest import HELLO, chat_at
from tests.models.wire import SSE, answer, event, framed, serving, stream

GOOD = stream(event({"content": "ok"}), event({}, "stop", usage={"prompt_tokens": 1000, "completion_tokens": 10}))
QUICK = Retry(times=1, pause=0.01)


async def text_of(model: GuardedChat) -> str:
    return "".join([delta.text async for delta in model.stream(HELLO)])


@pytest.mark.parametrize("first", [answer(503, b""), answer(429, {"error": "slow"}, "Retry-After: 0"), []])
async def test_one_failure_before_the_first_token_is_repeated(
    session: aiohttp.ClientSession, first: list[bytes | float]
) -> None:
    async with serving(first, GOOD) as wire:
        assert await text_of(GuardedChat(chat_at(session, wire.url), retry=QUICK)) == "ok"
    assert len(wire.requests) == 2


async def test_nothing_is_repeated_after_the_first_token(session: aiohttp.ClientSession) -> None:
    async with serving([SSE, framed(event({"content": "ha"}))], GOOD) as wire:
        with pytest.raises(ModelConnectionError):
            await text_of(GuardedChat(chat_at(session, wire.url), retry=QUICK))
    assert len(wire.requests) == 1


async def test_what_would_fail_again_or_take_too_long_is_not_repeated(session: aiohttp.ClientSession) -> None:
    async with serving(answer(401, {"error": "no"})) as wire:
        with pytest.raises(ModelUnauthorized):
            await text_of(GuardedChat(chat_at(session, wire.url), retry=QUICK))
        assert len(wire.requests) == 1
    async with serving(answer(429, {"error": "slow"}, "Retry-After: 60")) as wire:
        with pytest.raises(ModelRateLimited):
            await text_of(GuardedChat(chat_at(session, wire.url), retry=QUICK))
        assert len(wire.requests) == 1
    async with serving(answer(503, b"")) as wire:
        with pytest.raises(ModelUnavailable):
            await text_of(GuardedChat(chat_at(session, wire.url), retry=QUICK))
        assert len(wire.requests) == 2


async def test_usage_is_priced(session: aiohttp.ClientSession) -> None:
    pricing = Pricing(Decimal("2.5"), Decimal(10), currency="CNY")
    async with serving(GOOD) as wire:
        usages = [d.usage async for d in GuardedChat(chat_at(session, wire.url), pricing).stream(HELLO) if d.usage]
    (usage,) = usages
    assert (usage.prompt_price, usage.completion_price) == (Decimal("0.0025"), Decimal("0.0001"))
    assert usage.total_price == Decimal("0.0026")
    assert (usage.currency, usage.price_unit) == ("CNY", Decimal("0.000001"))
    assert Pricing().priced(Usage(5, 5)).total_price == 0


def test_parameters_by_rule() -> None:
    rules = ({"name": "temperature", "type": "float", "min": 0, "max": 1}, {"name": "n", "type": "int", "min": 1})
    facts = ModelFacts(parameters=rules)
    given = {"temperature": 1.7, "n": -4.0, "top_k": 3, "stop": ["x"], "response_format": "text"}
    assert clean_parameters(facts, given) == {"temperature": 1, "n": 1, "stop": ["x"], "response_format": "text"}
    assert clean_parameters(ModelFacts(), given) == given


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("", 0, 0),
        ("Hello", 1, 2),
        ("The quick brown fox jumps over the lazy dog. " * 20, 180, 240),
        ("敏捷的棕色狐狸跳过了懒狗。" * 20, 150, 280),
        ("Быстрая коричневая лиса перепрыгивает через ленивую собаку. " * 10, 150, 300),
        ("混合 mixed 文本 text " * 10, 40, 90),
        ("🌊" * 10, 5, 30),
    ],
)
def test_estimate(text: str, low: int, high: int) -> None:
    assert low <= count_text(text) <= high


def test_estimate_of_messages() -> None:
    picture = Message("user", [TextPart("Look"), MediaPart("image", "image/png", data=b"x", detail="high")])
    tool = Tool("weather", "Tells the weather", {"type": "object", "properties": {"city": {"type": "string"}}})
    plain = count_messages([Message("user", "Look")])
    assert count_messages([picture]) > 700
    assert count_messages([Message("user", "Look")], [tool]) > plain + 15
    assert count_messages(ChatRequest([]).messages) == 0
