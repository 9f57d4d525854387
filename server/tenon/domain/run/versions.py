"""Drafts and published versions, parsed and ready to run."""

from collections import OrderedDict
from typing import Any, cast
from uuid import UUID

from tenon.domain.run.errors import DraftNotAllowed, InvalidWorkflowId, NotPublished, UnknownWorkflow
from tenon.domain.run.spec import Version
from tenon.domain.workflow.reader import Runnable, Workflows
from tenon.engine.graph import Graph

_SIZE = 256


class Versions:
    """Finds and parses what to run. A parsed graph is shared by its runs and kept while it is among the newest."""

    def __init__(self, workflows: Workflows) -> None:
        self._workflows = workflows
        self._parsed: OrderedDict[tuple[UUID, str], Version] = OrderedDict()

    async def published(self, workspace_id: UUID, app_id: UUID, workflow_id: str | None = None) -> Version:
        """The version that is served, or the one asked for.

        Raises `NotPublished`, `InvalidWorkflowId`, `UnknownWorkflow`, `DraftNotAllowed`, `GraphError`.
        """
        if workflow_id is None:
            found = await self._workflows.published(workspace_id, app_id)
            if found is None:
                raise NotPublished()
            return self._ready(found)
        try:
            id = UUID(workflow_id)
        except ValueError:
            raise InvalidWorkflowId(f"Invalid workflow_id format: '{workflow_id}'. ") from None
        found = await self._workflows.version(workspace_id, app_id, id)
        if found is None:
            raise UnknownWorkflow(f"Workflow not found with id: {workflow_id}")
        if found.is_draft:
            raise DraftNotAllowed(
                f"Cannot use draft workflow version. Workflow ID: {workflow_id}. "
                "Please use a published workflow version or leave workflow_id empty."
            )
        return self._ready(found)

    async def draft(self, workspace_id: UUID, app_id: UUID) -> Version:
        """The draft as it is now. Raises `UnknownWorkflow`, `GraphError`."""
        found = await self._workflows.draft(workspace_id, app_id)
        if found is None:
            raise UnknownWorkflow("The app has no draft.")
        return self._ready(found)

    async def any(self, workspace_id: UUID, app_id: UUID, id: UUID) -> Version | None:
        """The version or draft with this id, for a resume."""
        found = await self._workflows.version(workspace_id, app_id, id)
        return self._ready(found) if found is not None else None

    def _ready(self, found: Runnable) -> Version:
        key = (found.id, found.hash)
        version = self._parsed.get(key)
        if version is not None:
            self._parsed.move_to_end(key)
            return version
        version = make_version(found, found.graph)
        self._parsed[key] = version
        if len(self._parsed) > _SIZE:
            self._parsed.popitem(last=False)
        return version


def make_version(found: Runnable, graph: dict[str, Any]) -> Version:
    """Parse a stored version; a resumed draft brings its own graph."""
    return Version(
        id=found.id,
        app_id=found.app_id,
        workspace_id=found.workspace_id,
        version=found.version,
        mode=cast("Any", "advanced-chat" if found.type in ("advanced-chat", "chat") else "workflow"),
        graph=Graph(graph),
        stored_graph=graph,
        features=found.features,
        environment={v["name"]: _environment_value(v) for v in found.environment_variables if v.get("name")},
        conversation_variables=found.conversation_variables,
        graph_id=found.hash if found.is_draft else None,
        secrets=tuple(str(v.get("name")) for v in found.environment_variables if v.get("value_type") == "secret"),
    )


def _environment_value(variable: dict[str, Any]) -> Any:
    value = variable.get("value")
    if variable.get("value_type") == "number" and isinstance(value, str):
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            return value
    return value
