"""What a workspace has: providers, models and defaults, and how they are listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth.principal import Principal
from tenon.domain.provider.access import TOPIC, ModelAccess
from tenon.domain.provider.choice import of_entry
from tenon.domain.provider.credentials import shown
from tenon.domain.provider.errors import ModelNotFound
from tenon.domain.provider.repository import ProviderRepository
from tenon.domain.provider.schemas import (
    CustomModel,
    DefaultModels,
    Help,
    Model,
    ModelChoice,
    ModelNamed,
    ModelProperties,
    ModelSwitch,
    Provider,
    ProviderModels,
)
from tenon.domain.provider.tables import (
    CustomModelRow,
    DefaultModelRow,
    ModelPoolRow,
    ModelSwitchRow,
    ProviderCredentialRow,
)
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork
from tenon.models.catalogue import CatalogueModel, CatalogueProvider
from tenon.models.catalogue.facts import custom_features, custom_mode, custom_rules, number, voices_of
from tenon.models.catalogue.schema import Kind, ParameterRule, VoiceEntry, Words

ICONS = "/console/api/model-providers"
KINDS: tuple[Kind, ...] = ("llm", "text-embedding", "rerank", "speech2text", "tts", "moderation", "text2img")


@dataclass(frozen=True, slots=True)
class _Shelf:
    """All that a workspace has set up, read at once."""

    credentials: Sequence[ProviderCredentialRow]
    custom: Sequence[CustomModelRow]
    switches: Sequence[ModelSwitchRow]
    pools: Sequence[ModelPoolRow]

    def of(self, provider: str, model: str = "", kind: str = "") -> list[ProviderCredentialRow]:
        return [c for c in self.credentials if (c.provider, c.model, c.model_type) == (provider, model, kind)]

    def current(self, provider: str, model: str = "", kind: str = "") -> ProviderCredentialRow | None:
        return next((c for c in self.of(provider, model, kind) if c.current), None)

    def ready(self, provider: CatalogueProvider) -> bool:
        """Whether the predefined models can be used: a credential is in use, or none is needed."""
        return bool(provider.package) or self.current(provider.provider) is not None

    def enabled(self, provider: str, model: str, kind: str) -> bool:
        return all(s.enabled for s in self.switches if (s.provider, s.model, s.model_type) == (provider, model, kind))

    def balanced(self, provider: str, model: str, kind: str, rows: Sequence[ProviderCredentialRow]) -> dict[str, bool]:
        """Whether calls go round, and whether a credential of those is gone."""
        mine = (p for p in self.pools if (p.provider, p.model, p.model_type) == (provider, model, kind) and p.enabled)
        pool = next(mine, None)
        entries = cast(list[dict[str, Any]], pool.entries) if pool is not None else []
        gone = any(e.get("enabled", True) and of_entry(e, rows) is None for e in entries)
        return {"load_balancing_enabled": pool is not None, "has_invalid_load_balancing_configs": gone}


async def providers(uow: UnitOfWork, access: ModelAccess, who: Principal) -> list[Provider]:
    """All providers with what the workspace has set up at each."""
    shelf = await _shelf(uow, who.workspace_id)
    return [_provider(provider, shelf) for provider in access.catalogue()]


async def models(uow: UnitOfWork, access: ModelAccess, who: Principal, provider_name: str) -> list[Model]:
    """The models of a provider: custom ones first, then predefined ones."""
    provider = access.provider(provider_name)
    return _models(provider, await _shelf(uow, who.workspace_id))


async def usable(uow: UnitOfWork, access: ModelAccess, workspace_id: UUID, kind: Kind) -> list[ProviderModels]:
    """The models of a kind that apps may choose, by provider; providers without any are left out."""
    return _usable(access, await _shelf(uow, workspace_id), kind)


def _usable(access: ModelAccess, shelf: _Shelf, kind: Kind) -> list[ProviderModels]:
    found: list[ProviderModels] = []
    for provider in access.catalogue():
        choice = [
            model
            for model in _models(provider, shelf)
            if model.model_type == kind and model.status == "active" and model.enabled and not model.deprecated
        ]
        if choice:
            found.append(
                ProviderModels(
                    provider=provider.provider,
                    label=provider.label,
                    icon_url=_icon(provider),
                    status="active",
                    models=choice,
                )
            )
    return found


async def rules(
    uow: UnitOfWork, access: ModelAccess, who: Principal, provider_name: str, name: str
) -> Sequence[ParameterRule]:
    """The parameters of an LLM. Raises `ModelNotFound`."""
    provider = access.provider(provider_name)
    base = access.catalogue().model(provider, name, "llm")
    if base is not None:
        return base.parameter_rules
    rows = await ProviderRepository(uow, who.workspace_id).credentials(provider.provider, name, "llm")
    if not rows:
        raise ModelNotFound(f"{provider.label.en_US} has no LLM {name!r} in this workspace.")
    values = next((row for row in rows if row.current), rows[0]).shown
    longest = number(values.get("max_tokens_to_sample") or values.get("max_tokens"), 4096)
    return custom_rules(provider, custom_features(values), longest)


async def remove_model(
    uow: UnitOfWork, access: ModelAccess, who: Principal, provider_name: str, body: ModelNamed
) -> None:
    """Remove a custom model; its credentials stay for adding it again. Raises `ModelNotFound`."""
    provider = access.provider(provider_name)
    repository = ProviderRepository(uow, who.workspace_id)
    row = await repository.custom_model(provider.provider, body.model, body.model_type)
    if row is None:
        raise ModelNotFound(f"{provider.label.en_US} has no custom model {body.model!r} in this workspace.")
    await repository.remove(row)
    audit.record(uow, who, "provider.model_removed", _target(provider, body.model), before={"kind": body.model_type})
    uow.changed(TOPIC, who.workspace_id)


async def switch(uow: UnitOfWork, access: ModelAccess, who: Principal, provider_name: str, body: ModelSwitch) -> None:
    """Switch a model on or off for the whole workspace."""
    provider = access.provider(provider_name)
    repository = ProviderRepository(uow, who.workspace_id)
    rows = await repository.switches(provider.provider)
    row = next((r for r in rows if (r.model, r.model_type) == (body.model, body.model_type)), None)
    if row is None:
        row = ModelSwitchRow(provider=provider.provider, model=body.model, model_type=body.model_type)
        repository.add(row)
    row.enabled = body.enabled
    after = {"kind": body.model_type, "enabled": body.enabled}
    audit.record(uow, who, "provider.model_switched", _target(provider, body.model), after=after)
    uow.changed(TOPIC, who.workspace_id)


async def defaults(uow: UnitOfWork, access: ModelAccess, workspace_id: UUID) -> DefaultModels:
    """The model of each kind: the chosen one, else the first that is usable, else null."""
    chosen = {row.model_type: row for row in await ProviderRepository(uow, workspace_id).defaults()}
    shelf = await _shelf(uow, workspace_id)
    found: dict[Kind, ModelChoice | None] = {}
    for kind in KINDS:
        if (row := chosen.get(kind)) is not None:
            found[kind] = ModelChoice(provider=row.provider, model=row.model)
            continue
        choice = _usable(access, shelf, kind)
        found[kind] = ModelChoice(provider=choice[0].provider, model=choice[0].models[0].model) if choice else None
    return DefaultModels(data=found)


async def chosen_llm(uow: UnitOfWork, access: ModelAccess, workspace_id: UUID) -> dict[str, Any] | None:
    """The workspace's LLM as `model` of a new `model_config`; None when no LLM is usable."""
    chosen = (await defaults(uow, access, workspace_id)).data["llm"]
    if chosen is None:
        return None
    found = next((p for p in await usable(uow, access, workspace_id, "llm") if p.provider == chosen.provider), None)
    models = {m.model: m for m in found.models} if found is not None else {}
    mode = models[chosen.model].model_properties.mode if chosen.model in models else None
    return {"provider": chosen.provider, "name": chosen.model, "mode": mode or "chat", "completion_params": {}}


