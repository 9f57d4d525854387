"""From the name of a protocol and the kind of a model to the class that speaks it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import aiohttp

from tenon.models.catalogue.facts import custom_facts, dialect_of, facts_of, number, pricing_of, voices_of
from tenon.models.catalogue.schema import CatalogueModel, CatalogueProvider, Kind, Properties
from tenon.models.drawing import GuardedImages
from tenon.models.errors import ModelNotSupported
from tenon.models.local.embeddings import LocalEmbeddings
from tenon.models.policies import GuardedChat, GuardedEmbeddings, GuardedRerank, Retry, Streamed
from tenon.models.port import (
    ChatModel,
    EmbeddingModel,
    ImageModel,
    ModelFacts,
    ModerationModel,
    RerankModel,
    SpeechToTextModel,
    TextToSpeechModel,
)
from tenon.models.protocols import hunyuan, openllm, rerank, vectors
from tenon.models.protocols.anthropic import AnthropicWire
from tenon.models.protocols.bedrock import BedrockWire
from tenon.models.protocols.cohere import CohereWire
from tenon.models.protocols.dashscope_speech import DashScopeSpeech
from tenon.models.protocols.gemini import GeminiWire
from tenon.models.protocols.generation import ReplicateWire, TgiWire, TritonWire
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.ollama import OllamaWire
from tenon.models.protocols.openai_audio import OpenAISpeech, OpenAITranscription, SpeechDialect
from tenon.models.protocols.openai_chat import OpenAIChat
from tenon.models.protocols.openai_embeddings import EmbeddingDialect, OpenAIEmbeddings
from tenon.models.protocols.openai_images import ImageDialect, OpenAIImages
from tenon.models.protocols.openai_moderation import OpenAIModeration
from tenon.models.protocols.openai_wire import Dialect
from tenon.models.protocols.rerank import RerankWire
from tenon.models.protocols.responses import ResponsesWire
from tenon.models.protocols.signing import GoogleToken, VolcengineKey, aws_signer, tencent_signer
from tenon.models.protocols.tencent_asr import TencentTranscription
from tenon.models.protocols.vectors import VectorWire, WiredEmbeddings
from tenon.models.protocols.wired_chat import ChatWire, WiredChat
from tenon.models.speech import GuardedModeration, GuardedSpeech, GuardedTranscription

type Credentials = Mapping[str, str]
type Bound = (
    ChatModel | EmbeddingModel | RerankModel | SpeechToTextModel | TextToSpeechModel | ModerationModel | ImageModel
)


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
    retry: Retry | None = None
    """How often a call is repeated; None: as the kind's policy says."""

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
    binding = replace(binding, endpoint=_signed(binding))
    maker = _MAKERS.get((binding.provider.wire_of(binding.kind), binding.kind))
    if maker is None or binding.kind not in binding.provider.supported_model_types:
        text = f"{binding.provider.label.en_US} has no models of the kind {binding.kind}."
        raise ModelNotSupported(text, provider=binding.provider.provider, model=binding.name)
    return maker(binding)


def _signed(b: Binding) -> Endpoint:
    """The address with the proof that some vendors want for each request."""
    given = b.credentials
    match b.provider.connection.sign:
        case "aws-bedrock" | "aws-sagemaker" as kind:
            if not given.get("aws_access_key_id"):
                return b.endpoint  # a key of its own stands in a header
            service, region = kind.removeprefix("aws-"), given.get("aws_region") or "us-east-1"
            key_id, secret = given["aws_access_key_id"].strip(), (given.get("aws_secret_access_key") or "").strip()
            token = (given.get("aws_session_token") or "").strip()
            return replace(b.endpoint, sign=aws_signer(key_id, secret, region, service, token))
        case "tencent":
            if not _by_secret(b):
                return b.endpoint
            who = [(given.get(name) or "").strip() for name in ("secret_id", "secret_key")]
            action = hunyuan.EMBEDDING if b.kind == "text-embedding" else hunyuan.CHAT
            base = b.endpoint.base_url.removesuffix("/v1")
            signer = tencent_signer(who[0], who[1], "hunyuan", action, hunyuan.VERSION)
            return replace(b.endpoint, base_url=base, sign=signer)
        case "volcengine":
            if given.get("auth_method") != "aksk":
                return b.endpoint
            who = [(given.get(name) or "").strip() for name in ("volc_access_key_id", "volc_secret_access_key")]
            address = given.get("volc_openapi_url") or "https://open.volcengineapi.com"
            region = given.get("volc_region") or "cn-beijing"
            return replace(b.endpoint, sign=VolcengineKey(b.session, b.endpoint, address, who[0], who[1], region))
        case "google":
            account = given.get(b.provider.connection.key_field) or ""
            return replace(b.endpoint, sign=GoogleToken(b.session, b.endpoint, account))
        case "":
            return b.endpoint


def _by_secret(b: Binding) -> bool:
    return b.credentials.get("auth_method") == "secret"


def speaks(protocol: str, kind: Kind) -> bool:
    """Whether models of a kind can be asked by a protocol."""
    return (protocol, kind) in _MAKERS


