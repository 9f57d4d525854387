"""From a provider entry and a credential to a bound model, and the checks of a credential."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from urllib.parse import quote, urlencode

import aiohttp

from tenon.models.catalogue import Catalogue
from tenon.models.catalogue.facts import number
from tenon.models.catalogue.listing import Found, list_models, protocol_of
from tenon.models.catalogue.schema import CatalogueModel, CatalogueProvider, FormField, Kind, ShowOn
from tenon.models.catalogue.tryout import CHECK_TIMEOUTS, try_out
from tenon.models.catalogue.wires import Binding, Bound, Credentials, bound
from tenon.models.errors import ModelBadRequest, ModelError, ModelNotSupported
from tenon.models.policies import Retry
from tenon.models.protocols.http import Endpoint, connection_error, proxy_for, status_error

__all__ = ["Binder", "Bound", "Credentials", "addresses", "endpoint", "form_problems"]
_VERSIONED = re.compile(r"/v\d+[a-z]*(-openai)?$")
_MISSING = re.compile(r"\b(404|405|not found|no route|method not allowed|page not found)\b", re.IGNORECASE)


class Binder:
    """Makes bound models. Knows the catalogue and the pooled HTTP session; keeps nothing else."""

    def __init__(self, catalogue: Catalogue, session: aiohttp.ClientSession) -> None:
        self._catalogue, self._session = catalogue, session

    def bind(
        self, provider: CatalogueProvider, name: str, kind: Kind, credentials: Credentials, *, custom: bool,
        retry: Retry | None = None,
    ) -> Bound:  # fmt: skip
        """The model with its credential. Raises `ModelNotSupported` for an unknown model or kind."""
        base = self._catalogue.model(provider, name, kind)
        if base is None and not custom:
            raise ModelNotSupported(_unknown(provider, name, kind), provider=provider.provider, model=name)
        where = endpoint(provider, name, kind, credentials)
        return self._bound(provider, base, name, kind, where, credentials, custom, retry)

    def _bound(
        self, provider: CatalogueProvider, base: CatalogueModel | None, name: str, kind: Kind,
        where: Endpoint, credentials: Credentials, custom: bool, retry: Retry | None = None,
    ) -> Bound:  # fmt: skip
        return bound(Binding(self._session, where, provider, base, name, kind, credentials, custom, retry))

    async def check_provider(self, provider: CatalogueProvider, credentials: Credentials) -> dict[str, str]:
        """Try a provider credential. Gives it back with the address that works; raises what the vendor says."""

        async def attempt(address: str) -> None:
            await self._check_at(provider, address, credentials)

        return await _first_that_works(provider, credentials, attempt)

    async def _check_at(self, provider: CatalogueProvider, address: str, credentials: Credentials) -> None:
        where = _endpoint_at(provider, provider.check.model, credentials, address, provider.check.kind)
        if provider.check.get and await self._answers(where, provider.check.get):
            return
        kind = provider.check.kind
        base = self._catalogue.model(provider, provider.check.model, kind)
        await self._try_out(provider, base, provider.check.model, kind, where, credentials, custom=False)

    async def _answers(self, where: Endpoint, path: str) -> bool:
        """Whether a GET is answered well; False when the address has no such route. Raises the vendor's refusal."""
        limits = aiohttp.ClientTimeout(total=60, sock_connect=where.timeouts.connect)
        try:
            url = where.base_url + path + where.query
            headers = dict(where.headers)
            if where.sign is not None:
                headers |= await where.sign("GET", url, b"")
            async with self._session.get(url, headers=headers, timeout=limits, proxy=proxy_for(url)) as response:
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
            where = _endpoint_at(provider, name, credentials, _for_kind(provider, address, kind), kind)
            await self._try_out(provider, base, name, kind, where, credentials, custom=custom)

        return await _first_that_works(provider, credentials, attempt)

    async def listed(
        self, provider: CatalogueProvider, credentials: Credentials, seconds: float = 20
    ) -> list[Found]:  # fmt: skip
        """The models that the provider's server says it has. Raises what the vendor says, or `ModelNotSupported`."""
        found: list[Found] = []

        async def attempt(address: str) -> None:
            where = _endpoint_at(provider, "", credentials, address)
            protocol = protocol_of(provider)
            if protocol == "ollama":
                where = replace(where, base_url=where.base_url.removesuffix("/v1"))
            if protocol == "cohere":  # the list is still at the older version
                where = replace(where, base_url=where.base_url.removesuffix("/v2") + "/v1")
            found.extend(await list_models(self._session, where, protocol, seconds))

        await _first_that_works(provider, credentials, attempt)
        return found

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
    if provider.package:
        return [""]
    typed = (credentials.get(connection.url_field) or "").strip().rstrip("/")
    if not typed:
        for variable, choices in connection.alternatives.items():
            if (choice := choices.get(credentials.get(variable, ""))) is not None:
                return [_filled(choice, credentials, "", provider)]
        return [_filled(connection.base_url, credentials, "", provider)] if connection.base_url else []
    for ending in ("/chat/completions", "/completions", "/embeddings", "/rerank", "/v1/messages", "/api/chat"):
        typed = typed.removesuffix(ending)
    if not connection.suffixes or _VERSIONED.search(typed) or any(s and typed.endswith(s) for s in connection.suffixes):
        return [typed]
    return [typed + suffix for suffix in connection.suffixes]


