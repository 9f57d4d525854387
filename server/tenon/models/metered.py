"""Models that tell what was used of them, with every call that ends, fails or is given up."""

from asyncio import CancelledError
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal, cast

from tenon.models.delivery import Take, deliver
from tenon.models.errors import ModelError
from tenon.models.messages import ChatDelta, ChatRequest, EmbeddingResult, Message, RerankItem, Tool, Usage
from tenon.models.policies import GuardedChat
from tenon.models.pool import PooledChat, pricing_of
from tenon.models.port import (
    EmbeddingModel,
    ImageModel,
    ImageResult,
    ModelKind,
    ModerationModel,
    RerankModel,
    SpeechToTextModel,
)
from tenon.models.sound import seconds_of
from tenon.models.speech import GuardedSpeech
from tenon.models.tokens import count_texts

_NOTHING = Usage()
DOCUMENTS_OF_A_SEARCH = 100
"""Documents that vendors of rerank models count as one search."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one call used. `units` are characters, bytes, documents or texts of kinds that count no tokens."""

    usage: Usage = _NOTHING
    units: int = 0
    failed: bool = False
    seconds: float = 0.0


type Note = Callable[[Spent], None]
"""Is told what a call used; quick, and never raises."""


class MeteredChat:
    """An LLM whose use is told."""

    def __init__(self, model: GuardedChat | PooledChat, note: Note) -> None:
        self._model, self._note = model, note
        self.provider, self.name, self.facts = model.provider, model.name, model.facts

    def count_tokens(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """A local estimate."""
        return self._model.count_tokens(messages, tools)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta]:
        """Deltas of the answer. Raises the errors of `models.errors`."""
        began, pieces, usage, failed = perf_counter(), 0, None, False
        try:
            async with aclosing(self._model.stream(request)) as deltas:
                async for delta in deltas:
                    pieces += 1
                    if delta.usage is not None:
                        usage = delta.usage
                    yield delta
        except ModelError:
            failed = True
            raise
        finally:
            self._tell(request, pieces, usage, perf_counter() - began, failed=failed)

    async def deliver(self, request: ChatRequest, take: Take) -> None:
        """The same by calls (`models.delivery`)."""
        began, pieces, usage, failed = perf_counter(), 0, None, False

        def taken(delta: ChatDelta) -> None:
            nonlocal pieces, usage
            pieces += 1
            if delta.usage is not None:
                usage = delta.usage
            take(delta)

        try:
            await deliver(self._model, request, taken)
        except ModelError:
            failed = True
            raise
        finally:
            self._tell(request, pieces, usage, perf_counter() - began, failed=failed)

    def _tell(self, request: ChatRequest, pieces: int, usage: Usage | None, seconds: float, *, failed: bool) -> None:
        """What was used; estimated for an answer that was given up, since the vendor counts it as well."""
        if usage is None and pieces:
            prompt = self._model.count_tokens(request.messages, request.tools)
            usage = self._model.priced(Usage(prompt_tokens=prompt, completion_tokens=pieces))
        self._note(Spent(usage or _NOTHING, failed=failed, seconds=seconds))


class _Metered:
    """What the other kinds share."""

    def __init__(self, model: Any, note: Note) -> None:
        self._note, self._pricing = note, pricing_of(model)
        self.provider, self.name = cast(str, model.provider), cast(str, model.name)

    def _failed(self, began: float) -> None:
        self._note(Spent(failed=True, seconds=perf_counter() - began))


class MeteredEmbeddings(_Metered):
    """An embedding model whose use is told."""

    def __init__(self, model: EmbeddingModel, note: Note) -> None:
        super().__init__(model, note)
        self._model = model

    async def embed(self, texts: Sequence[str], *, purpose: Literal["document", "query"]) -> EmbeddingResult:
        """Vectors in the order of the texts. Raises the errors of `models.errors`."""
        began = perf_counter()
        try:
            result = await self._model.embed(texts, purpose=purpose)
        except (ModelError, CancelledError):
            self._failed(began)
            raise
        self._note(Spent(result.usage, len(texts), seconds=perf_counter() - began))
        return result


