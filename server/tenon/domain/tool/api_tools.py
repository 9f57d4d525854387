"""API tool providers: reading documents, keeping, trying (TOOL-API)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth.principal import Principal
from tenon.domain.tool.access import TOPIC, Sealed, ToolAccess, with_kept
from tenon.domain.tool.errors import UnknownToolProvider
from tenon.domain.tool.repository import ToolRepository
from tenon.domain.tool.schemas import (
    ApiProvider,
    ApiProviderIn,
    ApiProviderPatch,
    ApiTestIn,
    ApiTestResult,
    Icon,
    OperationOut,
    ParsedApi,
    ParseIn,
    ToolItem,
)
from tenon.domain.tool.tables import ApiToolProviderRow
from tenon.errors import BadRequest, InvalidParam, TenonError
from tenon.kit.addresses import AddressRefused, lookup
from tenon.kit.db import UnitOfWork
from tenon.tools.answers import is_text, text_of_body
from tenon.tools.api import auth, operations
from tenon.tools.api.call import send
from tenon.tools.api.operation import ApiOperation
from tenon.tools.errors import ToolError

_SHOWN_CHARACTERS = 20_000
_DOCUMENT_BYTES = 10 * 1024 * 1024
_LOOKUP_SECONDS = 3


async def parse(access: ToolAccess, body: ParseIn) -> ParsedApi:
    """What a document says; a plugin manifest's own document is fetched. Raises `BadApiDocument`."""
    api = await _read(body.document, body.source_url)
    if api.plugin_url:
        found = await remote(access, api.plugin_url)
        return found.model_copy(update={"title": api.title or found.title})
    return ParsedApi(
        title=api.title,
        description=api.description,
        document=body.document,
        source_url=body.source_url,
        operations=[_operation(entry) for entry in api.operations],
        warnings=await _warnings(access, api.operations),
    )


async def remote(access: ToolAccess, url: str) -> ParsedApi:
    """Fetch a document and read it (TOOL-API-08). Raises the errors of the outbound client, `BadApiDocument`."""
    answer = await access.outbound.fetch(url, _DOCUMENT_BYTES, timeout=30)
    text = answer.body.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] == "<":
        raise BadRequest(f"{url[:200]} is a web page, not an API document. Give the address of the document itself.")
    api = await _read(text, answer.url or url)
    if api.plugin_url and api.plugin_url == url:
        raise BadRequest("The plugin manifest names itself as its API document.")
    return await parse(access, ParseIn(document=text, source_url=(answer.url or url)[:2048]))


async def create(access: ToolAccess, who: Principal, body: ApiProviderIn) -> ApiProvider:
    """Keep an API as tools. Raises `BadApiDocument`, `ToolNameTaken`, `ToolParameterError`."""
    found = (await _read(body.document, body.source_url)).operations
    credentials = with_kept(auth.SECRETS, body.credentials, {})
    auth.sign(credentials)
    async with access.db.unit_of_work() as uow:
        sealed = await access.seal(uow, who.workspace_id, auth.SECRETS, credentials)
        row = ApiToolProviderRow(
            created_by=who.account_id,
            name=body.name.strip(),
            description=body.description,
            icon=body.icon.model_dump(),
            labels=list(body.labels),
            document=body.document,
            source_url=body.source_url,
            operations=operations.stored(_some(found)),
            shown=sealed.shown,
            secrets=sealed.secrets,
            privacy_policy=body.privacy_policy,
            custom_disclaimer=body.custom_disclaimer,
        )
        await ToolRepository(uow, who.workspace_id).add(row)
        audit.record(uow, who, "tool.created", _target(row), after={"kind": "api", "auth_type": _auth(row)})
        uow.changed(TOPIC, who.workspace_id)
        return shown(row)


async def change(access: ToolAccess, who: Principal, provider_id: UUID, body: ApiProviderPatch) -> ApiProvider:
    """Change what was sent. Raises as `create`."""
    async with access.db.unit_of_work() as uow:
        row = await row_of(uow, who.workspace_id, provider_id)
        document = row.document if body.document is None else body.document
        source = row.source_url if body.source_url is None else body.source_url
        stored = await access.open(uow, who.workspace_id, Sealed(dict(row.shown), row.secrets))
    found = _some((await _read(document, source)).operations) if body.document is not None else None
    async with access.db.unit_of_work() as uow:
        row = await row_of(uow, who.workspace_id, provider_id)
        before = _recorded(row)
        for name in ("name", "description", "privacy_policy", "custom_disclaimer", "labels"):
            value: Any = getattr(body, name)
            if value is not None:
                setattr(row, name, value)
        if body.icon is not None:
            row.icon = body.icon.model_dump()
        row.source_url = source
        if found is not None:
            row.document, row.operations = document, operations.stored(found)
        if body.credentials is not None:
            values = with_kept(auth.SECRETS, body.credentials, stored)
            auth.sign(values)
            sealed = await access.seal(uow, who.workspace_id, auth.SECRETS, values)
            row.shown, row.secrets = sealed.shown, sealed.secrets
        await ToolRepository(uow, who.workspace_id).flush()
        audit.record(uow, who, "tool.changed", _target(row), before=before, after=_recorded(row))
        if body.credentials is not None:
            audit.record(uow, who, "tool.credential_changed", _target(row), after={"auth_type": _auth(row)})
        uow.changed(TOPIC, who.workspace_id)
        return shown(row)