def _openai_chat(b: Binding) -> Streamed:
    wirings = [b.provider.wire, *([b.base.wire] if b.base is not None else [])]
    api = b.credentials.get("api") or next((w.api for w in reversed(wirings) if w.api), "chat")
    if api == "responses":
        return WiredChat(b.session, b.endpoint, b.facts, ResponsesWire(), name=b.name)
    return OpenAIChat(b.session, b.endpoint, b.facts, dialect_of(wirings, b.credentials), name=b.name)


def _wired(wire: Callable[[Binding], ChatWire]) -> Callable[[Binding], Streamed]:
    return lambda b: WiredChat(b.session, b.endpoint, b.facts, wire(b), name=b.name)


def _vertex(b: Binding) -> ChatWire:
    if b.name.startswith("claude"):
        path = f"/publishers/anthropic/models/{b.endpoint.model}:streamRawPredict"
        return AnthropicWire(path, {"anthropic_version": "vertex-2023-10-16"}, named=False)
    return GeminiWire("/publishers/google/models")


def _hugging_face(b: Binding) -> Streamed:
    if b.facts.mode == "chat":
        return OpenAIChat(b.session, _under(b, "/v1"), b.facts, name=b.name)
    dedicated = b.credentials.get("huggingfacehub_api_type") == "inference_endpoints"
    path = "/generate_stream" if dedicated else "/hf-inference/models/{model}"
    return WiredChat(b.session, b.endpoint, b.facts, TgiWire(path), name=b.name)


def _sagemaker(b: Binding) -> Streamed:
    path = f"/endpoints/{b.endpoint.model}/invocations"
    if b.facts.mode == "chat":
        dialect = Dialect(streaming=False, path=path)
        return OpenAIChat(b.session, b.endpoint, b.facts, dialect, name=b.name)
    return WiredChat(b.session, b.endpoint, b.facts, TgiWire(path), name=b.name)


def _hunyuan(b: Binding) -> Streamed:
    return _wired(lambda _: hunyuan.HunyuanWire())(b) if _by_secret(b) else _openai_chat(b)


def _openllm(b: Binding) -> Streamed:
    return _wired(lambda _: openllm.OpenLLMWire())(b) if _is_old(b) else _openai_chat(b)


def _is_old(b: Binding) -> bool:
    return b.credentials.get("api") == "generate"


def _ollama(b: Binding) -> Binding:
    return replace(b, endpoint=replace(b.endpoint, base_url=b.endpoint.base_url.removesuffix("/v1")))


def _under(b: Binding, path: str) -> Endpoint:
    base = b.endpoint.base_url
    return b.endpoint if base.endswith(path) else replace(b.endpoint, base_url=base + path)


_CHATS: dict[str, Callable[[Binding], Streamed]] = {
    "openai": _openai_chat,
    "anthropic": _wired(lambda b: AnthropicWire()),
    "gemini": _wired(lambda b: GeminiWire()),
    "vertex": _wired(_vertex),
    "cohere": _wired(lambda b: CohereWire()),
    "ollama": lambda b: _wired(lambda _: OllamaWire())(_ollama(b)),
    "bedrock": _wired(lambda b: BedrockWire()),
    "triton": _wired(lambda b: TritonWire()),
    "replicate": _wired(lambda b: ReplicateWire()),
    "huggingface": _hugging_face,
    "sagemaker": _sagemaker,
    "hunyuan": _hunyuan,
    "openllm": _openllm,
}


def _chat(b: Binding) -> Bound:
    model = _CHATS[b.provider.wire_of("llm")](b)
    return GuardedChat(model, pricing_of(b.base), b.retry, known_parameters=b.base is not None)


def _openai_embeddings(b: Binding) -> Bound:
    wirings = [b.provider.wire, *([b.base.wire] if b.base is not None else [])]
    purpose = next((w.purpose for w in reversed(wirings) if w.purpose), ["", "", ""])
    sends = next((w.encoding_format for w in reversed(wirings) if w.encoding_format is not None), True)
    dialect = EmbeddingDialect(b.batch, purpose[0], (purpose[1], purpose[2]), sends)
    return GuardedEmbeddings(OpenAIEmbeddings(b.session, b.endpoint, dialect, name=b.name), pricing_of(b.base), b.retry)


def _hf_vectors(b: Binding) -> VectorWire:
    dedicated = b.credentials.get("huggingfacehub_api_type") == "inference_endpoints"
    return vectors.HUGGING_FACE_ENDPOINT if dedicated else vectors.HUGGING_FACE


