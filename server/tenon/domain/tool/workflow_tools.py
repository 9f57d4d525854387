"""Workflows as tools: published, changed and withdrawn (TOOL-USE-05, TOOL-USE-06)."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from tenon.domain.app import service as apps
from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth.principal import Principal
from tenon.domain.tool.access import TOPIC
from tenon.domain.tool.errors import NotAWorkflowTool, UnknownToolProvider
from tenon.domain.tool.repository import ToolRepository
from tenon.domain.tool.schemas import (
    Icon,
    ToolItem,
    WorkflowTool,
    WorkflowToolIn,
    WorkflowToolParameter,
    WorkflowToolPatch,
)
from tenon.domain.tool.tables import WorkflowToolRow
from tenon.domain.workflow.reader import Workflows
from tenon.kit.db import UnitOfWork
from tenon.tools.declaration import ParameterOption, ParameterType, ToolDeclaration, ToolParameter
from tenon.tools.read import words

_TYPES: dict[str, ParameterType] = {
    "number": "number", "select": "select", "checkbox": "boolean", "file": "file", "file-list": "files",
    "files": "files", "json_object": "object", "json": "object",
}  # fmt: skip


async def create(uow: UnitOfWork, workflows: Workflows, who: Principal, body: WorkflowToolIn) -> WorkflowTool:
    """Publish a workflow as a tool. Raises `NotAWorkflowTool`, `ToolNameTaken`."""
    form = await start_form(uow, workflows, who.workspace_id, body.app_id)
    row = WorkflowToolRow(
        app_id=body.app_id,
        created_by=who.account_id,
        name=body.name,
        label=body.label,
        description=body.description,
        icon=body.icon.model_dump(),
        labels=list(body.labels),
        parameters=[entry.model_dump() for entry in body.parameters],
        privacy_policy=body.privacy_policy,
    )
    await ToolRepository(uow, who.workspace_id).add(row)
    after = {"kind": "workflow", "app_id": str(row.app_id)}
    audit.record(uow, who, "tool.created", Target("tool", str(row.id), row.name), after=after)
    uow.changed(TOPIC, who.workspace_id)
    return shown(row, form)


async def change(
    uow: UnitOfWork, workflows: Workflows, who: Principal, tool_id: UUID, body: WorkflowToolPatch
) -> WorkflowTool:
    """Change what was sent."""
    row = await row_of(uow, who.workspace_id, tool_id)
    before = audit.state(row, "name", "label", "description", "parameters")
    for name in ("name", "label", "description", "privacy_policy", "labels"):
        value: Any = getattr(body, name)
        if value is not None:
            setattr(row, name, value)
    if body.icon is not None:
        row.icon = body.icon.model_dump()
    if body.parameters is not None:
        row.parameters = [entry.model_dump() for entry in body.parameters]
    await ToolRepository(uow, who.workspace_id).flush()
    after = audit.state(row, "name", "label", "description", "parameters")
    audit.record(uow, who, "tool.changed", Target("tool", str(row.id), row.name), before=before, after=after)
    uow.changed(TOPIC, who.workspace_id)
    return shown(row, await _form(workflows, who.workspace_id, row.app_id))


async def get(uow: UnitOfWork, workflows: Workflows, who: Principal, tool_id: UUID) -> WorkflowTool:
    """One workflow tool."""
    row = await row_of(uow, who.workspace_id, tool_id)
    return shown(row, await _form(workflows, who.workspace_id, row.app_id))


async def of_app(uow: UnitOfWork, workflows: Workflows, who: Principal, app_id: UUID) -> list[WorkflowTool]:
    """The tool that an app is; empty when it is none."""
    rows = await ToolRepository(uow, who.workspace_id).workflow_tools(app_id)
    return [shown(row, await _form(workflows, who.workspace_id, row.app_id)) for row in rows]


async def remove(uow: UnitOfWork, who: Principal, tool_id: UUID) -> None:
    """Withdraw a tool; the app stays."""
    row = await row_of(uow, who.workspace_id, tool_id)
    await ToolRepository(uow, who.workspace_id).remove(row)
    audit.record(uow, who, "tool.deleted", Target("tool", str(row.id), row.name), before={"kind": "workflow"})
    uow.changed(TOPIC, who.workspace_id)


async def row_of(uow: UnitOfWork, workspace_id: UUID, tool: UUID) -> WorkflowToolRow:
    """A tool's row. Raises `UnknownToolProvider`."""
    row = await ToolRepository(uow, workspace_id).workflow_tool(tool)
    if row is None:
        raise UnknownToolProvider()
    return row


