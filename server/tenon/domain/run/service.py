"""Starting runs of published versions and drafts, and stopping them."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from tenon.domain.auth.principal import CALLING_KEY, AppAccess, Principal
from tenon.domain.end_user.service import EndUser, EndUsers, Kind
from tenon.domain.run.active import ActiveRun
from tenon.domain.run.body import GenerationBody
from tenon.domain.run.errors import NotWorkflowApp
from tenon.domain.run.projection import WorkflowProjection, blocking_body
from tenon.domain.run.runner import Runner
from tenon.domain.run.spec import Actor, Origin, RunRequest, Version
from tenon.domain.run.stream import View
from tenon.domain.run.versions import Versions
from tenon.engine.files import File
from tenon.engine.inputs import check_inputs
from tenon.kit.group_commit import Lane
from tenon.kit.ids import uuid7
from tenon.kit.sse import Frames

STOPPED_BY_USER = "Workflow execution was stopped by the user."


@dataclass(frozen=True, slots=True)
class FileCaller:
    """Who sends files, and the scheme and host under which the request came."""

    workspace_id: UUID
    actor: Actor
    base: str


class InputFiles(Protocol):
    """Turns file mappings of callers into file variables. Fulfilled by the file domain's side of wiring."""

    async def form(self, caller: FileCaller, variables: Sequence[Mapping[str, Any]], values: dict[str, Any]) -> None:
        """Replace the mappings in the values of file variables, in place. Raises `InputError`."""
        ...

    async def message(
        self, caller: FileCaller, features: Mapping[str, Any], given: Sequence[Mapping[str, Any]]
    ) -> list[File]:
        """The files sent beside the form; none when the app's upload feature is off. Raises `InputError`."""
        ...


class Runs:
    """Starts and stops runs for the routers."""

    def __init__(
        self, runner: Runner, versions: Versions, end_users: EndUsers, files: InputFiles, server_limit: int = 0
    ) -> None:
        self.runner, self.versions, self.end_users, self.files = runner, versions, end_users, files
        self._server_limit = server_limit

    def actor(self, app: AppAccess, kind: Kind, session_id: str) -> tuple[Actor, Callable[[Lane], None]]:
        """An end user as the one who starts, and what writes their row."""
        user = self.end_users.find(app.workspace_id, app.id, kind, session_id)
        return self.known(user)

    def known(self, user: EndUser) -> tuple[Actor, Callable[[Lane], None]]:
        """The same for an end user that is known already."""
        origin: Origin = "service-api" if user.kind == "service-api" else "web-app"
        return Actor("end_user", user.id, user.session_id, origin), lambda lane: self.end_users.write(lane, user)

    def limit(self, app: AppAccess) -> int:
        """The smaller positive one of app setting and server setting; 0 is none."""
        limits = [n for n in (app.max_active_requests, self._server_limit) if n > 0]
        return min(limits) if limits else 0

    async def start_workflow(
        self, app: AppAccess, actor: Actor, write_actor: Callable[[Lane], None], body: GenerationBody
    ) -> ActiveRun:
        """Run the published version, or the one asked for. Raises what `Versions` and the checks raise."""
        check_workflow_app(app)
        version = await self.versions.published(app.workspace_id, app.id, body.workflow_id)
        request = await self.request(version, actor, body, triggered_from="app-run")
        request.limit = self.limit(app)
        return await self.runner.start(request, WorkflowProjection(request), write_actor)

    async def start_draft(self, who: Principal, app_id: UUID, body: GenerationBody) -> ActiveRun:
        """Run the draft of a workflow app, or the version asked for, for a person of the team."""
        who.require("app.edit")
        version = await self.versions.tried(who.workspace_id, app_id, body.workflow_id)
        if version.mode != "workflow":
            raise NotWorkflowApp()
        actor = Actor("account", who.account_id, who.name, "debugging", who.email)
        request = await self.request(version, actor, body, triggered_from="debugging")
        return await self.runner.start(request, WorkflowProjection(request))

    async def request(
        self,
        version: Version,
        actor: Actor,
        body: GenerationBody,
        *,
        triggered_from: Any,
        inputs: dict[str, Any] | None = None,
    ) -> RunRequest:
        """Check inputs and files against the form and make a request; `inputs` that are given were checked before.

        Raises `InputError`.
        """
        caller = FileCaller(version.workspace_id, actor, body.base)
        if inputs is None:
            variables = version.graph.start_variables()
            inputs = check_inputs(variables, body.inputs)
            await self.files.form(caller, variables, inputs)
        files = await self.files.message(caller, version.features, body.files)
        run_id = uuid7()
        system = {
            "files": files,
            "user_id": actor.name if actor.role == "end_user" else str(actor.id),
            "app_id": str(version.app_id),
            "workflow_id": str(version.id),
            "workflow_run_id": str(run_id),
            "timestamp": int(time.time()),
        }
        extra: dict[str, Any] = {"base": body.base}
        if body.trace_id:
            extra["trace_id"] = body.trace_id
        if (key_id := CALLING_KEY.get()) is not None:
            extra["key"] = str(key_id)
        return RunRequest(
            id=run_id,
            version=version,
            actor=actor,
            triggered_from=triggered_from,
            inputs=inputs,
            system=system,
            extra=extra,
        )


def check_workflow_app(app: AppAccess) -> None:
    """Raise `NotWorkflowApp` for every other mode."""
    if app.mode != "workflow":
        raise NotWorkflowApp()


async def stream_of(run: ActiveRun, view: View) -> Frames:
    """The run's events from the first on; given out once the run is durable. Raises `WriteFailed`."""
    frames = Frames()
    run.stream.subscribe(frames, view, 0)
    await run.lane.flush()
    return frames


async def blocking_answer(run: ActiveRun) -> bytes:
    """The body of a blocking run, once it is durable. Raises `WriteFailed`."""
    return run.stream.serialise(blocking_body(run.request, await run.wait()))