_VECTORS: dict[str, Callable[[Binding], VectorWire]] = {
    "cohere": lambda b: vectors.COHERE,
    "ollama": lambda b: vectors.OLLAMA,
    "tei": lambda b: vectors.TEI,
    "huggingface": _hf_vectors,
    "minimax": lambda b: vectors.MINIMAX,
    "vertex": lambda b: replace(vectors.VERTEX, path=f"/publishers/google/models{vectors.VERTEX.path}"),
    "gemini": lambda b: vectors.GEMINI,
    "bedrock": lambda b: vectors.BEDROCK_COHERE if "cohere" in b.endpoint.model else vectors.TITAN,
    "sagemaker": lambda b: vectors.SAGEMAKER,
    "replicate": lambda b: vectors.REPLICATE,
}
_RERANKS: dict[str, RerankWire] = {
    "openai": rerank.JINA, "cohere": rerank.COHERE, "nvidia": rerank.NVIDIA, "tei": rerank.TEI,
    "sagemaker": rerank.SAGEMAKER,
}  # fmt: skip


def _embeddings(b: Binding) -> Bound:
    protocol = b.provider.wire_of("text-embedding")
    b = _ollama(b) if protocol == "ollama" else b
    model = WiredEmbeddings(b.session, b.endpoint, _VECTORS[protocol](b), b.batch, name=b.name)
    return GuardedEmbeddings(model, pricing_of(b.base), b.retry)


def _hunyuan_embeddings(b: Binding) -> Bound:
    if not _by_secret(b):
        return _openai_embeddings(b)
    model = WiredEmbeddings(b.session, b.endpoint, hunyuan.vectors_of(b.endpoint), b.batch, name=b.name)
    return GuardedEmbeddings(model, pricing_of(b.base), b.retry)


def _openllm_embeddings(b: Binding) -> Bound:
    if not _is_old(b):
        return _openai_embeddings(b)
    model = WiredEmbeddings(b.session, b.endpoint, openllm.EMBEDDINGS, b.batch, name=b.name)
    return GuardedEmbeddings(model, pricing_of(b.base), b.retry)


def _local(b: Binding) -> Bound:
    model = LocalEmbeddings(b.provider.provider, b.name, b.provider.package)
    return GuardedEmbeddings(model, pricing_of(b.base), b.retry)


def _rerank(b: Binding) -> Bound:
    model = rerank.Rerank(b.session, b.endpoint, _RERANKS[b.provider.wire_of("rerank")], name=b.name)
    return GuardedRerank(model, pricing_of(b.base), b.retry)


def _transcription(b: Binding) -> Bound:
    return GuardedTranscription(OpenAITranscription(b.session, b.endpoint, name=b.name), b.retry, pricing_of(b.base))


def _tencent(b: Binding) -> Bound:
    who = [str(b.credentials.get(name) or "") for name in ("app_id", "secret_id", "secret_key")]
    model = TencentTranscription(b.session, b.endpoint, who[0], who[1], who[2], name=b.name)
    return GuardedTranscription(model, b.retry, pricing_of(b.base))


def _speech(b: Binding) -> Bound:
    voices, default = voices_of(b.base, b.credentials)
    model = OpenAISpeech(b.session, b.endpoint, voices, default, b.pieces, name=b.name)
    figures = b.properties
    return GuardedSpeech(model, figures.word_limit or 0, figures.max_workers or 1, b.retry, pricing_of(b.base))


def _dashscope(b: Binding) -> Bound:
    voices, default = voices_of(b.base, b.credentials)
    model = DashScopeSpeech(b.session, b.endpoint, voices, default, name=b.name)
    figures = b.properties
    return GuardedSpeech(model, figures.word_limit or 500, figures.max_workers or 1, b.retry, pricing_of(b.base))


def _moderation(b: Binding) -> Bound:
    figures = b.properties
    model = OpenAIModeration(
        b.session,
        b.endpoint,
        most_texts=figures.max_chunks or 32,
        longest=figures.max_characters_per_chunk or 2000,
        name=b.name,
    )
    return GuardedModeration(model, b.retry, pricing_of(b.base))


def _images(b: Binding) -> Bound:
    wirings = [b.provider.wire, *([b.base.wire] if b.base is not None else [])]
    whole = next((w.picture for w in reversed(wirings) if w.picture is not None), True)
    fields = next((w.picture_fields for w in reversed(wirings) if w.picture_fields), ["size", "n"])
    if b.base is None and b.endpoint.model.startswith("gpt-image"):
        whole = False
    model = OpenAIImages(b.session, b.endpoint, ImageDialect(whole, fields[0], fields[1]), name=b.name)
    return GuardedImages(model, pricing_of(b.base), b.retry)


_MAKERS: dict[tuple[str, Kind], Callable[[Binding], Bound]] = {
    **{(protocol, "llm"): _chat for protocol in _CHATS},
    **{(protocol, "text-embedding"): _embeddings for protocol in _VECTORS},
    **{(protocol, "rerank"): _rerank for protocol in _RERANKS},
    ("openai", "text-embedding"): _openai_embeddings,
    ("hunyuan", "text-embedding"): _hunyuan_embeddings,
    ("openllm", "text-embedding"): _openllm_embeddings,
    ("package", "text-embedding"): _local,
    ("openai", "speech2text"): _transcription,
    ("tencent", "speech2text"): _tencent,
    ("openai", "tts"): _speech,
    ("dashscope", "tts"): _dashscope,
    ("openai", "moderation"): _moderation,
    ("openai", "text2img"): _images,
}
