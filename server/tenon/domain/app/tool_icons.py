"""Icons of the tools that an app uses (contract: service-api.md, `/meta`)."""

from collections.abc import Sequence
from typing import Any, Protocol, cast
from uuid import UUID

from tenon.domain.app.repository import AppRepository
from tenon.domain.app.schemas import Meta
from tenon.domain.auth.principal import AppAccess
from tenon.domain.workflow.reader import Workflows
from tenon.engine.references import ToolRef, requirements
from tenon.kit.db import UnitOfWork


class ToolIcons(Protocol):
    """Knows the icons of tools."""

    async def of(self, uow: UnitOfWork, workspace_id: UUID, used: Sequence[ToolRef], base: str) -> dict[str, Any]:
        """Icons by tool name: an address below `base`, or `{background, content}`."""
        ...


async def of_app(uow: UnitOfWork, workflows: Workflows, icons: ToolIcons, app: AppAccess, base: str) -> Meta:
    """The icons of the published app's tools; none when nothing is published."""
    return Meta(tool_icons=await icons.of(uow, app.workspace_id, await _used(uow, workflows, app), base))


async def _used(uow: UnitOfWork, workflows: Workflows, app: AppAccess) -> Sequence[ToolRef]:
    if app.mode in ("workflow", "advanced-chat"):
        found = await workflows.published(app.workspace_id, app.id)
        return requirements(found.graph).tools if found is not None else ()
    row = await AppRepository(uow, app.workspace_id).get(app.id)
    settings: dict[str, Any] = (row.settings if row is not None else None) or {}
    mode: dict[str, Any] = settings.get("agent_mode") or {}
    stored = cast("list[Any]", mode.get("tools") or [])
    tools = [cast("dict[str, Any]", tool) for tool in stored if isinstance(tool, dict)]
    return [
        ToolRef(
            str(tool.get("provider_type") or "builtin"),
            str(tool.get("provider_id") or tool.get("provider_name") or ""),
            str(tool["tool_name"]),
        )
        for tool in tools
        if tool.get("tool_name") and tool.get("enabled", True)
    ]
