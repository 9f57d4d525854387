"""Credentials: each is tried at the vendor before it is kept."""

from collections.abc import Sequence
from uuid import UUID

from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth.principal import Principal
from tenon.domain.provider.access import TOPIC, ModelAccess, with_kept
from tenon.domain.provider.errors import CredentialNotFound, CredentialsRefused, UnknownProvider
from tenon.domain.provider.repository import ProviderRepository
from tenon.domain.provider.schemas import CheckResult, Credential, CredentialIn, CredentialPatch, CustomModelIn, Values
from tenon.domain.provider.tables import CustomModelRow, ProviderCredentialRow
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork
from tenon.models.catalogue import CatalogueProvider
from tenon.models.catalogue.bind import form_problems
from tenon.models.catalogue.schema import CredentialForm, Kind
from tenon.models.errors import ModelError


def shown(row: ProviderCredentialRow) -> Credential:
    """A credential as it may be shown."""
    masked = {name: str(value) for name, value in row.shown.items()}
    return Credential(id=row.id, name=row.name, current=row.current, stand_in=row.stand_in, masked=masked)


async def add(access: ModelAccess, who: Principal, provider_name: str, body: CredentialIn) -> Credential:
    """Try and keep a credential of a provider; the first one is used at once.

    Raises `InvalidParam`, `CredentialsRefused`, `CredentialNameTaken`.
    """
    provider = access.provider(provider_name)
    form = _provider_form(provider)
    values = await checked(access, provider, form, with_kept(form, body.credentials, {}))
    return await _insert(access, who, provider, form, values, name=body.name)


async def add_model(access: ModelAccess, who: Principal, provider_name: str, body: CustomModelIn) -> Credential:
    """Try and keep a custom model; for one that is there already the credential is added.

    One that was removed comes back with the credentials it has when `credential_id` names one of them.
    Raises `InvalidParam`, `CredentialsRefused`, `CredentialNameTaken`.
    """
    provider = access.provider(provider_name)
    form = provider.model_credential_schema
    if form is None:
        raise InvalidParam(f"{provider.label.en_US} takes no custom models.", params="model")
    if body.model_type not in provider.supported_model_types:
        raise InvalidParam(f"{provider.label.en_US} has no models of the kind {body.model_type}.", params="model_type")
    model, stored = body.model.strip(), dict[str, str]()
    if body.credential_id is not None:
        async with access.db.unit_of_work() as uow:
            row = await _row(uow, who, provider, body.credential_id)
            if (row.model, row.model_type) == (model, body.model_type) and await _brought_back(uow, who, row):
                return shown(row)
            stored = await access.read(uow, row)
    values = with_kept(form, body.credentials, stored)
    values = await checked(access, provider, form, values, model=model, kind=body.model_type)
    return await _insert(access, who, provider, form, values, name=body.name, model=model, kind=body.model_type)


async def _brought_back(uow: UnitOfWork, who: Principal, row: ProviderCredentialRow) -> bool:
    """Whether the model of a credential was removed and is there again now."""
    repository = ProviderRepository(uow, who.workspace_id)
    if await repository.custom_model(row.provider, row.model, row.model_type) is not None:
        return False
    repository.add(CustomModelRow(provider=row.provider, model=row.model, model_type=row.model_type))
    await repository.flush()
    audit.record(uow, who, "provider.credential_added", _target(row), after={"name": row.name})
    uow.changed(TOPIC, who.workspace_id)
    return True


async def change(
    access: ModelAccess, who: Principal, provider_name: str, credential_id: UUID, body: CredentialPatch
) -> Credential:
    """Rename a credential, let it stand in, or replace its values, which are tried first."""
    provider = access.provider(provider_name)
    form, values = None, None
    if body.credentials is not None:
        async with access.db.unit_of_work() as uow:
            row = await _row(uow, who, provider, credential_id)
            stored, model, kind = await access.read(uow, row), row.model, row.model_type
        form = _model_form(provider) if model else _provider_form(provider)
        values = with_kept(form, body.credentials, stored)
        values = await checked(access, provider, form, values, model=model, kind=_kind(kind))
    async with access.db.unit_of_work() as uow:
        row = await _row(uow, who, provider, credential_id)
        if body.name is not None and body.name.strip():
            row.name = body.name.strip()
        if body.stand_in is not None:
            row.stand_in = body.stand_in
        if form is not None and values is not None:
            await access.write(uow, who.workspace_id, row, form, values)
        await ProviderRepository(uow, who.workspace_id).flush()
        after = {"name": row.name, "stand_in": row.stand_in, "values": "replaced" if values is not None else "kept"}
        audit.record(uow, who, "provider.credential_changed", _target(row), after=after)
        uow.changed(TOPIC, who.workspace_id)
        return shown(row)


async def use(uow: UnitOfWork, access: ModelAccess, who: Principal, provider_name: str, credential_id: UUID) -> None:
    """Use this credential from now on."""
    row = await _row(uow, who, access.provider(provider_name), credential_id)
    await ProviderRepository(uow, who.workspace_id).make_current(row)
    audit.record(uow, who, "provider.credential_chosen", _target(row), after={"name": row.name})
    uow.changed(TOPIC, who.workspace_id)


