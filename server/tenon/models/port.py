"""What a model looks like to the rest of the code: a bound model of each kind."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from tenon.models.messages import ChatDelta, ChatRequest, EmbeddingResult, MediaPart, Message, RerankItem, Tool, Usage

ModelKind = Literal["llm", "text-embedding", "rerank", "speech2text", "tts", "moderation", "text2img"]


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A model as an app names it. `provider` is any accepted spelling (`openai`, `langgenius/openai/openai`)."""

    provider: str
    name: str
    kind: ModelKind = "llm"


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is known of a model; unknown facts are at their cautious default."""

    mode: Literal["chat", "completion"] = "chat"
    context_size: int = 4096
    max_output: int | None = None
    vision: bool = False
    audio: bool = False
    video: bool = False
    document: bool = False
    tool_call: bool = False
    json_schema: bool = False
    thinking: bool = False
    parameters: Sequence[dict[str, Any]] = field(default_factory=tuple[dict[str, Any], ...])
    """Parameter rules in display order: name, type, label, min, max, default, options, precision, help."""


class ChatModel(Protocol):
    """A chat or completion model with its credential bound."""

    provider: str
    name: str
    facts: ModelFacts

    def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        """Deltas of the answer; the last one has `finish_reason` and `usage`. Raises the errors of `models.errors`."""
        ...

    def count_tokens(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """A local estimate; never asks the provider."""
        ...


class EmbeddingModel(Protocol):
    """An embedding model with its credential bound."""

    provider: str
    name: str

    async def embed(self, texts: Sequence[str], *, purpose: Literal["document", "query"]) -> EmbeddingResult:
        """Vectors in the order of the texts; batches are made here."""
        ...


class RerankModel(Protocol):
    """A rerank model with its credential bound."""

    provider: str
    name: str

    async def rerank(
        self, query: str, documents: Sequence[str], *, top_n: int | None = None, threshold: float | None = None
    ) -> Sequence[RerankItem]:
        """Items best first, cut by threshold and `top_n`; `index` is the position in `documents`."""
        ...


class SpeechToTextModel(Protocol):
    """A model that writes down speech, with its credential bound."""

    provider: str
    name: str

    async def transcribe(self, audio: bytes, *, filename: str, mime_type: str, user: str = "") -> str:
        """The text. Raises the errors of `models.errors`."""
        ...


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of a speech model. `languages` are BCP 47 tags."""

    id: str
    name: str
    languages: Sequence[str] = ()


class TextToSpeechModel(Protocol):
    """A model that speaks, with its credential bound. `mime_type` is that of every piece it gives."""

    provider: str
    name: str
    voices: Sequence[Voice]
    mime_type: str

    def speak(self, text: str, *, voice: str = "", user: str = "") -> AsyncIterator[bytes]:
        """Audio in pieces as they come; an unknown or empty voice is the model's default one."""
        ...


class ModerationModel(Protocol):
    """A model that judges texts, with its credential bound."""

    provider: str
    name: str

    async def flagged(self, texts: Sequence[str], *, user: str = "") -> bool:
        """Whether any of the texts breaks the provider's rules."""
        ...


@dataclass(frozen=True, slots=True)
class ImageResult:
    """Pictures, each as data or as an address that the server names: fetch that as any address of a stranger."""

    pictures: Sequence[MediaPart]
    usage: Usage = field(default_factory=Usage)


class ImageModel(Protocol):
    """A model that draws, with its credential bound."""

    provider: str
    name: str

    async def draw(
        self, prompt: str, *, number: int = 1, size: str = "", quality: str = "", user: str = ""
    ) -> ImageResult:
        """Pictures of a text. Raises the errors of `models.errors`."""
        ...
