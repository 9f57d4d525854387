"""Imports a DSL file as a new app or into a draft (contract: dsl.md 3)."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from tenon.domain.app import dsl, service
from tenon.domain.app.errors import AppNotFound, ImportNotFound
from tenon.domain.app.needs import Installed, leaked
from tenon.domain.app.repository import AppRepository
from tenon.domain.app.schemas import ImportRequest, ImportResult
from tenon.domain.app.skeletons import WORKFLOW_MODES
from tenon.domain.app.tables import AppRow, ImportRow
from tenon.domain.audit import service as audit
from tenon.domain.auth.principal import Principal
from tenon.domain.file import icons
from tenon.domain.workflow import service as workflows
from tenon.domain.workflow.content import Content, mapping
from tenon.domain.workspace.vault import Vault
from tenon.engine import dsl as files
from tenon.engine.errors import DslError
from tenon.errors import TenonError
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.outbound import OutboundClient

WAITS = timedelta(minutes=10)
MAX_BYTES = 10 * 1024 * 1024
MODES = ("workflow", "advanced-chat", "chat", "agent-chat", "completion")
_BLOB = re.compile(r"^https://github\.com/([^/]+)/([^/]+)/blob/(.+)$")
_PIPELINE = "The file is a knowledge pipeline, not an app."
_GRAPH = "The file is a bare graph, not an app. `tenon run` can run it."


@dataclass(frozen=True, slots=True)
class Importing:
    """What an import needs from the server."""

    vault: Vault
    outbound: OutboundClient
    installed: Installed


class ImportRefused(Exception):
    """The file cannot be imported; the text is told to the person as it is."""


@dataclass(frozen=True, slots=True)
class _File:
    data: dict[str, Any]
    version: str
    app: dict[str, Any]
    mode: str


async def start(uow: UnitOfWork, here: Importing, who: Principal, body: ImportRequest) -> ImportResult:
    """Import a file: done, refused, or waiting for an answer. Raises `Forbidden` only."""
    who.require("app.edit")
    import_id = uuid7()
    try:
        content = await _text(here.outbound, body)
        file = await asyncio.to_thread(read, content)
        verdict = dsl.verdict(file.version)
        if verdict == "failed":
            raise ImportRefused(f"Invalid version: {file.version}")
        if body.app_id is not None:
            await _target(uow, who.workspace_id, body.app_id)
        if verdict == "pending":
            options = body.model_dump(mode="json", exclude={"yaml_content", "yaml_url", "mode"})
            waiting = ImportRow(
                id=import_id,
                workspace_id=who.workspace_id,
                account_id=who.account_id,
                content=content,
                options=options,
                expires_at=utc_now() + WAITS,
            )
            await AppRepository(uow, who.workspace_id).wait(waiting, utc_now())
            return ImportResult(
                id=import_id,
                status="pending",
                current_dsl_version=dsl.CURRENT,
                imported_dsl_version=file.version,
                warnings=[_difference(file.version)],
            )
        return await _finish(uow, here, who, body, file, import_id)
    except (ImportRefused, DslError) as error:
        return _failed(import_id, str(error))


async def confirm(uow: UnitOfWork, here: Importing, who: Principal, import_id: UUID) -> ImportResult:
    """Carry out an import that waited. Raises `ImportNotFound`."""
    who.require("app.edit")
    repository = AppRepository(uow, who.workspace_id)
    waiting = await repository.waiting(import_id, utc_now())
    if waiting is None:
        raise ImportNotFound()
    body = ImportRequest.model_validate({**waiting.options, "yaml_content": waiting.content})
    file = await asyncio.to_thread(read, waiting.content)
    await repository.done_waiting(waiting)
    try:
        if body.app_id is not None:
            await _target(uow, who.workspace_id, body.app_id)
        return await _finish(uow, here, who, body, file, import_id)
    except ImportRefused as error:
        return _failed(import_id, str(error))


def _failed(import_id: UUID, error: str) -> ImportResult:
    return ImportResult(id=import_id, status="failed", current_dsl_version=dsl.CURRENT, error=error)


def _difference(version: str) -> str:
    file, server = dsl.parse_version(version), dsl.parse_version(dsl.CURRENT)
    if file is not None and server is not None and file > server:
        return f"The file is of DSL version {version}, newer than {dsl.CURRENT}; parts of it may not be understood."
    return f"The file is of DSL version {version}, older than {dsl.CURRENT}; check the app after the import."


async def _text(outbound: OutboundClient, body: ImportRequest) -> str:
    if body.mode == "yaml-content":
        if not body.yaml_content:
            raise ImportRefused("yaml_content is required when mode is yaml-content")
        if len(body.yaml_content) > MAX_BYTES or len(body.yaml_content.encode()) > MAX_BYTES:
            raise ImportRefused("File size exceeds the limit of 10MB")
        return body.yaml_content
    if not body.yaml_url:
        raise ImportRefused("yaml_url is required when mode is yaml-url")
    try:
        answer = await outbound.fetch(raw_url(body.yaml_url), MAX_BYTES)
        return answer.body.decode("utf-8-sig")
    except TenonError as error:
        raise ImportRefused(f"Failed to fetch the file: {error.message}") from error
    except UnicodeDecodeError as error:
        raise ImportRefused("Failed to fetch the file: it is not UTF-8 text.") from error


def raw_url(url: str) -> str:
    """The address of the file itself for the address of a GitHub page that shows it."""
    match = _BLOB.match(url.strip())
    return f"https://raw.githubusercontent.com/{match[1]}/{match[2]}/{match[3]}" if match else url.strip()


def read(content: str) -> _File:
    """Check a file. Raises `ImportRefused`, `DslError`."""
    document = files.parse(content)
    data = document.data
    version = data.get("version", "0.1.0") if data.get("version") is not None else "0.1.0"
    if not isinstance(version, str):
        raise ImportRefused(f"Invalid version type, expected str, got {type(version)}")
    app = mapping(data.get("app"))
    if not app:
        hint = {"rag_pipeline": f" {_PIPELINE}", "graph": f" {_GRAPH}"}.get(document.kind, "")
        raise ImportRefused(f"Missing app data in YAML content.{hint}" if hint else "Missing app data in YAML content")
    mode = str(app.get("mode") or "")
    if mode not in MODES:
        raise ImportRefused(f"Invalid app mode: {mode or 'none is given'}. Known modes are {', '.join(MODES)}.")
    if mode in WORKFLOW_MODES:
        if not mapping(data.get("workflow")):
            raise ImportRefused("Missing workflow data for workflow/advanced chat app")
    elif not mapping(data.get("model_config")):
        raise ImportRefused("Missing model_config for chat/agent-chat/completion app")
    return _File(data, version, app, mode)


async def _target(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> AppRow:
    try:
        row = await service.row(uow, workspace_id, app_id)
    except AppNotFound:
        raise ImportRefused("App not found") from None
    if row.mode not in WORKFLOW_MODES:
        raise ImportRefused("Only workflow or advanced chat apps can be overwritten")
    return row


async def _finish(
    uow: UnitOfWork, here: Importing, who: Principal, body: ImportRequest, file: _File, import_id: UUID
) -> ImportResult:
    looks = looks_of(file.app)
    if looks["icon_type"] == "image" and await icons.picture(uow, who.workspace_id, looks["icon"]) is None:
        # The picture stayed where the file was written; the file itself keeps its name for the way back.
        looks |= {"icon_type": "emoji", "icon": "🤖"}
    document = {**_document(file), "imported": dict(looks)}
    given = body.model_dump(exclude_none=True, include={"name", "description", "icon_type", "icon", "icon_background"})
    looks |= given
    content = None
    settings = None
    if file.mode in WORKFLOW_MODES:
        content = dsl.read_workflow(mapping(file.data.get("workflow")), who.workspace_id)
        document["workflow_order"] = [str(name) for name in mapping(file.data.get("workflow"))]
    else:
        settings = mapping(file.data.get("model_config"))
    if body.app_id is not None and content is not None:
        row = await _overwrite(uow, here, who, body.app_id, file, looks, content, document)
    else:
        row = await service.add(
            uow,
            here.vault,
            who.workspace_id,
            who.account_id,
            mode=file.mode,
            looks=looks,
            content=content,
            settings=settings,
            document=document,
        )
    done = "app.overwritten" if body.app_id is not None and content is not None else "app.imported"
    audit.record(uow, who, done, service.target_of(row), after={"mode": row.mode, "version": file.version})
    if content is not None:
        await uow.session.flush()
        imported_hash = (await workflows.draft_row(uow, who.workspace_id, row.id)).hash
        row.document = {**document, "draft_hash": imported_hash}
    missing = leaked(here.installed, content.graph if content is not None else {}, settings or {}, document)
    status = dsl.verdict(file.version)
    done = "completed-with-warnings" if status == "completed-with-warnings" else "completed"
    return ImportResult(
        id=import_id,
        status=done,
        app_id=row.id,
        app_mode=row.mode,
        current_dsl_version=dsl.CURRENT,
        imported_dsl_version=file.version,
        warnings=[] if status == "completed" else [_difference(file.version)],
        leaked_dependencies=missing,
    )


async def _overwrite(
    uow: UnitOfWork,
    here: Importing,
    who: Principal,
    app_id: UUID,
    file: _File,
    looks: dict[str, Any],
    content: Content,
    document: dict[str, Any],
) -> AppRow:
    row = await _target(uow, who.workspace_id, app_id)
    if row.mode != file.mode:
        raise ImportRefused(f"The file is of mode {file.mode}, the app of mode {row.mode}: they must be the same.")
    for name, value in looks.items():
        setattr(row, name, value)
    row.document, row.updated_by = document, who.account_id
    await workflows.replace_draft(uow, here.vault, who.workspace_id, app_id, content, who.account_id)
    return row


def looks_of(app: dict[str, Any]) -> dict[str, Any]:
    """Name, description and icon of a file's `app`, as they are stored."""
    icon_type = app.get("icon_type") if app.get("icon_type") in ("emoji", "image", "link") else "emoji"
    icon, background = app.get("icon"), app.get("icon_background")
    return {
        "name": str(app.get("name") or "Imported app")[:255].replace("\0", ""),
        "description": str(app.get("description") or "").replace("\0", ""),
        "icon_type": icon_type,
        "icon": str(icon).replace("\0", "") if icon else None,
        "icon_background": str(background)[:32] if background else None,
        "use_icon_as_answer_icon": app.get("use_icon_as_answer_icon") is True,
    }


def _document(file: _File) -> dict[str, Any]:
    """What the export needs to write the same file again."""
    parts = ("app", "workflow", "model_config")
    return {
        "order": [str(name) for name in file.data],
        "members": {str(name): value for name, value in file.data.items() if name not in parts},
        "app": file.app,
    }
