"""Workflow runs of published pages (contract: web-and-embed.md 2): as the service API, values of nodes left out."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from tenon.domain.auth.dependencies import PageVisitor
from tenon.domain.auth.principal import Visitor
from tenon.domain.run import history
from tenon.domain.run.attach import Follower
from tenon.domain.run.body import read_generation
from tenon.domain.run.schemas import Success
from tenon.domain.run.service import STOPPED_BY_USER, Runs, blocking_answer, check_workflow_app, stream_of
from tenon.kit.http import Uow, base_url, provided
from tenon.kit.json_body import json_answer, json_object, trace_id
from tenon.kit.routes import Router
from tenon.kit.sse import EventStream

router = Router(prefix="/api", tags=["web API"])
RunsDep = Annotated[Runs, Depends(provided(Runs))]


@router.post("/workflows/run", response_class=Response)
async def run_workflow(visitor: PageVisitor, runs: RunsDep, request: Request) -> Any:
    """Run the published version; a stream unless `response_mode` is `blocking`."""
    check_workflow_app(visitor.app)
    raw = await json_object(request)
    body = read_generation({"response_mode": "streaming", **raw}, user=visitor.session_id, chat=False)
    body.workflow_id, body.trace_id, body.base = None, trace_id(request, raw), base_url(request)
    actor, write = runs.actor(visitor.app, "browser", visitor.session_id)
    run = await runs.start_workflow(visitor.app, actor, write, body)
    if body.streaming:
        return EventStream(await stream_of(run, "web"))
    return json_answer(await blocking_answer(run))


@router.post("/workflows/tasks/{task_id}/stop")
async def stop_workflow(task_id: str, visitor: PageVisitor, runs: RunsDep, uow: Uow) -> Success:
    """Stop a run of this visitor; anything else changes nothing."""
    check_workflow_app(visitor.app)
    user_id = visitor.end_user_id
    if await history.belongs(uow, visitor.app.workspace_id, visitor.app.id, task_id, runs.runner, user_id):
        await runs.runner.stop(UUID(task_id), STOPPED_BY_USER)
    return Success()


@router.get("/workflow/{workflow_run_id}/events", response_class=Response)
async def events(
    workflow_run_id: str,
    visitor: PageVisitor,
    runs: RunsDep,
    follower: Annotated[Follower, Depends(provided(Follower))],
    request: Request,
    after: int | None = None,
) -> Any:
    """Take a stream up again after the event of this number; from the beginning when none is given."""
    run_id, _ = await history.open_run(follower, visitor.app, workflow_run_id, _actor(runs, visitor))
    last_seen = history.sequence(after, request.headers.get("Last-Event-ID"))
    return EventStream(await follower.follow(run_id, "web", last_seen or 0))


def _actor(runs: Runs, visitor: Visitor) -> Any:
    return runs.actor(visitor.app, "browser", visitor.session_id)[0]
