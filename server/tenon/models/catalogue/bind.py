"""From a provider entry and a credential to a bound model, and the checks of a credential."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

import aiohttp

from tenon.models.catalogue import Catalogue
from tenon.models.catalogue.facts import custom_facts, dialect_of, facts_of, number, pricing_of
from tenon.models.catalogue.schema import CatalogueModel, CatalogueProvider, FormField, Kind
from tenon.models.errors import ModelBadRequest, ModelError, ModelNotSupported
from tenon.models.messages import ChatRequest, Message
from tenon.models.policies import GuardedChat, GuardedEmbeddings, first_words
from tenon.models.port import ChatModel, EmbeddingModel, RerankModel
from tenon.models.protocols.http import Endpoint, Timeouts, connection_error, status_error
from tenon.models.protocols.openai_chat import OpenAIChat
from tenon.models.protocols.openai_embeddings import EmbeddingDialect, OpenAIEmbeddings
from tenon.models.protocols.rerank import Rerank

type Credentials = Mapping[str, str]
type Bound = ChatModel | EmbeddingModel | RerankModel
_VERSIONED = re.compile(r"/v\d+[a-z]*(-openai)?$")
_CHECK_TIMEOUTS = Timeouts(connect=10, first_byte=60, idle=60)
_MISSING = re.compile(r"\b(404|405|not found|no route|method not allowed|page not found)\b", re.IGNORECASE)


class Binder:
    """Makes bound models. Knows the catalogue and the pooled HTTP session; keeps nothing else."""

    def __init__(self, catalogue: Catalogue, session: aiohttp.ClientSession) -> None:
        self._catalogue, self._session = catalogue, session

    def bind(
        self, provider: CatalogueProvider, name: str, kind: Kind, credentials: Credentials, *, custom: bool
    ) -> Bound:
        """The model with its credential. Raises `ModelNotSupported` for an unknown model or kind."""
        base = self._catalogue.model(provider, name, kind)
        if base is None and not custom:
            raise ModelNotSupported(_unknown(provider, name, kind), provider=provider.provider, model=name)
        return self._bound(provider, base, name, kind, endpoint(provider, name, kind, credentials), credentials, custom)

    def _bound(
        self, provider: CatalogueProvider, base: CatalogueModel | None, name: str, kind: Kind,
        where: Endpoint, credentials: Credentials, custom: bool,
    ) -> Bound:  # fmt: skip
        match kind:
            case "llm":
                facts = custom_facts(provider, base, credentials) if custom or base is None else facts_of(base)
                wirings = [provider.wire, *([base.wire] if base is not None else [])]
                chat = OpenAIChat(self._session, where, facts, dialect_of(wirings, credentials), name=name)
                return GuardedChat(chat, pricing_of(base), known_parameters=base is not None)
            case "text-embedding":
                size = base.model_properties.max_chunks if base is not None else None
                dialect = EmbeddingDialect(batch=number(credentials.get("max_chunks"), size or 32))
                return GuardedEmbeddings(OpenAIEmbeddings(self._session, where, dialect, name=name), pricing_of(base))
            case "rerank":
                return Rerank(self._session, where, name=name)
            case _:
                text = f"Models of the kind {kind} are not supported yet."
                raise ModelNotSupported(text, provider=provider.provider, model=name)

    async def check_provider(self, provider: CatalogueProvider, credentials: Credentials) -> dict[str, str]:
        """Try a provider credential. Gives it back with the address that works; raises what the vendor says."""

        async def attempt(address: str) -> None:
            await self._check_at(provider, address, credentials)

        return await _first_that_works(provider, credentials, attempt)

    async def _check_at(self, provider: CatalogueProvider, address: str, credentials: Credentials) -> None:
        where = _endpoint_at(provider, provider.check.model, credentials, address)
        if provider.check.get and await self._answers(where, provider.check.get):
            return
        base = self._catalogue.model(provider, provider.check.model, "llm")
        await self._try_out(provider, base, provider.check.model, "llm", where, credentials, custom=False)

    async def _answers(self, where: Endpoint, path: str) -> bool:
        """Whether a GET is answered well; False when the address has no such route. Raises the vendor's refusal."""
        limits = aiohttp.ClientTimeout(total=60, sock_connect=where.timeouts.connect)
        try:
            async with self._session.get(
                where.base_url + path, headers=dict(where.headers), timeout=limits
            ) as response:
                if response.status == 200:
                    return "json" in response.content_type
                if response.status in (404, 405):
                    return False
                raise status_error(where, response.status, await response.read(), response.headers)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise connection_error(where, error) from error

    async def check_model(
        self, provider: CatalogueProvider, name: str, kind: Kind, credentials: Credentials, *, custom: bool
    ) -> dict[str, str]:
        """Try a model. Gives the credential back with the address that works; raises what the vendor says."""
        base = self._catalogue.model(provider, name, kind)
        if base is None and not custom:
            raise ModelNotSupported(_unknown(provider, name, kind), provider=provider.provider, model=name)

        async def attempt(address: str) -> None:
            where = _endpoint_at(provider, name, credentials, _for_kind(provider, address, kind))
            await self._try_out(provider, base, name, kind, where, credentials, custom=custom)

        return await _first_that_works(provider, credentials, attempt)

    async def _try_out(
        self, provider: CatalogueProvider, base: CatalogueModel | None, name: str, kind: Kind,
        where: Endpoint, credentials: Credentials, *, custom: bool,
    ) -> None:  # fmt: skip
        where = replace(where, timeouts=_CHECK_TIMEOUTS)
        match self._bound(provider, base, name, kind, where, credentials, custom):
            case GuardedChat() as chat:
                limit = 16 if "agent-thought" in (base.features if base is not None else []) else 8
                await first_words(chat, ChatRequest([Message("user", "ping")], {"max_tokens": limit}))
            case GuardedEmbeddings() as embeddings:
                await embeddings.embed(["ping"], purpose="query")
            case model:
                await cast(RerankModel, model).rerank("ping", ["ping", "pong"], top_n=2)