async def start_form(
    uow: UnitOfWork, workflows: Workflows, workspace_id: UUID, app_id: UUID
) -> Sequence[Mapping[str, Any]]:
    """The start form of the published version. Raises `NotAWorkflowTool` for apps that cannot be tools."""
    app = await apps.row(uow, workspace_id, app_id)
    if app.mode != "workflow":
        raise NotAWorkflowTool("Only workflow apps can become tools; this app is of another type.")
    found = await workflows.published(workspace_id, app_id)
    if found is None:
        raise NotAWorkflowTool("Publish the workflow first, then publish it as a tool.")
    if _start(found.graph) is None:
        raise NotAWorkflowTool("Only workflows that begin with a user input node can become tools.")
    return _variables(found.graph)


def declaration(row: WorkflowToolRow, form: Sequence[Mapping[str, Any]]) -> ToolDeclaration:
    """The workflow as a tool: a parameter for each field of the start form."""
    described = {str(entry["name"]): cast(dict[str, Any], entry) for entry in row.parameters}
    return ToolDeclaration(
        provider=str(row.id),
        name=row.name,
        label=words(row.label),
        human_description=words(row.description or row.label),
        llm_description=row.description or row.label,
        parameters=tuple(_parameter(variable, described) for variable in form if variable.get("variable")),
    )


def shown(row: WorkflowToolRow, form: Sequence[Mapping[str, Any]]) -> WorkflowTool:
    """A tool as it may be shown, with all fields of the start form."""
    tool = declaration(row, form)
    return WorkflowTool(
        id=row.id,
        app_id=row.app_id,
        name=row.name,
        label=row.label,
        description=row.description,
        icon=Icon.model_validate(row.icon),
        labels=row.labels,
        parameters=[
            WorkflowToolParameter(
                name=entry.name, description=entry.llm_description, form="form" if entry.form == "form" else "llm"
            )
            for entry in tool.parameters
        ],
        privacy_policy=row.privacy_policy,
        tool=ToolItem.of(tool),
        created_at=int(row.created_at.timestamp()),
        updated_at=int(row.updated_at.timestamp()),
    )


async def _form(workflows: Workflows, workspace_id: UUID, app_id: UUID) -> Sequence[Mapping[str, Any]]:
    found = await workflows.published(workspace_id, app_id)
    return _variables(found.graph) if found is not None else ()


def _start(graph: Mapping[str, Any]) -> dict[str, Any] | None:
    for node in cast(list[dict[str, Any]], graph.get("nodes") or []):
        data: dict[str, Any] = node.get("data") or {}
        if data.get("type") == "start":
            return data
    return None


def _variables(graph: Mapping[str, Any]) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], (_start(graph) or {}).get("variables") or [])


def _parameter(variable: Mapping[str, Any], described: Mapping[str, dict[str, Any]]) -> ToolParameter:
    name = str(variable["variable"])
    about = described.get(name, {})
    label = words(str(variable.get("label") or name))
    text = str(about.get("description") or variable.get("hint") or label["en_US"])
    kind = _TYPES.get(str(variable.get("type")), "string")
    options = [str(option) for option in cast(list[Any], variable.get("options") or [])]
    return ToolParameter(
        name=name,
        type=kind,
        label=label,
        form="form" if about.get("form") == "form" else "llm",
        required=bool(variable.get("required")),
        default=variable.get("default") if variable.get("default") != "" else None,
        options=tuple(ParameterOption(option, words(option)) for option in options) if kind == "select" else (),
        human_description=words(text),
        llm_description=text,
    )
