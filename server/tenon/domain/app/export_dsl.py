"""Writes an app as a DSL file (contract: dsl.md 4). An imported app that was not changed gives the same document."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tenon.domain.app import dsl, service, settings
from tenon.domain.app.errors import IncompleteModeData, NotWorkflowMode
from tenon.domain.app.skeletons import WORKFLOW_MODES
from tenon.domain.app.tables import AppRow
from tenon.domain.audit import service as audit
from tenon.domain.auth.principal import Principal
from tenon.domain.workflow import service as workflows
from tenon.domain.workflow.content import mapping
from tenon.domain.workspace.vault import Vault
from tenon.engine import dsl as files
from tenon.kit.db import UnitOfWork

_LOOKS = ("name", "mode", "icon", "icon_type", "icon_background", "description", "use_icon_as_answer_icon")
_ORDER = ("app", "dependencies", "kind", "version", "workflow", "model_config")


@dataclass(frozen=True, slots=True)
class ExportRules:
    """Whether knowledge base ids are made unreadable outside their workspace."""

    hide_datasets: bool = True


async def export(
    uow: UnitOfWork,
    vault: Vault,
    rules: ExportRules,
    who: Principal,
    app_id: UUID,
    *,
    include_secret: bool,
    workflow_id: UUID | None = None,
) -> str:
    """The file of an app: its draft, or a version. Raises `AppNotFound`, `WorkflowNotFound`, `NotWorkflowMode`."""
    who.require("app.edit")
    row = await service.row(uow, who.workspace_id, app_id)
    if workflow_id is not None and row.mode not in WORKFLOW_MODES:
        raise NotWorkflowMode()
    if include_secret:
        audit.record(uow, who, "app.exported_with_secrets", service.target_of(row))
    changed = False
    part: dict[str, Any]
    if row.mode in WORKFLOW_MODES:
        content = await workflows.clear_content(uow, vault, who.workspace_id, app_id, workflow_id)
        stored = await workflows.draft_row(uow, who.workspace_id, app_id)
        changed = workflow_id is not None or stored.hash != row.document.get("draft_hash")
        order: list[str] = row.document.get("workflow_order") or []
        part = {
            "workflow": dsl.write_workflow(
                content, order, who.workspace_id, include_secret=include_secret, hide_datasets=rules.hide_datasets
            )
        }
    elif row.settings is None:
        raise IncompleteModeData()
    else:
        served = await settings.published(uow, who.workspace_id, app_id)
        part = {"model_config": dsl.write_settings(served or row.settings)}
    return files.dump(_document(row, part, changed=changed))


def _document(row: AppRow, part: dict[str, Any], *, changed: bool) -> dict[str, Any]:
    document = row.document
    members: dict[str, Any] = {**mapping(document.get("members")), "app": _app(row), **part}
    order: list[str] = document.get("order") or list(_ORDER)
    if not document or changed:
        members |= {"kind": "app", "version": dsl.CURRENT}
        members.setdefault("dependencies", [])
    names = [name for name in order if name in members]
    names += [name for name in members if name not in names]
    return {name: members[name] for name in names}


def _app(row: AppRow) -> dict[str, Any]:
    """The `app` section: what was imported, with the members that were changed since."""
    written = dict(mapping(row.document.get("app")))
    imported = mapping(row.document.get("imported"))
    for name in _LOOKS:
        value = getattr(row, name)
        if name == "mode" or name not in imported or imported[name] != value:
            written[name] = value
    return written