async def _first_that_works(
    provider: CatalogueProvider, credentials: Credentials, attempt: Callable[[str], Awaitable[None]]
) -> dict[str, str]:
    """The credential with the first address that answers. A refusal ends the search, unless it only says "not here"."""
    absent: list[ModelError] = []
    for address in addresses(provider, credentials):
        try:
            await attempt(address)
        except ModelError as error:
            if not _elsewhere(error):
                raise
            absent.append(error)
            continue
        return _with_address(provider, credentials, address)
    if absent:
        raise max(absent, key=lambda error: len(error.message))  # a bare "Not Found" tells least
    raise ModelBadRequest(f"{provider.provider}: no address is given.", provider=provider.provider)


def addresses(provider: CatalogueProvider, credentials: Credentials) -> list[str]:
    """The base addresses to try, in order: what was typed in, completed, else the vendor's own."""
    connection = provider.connection
    typed = (credentials.get(connection.url_field) or "").strip().rstrip("/")
    if not typed:
        for variable, choices in connection.alternatives.items():
            if (choice := choices.get(credentials.get(variable, ""))) is not None:
                return [choice]
        return [connection.base_url] if connection.base_url else []
    for ending in ("/chat/completions", "/completions", "/embeddings", "/rerank"):
        typed = typed.removesuffix(ending)
    if not connection.suffixes or _VERSIONED.search(typed) or any(s and typed.endswith(s) for s in connection.suffixes):
        return [typed]
    return [typed + suffix for suffix in connection.suffixes]


def endpoint(provider: CatalogueProvider, name: str, kind: Kind, credentials: Credentials) -> Endpoint:
    """Where a model is asked, the credential having been checked. Raises `ModelBadRequest` without an address."""
    found = addresses(provider, credentials)
    if not found:
        raise ModelBadRequest(
            f"{provider.provider}/{name}: no address is given.", provider=provider.provider, model=name
        )
    return _endpoint_at(provider, name, credentials, _for_kind(provider, found[0], kind))


def form_problems(fields: Sequence[FormField], values: Credentials, model_type: str = "") -> list[str]:
    """What is wrong with the values of a form, in words; nothing when it is right."""
    context = {**values, "__model_type": model_type, "model_type": model_type}
    problems: list[str] = []
    for field in fields:
        if any(context.get(condition.variable) != condition.value for condition in field.show_on):
            continue
        value = values.get(field.variable, "")
        name = field.label.en_US
        if not value:
            if field.required:
                problems.append(f"{name} ({field.variable}) is required")
            continue
        if field.max_length and len(value) > field.max_length:
            problems.append(f"{name} is longer than {field.max_length} characters")
        if field.options and value not in [option.value for option in field.options]:
            problems.append(f"{name} must be one of {', '.join(option.value for option in field.options)}")
        if field.variable in ("context_size", "max_tokens_to_sample", "max_tokens", "max_chunks") and not number(
            value, 0
        ):
            problems.append(f"{name} must be a whole number above 0")
    return problems


def _endpoint_at(provider: CatalogueProvider, name: str, credentials: Credentials, address: str) -> Endpoint:
    connection = provider.connection
    wire_name = (credentials.get(connection.model_field) or name) if connection.model_field else name
    key = (credentials.get(connection.key_field) or "").strip()
    bearer = Endpoint.bearer(provider.provider, wire_name, address, key)
    if not key.isascii() or not key.isprintable():
        raise bearer.error(ModelBadRequest, "the API key has characters that no key has. Copy it again.")
    headers = {**connection.fixed_headers, **bearer.headers}
    for header, variable in connection.headers.items():
        value = (credentials.get(variable) or "").strip()
        if value and value.isascii() and value.isprintable():
            headers[header] = value
    return replace(bearer, headers=headers)


def _for_kind(provider: CatalogueProvider, address: str, kind: Kind) -> str:
    suffix = provider.connection.rerank_suffix
    if kind != "rerank" or not suffix:
        return address
    for known in provider.connection.suffixes:
        if known and known != suffix and address.endswith(known):
            return address[: -len(known)] + suffix
    return address


def _with_address(provider: CatalogueProvider, credentials: Credentials, address: str) -> dict[str, str]:
    """The credential with the address that answered, where several were tried."""
    field = provider.connection.url_field
    changed = bool(credentials.get(field)) and len(provider.connection.suffixes) > 1
    return {**credentials, field: address} if changed else dict(credentials)


def _elsewhere(error: ModelError) -> bool:
    """Whether an error says that there is nothing at this address, so that the next one is worth a try."""
    if isinstance(error, ModelBadRequest):
        return bool(_MISSING.search(error.message))
    return not error.retryable and "not a valid answer" in error.message


def _unknown(provider: CatalogueProvider, name: str, kind: Kind) -> str:
    text = f'The provider {provider.label.en_US} has no {kind} model "{name}".'
    if "customizable-model" in provider.configurate_methods:
        return f"{text} Add it in Settings > Model providers, or choose another model in the app."
    return f"{text} Choose another model in the app."
