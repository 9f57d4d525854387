"""From the name of a protocol and the kind of a model to the class that speaks it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import aiohttp

from tenon.models.catalogue.facts import custom_facts, dialect_of, facts_of, number, pricing_of, voices_of
from tenon.models.catalogue.schema import CatalogueModel, CatalogueProvider, Kind, Properties
from tenon.models.errors import ModelNotSupported
from tenon.models.policies import GuardedChat, GuardedEmbeddings
from tenon.models.port import (
    ChatModel,
    EmbeddingModel,
    ModelFacts,
    ModerationModel,
    RerankModel,
    SpeechToTextModel,
    TextToSpeechModel,
)
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.openai_audio import OpenAISpeech, OpenAITranscription, SpeechDialect
from tenon.models.protocols.openai_chat import OpenAIChat
from tenon.models.protocols.openai_embeddings import EmbeddingDialect, OpenAIEmbeddings
from tenon.models.protocols.openai_moderation import OpenAIModeration
from tenon.models.protocols.rerank import Rerank
from tenon.models.speech import GuardedModeration, GuardedSpeech, GuardedTranscription

type Credentials = Mapping[str, str]
type Bound = ChatModel | EmbeddingModel | RerankModel | SpeechToTextModel | TextToSpeechModel | ModerationModel


@dataclass(frozen=True, slots=True)
class Binding:
    """What a bound model is made of. `base` is the predefined model, `custom` says that the form states the facts."""

    session: aiohttp.ClientSession
    endpoint: Endpoint
    provider: CatalogueProvider
    base: CatalogueModel | None
    name: str
    kind: Kind
    credentials: Credentials = field(repr=False)
    custom: bool

    @property
    def facts(self) -> ModelFacts:
        """The facts of a language model."""
        if self.custom or self.base is None:
            return custom_facts(self.provider, self.base, self.credentials)
        return facts_of(self.base)

    @property
    def properties(self) -> Properties:
        """The figures of a predefined model; none of them for others."""
        return self.base.model_properties if self.base is not None else Properties()

    @property
    def batch(self) -> int:
        """Texts that go into one embedding call."""
        return number(self.credentials.get("max_chunks"), self.properties.max_chunks or 32)

    @property
    def pieces(self) -> SpeechDialect:
        """How a speech model is asked."""
        return SpeechDialect(audio_format=self.properties.audio_type or "mp3")


def bound(binding: Binding) -> Bound:
    """The model, under the policies of its kind. Raises `ModelNotSupported`."""
    maker = _MAKERS.get((binding.provider.wire_of(binding.kind), binding.kind))
    if maker is None or binding.kind not in binding.provider.supported_model_types:
        text = f"{binding.provider.label.en_US} has no models of the kind {binding.kind}."
        raise ModelNotSupported(text, provider=binding.provider.provider, model=binding.name)
    return maker(binding)


def speaks(protocol: str, kind: Kind) -> bool:
    """Whether models of a kind can be asked by a protocol."""
    return (protocol, kind) in _MAKERS


def _chat(b: Binding) -> Bound:
    wirings = [b.provider.wire, *([b.base.wire] if b.base is not None else [])]
    chat = OpenAIChat(b.session, b.endpoint, b.facts, dialect_of(wirings, b.credentials), name=b.name)
    return GuardedChat(chat, pricing_of(b.base), known_parameters=b.base is not None)


def _embeddings(b: Binding) -> Bound:
    dialect = EmbeddingDialect(batch=b.batch)
    return GuardedEmbeddings(OpenAIEmbeddings(b.session, b.endpoint, dialect, name=b.name), pricing_of(b.base))


def _rerank(b: Binding) -> Bound:
    return Rerank(b.session, b.endpoint, name=b.name)


def _transcription(b: Binding) -> Bound:
    return GuardedTranscription(OpenAITranscription(b.session, b.endpoint, name=b.name))


def _speech(b: Binding) -> Bound:
    voices, default = voices_of(b.base, b.credentials)
    model = OpenAISpeech(b.session, b.endpoint, voices, default, b.pieces, name=b.name)
    return GuardedSpeech(model, b.properties.word_limit or 0, b.properties.max_workers or 1)


def _moderation(b: Binding) -> Bound:
    figures = b.properties
    model = OpenAIModeration(
        b.session,
        b.endpoint,
        most_texts=figures.max_chunks or 32,
        longest=figures.max_characters_per_chunk or 2000,
        name=b.name,
    )
    return GuardedModeration(model)


_MAKERS: dict[tuple[str, Kind], Callable[[Binding], Bound]] = {
    ("openai", "llm"): _chat,
    ("openai", "text-embedding"): _embeddings,
    ("openai", "rerank"): _rerank,
    ("openai", "speech2text"): _transcription,
    ("openai", "tts"): _speech,
    ("openai", "moderation"): _moderation,
}
