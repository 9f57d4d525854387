"""Drafts and published versions, parsed and ready to run."""

from collections import OrderedDict
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from tenon.domain.app.settings_reader import AppSettings, SettingsReader, settings_hash
from tenon.domain.run.errors import AppUnavailable, DraftNotAllowed, InvalidWorkflowId, NotPublished, UnknownWorkflow
from tenon.domain.run.spec import Version
from tenon.domain.run.tables import RunRow
from tenon.domain.workflow.reader import Runnable, Workflows
from tenon.engine.basic.compile import MODES as BASIC_MODES
from tenon.engine.basic.compile import compile_app
from tenon.engine.basic.config import aliases
from tenon.engine.errors import DslError
from tenon.engine.graph import Graph

_SIZE = 256
VARIED = 0.9
"""The temperature of variations."""
CONFIG = "model_config"
"""Where the graph that is kept with a run of a basic app's draft has the configuration it was made of."""


class Versions:
    """Finds and parses what to run. A parsed graph is shared by its runs and kept while it is among the newest."""

    def __init__(self, workflows: Workflows, settings: SettingsReader) -> None:
        self._workflows, self._settings = workflows, settings
        self._parsed: OrderedDict[tuple[UUID, str], Version] = OrderedDict()

    async def published(
        self, workspace_id: UUID, app_id: UUID, workflow_id: str | None = None, *, mode: str = "workflow"
    ) -> Version:
        """The version that is served, or the one asked for; basic apps (by `mode`) serve their newest configuration.

        Raises `NotPublished`, `InvalidWorkflowId`, `UnknownWorkflow`, `DraftNotAllowed`, `GraphError`,
        `AppUnavailable`.
        """
        if mode in BASIC_MODES:
            config = await self._settings.published(workspace_id, app_id)
            if config is None:
                raise AppUnavailable()
            return self._basic(config)
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

    async def config(self, workspace_id: UUID, app_id: UUID, config_id: UUID) -> Version | None:
        """A configuration of a basic app that was published once; None when it is gone."""
        found = await self._settings.version(workspace_id, app_id, config_id)
        return self._basic(found) if found is not None else None

    async def draft(self, workspace_id: UUID, app_id: UUID) -> Version:
        """The draft of a workflow app as it is now. Raises `UnknownWorkflow`, `GraphError`."""
        found = await self._workflows.draft(workspace_id, app_id)
        if found is None:
            raise UnknownWorkflow("The app has no draft.")
        return self._ready(found)

    async def tried(self, workspace_id: UUID, app_id: UUID, workflow_id: str | None) -> Version:
        """What a person of the team tries out: the draft, or the published version of that id.

        Raises what `draft` and `published` raise.
        """
        if workflow_id is None:
            return await self.draft(workspace_id, app_id)
        return await self.published(workspace_id, app_id, workflow_id)

    async def draft_config(
        self, workspace_id: UUID, app_id: UUID, override: dict[str, Any] | None = None
    ) -> Version | None:
        """The draft of a basic app, or a configuration in its place that was not saved; None for other apps."""
        found = await self._settings.draft(workspace_id, app_id)
        if found is None:
            return None
        if override is not None:
            found = replace(found, config=override, hash=settings_hash(override))
        return self._basic(found)

    async def for_resume(self, row: RunRow, snapshot: dict[str, Any] | None) -> Version | None:
        """The version of a stored run; `snapshot` is the graph it ran when that was a draft's."""
        if row.mode in BASIC_MODES:
            if snapshot is not None and isinstance(snapshot.get(CONFIG), dict):
                config = snapshot[CONFIG]
                found = AppSettings(row.workflow_id, row.app_id, row.workspace_id, row.mode, config, row.graph_id or "")
                return basic_version(found, query=bool(snapshot.get("query")), keep_graph=True)
            return await self.config(row.workspace_id, row.app_id, row.workflow_id)
        found = await self._workflows.version(row.workspace_id, row.app_id, row.workflow_id)
        return make_version(found, snapshot or found.graph) if found is not None else None

    def with_query(self, version: Version) -> Version:
        """A text generator that takes the query of the old API beside its form."""
        return self._derived(version, version.config or {}, query=True)

    def variation(self, version: Version) -> Version:
        """A text generator that answers the same differently: its model is free in its choice of words."""
        config = dict(version.config or {})
        model: dict[str, Any] = config.get("model") or {}
        params: dict[str, Any] = model.get("completion_params") or {}
        config["model"] = {**model, "completion_params": {**params, "temperature": VARIED}}
        return self._derived(version, config, query=False)

    def _derived(self, version: Version, config: dict[str, Any], *, query: bool) -> Version:
        """Runs of it keep the configuration, for a resume."""
        digest = settings_hash(config)
        key = (version.id, f"{digest} query" if query else f"{digest} varied")
        made = self._parsed.get(key)
        if made is None:
            found = AppSettings(version.id, version.app_id, version.workspace_id, version.mode, config, digest)
            made = basic_version(found, query=query, keep_graph=True)
            self._keep(key, made)
        return made

    def _ready(self, found: Runnable) -> Version:
        key = (found.id, found.hash)
        version = self._parsed.get(key)
        if version is not None:
            self._parsed.move_to_end(key)
            return version
        version = make_version(found, found.graph)
        self._keep(key, version)
        return version

    def _basic(self, found: AppSettings) -> Version:
        key = (found.id, found.hash)
        version = self._parsed.get(key)
        if version is not None:
            self._parsed.move_to_end(key)
            return version
        version = basic_version(found, keep_graph=found.is_draft)
        self._keep(key, version)
        return version

    def _keep(self, key: tuple[UUID, str], version: Version) -> None:
        self._parsed[key] = version
        if len(self._parsed) > _SIZE:
            self._parsed.popitem(last=False)