class MeteredRerank(_Metered):
    """A rerank model whose use is told."""

    def __init__(self, model: RerankModel, note: Note) -> None:
        super().__init__(model, note)
        self._model = model

    async def rerank(
        self, query: str, documents: Sequence[str], *, top_n: int | None = None, threshold: float | None = None
    ) -> Sequence[RerankItem]:
        """Items best first. Raises the errors of `models.errors`."""
        began = perf_counter()
        try:
            items = await self._model.rerank(query, documents, top_n=top_n, threshold=threshold)
        except (ModelError, CancelledError):
            self._failed(began)
            raise
        usage = self._pricing.counted("search", -(-len(documents) // DOCUMENTS_OF_A_SEARCH))
        if self._pricing.per == "token" and self._pricing.input:
            tokens = count_texts([query]) * len(documents) + count_texts(documents)
            usage = self._pricing.priced(Usage(prompt_tokens=tokens))
        self._note(Spent(usage, len(documents), seconds=perf_counter() - began))
        return items


class MeteredTranscription(_Metered):
    """A model that writes down speech, whose use is told."""

    def __init__(self, model: SpeechToTextModel, note: Note) -> None:
        super().__init__(model, note)
        self._model = model

    async def transcribe(self, audio: bytes, *, filename: str, mime_type: str, user: str = "") -> str:
        """The text. Raises the errors of `models.errors`."""
        began = perf_counter()
        try:
            text = await self._model.transcribe(audio, filename=filename, mime_type=mime_type, user=user)
        except (ModelError, CancelledError):
            self._failed(began)
            raise
        usage = self._pricing.counted("second", seconds_of(audio))
        self._note(Spent(usage, len(audio), seconds=perf_counter() - began))
        return text


class MeteredSpeech(_Metered):
    """A model that speaks, whose use is told."""

    def __init__(self, model: GuardedSpeech, note: Note) -> None:
        super().__init__(model, note)
        self._model, self.voices, self.mime_type = model, model.voices, model.mime_type

    async def speak(self, text: str, *, voice: str = "", user: str = "") -> AsyncGenerator[bytes]:
        """Audio in pieces as they come. Raises the errors of `models.errors`."""
        began, failed = perf_counter(), False
        try:
            async with aclosing(self._model.speak(text, voice=voice, user=user)) as pieces:
                async for piece in pieces:
                    yield piece
        except ModelError:
            failed = True
            raise
        finally:
            spoken = 0 if failed else len(text)
            usage = self._pricing.counted("character", spoken)
            self._note(Spent(usage, spoken, failed, perf_counter() - began))


class MeteredModeration(_Metered):
    """A model that judges texts, whose use is told."""

    def __init__(self, model: ModerationModel, note: Note) -> None:
        super().__init__(model, note)
        self._model = model

    async def flagged(self, texts: Sequence[str], *, user: str = "") -> bool:
        """Whether any of the texts breaks the provider's rules. Raises the errors of `models.errors`."""
        began = perf_counter()
        try:
            found = await self._model.flagged(texts, user=user)
        except (ModelError, CancelledError):
            self._failed(began)
            raise
        self._note(Spent(self._pricing.counted("text", len(texts)), len(texts), seconds=perf_counter() - began))
        return found


class MeteredImages(_Metered):
    """A model that draws, whose use is told."""

    def __init__(self, model: ImageModel, note: Note) -> None:
        super().__init__(model, note)
        self._model = model

    async def draw(
        self, prompt: str, *, number: int = 1, size: str = "", quality: str = "", user: str = ""
    ) -> ImageResult:
        """Pictures of a text. Raises the errors of `models.errors`."""
        began = perf_counter()
        try:
            result = await self._model.draw(prompt, number=number, size=size, quality=quality, user=user)
        except (ModelError, CancelledError):
            self._failed(began)
            raise
        number_drawn, usage = len(result.pictures), result.usage
        if self._pricing.per == "picture":
            usage = self._pricing.counted("picture", number_drawn)
        self._note(Spent(usage, number_drawn, seconds=perf_counter() - began))
        return result


_METERED: dict[ModelKind, Callable[[Any, Note], Any]] = {
    "llm": MeteredChat,
    "text-embedding": MeteredEmbeddings,
    "rerank": MeteredRerank,
    "speech2text": MeteredTranscription,
    "tts": MeteredSpeech,
    "moderation": MeteredModeration,
    "text2img": MeteredImages,
}


def metered(kind: ModelKind, model: Any, note: Note) -> Any:
    """The model of this kind, its use being told to `note`."""
    return _METERED[kind](model, note)