async def set_defaults(uow: UnitOfWork, access: ModelAccess, who: Principal, body: DefaultModels) -> DefaultModels:
    """Choose defaults; null takes a choice back. Raises `InvalidParam` for a model that is not usable."""
    repository = ProviderRepository(uow, who.workspace_id)
    rows = {row.model_type: row for row in await repository.defaults()}
    for kind, choice in body.data.items():
        row = rows.get(kind)
        if choice is None:
            if row is not None:
                await repository.remove_default(row)
            continue
        provider = access.provider(choice.provider).provider
        offered = await usable(uow, access, who.workspace_id, kind)
        if not any(p.provider == provider and choice.model in [m.model for m in p.models] for p in offered):
            raise InvalidParam(
                f"{choice.model!r} of {provider} is not set up as {kind} in this workspace.", params=kind
            )
        if row is None:
            row = DefaultModelRow(model_type=kind)
            repository.add(row)
        row.provider, row.model = provider, choice.model
    await repository.flush()
    after = {kind: f"{choice.provider}/{choice.model}" if choice else None for kind, choice in body.data.items()}
    audit.record(uow, who, "provider.defaults_changed", Target("provider", ""), after=after)
    uow.changed(TOPIC, who.workspace_id)
    return await defaults(uow, access, who.workspace_id)


