"""Models that wrap a model: retry where it is safe, and the price of what was used."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, Protocol

from tenon.models.delivery import Take, deliver
from tenon.models.errors import ModelError, ModelRateLimited
from tenon.models.messages import ChatDelta, ChatRequest, EmbeddingResult, Message, RerankItem, Tool, Usage
from tenon.models.port import EmbeddingModel, ModelFacts, RerankModel


@dataclass(frozen=True, slots=True)
class Pricing:
    """Prices as vendors state them: per `unit`, which is 0.000001 for prices of a million tokens.

    `per` is what is counted: tokens, or what `metered` counts of kinds without tokens.
    """

    input: Decimal = Decimal(0)
    output: Decimal = Decimal(0)
    unit: Decimal = Decimal("0.000001")
    currency: str = "USD"
    per: str = "token"

    def counted(self, what: str, number: float) -> Usage:
        """The money for a number of units; nothing when prices are per something else."""
        money = Decimal(str(number)) * self.input * self.unit if self.per == what else Decimal(0)
        return Usage(prompt_unit_price=self.input, price_unit=self.unit, prompt_price=money, currency=self.currency)

    def priced(self, usage: Usage) -> Usage:
        """The usage with its money: tokens x price x unit."""
        if self.per != "token":
            return replace(usage, currency=self.currency)
        return replace(
            usage,
            prompt_unit_price=self.input,
            completion_unit_price=self.output,
            price_unit=self.unit,
            prompt_price=usage.prompt_tokens * self.input * self.unit,
            completion_price=usage.completion_tokens * self.output * self.unit,
            currency=self.currency,
        )


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a call is repeated that failed before it gave anything, and how long to wait at most, seconds."""

    times: int = 1
    pause: float = 0.3
    longest: float = 5.0

    def wait(self, error: ModelError, attempt: int) -> float | None:
        """Seconds to wait before the next attempt; None when there is none."""
        if not error.retryable or attempt >= self.times:
            return None
        asked = error.retry_after if isinstance(error, ModelRateLimited) else None
        wait = self.pause * 2**attempt if asked is None else asked
        return wait if wait <= self.longest else None


class Streamed(Protocol):
    """A chat model whose stream can be closed."""

    provider: str
    name: str
    facts: ModelFacts

    def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta]:
        """Deltas of the answer."""
        ...

    def count_tokens(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """A local estimate."""
        ...


class GuardedChat:
    """A chat model with retry before the first token and priced usage.

    With `known_parameters` only parameters that the model's rules know are sent, within their range.
    """

    def __init__(
        self,
        model: Streamed,
        pricing: Pricing | None = None,
        retry: Retry | None = None,
        *,
        known_parameters: bool = False,
    ) -> None:
        self._known = known_parameters
        self._model, self._pricing, self._retry = model, pricing or Pricing(), retry or Retry()
        self.provider, self.name, self.facts = model.provider, model.name, model.facts

    def count_tokens(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """A local estimate."""
        return self._model.count_tokens(messages, tools)

    def priced(self, usage: Usage) -> Usage:
        """The usage with its money."""
        return self._pricing.priced(usage)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta]:
        """Deltas of the answer. Raises the errors of `models.errors`."""
        if self._known:
            request = replace(request, parameters=clean_parameters(self.facts, request.parameters))
        attempt, begun = 0, False
        while True:
            try:
                async with aclosing(self._model.stream(request)) as deltas:
                    async for delta in deltas:
                        begun = True
                        if delta.usage is not None:
                            delta = replace(delta, usage=self._pricing.priced(delta.usage))
                        yield delta
                return
            except ModelError as error:
                wait = None if begun else self._retry.wait(error, attempt)
                if wait is None:
                    raise
            attempt += 1
            await asyncio.sleep(wait)

    async def deliver(self, request: ChatRequest, take: Take) -> None:
        """The same by calls (`models.delivery`)."""
        if self._known:
            request = replace(request, parameters=clean_parameters(self.facts, request.parameters))
        attempt, begun = 0, False

        def taken(delta: ChatDelta) -> None:
            nonlocal begun
            begun = True
            if delta.usage is not None:
                delta = replace(delta, usage=self._pricing.priced(delta.usage))
            take(delta)

        while True:
            try:
                await deliver(self._model, request, taken)
                return
            except ModelError as error:
                wait = None if begun else self._retry.wait(error, attempt)
                if wait is None:
                    raise
            attempt += 1
            await asyncio.sleep(wait)


class GuardedEmbeddings:
    """An embedding model with retry and priced usage."""

    def __init__(self, model: EmbeddingModel, pricing: Pricing | None = None, retry: Retry | None = None) -> None:
        self._model, self._pricing, self._retry = model, pricing or Pricing(), retry or Retry(times=2)
        self.provider, self.name = model.provider, model.name

    async def embed(self, texts: Sequence[str], *, purpose: Literal["document", "query"]) -> EmbeddingResult:
        """Vectors in the order of the texts. Raises the errors of `models.errors`."""
        attempt = 0
        while True:
            try:
                result = await self._model.embed(texts, purpose=purpose)
                return replace(result, usage=self._pricing.priced(result.usage))
            except ModelError as error:
                wait = self._retry.wait(error, attempt)
                if wait is None:
                    raise
            attempt += 1
            await asyncio.sleep(wait)


class GuardedRerank:
    """A rerank model with retry. Its prices are kept for who counts its use."""

    def __init__(self, model: RerankModel, pricing: Pricing | None = None, retry: Retry | None = None) -> None:
        self._model, self.pricing, self._retry = model, pricing or Pricing(), retry or Retry(times=0)
        self.provider, self.name = model.provider, model.name

    async def rerank(
        self, query: str, documents: Sequence[str], *, top_n: int | None = None, threshold: float | None = None
    ) -> Sequence[RerankItem]:
        """Items best first. Raises the errors of `models.errors`."""
        attempt = 0
        while True:
            try:
                return await self._model.rerank(query, documents, top_n=top_n, threshold=threshold)
            except ModelError as error:
                wait = self._retry.wait(error, attempt)
                if wait is None:
                    raise
            attempt += 1
            await asyncio.sleep(wait)


async def first_words(model: Streamed, request: ChatRequest) -> str:
    """The beginning of an answer, for checks: the call is ended as soon as something arrives."""
    async with aclosing(model.stream(request)) as deltas:
        async for delta in deltas:
            return delta.text or delta.reasoning
    return ""


def clean_parameters(facts: ModelFacts, given: Mapping[str, object]) -> dict[str, object]:
    """The parameters that the model's rules know, numbers brought into their range; all of them without rules."""
    if not facts.parameters:
        return dict(given)
    rules = {str(rule["name"]): rule for rule in facts.parameters}
    cleaned: dict[str, object] = {}
    for name, value in given.items():
        rule = rules.get("max_tokens" if name == "max_completion_tokens" else name)
        if rule is None and name not in ("stop", "json_schema", "response_format"):
            continue
        cleaned[name] = _within(rule, value) if rule is not None else value
    return cleaned


def _within(rule: dict[str, object], value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or rule["type"] not in ("int", "float"):
        return value
    low, high = rule.get("min"), rule.get("max")
    if isinstance(low, int | float):
        value = max(value, low)
    if isinstance(high, int | float):
        value = min(value, high)
    return int(value) if rule["type"] == "int" else value
