"""The tool library as lists: all providers, found by kind and words (TOOL-UI)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tenon.domain.auth.principal import Principal
from tenon.domain.tool import credentials, workflow_tools
from tenon.domain.tool.access import Positions
from tenon.domain.tool.repository import ToolRepository
from tenon.domain.tool.schemas import CredentialFieldOut, CredentialOut, Icon, ProviderType, ToolItem, ToolProvider
from tenon.domain.tool.tables import ApiToolProviderRow, WorkflowToolRow
from tenon.domain.workflow.reader import Workflows
from tenon.engine.references import ToolRef
from tenon.kit.db import UnitOfWork
from tenon.tools import library
from tenon.tools.api import operations
from tenon.tools.declaration import ToolDeclaration
from tenon.tools.provider import Label, ProviderDeclaration
from tenon.tools.read import words

LABELS: Sequence[str] = Label.__args__
ICONS = "/console/api/tool-providers/builtin/{name}/icon"


async def providers(
    uow: UnitOfWork,
    workflows: Workflows,
    positions: Positions,
    who: Principal,
    kind: ProviderType | None = None,
    query: str = "",
) -> list[ToolProvider]:
    """All providers of a kind whose names, tools or labels hold the words."""
    repository = ToolRepository(uow, who.workspace_id)
    found: list[ToolProvider] = []
    if kind in (None, "builtin"):
        rows = await repository.credentials()
        for provider in positions.shown(library.load()):
            own = [credentials.shown(row) for row in rows if row.provider == provider.name]
            found.append(_shipped(provider, own))
    if kind in (None, "api"):
        found += [_api(row) for row in await repository.api_providers()]
    if kind in (None, "workflow"):
        for row in await repository.workflow_tools():
            published = await workflows.published(who.workspace_id, row.app_id)
            if published is not None:
                form = await workflow_tools.start_form(uow, workflows, who.workspace_id, row.app_id)
                found.append(_workflow(row, workflow_tools.declaration(row, form)))
    wanted = query.strip().lower().split()
    return [provider for provider in found if all(word in _searched(provider) for word in wanted)]


class LibraryIcons:
    """Fulfils `app.tool_icons.ToolIcons`."""

    async def of(self, uow: UnitOfWork, workspace_id: UUID, used: Sequence[ToolRef], base: str) -> dict[str, Any]:
        """Icons by tool name; those of tools that are not here are left out."""
        return await icons(uow, workspace_id, used, base)


async def icons(uow: UnitOfWork, workspace_id: UUID, used: Sequence[ToolRef], base: str) -> dict[str, Any]:
    """Icons by tool name: an address, or an emoji on a colour (contract: service-api.md, `/meta`)."""
    repository = ToolRepository(uow, workspace_id)
    found: dict[str, Any] = {}
    for ref in used:
        provider = library.load().find(ref.provider_id)
        if ref.provider_type in ("builtin", "plugin") and provider is not None:
            found[ref.tool] = base + ICONS.format(name=provider.name)
        elif ref.provider_type in ("api", "workflow"):
            row = await _owned(repository, ref)
            if row is not None:
                icon = Icon.model_validate(row.icon)
                found[ref.tool] = {"background": icon.background, "content": icon.content}
    return found


async def _owned(repository: ToolRepository, ref: ToolRef) -> ApiToolProviderRow | WorkflowToolRow | None:
    key: UUID | str = as_id(ref.provider_id)
    if ref.provider_type == "api":
        return await repository.api_provider(key)
    return await repository.workflow_tool(key)


def as_id(text: str) -> UUID | str:
    """An id where the text is one: files of other installations may hold names."""
    try:
        return UUID(text)
    except ValueError:
        return text


def _shipped(provider: ProviderDeclaration, own: list[CredentialOut]) -> ToolProvider:
    needed = any(field.required for field in provider.credentials)
    return ToolProvider(
        id=provider.name,
        type="builtin",
        name=provider.name,
        label=dict(provider.label),
        description=dict(provider.description),
        author=provider.author,
        icon=ICONS.format(name=provider.name),
        labels=list(provider.labels),
        authorized=bool(own) or not needed,
        needs_credentials=needed,
        credential_schema=[CredentialFieldOut.of(field) for field in provider.credentials],
        credentials=own,
        tools=[ToolItem.of(tool) for tool in provider.tools],
    )


def _api(row: ApiToolProviderRow) -> ToolProvider:
    tools = [ToolItem.of(entry.declaration(str(row.id))) for entry in operations.restored(row.operations)]
    return _made(row, "api", row.name, row.description, tools)


def _workflow(row: WorkflowToolRow, tool: ToolDeclaration) -> ToolProvider:
    return _made(row, "workflow", row.label, row.description, [ToolItem.of(tool)], app_id=row.app_id)


def _made(
    row: ApiToolProviderRow | WorkflowToolRow,
    kind: ProviderType,
    label: str,
    description: str,
    tools: list[ToolItem],
    *,
    app_id: UUID | None = None,
) -> ToolProvider:
    return ToolProvider(
        id=str(row.id),
        type=kind,
        name=row.name,
        label=words(label),
        description=words(description) or {"en_US": "", "zh_Hans": ""},
        author="",
        icon=Icon.model_validate(row.icon),
        labels=row.labels,
        authorized=True,
        needs_credentials=False,
        credential_schema=[],
        credentials=[],
        tools=tools,
        app_id=app_id,
    )


def _searched(provider: ToolProvider) -> str:
    texts: list[Mapping[str, Any]] = [provider.label, provider.description]
    texts += [text for tool in provider.tools for text in (tool.label, tool.description)]
    names = [provider.name, *provider.labels, *(tool.name for tool in provider.tools)]
    return " ".join([*names, *(str(value) for text in texts for value in text.values())]).lower()