async def get(uow: UnitOfWork, who: Principal, provider_id: UUID) -> ApiProvider:
    """One provider. Raises `UnknownToolProvider`."""
    return shown(await row_of(uow, who.workspace_id, provider_id))


async def remove(uow: UnitOfWork, who: Principal, provider_id: UUID) -> None:
    """Delete a provider; apps that use it say so when they run."""
    row = await row_of(uow, who.workspace_id, provider_id)
    await ToolRepository(uow, who.workspace_id).remove(row)
    audit.record(uow, who, "tool.deleted", _target(row), before={"kind": "api"})
    uow.changed(TOPIC, who.workspace_id)


async def try_out(access: ToolAccess, who: Principal, body: ApiTestIn) -> ApiTestResult:
    """Call an operation as it stands in the dialog (TOOL-API-05). An answer of any status is shown."""
    stored: dict[str, str] = {}
    if body.provider_id is not None:
        async with access.db.unit_of_work() as uow:
            row = await row_of(uow, who.workspace_id, body.provider_id)
            stored = await access.open(uow, who.workspace_id, Sealed(dict(row.shown), row.secrets))
    operation = operations.by_name((await _read(body.document, body.source_url)).operations, body.tool)
    if operation is None:
        raise InvalidParam(f"The document has no operation {body.tool!r}.", params="tool")
    context = replace(access.context, credentials=with_kept(auth.SECRETS, body.credentials, stored))
    try:
        answer = await send(context, operation, body.parameters, access.limits)
    except ToolError as error:
        return ApiTestResult(error=error.message)
    if not is_text(answer):
        return ApiTestResult(status=answer.status, text=f"{answer.mime_type}, {len(answer.body)} bytes")
    text = text_of_body(answer).replace("\x00", "")
    if len(text) > _SHOWN_CHARACTERS:
        text = f"{text[:_SHOWN_CHARACTERS]}\n[… {len(text) - _SHOWN_CHARACTERS} more characters]"
    return ApiTestResult(status=answer.status, text=text)


async def row_of(uow: UnitOfWork, workspace_id: UUID, provider: UUID) -> ApiToolProviderRow:
    """A provider's row. Raises `UnknownToolProvider`."""
    row = await ToolRepository(uow, workspace_id).api_provider(provider)
    if row is None:
        raise UnknownToolProvider()
    return row


def shown(row: ApiToolProviderRow) -> ApiProvider:
    """A provider as it may be shown."""
    return ApiProvider(
        id=row.id,
        name=row.name,
        description=row.description,
        icon=Icon.model_validate(row.icon),
        labels=row.labels,
        document=row.document,
        source_url=row.source_url,
        credentials={"auth_type": "none", **{name: str(value) for name, value in row.shown.items()}},
        privacy_policy=row.privacy_policy,
        custom_disclaimer=row.custom_disclaimer,
        operations=[_operation(entry) for entry in operations.restored(row.operations)],
        created_at=int(row.created_at.timestamp()),
        updated_at=int(row.updated_at.timestamp()),
    )


def _target(row: ApiToolProviderRow) -> Target:
    return Target("tool", str(row.id), row.name)


def _auth(row: ApiToolProviderRow) -> str:
    return str(row.shown.get("auth_type") or "none")


def _recorded(row: ApiToolProviderRow) -> dict[str, Any]:
    """What an audit record tells of a provider."""
    return {**audit.state(row, "name", "description", "source_url"), "operations": len(row.operations)}


def _operation(entry: ApiOperation) -> OperationOut:
    return OperationOut(
        name=entry.name,
        operation_id=entry.operation_id,
        summary=entry.summary,
        description=entry.description,
        method=entry.method,
        url=entry.url,
        parameters=ToolItem.of(entry.declaration("")).parameters,
    )


async def _read(document: str, source_url: str) -> operations.Api:
    """Parsing is slow for large documents: it happens in a thread."""
    return await asyncio.to_thread(operations.parse, document, source_url)


def _some(found: Sequence[ApiOperation]) -> Sequence[ApiOperation]:
    if not found:
        raise InvalidParam("A plugin manifest holds no operations: import its API document.", params="document")
    return found


async def _warnings(access: ToolAccess, found: Sequence[ApiOperation]) -> list[str]:
    """Servers that calls would not be let through to."""
    hosts = {(parts.hostname or "", parts.port or 443) for parts in (urlsplit(entry.url) for entry in found)}
    warnings: list[str] = []
    for host, port in sorted(hosts)[:5]:
        try:
            if not access.outbound.rules.check_literal(host):
                async with asyncio.timeout(_LOOKUP_SECONDS):
                    access.outbound.rules.check(host, [str(item["host"]) for item in await lookup(host, port)])
        except AddressRefused as error:
            warnings.append(error.message)
        except TimeoutError:
            continue
        except (OSError, TenonError):
            warnings.append(f"The host {host} was not found.")
    return warnings