async def remove(uow: UnitOfWork, access: ModelAccess, who: Principal, provider_name: str, credential_id: UUID) -> None:
    """Delete a credential. No other takes its place by itself; a custom model goes with its last one."""
    provider = access.provider(provider_name)
    row = await _row(uow, who, provider, credential_id)
    repository = ProviderRepository(uow, who.workspace_id)
    audit.record(uow, who, "provider.credential_deleted", _target(row), before={"name": row.name})
    await repository.remove(row)
    await repository.flush()
    if row.model and not await repository.credentials(provider.provider, row.model, row.model_type):
        model = await repository.custom_model(provider.provider, row.model, row.model_type)
        if model is not None:
            await repository.remove(model)
    uow.changed(TOPIC, who.workspace_id)


async def try_out(access: ModelAccess, who: Principal, provider_name: str, body: Values) -> CheckResult:
    """Try values at the vendor without keeping them."""
    provider = access.provider(provider_name)
    form = _model_form(provider) if body.model else _provider_form(provider)
    stored: dict[str, str] = {}
    if body.credential_id is not None:
        async with access.db.unit_of_work() as uow:
            stored = await access.read(uow, await _row(uow, who, provider, body.credential_id))
    values = with_kept(form, body.credentials, stored)
    try:
        await checked(access, provider, form, values, model=body.model or "", kind=body.model_type)
    except (CredentialsRefused, InvalidParam) as error:
        return CheckResult(result="error", error=error.message)
    return CheckResult(result="success")


async def stored_values(
    uow: UnitOfWork, access: ModelAccess, who: Principal, provider: CatalogueProvider, credential_id: UUID | None
) -> dict[str, str]:
    """The values of a credential, without an id of the provider's credential in use; nothing without one."""
    if credential_id is not None:
        return await access.read(uow, await _row(uow, who, provider, credential_id))
    rows = await ProviderRepository(uow, who.workspace_id).credentials(provider.provider)
    row = next((row for row in rows if row.current), None)
    return await access.read(uow, row) if row is not None else {}


def form_of(provider: CatalogueProvider, of_model: bool) -> CredentialForm:
    """The form of a custom model or of the provider itself; the other one where there is only that."""
    if of_model or provider.provider_credential_schema is None:
        return _model_form(provider)
    return provider.provider_credential_schema


async def checked(
    access: ModelAccess,
    provider: CatalogueProvider,
    form: CredentialForm,
    values: dict[str, str],
    *,
    model: str = "",
    kind: Kind | None = None,
) -> dict[str, str]:
    """The values once the vendor accepted them. Raises `InvalidParam` or `CredentialsRefused`."""
    problems = form_problems(form.credential_form_schemas, values, kind or "")
    if problems:
        raise InvalidParam("; ".join(problems) + ".", params="credentials")
    try:
        if model:
            return await access.binder().check_model(provider, model, kind or "llm", values, custom=True)
        return await access.binder().check_provider(provider, values)
    except ModelError as error:
        raise CredentialsRefused(error.message) from error


async def _insert(
    access: ModelAccess,
    who: Principal,
    provider: CatalogueProvider,
    form: CredentialForm,
    values: dict[str, str],
    *,
    name: str | None,
    model: str = "",
    kind: Kind | None = None,
) -> Credential:
    async with access.db.unit_of_work() as uow:
        repository = ProviderRepository(uow, who.workspace_id)
        if kind is not None and await repository.custom_model(provider.provider, model, kind) is None:
            repository.add(CustomModelRow(provider=provider.provider, model=model, model_type=kind))
        others = await repository.credentials(provider.provider, model, kind or "")
        row = ProviderCredentialRow(
            provider=provider.provider,
            model=model,
            model_type=kind or "",
            name=(name or "").strip() or _free_name(others),
            current=not others,
            stand_in=False,
        )
        await access.write(uow, who.workspace_id, row, form, values)
        repository.add(row)
        await repository.flush()
        audit.record(uow, who, "provider.credential_added", _target(row), after={"name": row.name})
        uow.changed(TOPIC, who.workspace_id)
        return shown(row)


def _target(row: ProviderCredentialRow) -> Target:
    """The provider, or the custom model that the credential belongs to."""
    if row.model:
        return Target("model", f"{row.provider}/{row.model}", row.model)
    return Target("provider", row.provider, row.provider)


def _free_name(others: Sequence[ProviderCredentialRow]) -> str:
    taken = {row.name for row in others}
    return next(name for n in range(1, len(taken) + 2) if (name := f"API key {n}") not in taken)


def _provider_form(provider: CatalogueProvider) -> CredentialForm:
    if provider.package:
        raise InvalidParam(f"{provider.label.en_US} needs no credential.", params="provider")
    if provider.provider_credential_schema is None:
        raise InvalidParam(f"{provider.label.en_US} has no credential of its own: add models to it.", params="provider")
    return provider.provider_credential_schema


def _model_form(provider: CatalogueProvider) -> CredentialForm:
    if provider.model_credential_schema is None:
        raise UnknownProvider(f"{provider.label.en_US} takes no custom models.")
    return provider.model_credential_schema


def _kind(value: str) -> Kind | None:
    kinds: dict[str, Kind] = {
        "llm": "llm", "text-embedding": "text-embedding", "rerank": "rerank",
        "speech2text": "speech2text", "tts": "tts", "moderation": "moderation", "text2img": "text2img",
    }  # fmt: skip
    return kinds.get(value)


async def _row(
    uow: UnitOfWork, who: Principal, provider: CatalogueProvider, credential_id: UUID
) -> ProviderCredentialRow:
    row = await ProviderRepository(uow, who.workspace_id).credential(provider.provider, credential_id)
    if row is None:
        raise CredentialNotFound()
    return row
