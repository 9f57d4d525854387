"""Neutral prompt messages, tools and results: what every protocol maps to its wire and back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from tenon.models.fact import fact

Role = Literal["system", "user", "assistant", "tool"]
Detail = Literal["low", "high"]
FinishReason = Literal["stop", "length", "tool_calls", "content_filter", "error"]


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of text."""

    text: str


@dataclass(frozen=True, slots=True)
class MediaPart:
    """A picture, sound, film or document. Exactly one of `url` and `data` (raw bytes) is set."""

    kind: Literal["image", "audio", "video", "document"]
    mime_type: str
    url: str | None = None
    data: bytes | None = None
    filename: str = ""
    detail: Detail = "low"


Part = TextPart | MediaPart


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call asked for by the model. `arguments` is the JSON text as the model wrote it, complete.

    `signature` is what some vendors want back with the call, unchanged.
    """

    id: str
    name: str
    arguments: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class SignedThought:
    """A thought that a vendor wants back unchanged before results of tools: signed text, or `sealed` data alone."""

    text: str = ""
    signature: str = ""
    sealed: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One prompt message. `content` is plain text or parts in order."""

    role: Role
    content: str | Sequence[Part]
    name: str | None = None
    tool_calls: Sequence[ToolCall] = ()
    tool_call_id: str | None = None
    reasoning: str = ""
    thoughts: Sequence[SignedThought] = ()

    @property
    def text(self) -> str:
        """All text of the message, media left out."""
        if isinstance(self.content, str):
            return self.content
        return "".join(p.text for p in self.content if isinstance(p, TextPart))


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool offered to the model; `parameters` is a JSON Schema object."""

    name: str
    description: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and money of one call. Prices are per `price_unit` tokens; `latency` and the times are seconds."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    prompt_unit_price: Decimal = Decimal(0)
    completion_unit_price: Decimal = Decimal(0)
    price_unit: Decimal = Decimal("0.001")
    prompt_price: Decimal = Decimal(0)
    completion_price: Decimal = Decimal(0)
    currency: str = "USD"
    latency: float = 0.0
    time_to_first_token: float | None = None
    time_to_generate: float | None = None

    @property
    def total_tokens(self) -> int:
        """Tokens of prompt and answer together."""
        return self.prompt_tokens + self.completion_tokens

    @property
    def total_price(self) -> Decimal:
        """Price of prompt and answer together."""
        return self.prompt_price + self.completion_price


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One call of an LLM. `parameters` are the completion parameters as stored in the app (temperature, ...)."""

    messages: Sequence[Message]
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    tools: Sequence[Tool] = ()
    tool_choice: Literal["auto", "required", "none"] | str = "auto"
    stop: Sequence[str] = ()
    json_schema: dict[str, Any] | None = None
    """Native structured output; only set for models whose facts say they have it."""
    user: str = ""


@fact
class ChatDelta:
    """A streamed piece. Text and reasoning are to be appended; tool calls come complete, once, at the end.

    The last delta carries `finish_reason` and `usage`.
    """

    text: str = ""
    reasoning: str = ""
    tool_calls: Sequence[ToolCall] = ()
    media: Sequence[MediaPart] = ()
    finish_reason: FinishReason | None = None
    usage: Usage | None = None
    thoughts: Sequence[SignedThought] = ()
    """The same reasoning again, complete, once, with the tool calls: for a message that goes back to the model."""


@dataclass(frozen=True, slots=True)
class ChatResult:
    """A whole answer."""

    message: Message
    finish_reason: FinishReason
    usage: Usage


@dataclass(frozen=True, slots=True)
class EmbeddingResult:
    """Vectors in the order of the texts."""

    vectors: Sequence[Sequence[float]]
    usage: Usage


@dataclass(frozen=True, slots=True)
class RerankItem:
    """`index` is the position in the documents given; `score` is higher for better."""

    index: int
    text: str
    score: float
