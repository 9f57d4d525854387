"""The engine's tools port for runs on the server: shipped tools, API tools and workflows as tools."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID

from tenon.domain.run.active import ActiveRun
from tenon.domain.run.body import GenerationBody
from tenon.domain.run.projection import WorkflowProjection
from tenon.domain.run.service import Runs
from tenon.domain.run.spec import RunRequest
from tenon.domain.tool import credentials, workflow_tools
from tenon.domain.tool.access import TOPIC, Sealed, ToolAccess
from tenon.domain.tool.repository import ToolRepository
from tenon.domain.tool.service import as_id
from tenon.domain.tool.tables import WorkflowToolRow
from tenon.engine.errors import InputError, NodeError, ToolFailed
from tenon.engine.inputs import check_inputs
from tenon.engine.media import files_in
from tenon.engine.ports import ToolMessage, ToolsPort
from tenon.engine.shipped_tools import KINDS, ShippedTools, failed, missing
from tenon.engine.variables import to_plain
from tenon.errors import TenonError
from tenon.kit.cache import TimedCache
from tenon.tools import arguments, library
from tenon.tools.api import operations
from tenon.tools.api.call import call
from tenon.tools.api.operation import ApiOperation
from tenon.tools.declaration import ToolDeclaration
from tenon.tools.errors import ToolError

_AGE = 30.0
"""Seconds until another process's change is seen at the latest."""
DEPTH = "call_depth"
"""Member of a run's `extra`: how many workflows called each other to come to it."""


@dataclass(frozen=True, slots=True)
class _Api:
    operations: Sequence[ApiOperation]
    credentials: Mapping[str, str]


class Tools:
    """Makes the tools port of each run; what was read stays until it is changed."""

    def __init__(self, access: ToolAccess, runs: Runs) -> None:
        self.access, self.runs = access, runs
        self._apis: TimedCache[tuple[UUID, str], _Api] = TimedCache(500, _AGE)
        self._credentials: TimedCache[tuple[UUID, str, str], dict[str, str]] = TimedCache(500, _AGE)
        self._changes = 0
        access.db.changes.follow(TOPIC, self._forget)

    def of(self, request: RunRequest, shipped: ShippedTools) -> ToolsPort:
        """The port of one run."""
        return RunTools(self, request, shipped)

    def _forget(self, _workspace: str) -> None:
        self._changes += 1
        self._apis.clear()
        self._credentials.clear()

    async def api(self, workspace_id: UUID, provider_id: str) -> _Api | None:
        """An API provider by id or name; None when it is gone."""
        found = self._apis.get((workspace_id, provider_id))
        if found is None:
            changes = self._changes
            async with self.access.db.unit_of_work() as uow:
                row = await ToolRepository(uow, workspace_id).api_provider(as_id(provider_id))
                if row is None:
                    return None
                values = await self.access.open(uow, workspace_id, Sealed(dict(row.shown), row.secrets))
            found = _Api(operations.restored(row.operations), values)
            if changes == self._changes:
                self._apis.put((workspace_id, provider_id), found)
        return found

    async def credentials(self, workspace_id: UUID, provider: str, credential_id: str | None) -> dict[str, str]:
        """The values of a shipped provider."""
        key = (workspace_id, provider, credential_id or "")
        found = self._credentials.get(key)
        if found is None:
            changes = self._changes
            declared = library.load().get(provider)
            found = await credentials.of_run(self.access, workspace_id, declared, credential_id)
            if changes == self._changes:
                self._credentials.put(key, found)
        return found

    async def workflow_tool(self, workspace_id: UUID, provider_id: str) -> WorkflowToolRow | None:
        """A workflow tool by id or name; None when it is gone."""
        async with self.access.db.unit_of_work() as uow:
            return await ToolRepository(uow, workspace_id).workflow_tool(as_id(provider_id))


