"""Model servers on this machine or nearby: looked for at the operator's addresses, taken over with one call.

Only the addresses of the setting `local_models` are asked, and only when somebody asks for it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from tenon.domain.auth.principal import Principal
from tenon.domain.provider import credentials
from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.repository import ProviderRepository
from tenon.domain.provider.schemas import CustomModelIn
from tenon.domain.provider.server_shapes import LocalModel, LocalModelsIn, LocalResult, LocalServer
from tenon.errors import InvalidParam, TenonError
from tenon.models.catalogue import CatalogueProvider
from tenon.models.catalogue.listing import Found, list_models, ollama_facts
from tenon.models.errors import ModelError, ModelUnauthorized
from tenon.models.protocols.http import Endpoint

Kind = Literal["ollama", "lmstudio", "vllm", "xinference", "gpustack", "localai"]
SECONDS = 1.5
_LABELS: dict[Kind, str] = {
    "ollama": "Ollama", "lmstudio": "LM Studio", "vllm": "vLLM", "xinference": "Xinference", "gpustack": "GPUStack",
    "localai": "LocalAI",
}  # fmt: skip
_PROVIDERS: dict[Kind, str] = {"lmstudio": "openai_api_compatible"}
_LISTS: dict[Kind, tuple[tuple[str, str], ...]] = {
    "ollama": (("", "ollama"),),
    "lmstudio": (("", "lmstudio"), ("/v1", "openai")),
    "xinference": (("/v1", "xinference"),),
    "gpustack": (("/v1", "openai"), ("/v1-openai", "openai")),
}
_YES = ("support", "true", "tool_call", "supported")
_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model server may be."""

    kind: Kind
    url: str

    @property
    def provider(self) -> str:
        """The provider that its models are added to."""
        return _PROVIDERS.get(self.kind, self.kind)


class LocalServers:
    """The addresses of the setting, as `kind=address`, comma separated. Raises `ValueError` for others."""

    def __init__(self, text: str) -> None:
        self.places: list[Place] = []
        for part in filter(None, (part.strip() for part in text.split(","))):
            kind, _, url = part.partition("=")
            known = next((k for k in get_args(Kind) if k == kind.strip()), None)
            if known is None or not url.strip().startswith(("http://", "https://")):
                raise ValueError(f"TENON_LOCAL_MODELS: {part!r} is not kind=http://address")
            self.places.append(Place(known, url.strip().rstrip("/")))


async def search(access: ModelAccess, servers: LocalServers, who: Principal) -> list[LocalServer]:
    """The servers that answer, with their models."""
    async with access.db.unit_of_work() as uow:
        rows = await ProviderRepository(uow, who.workspace_id).custom_models()
    added = {(row.provider, row.model, row.model_type) for row in rows}
    answers = await asyncio.gather(*(_look(access, place) for place in servers.places))
    found: list[LocalServer] = []
    for place, answer in zip(servers.places, answers, strict=True):
        if answer is None:
            continue
        models = [
            LocalModel(
                model=m.model,
                model_type=m.kind,
                context_size=m.context_size,
                vision=m.vision,
                tool_call=m.tool_call,
                added=(place.provider, m.model, m.kind) in added,
            )
            for m in answer.models
        ]
        label = _LABELS[place.kind]
        found.append(
            LocalServer(
                server=place.kind,
                label=label,
                url=place.url,
                provider=place.provider,
                needs_key=answer.needs_key,
                models=models,
            )
        )
    return found


async def add(access: ModelAccess, servers: LocalServers, who: Principal, body: LocalModelsIn) -> list[LocalResult]:
    """Add models of a server, each being tried first; what a server says of one does not hold up the others.

    Raises `InvalidParam` for an address that is none of the setting's.
    """
    place = next((p for p in servers.places if p.url == body.url.rstrip("/")), None)
    if place is None:
        raise InvalidParam("This is no address of TENON_LOCAL_MODELS.", params="url")
    provider = access.provider(place.provider)
    answer = await _look(access, place, body.api_key or "")
    known = {(m.model, m.kind): m for m in answer.models} if answer is not None else {}
    results: list[LocalResult] = []
    for named in body.models:
        model = known.get((named.model, named.model_type)) or Found(named.model, named.model_type)
        values = _values(provider, place, model, body.api_key or "")
        wanted = CustomModelIn(model=named.model, model_type=named.model_type, credentials=values, name=body.name)
        error = None
        try:
            await credentials.add_model(access, who, provider.provider, wanted)
        except TenonError as refused:
            error = refused.message
        result: Literal["success", "error"] = "success" if error is None else "error"
        results.append(LocalResult(model=named.model, model_type=named.model_type, result=result, error=error))
    return results


@dataclass(frozen=True, slots=True)
class _Answer:
    models: Sequence[Found]
    needs_key: bool = False


async def _look(access: ModelAccess, place: Place, key: str = "") -> _Answer | None:
    """What a server has; None when none is there."""
    locked = False
    for path, protocol in _LISTS.get(place.kind, (("/v1", "openai"),)):
        where = Endpoint.bearer(place.provider, "", place.url + path, key)
        try:
            models = await list_models(access.session(), where, protocol, SECONDS)
        except ModelUnauthorized:
            locked = True
            continue
        except ModelError:
            continue
        if protocol == "ollama":
            shown = (ollama_facts(access.session(), where, model, SECONDS) for model in models[:_MOST_SHOWN])
            models = [*await asyncio.gather(*shown), *models[_MOST_SHOWN:]]
        return _Answer(models)
    return _Answer([], needs_key=True) if locked and place.kind == "gpustack" else None


def _values(provider: CatalogueProvider, place: Place, found: Found, key: str) -> dict[str, str]:
    """The form of a custom model, filled in with what the server tells."""
    form = provider.model_credential_schema
    fields = form.credential_form_schemas if form is not None else []
    values = {field.variable: field.default for field in fields if field.default}
    names = {field.variable for field in fields}
    connection = provider.connection
    values[connection.url_field] = place.url + ("/v1" if place.kind == "lmstudio" else "")
    if key:
        values[connection.key_field] = key
    if connection.model_field in names:
        values[connection.model_field] = found.model
    if found.context_size and "context_size" in names:
        values["context_size"] = str(found.context_size)
    abilities = {"vision_support": found.vision, "function_calling_type": found.tool_call}
    abilities["function_call_support"] = found.tool_call
    for field in fields:
        if abilities.get(field.variable):
            yes = next((o.value for o in field.options if o.value in _YES), None)
            if yes is not None:
                values[field.variable] = yes
    return values
