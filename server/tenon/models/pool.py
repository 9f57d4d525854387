"""Several credentials for one model: calls go round, and a credential that was refused rests for a while.

A model with one credential is used as it is: nothing here lies on its way.
"""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, cast

from tenon.models.delivery import Take, deliver
from tenon.models.errors import ModelConnectionError, ModelError, ModelRateLimited, ModelUnauthorized, ModelUnavailable
from tenon.models.messages import ChatDelta, ChatRequest, EmbeddingResult, Message, RerankItem, Tool, Usage
from tenon.models.policies import GuardedChat, GuardedEmbeddings, Pricing
from tenon.models.port import ImageModel, ImageResult, ModelKind, ModerationModel, RerankModel, SpeechToTextModel
from tenon.models.speech import GuardedSpeech

AFTER_RATE_LIMIT, AFTER_TROUBLE, LONGEST = 60.0, 10.0, 3600.0
"""Seconds of rest: after 429, after a refused key or a failed connection, and at most when the vendor asks for more."""


class Rests:
    """Which credentials rest, until when (seconds since 1970). `tell` is called for every rest that begins here."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now, self._until = now, dict[str, float]()
        self.tell: Callable[[str, float], None] | None = None

    def left(self, key: str) -> float:
        """Seconds until a credential may be asked again; 0 when it may be asked now."""
        until = self._until.get(key)
        if until is None:
            return 0.0
        left = until - self._now()
        if left <= 0:
            self._until.pop(key, None)
            return 0.0
        return left

    def begin(self, key: str, seconds: float) -> None:
        """Let a credential rest."""
        until = self._now() + seconds
        self.heard(key, until)
        if self.tell is not None:
            self.tell(key, until)

    def heard(self, key: str, until: float) -> None:
        """Another process lets a credential rest."""
        self._until[key] = max(until, self._until.get(key, 0.0))


@dataclass(frozen=True, slots=True)
class Entry[M]:
    """A credential in a pool, with its model bound. Keys that are there twice get twice as many calls."""

    key: str
    model: M


class Pool[M]:
    """The credentials of a model: in turn (`rotate`), or the first one with the others standing in when it is refused.

    `first` is where the rotation begins, so that not every process begins at the same credential.
    """

    def __init__(self, entries: Sequence[Entry[M]], rests: Rests, *, rotate: bool, first: int = 0) -> None:
        self.entries, self._rests, self._rotate = list(entries), rests, rotate
        self._next = first % len(entries)

    def order(self) -> list[Entry[M]]:
        """The credentials to ask, in order; each once. Raises `ModelRateLimited` when all of a rotation rest."""
        count, start = len(self.entries), self._next if self._rotate else 0
        found: dict[str, Entry[M]] = {}
        for step in range(count):
            entry = self.entries[(start + step) % count]
            if entry.key in found or self._rests.left(entry.key):
                continue
            if not found and self._rotate:
                self._next = (start + step + 1) % count
            found[entry.key] = entry
        if found:
            return list(found.values())
        if not self._rotate:
            return [self.entries[0]]
        raise self._all_rest()

    def failed(self, entry: Entry[M], error: ModelError) -> bool:
        """Let a credential rest when it is to blame; whether the next one is worth a try."""
        match error:
            case ModelRateLimited():
                self._rests.begin(entry.key, min(LONGEST, max(AFTER_RATE_LIMIT, error.retry_after or 0.0)))
                return self._rotate
            case ModelUnauthorized():
                self._rests.begin(entry.key, AFTER_TROUBLE)
                return True
            case ModelConnectionError():
                if self._rotate:
                    self._rests.begin(entry.key, AFTER_TROUBLE)
                return self._rotate
            case ModelUnavailable():
                return self._rotate and error.retryable
            case _:
                return False

    def _all_rest(self) -> ModelError:
        left = min(self._rests.left(entry.key) for entry in self.entries)
        first = cast(Any, self.entries[0].model)
        text = (
            f"{first.provider}/{first.name}: all credentials of the pool were refused a moment ago. "
            f"The next one is asked again in {left:.0f} s; add credentials or slow down."
        )
        error = ModelRateLimited(text, provider=first.provider, model=first.name)
        error.retry_after = left
        return error


def _no() -> bool:
    return False


async def called[M, T](pool: Pool[M], call: Callable[[M], Awaitable[T]], begun: Callable[[], bool] = _no) -> T:
    """The result of the first credential that gives one. What has begun is not begun again."""
    entries = pool.order()
    for number, entry in enumerate(entries, 1):
        try:
            return await call(entry.model)
        except ModelError as error:
            if not pool.failed(entry, error) or begun() or number == len(entries):
                raise
    raise AssertionError("a pool is never empty")


async def streamed[M, T](pool: Pool[M], start: Callable[[M], AsyncIterator[T]]) -> AsyncGenerator[T]:
    """The same for what comes in pieces."""
    entries = pool.order()
    for number, entry in enumerate(entries, 1):
        begun = False
        try:
            async with aclosing(cast(AsyncGenerator[T], start(entry.model))) as pieces:
                async for piece in pieces:
                    begun = True
                    yield piece
            return
        except ModelError as error:
            if not pool.failed(entry, error) or begun or number == len(entries):
                raise


def pricing_of(model: object) -> Pricing:
    """The prices that a model carries; none where it has none."""
    return getattr(model, "pricing", None) or Pricing()


class PooledChat:
    """An LLM with several credentials."""

    def __init__(self, pool: Pool[GuardedChat]) -> None:
        self._pool, self._first = pool, pool.entries[0].model
        self.provider, self.name, self.facts = self._first.provider, self._first.name, self._first.facts

    def count_tokens(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """A local estimate."""
        return self._first.count_tokens(messages, tools)

    def priced(self, usage: Usage) -> Usage:
        """The usage with its money."""
        return self._first.priced(usage)

    def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta]:
        """Deltas of the answer. Raises the errors of `models.errors`."""
        return streamed(self._pool, lambda model: model.stream(request))

    async def deliver(self, request: ChatRequest, take: Take) -> None:
        """The same by calls (`models.delivery`)."""
        begun = False

        def taken(delta: ChatDelta) -> None:
            nonlocal begun
            begun = True
            take(delta)

        await called(self._pool, lambda model: deliver(model, request, taken), lambda: begun)


class PooledEmbeddings:
    """An embedding model with several credentials."""

    def __init__(self, pool: Pool[GuardedEmbeddings]) -> None:
        first = pool.entries[0].model
        self._pool, self.provider, self.name = pool, first.provider, first.name

    async def embed(self, texts: Sequence[str], *, purpose: Literal["document", "query"]) -> EmbeddingResult:
        """Vectors in the order of the texts. Raises the errors of `models.errors`."""
        return await called(self._pool, lambda model: model.embed(texts, purpose=purpose))


class PooledRerank:
    """A rerank model with several credentials."""

    def __init__(self, pool: Pool[RerankModel]) -> None:
        first = pool.entries[0].model
        self._pool, self.provider, self.name = pool, first.provider, first.name
        self.pricing = pricing_of(first)

    async def rerank(
        self, query: str, documents: Sequence[str], *, top_n: int | None = None, threshold: float | None = None
    ) -> Sequence[RerankItem]:
        """Items best first. Raises the errors of `models.errors`."""
        return await called(self._pool, lambda m: m.rerank(query, documents, top_n=top_n, threshold=threshold))


class PooledTranscription:
    """A model that writes down speech, with several credentials."""

    def __init__(self, pool: Pool[SpeechToTextModel]) -> None:
        first = pool.entries[0].model
        self._pool, self.provider, self.name = pool, first.provider, first.name
        self.pricing = pricing_of(first)

    async def transcribe(self, audio: bytes, *, filename: str, mime_type: str, user: str = "") -> str:
        """The text. Raises the errors of `models.errors`."""
        return await called(
            self._pool, lambda m: m.transcribe(audio, filename=filename, mime_type=mime_type, user=user)
        )


class PooledSpeech:
    """A model that speaks, with several credentials."""

    def __init__(self, pool: Pool[GuardedSpeech]) -> None:
        first = pool.entries[0].model
        self._pool, self.provider, self.name = pool, first.provider, first.name
        self.pricing = pricing_of(first)
        self.voices, self.mime_type = first.voices, first.mime_type

    def speak(self, text: str, *, voice: str = "", user: str = "") -> AsyncGenerator[bytes]:
        """Audio in pieces as they come. Raises the errors of `models.errors`."""
        return streamed(self._pool, lambda model: model.speak(text, voice=voice, user=user))


class PooledModeration:
    """A model that judges texts, with several credentials."""

    def __init__(self, pool: Pool[ModerationModel]) -> None:
        first = pool.entries[0].model
        self._pool, self.provider, self.name = pool, first.provider, first.name
        self.pricing = pricing_of(first)

    async def flagged(self, texts: Sequence[str], *, user: str = "") -> bool:
        """Whether any of the texts breaks the provider's rules. Raises the errors of `models.errors`."""
        return await called(self._pool, lambda model: model.flagged(texts, user=user))


class PooledImages:
    """A model that draws, with several credentials."""

    def __init__(self, pool: Pool[ImageModel]) -> None:
        first = pool.entries[0].model
        self._pool, self.provider, self.name = pool, first.provider, first.name
        self.pricing = pricing_of(first)

    async def draw(
        self, prompt: str, *, number: int = 1, size: str = "", quality: str = "", user: str = ""
    ) -> ImageResult:
        """Pictures of a text. Raises the errors of `models.errors`."""
        return await called(self._pool, lambda m: m.draw(prompt, number=number, size=size, quality=quality, user=user))


_POOLED: dict[ModelKind, Callable[[Any], Any]] = {
    "llm": PooledChat,
    "text-embedding": PooledEmbeddings,
    "rerank": PooledRerank,
    "speech2text": PooledTranscription,
    "tts": PooledSpeech,
    "moderation": PooledModeration,
    "text2img": PooledImages,
}


def pooled(kind: ModelKind, pool: Pool[Any]) -> Any:
    """A model of this kind over the credentials of a pool."""
    return _POOLED[kind](pool)