class RunTools:
    """Fulfils `ToolsPort` for a run."""

    def __init__(self, tools: Tools, request: RunRequest, shipped: ShippedTools) -> None:
        self._tools, self._request, self._shipped = tools, request, shipped
        self._workspace = request.version.workspace_id

    async def declaration(self, provider_type: str, provider_id: str, tool: str) -> ToolDeclaration:
        """How a tool is declared. Raises `ToolFailed`, which names the tool."""
        if provider_type == "api":
            return (await self._operation(provider_id, tool))[1].declaration(provider_id)
        if provider_type == "workflow":
            row = await self._workflow(provider_id, tool)
            version = await self._version(row)
            return workflow_tools.declaration(row, version.graph.start_variables())
        return await self._shipped.declaration(provider_type, provider_id, tool)

    async def invoke(
        self, provider_type: str, provider_id: str, tool: str, parameters: Mapping[str, Any], credential_id: str | None
    ) -> AsyncIterator[ToolMessage]:
        """Messages in order. Raises `ToolFailed`."""
        if provider_type == "api":
            for message in await self._call_api(provider_id, tool, parameters):
                yield message
        elif provider_type == "workflow":
            for message in await self._run_workflow(provider_id, tool, parameters):
                yield message
        else:
            async for message in self._call_shipped(provider_type, provider_id, tool, parameters, credential_id):
                yield message

    async def _call_shipped(
        self, provider_type: str, provider_id: str, tool: str, parameters: Mapping[str, Any], credential_id: str | None
    ) -> AsyncIterator[ToolMessage]:
        provider = library.load().find(provider_id) if provider_type in KINDS else None
        if provider is None or not provider.credentials:
            messages = self._shipped.invoke(provider_type, provider_id, tool, parameters, credential_id)
        else:
            values = await self._tools.credentials(self._workspace, provider.name, credential_id)
            messages = self._shipped.call(provider, tool, parameters, values)
        async for message in messages:
            yield message

    async def _call_api(self, provider_id: str, tool: str, parameters: Mapping[str, Any]) -> list[ToolMessage]:
        api, operation = await self._operation(provider_id, tool)
        context = self._shipped.with_credentials(api.credentials)
        try:
            return await call(context, operation, parameters, self._tools.access.limits)
        except ToolError as error:
            raise failed(error) from error

    async def _operation(self, provider_id: str, tool: str) -> tuple[_Api, ApiOperation]:
        api = await self._tools.api(self._workspace, provider_id)
        operation = operations.by_name(api.operations, tool) if api is not None else None
        if api is None or operation is None:
            raise missing("api", provider_id, tool)
        return api, operation

    async def _run_workflow(self, provider_id: str, tool: str, parameters: Mapping[str, Any]) -> list[ToolMessage]:
        row = await self._workflow(provider_id, tool)
        depth = int(self._request.extra.get(DEPTH) or 0) + 1
        if depth > self._tools.access.max_depth:
            raise ToolFailed(
                f"The workflow tool {row.name!r} was not called: workflows call each other at most "
                f"{self._tools.access.max_depth} deep. Look for a workflow that calls itself."
            )
        run = await self._started(row, parameters, depth)
        try:
            finished = await run.wait()
        except asyncio.CancelledError:
            run.stop("The calling workflow was stopped.")
            raise
        if finished.status not in ("succeeded", "partial-succeeded"):
            raise ToolFailed(f"The workflow tool {row.name!r} {finished.status}: {finished.error or 'no reason given'}")
        return _outputs(finished.outputs)

    async def _started(self, row: WorkflowToolRow, parameters: Mapping[str, Any], depth: int) -> ActiveRun:
        version = await self._version(row)
        form = version.graph.start_variables()
        try:
            given = arguments.check(workflow_tools.declaration(row, form), parameters)
            inputs = check_inputs(form, given)
            for value in inputs.values():
                _check_files(value)
            runs, base = self._tools.runs, str(self._request.extra.get("base") or "")
            body = GenerationBody(inputs={}, user="", streaming=False, base=base)
            request = await runs.request(
                version,
                self._request.actor,
                body,
                triggered_from=self._request.triggered_from,
                inputs=inputs,
            )
            request = replace(request, extra={**request.extra, DEPTH: depth})
            return await runs.runner.start(request, WorkflowProjection(request))
        except ToolError as error:
            raise failed(error) from error
        except InputError as error:
            raise ToolFailed(f"{row.name}: {error.message}", error_type="ToolParameterError") from error
        except NodeError:
            raise
        except TenonError as error:
            raise ToolFailed(f"The workflow tool {row.name!r} cannot run: {error.message}") from error

    async def _workflow(self, provider_id: str, tool: str) -> WorkflowToolRow:
        row = await self._tools.workflow_tool(self._workspace, provider_id)
        if row is None:
            raise missing("workflow", provider_id, tool)
        return row

    async def _version(self, row: WorkflowToolRow) -> Any:
        try:
            return await self._tools.runs.versions.published(self._workspace, row.app_id)
        except TenonError as error:
            raise ToolFailed(f"The workflow tool {row.name!r} cannot run: {error.message}") from error


def _check_files(value: Any) -> None:
    items = cast(list[Any], value) if isinstance(value, list) else [value]
    if any(isinstance(item, dict) and "transfer_method" in item for item in items):
        raise ToolFailed("A file must be given as a file variable.", error_type="ToolFileError")


def _outputs(outputs: Mapping[str, Any]) -> list[ToolMessage]:
    """The end node's outputs: text, the object for following nodes, its files, and each one as a variable."""
    plain = to_plain(dict(outputs))
    texts = [value for value in outputs.values() if isinstance(value, str)]
    alone = texts[0] if len(outputs) == 1 and texts else None
    text = alone if alone is not None else json.dumps(plain, ensure_ascii=False, default=str)
    messages = [ToolMessage("text", text), ToolMessage("json", plain)]
    messages += [ToolMessage("variable", value, name) for name, value in outputs.items()]
    files = [file for value in outputs.values() for file in files_in(value)]
    return [*messages, *(ToolMessage("file", file) for file in files)]
