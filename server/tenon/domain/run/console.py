"""Runs in the console: test runs of drafts, history, traces."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from tenon.domain.auth.dependencies import Who
from tenon.domain.run import history
from tenon.domain.run.attach import Follower
from tenon.domain.run.body import read_generation
from tenon.domain.run.schemas import ConsoleRunDetail, ConsoleRunSlice, NodeExecutions, Success
from tenon.domain.run.service import STOPPED_BY_USER, Runs, stream_of
from tenon.kit.http import Db, Uow, base_url, provided
from tenon.kit.json_body import json_object
from tenon.kit.routes import Router
from tenon.kit.sse import EventStream

router = Router(prefix="/console/api/apps/{app_id}", tags=["runs"])
RunsDep = Annotated[Runs, Depends(provided(Runs))]
FollowerDep = Annotated[Follower, Depends(provided(Follower))]


@router.post("/workflows/draft/run", response_class=Response)
async def run_draft(app_id: UUID, who: Who, runs: RunsDep, request: Request) -> Any:
    """Run the draft; a stream of events, each with its number `seq`."""
    body = read_generation(await json_object(request), user=str(who.account_id), chat=False)
    body.base = base_url(request)
    return EventStream(await stream_of(await runs.start_draft(who, app_id, body), "console"))


@router.post("/workflow-runs/tasks/{task_id}/stop")
async def stop_run(app_id: UUID, task_id: str, who: Who, runs: RunsDep, uow: Uow) -> Success:
    """Stop a run of the app."""
    who.require("app.view")
    if await history.belongs(uow, who.workspace_id, app_id, task_id, runs.runner):
        await runs.runner.stop(UUID(task_id), STOPPED_BY_USER)
    return Success()


@router.get("/workflow-runs")
async def list_runs(
    app_id: UUID,
    who: Who,
    uow: Uow,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    last_id: str | None = None,
    status: str | None = None,
    triggered_from: Literal["debugging", "app-run", "single-step", "all"] = "all",
) -> ConsoleRunSlice:
    """Runs of the app, newest first."""
    return await history.console_runs(
        uow, who, app_id, last_id=last_id, limit=limit, status=status, triggered_from=triggered_from
    )


@router.get("/workflow-runs/{run_id}")
async def run_detail(app_id: UUID, run_id: str, who: Who, uow: Uow) -> ConsoleRunDetail:
    """A run with its graph."""
    return await history.console_detail(uow, who, app_id, run_id)


@router.get("/workflow-runs/{run_id}/node-executions")
async def node_executions(app_id: UUID, run_id: str, who: Who, uow: Uow) -> NodeExecutions:
    """The finished nodes of a run, in their order."""
    return await history.node_executions(uow, who, app_id, run_id)


@router.get("/workflow-runs/{run_id}/events", response_class=Response)
async def run_events(
    app_id: UUID, run_id: str, who: Who, db: Db, follower: FollowerDep, after: Annotated[int, Query(ge=0)] = 0
) -> Any:
    """The run's events after a number, then those that come."""
    who.require("app.view")
    async with db.unit_of_work() as uow:
        row = await history.row_of(uow, who.workspace_id, app_id, run_id)
    return EventStream(await follower.follow(row.id, "console", after))