def endpoint(provider: CatalogueProvider, name: str, kind: Kind, credentials: Credentials) -> Endpoint:
    """Where a model is asked, the credential having been checked. Raises `ModelBadRequest` without an address."""
    if provider.package:
        return Endpoint(provider.provider, name, "")
    found = addresses(provider, credentials)
    if not found:
        raise ModelBadRequest(
            f"{provider.provider}/{name}: no address is given.", provider=provider.provider, model=name
        )
    return _endpoint_at(provider, name, credentials, _for_kind(provider, found[0], kind), kind)


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


def _endpoint_at(
    provider: CatalogueProvider, name: str, credentials: Credentials, address: str, kind: Kind = "llm"
) -> Endpoint:
    connection = provider.connection
    wire_name = (credentials.get(connection.model_field) or name) if connection.model_field else name
    path = connection.paths.get(kind, connection.path)
    address = _filled(address + path, credentials, wire_name, provider).rstrip("/")
    key = (credentials.get(connection.key_field) or "").strip()
    where = Endpoint(provider.provider, wire_name, address, secrets=_secrets(provider, credentials))
    if connection.key_header and (not key.isascii() or not key.isprintable()):
        raise where.error(ModelBadRequest, "the API key has characters that no key has. Copy it again.")
    headers = dict(connection.fixed_headers)
    if key and connection.key_header:
        headers[connection.key_header] = connection.key_prefix + key
    for header, variable in connection.headers.items():
        value = (credentials.get(variable) or "").strip()
        if value and value.isascii() and value.isprintable():
            headers[header] = value
    return replace(where, headers=headers, query=_query(provider, credentials))


def _query(provider: CatalogueProvider, credentials: Credentials) -> str:
    values = {name: _value(provider, credentials, field) for name, field in provider.connection.query.items()}
    given = {name: value for name, value in values.items() if value}
    return f"?{urlencode(given)}" if given else ""


def _secrets(provider: CatalogueProvider, credentials: Credentials) -> tuple[str, ...]:
    """Values that must not be seen, the longest first: one may be a part of another."""
    forms = [form for form in (provider.provider_credential_schema, provider.model_credential_schema) if form]
    names = {f.variable for form in forms for f in form.credential_form_schemas if f.type == "secret-input"}
    found = {value.strip() for name in names if (value := credentials.get(name) or "").strip()}
    return tuple(sorted(found, key=len, reverse=True))


def _value(provider: CatalogueProvider, credentials: Credentials, field: str) -> str:
    """The value of a field, its default when nothing was entered."""
    if value := (credentials.get(field) or "").strip():
        return value
    forms = [form for form in (provider.provider_credential_schema, provider.model_credential_schema) if form]
    defaults = (f.default for form in forms for f in form.credential_form_schemas if f.variable == field)
    return next((default for default in defaults if default), "")


def _filled(template: str, credentials: Credentials, model: str, provider: CatalogueProvider | None = None) -> str:
    """A text with its fields filled in; `{model_path}` is the name as some vendors write it in paths."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if not model and name in ("model", "model_path"):
            return match[0]
        if name == "model":
            return quote(model, safe="/:@-_.~")
        if name == "model_path":
            return quote(model.replace(".", "_"), safe="/-_~")
        found = _value(provider, credentials, name) if provider is not None else credentials.get(name) or ""
        return quote(found.strip(), safe="-_.~")

    return re.sub(r"\{(\w+)\}", value, template)


def _for_kind(provider: CatalogueProvider, address: str, kind: Kind) -> str:
    connection = provider.connection
    if kind in connection.bases and address == connection.base_url:
        return connection.bases[kind]
    suffix = connection.suffix_by_kind.get(kind)
    if suffix is None:
        return address
    for known in connection.suffixes:
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
