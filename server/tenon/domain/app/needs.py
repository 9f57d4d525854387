"""What an app needs that may not be here: plugins of its models and tools."""

from typing import Any, Protocol
from uuid import UUID

from tenon.domain.app import service
from tenon.domain.app.dsl import parse_version
from tenon.domain.app.schemas import Leaked
from tenon.domain.auth.principal import Principal
from tenon.domain.workflow import service as workflows
from tenon.domain.workflow.content import mapping, mappings
from tenon.engine.references import requirements
from tenon.kit.db import UnitOfWork


class Installed(Protocol):
    """Knows what is here. Names are `author/plugin`, `author/plugin/provider` or a short provider name."""

    def model_provider(self, name: str) -> bool:
        """Whether this model provider is here."""
        ...

    def tool_provider(self, name: str) -> bool:
        """Whether this tool provider is here."""
        ...


def plugin_of(dependency: dict[str, Any]) -> str:
    """`author/plugin` of a dependency of a file; empty when it names none."""
    value = mapping(dependency.get("value"))
    names = ("marketplace_plugin_unique_identifier", "github_plugin_unique_identifier", "plugin_unique_identifier")
    for name in names:
        if isinstance(value.get(name), str):
            return str(value[name]).split(":", 1)[0].split("@", 1)[0]
    return str(value.get("repo") or "")


def leaked(
    installed: Installed, graph: dict[str, Any], settings: dict[str, Any], document: dict[str, Any]
) -> list[dict[str, Any]]:
    """Dependencies that are not here: those the file names, else those its nodes show (contract: dsl.md 2)."""
    named = mappings(mapping(document.get("members")).get("dependencies"))
    if named:
        return [item for item in named if not _here(installed, plugin_of(item))]
    version = parse_version(str(mapping(document.get("members")).get("version") or "0.1.0"))
    if document and version is not None and version > (0, 1, 5):
        return []
    needed = requirements(graph)
    models = [ref.provider for ref in needed.models if not installed.model_provider(ref.provider)]
    basic = mapping(settings.get("model")).get("provider")
    if isinstance(basic, str) and basic and not installed.model_provider(basic):
        models.append(basic)
    tools = [
        ref.provider_id
        for ref in needed.tools
        if ref.provider_type in ("builtin", "plugin")
        and ref.provider_id
        and not installed.tool_provider(ref.provider_id)
    ]
    return [_derived(name) for name in dict.fromkeys([*models, *tools])]


def _here(installed: Installed, plugin: str) -> bool:
    return not plugin or installed.model_provider(plugin) or installed.tool_provider(plugin)


def _derived(provider: str) -> dict[str, Any]:
    parts = provider.split("/")
    plugin = "/".join(parts[:2]) if len(parts) > 1 else f"langgenius/{provider}"
    return {
        "type": "marketplace",
        "value": {"marketplace_plugin_unique_identifier": plugin, "version": None},
        "current_identifier": None,
    }


async def of_app(uow: UnitOfWork, installed: Installed, who: Principal, app_id: UUID) -> Leaked:
    """What an app needs and is not here. Raises `AppNotFound`."""
    who.require("app.view")
    row = await service.row(uow, who.workspace_id, app_id)
    graph: dict[str, Any] = {}
    if row.mode in service.WORKFLOW_MODES:
        graph = (await workflows.draft_row(uow, who.workspace_id, app_id)).graph
    return Leaked(leaked_dependencies=leaked(installed, graph, row.settings or {}, row.document))