def basic_version(found: AppSettings, *, query: bool = False, keep_graph: bool = False) -> Version:
    """Compile the configuration of a basic app. With `keep_graph` its runs keep it. Raises `AppUnavailable`."""
    try:
        stored = compile_app(found.mode, found.config, query=query)
    except DslError as error:
        raise AppUnavailable(error.message) from error
    graph = Graph(stored)
    if keep_graph:
        stored = {**stored, CONFIG: found.config, "query": query}
    return Version(
        id=found.id,
        app_id=found.app_id,
        workspace_id=found.workspace_id,
        version="draft" if found.is_draft else str(found.id),
        mode=cast("Any", found.mode),
        graph=graph,
        stored_graph=stored,
        features=features_of(found.config),
        environment={},
        conversation_variables=[],
        graph_id=settings_hash(stored) if keep_graph else None,
        config=found.config,
        aliases=aliases(found.config),
    )


def features_of(config: dict[str, Any]) -> dict[str, Any]:
    """A `model_config` as features: citations are on unless it says otherwise."""
    features = dict(config)
    if not isinstance(config.get("retriever_resource"), dict):
        features["retriever_resource"] = {"enabled": True}
    upload = _upload_of(config)
    if upload is not None:
        features["file_upload"] = upload
    return features


def _upload_of(config: dict[str, Any]) -> dict[str, Any] | None:
    """The upload settings of a file that knows pictures alone, in the newer form."""
    upload: Any = config.get("file_upload")
    if not isinstance(upload, dict) or cast("dict[str, Any]", upload).get("enabled"):
        return None
    old = cast("dict[str, Any]", upload)
    image: dict[str, Any] = old.get("image") or {}
    if not image.get("enabled"):
        return None
    methods = image.get("transfer_methods") or ["remote_url", "local_file"]
    limit = image.get("number_limits") or 3
    return {
        **old,
        "enabled": True,
        "allowed_file_types": ["image"],
        "allowed_file_upload_methods": methods,
        "number_limits": limit,
    }


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
