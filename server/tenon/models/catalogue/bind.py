"""From a provider entry and a credential to a bound model, and the checks of a credential."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import aiohttp

from tenon.models.catalogue import Catalogue
from tenon.models.catalogue.facts import number
from tenon.models.catalogue.schema import CatalogueModel, CatalogueProvider, FormField, Kind, ShowOn
from tenon.models.catalogue.tryout import CHECK_TIMEOUTS, try_out
from tenon.models.catalogue.wires import Binding, Bound, Credentials, bound
from tenon.models.errors import ModelBadRequest, ModelError, ModelNotSupported
from tenon.models.protocols.http import Endpoint, connection_error, status_error

__all__ = ["Binder", "Bound", "Credentials", "addresses", "endpoint", "form_problems"]
_VERSIONED = re.compile(r"/v\d+[a-z]*(-openai)?$")
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
        return bound(Binding(self._session, where, provider, base, name, kind, credentials, custom))

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
        where = replace(where, timeouts=CHECK_TIMEOUTS)
        await try_out(kind, self._bound(provider, base, name, kind, where, credentials, custom))


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
        if not is_shown(field.show_on, context):
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


def is_shown(conditions: Sequence[ShowOn], values: Credentials) -> bool:
    """Whether each field named has the value named; conditions on the same field are alternatives."""
    return all(
        any(other.variable == rule.variable and values.get(other.variable) == other.value for other in conditions)
        for rule in conditions
    )


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