def _target(provider: CatalogueProvider, model: str) -> Target:
    return Target("model", f"{provider.provider}/{model}", model)


async def _shelf(uow: UnitOfWork, workspace_id: UUID) -> _Shelf:
    repository = ProviderRepository(uow, workspace_id)
    return _Shelf(
        await repository.credentials(),
        await repository.custom_models(),
        await repository.switches(),
        await repository.pools(),
    )


def _provider(provider: CatalogueProvider, shelf: _Shelf) -> Provider:
    helped = provider.help_url is not None
    custom = _custom_models(provider, shelf)
    usable = shelf.ready(provider) or any(not m.removed for m in custom)
    return Provider(
        provider=provider.provider,
        label=provider.label,
        description=provider.description,
        icon_url=_icon(provider),
        background=provider.background,
        supported_model_types=provider.supported_model_types,
        configurate_methods=provider.configurate_methods,
        help=Help(title=provider.help_title or provider.label, url=provider.help_url or provider.label)
        if helped
        else None,
        provider_credential_schema=provider.provider_credential_schema,
        model_credential_schema=provider.model_credential_schema,
        status="active" if usable else "no-configure",
        credentials=[shown(row) for row in shelf.of(provider.provider)],
        custom_models=custom,
    )


def _custom_models(provider: CatalogueProvider, shelf: _Shelf) -> list[CustomModel]:
    """Custom models with their credentials; removed ones of which credentials are left come last."""
    present = [(row.model, row.model_type) for row in shelf.custom if row.provider == provider.provider]
    left = [(c.model, c.model_type) for c in shelf.credentials if c.provider == provider.provider and c.model]
    found: list[CustomModel] = []
    for model, kind in dict.fromkeys([*present, *left]):
        rows = shelf.of(provider.provider, model, kind)
        values = {"model": model, "model_type": kind, "credentials": [shown(row) for row in rows]}
        found.append(CustomModel.model_validate({**values, "removed": (model, kind) not in present}))
    return found


def _models(provider: CatalogueProvider, shelf: _Shelf) -> list[Model]:
    own = [_custom(provider, row, shelf) for row in shelf.custom if row.provider == provider.provider]
    names = {(model.model, model.model_type) for model in own}
    predefined = [m for m in provider.models if (m.model, m.model_type) not in names]
    return own + [_predefined(provider, model, shelf) for model in predefined]


def _predefined(provider: CatalogueProvider, model: CatalogueModel, shelf: _Shelf) -> Model:
    return Model(
        model=model.model,
        label=model.label,
        model_type=model.model_type,
        features=model.features,
        fetch_from="predefined-model",
        model_properties=ModelProperties(**model.model_properties.model_dump()),
        deprecated=model.deprecated,
        status="active" if shelf.ready(provider) else "no-configure",
        enabled=shelf.enabled(provider.provider, model.model, model.model_type),
        pricing=model.pricing,
        **shelf.balanced(provider.provider, model.model, model.model_type, shelf.of(provider.provider)),
    )


def _custom(provider: CatalogueProvider, row: CustomModelRow, shelf: _Shelf) -> Model:
    credentials = shelf.of(provider.provider, row.model, row.model_type)
    current = next((c for c in credentials if c.current), None)
    values = current.shown if current is not None else {}
    llm = row.model_type == "llm"
    size = number(values.get("context_size"), 4096) if row.model_type in ("llm", "text-embedding") else None
    chunks = number(values.get("max_chunks"), 32) if row.model_type == "text-embedding" else None
    return Model.model_validate(
        {
            "model": row.model,
            "label": Words(en_US=str(values.get("display_name") or row.model)),
            "model_type": row.model_type,
            "features": custom_features(values) if llm else [],
            "fetch_from": "customizable-model",
            "model_properties": ModelProperties(
                mode=custom_mode(values) if llm else None,
                context_size=size,
                max_chunks=chunks,
                voices=_voices(values) if row.model_type == "tts" else [],
            ),
            "deprecated": False,
            "status": "active" if current is not None else "no-configure",
            "enabled": shelf.enabled(provider.provider, row.model, row.model_type),
            **shelf.balanced(provider.provider, row.model, row.model_type, credentials),
        }
    )


def _voices(values: Mapping[str, Any]) -> list[VoiceEntry]:
    return [VoiceEntry(mode=voice.id, name=voice.name) for voice in voices_of(None, values)[0]]


def _icon(provider: CatalogueProvider) -> str:
    return f"{ICONS}/{provider.provider}/icon"
