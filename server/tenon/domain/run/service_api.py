"""Workflow runs over the service API (contract: service-api.md 2)."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BeforeValidator

from tenon.domain.auth.dependencies import AppKey, app_key
from tenon.domain.auth.principal import AppGate
from tenon.domain.run import history
from tenon.domain.run.attach import Follower
from tenon.domain.run.body import read_generation, user_of
from tenon.domain.run.errors import NotBuilt
from tenon.domain.run.schemas import BlockingRun, FilledForm, LogPage, RunDetail, Success
from tenon.domain.run.service import STOPPED_BY_USER, Runs, blocking_answer, check_workflow_app, stream_of
from tenon.kit.http import Uow, base_url, provided, services_of
from tenon.kit.json_body import json_answer, json_object, trace_id
from tenon.kit.pagination import PageQuery, page_query
from tenon.kit.raw_route import RawRoute
from tenon.kit.routes import Router
from tenon.kit.sse import EventStream

TAGS: list[str | Enum] = ["service API: workflow runs"]
router = Router(prefix="/v1", tags=TAGS)
hot = Router(prefix="/v1", tags=TAGS, route_class=RawRoute)
"""The routes that start runs: they look the key up themselves."""
Moment = Annotated[datetime | None, BeforeValidator(lambda text: text or None), Query()]
"""A time in ISO 8601; clients send an empty text for none."""
RunsDep = Annotated[Runs, Depends(provided(Runs))]
FollowerDep = Annotated[Follower, Depends(provided(Follower))]
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"model": BlockingRun, "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


@hot.post("/workflows/run", responses=STREAM, response_class=Response)
async def run_workflow(request: Request) -> Response:
    """Run the published version."""
    return await _run(request, None)


@hot.post("/workflows/{workflow_id}/run", responses=STREAM, response_class=Response)
async def run_workflow_version(request: Request) -> Response:
    """Run one published version."""
    return await _run(request, request.path_params["workflow_id"])


async def _run(request: Request, workflow_id: str | None) -> Response:
    services = services_of(request)
    key = await app_key(request, services.get(AppGate))
    check_workflow_app(key.app)
    runs = services.get(Runs)
    raw = await json_object(request)
    body = read_generation(raw, user=user_of(raw), chat=False)
    body.workflow_id, body.trace_id, body.base = workflow_id, trace_id(request, raw), base_url(request)
    actor, write = runs.actor(key.app, "service-api", body.user)
    run = await runs.start_workflow(key.app, actor, write, body)
    if body.streaming:
        return EventStream(await stream_of(run, "full"))
    return json_answer(await blocking_answer(run))


@router.post("/workflows/tasks/{task_id}/stop")
async def stop_workflow(task_id: str, key: AppKey, runs: RunsDep, uow: Uow, request: Request) -> Success:
    """Stop a run; an unknown one is no error."""
    check_workflow_app(key.app)
    user_of(await json_object(request))
    if await history.belongs(uow, key.workspace_id, key.app.id, task_id, runs.runner):
        await runs.runner.stop(UUID(task_id), STOPPED_BY_USER)
    return Success()


@router.get("/workflows/run/{workflow_run_id}")
async def run_detail(workflow_run_id: str, key: AppKey, uow: Uow) -> RunDetail:
    """A run of the app."""
    return await history.detail(uow, key.app, workflow_run_id)


@router.get("/workflows/logs")
async def logs(
    key: AppKey,
    uow: Uow,
    page: Annotated[PageQuery, Depends(page_query)],
    keyword: str | None = None,
    status: str | None = None,
    created_at__before: Moment = None,
    created_at__after: Moment = None,
    created_by_end_user_session_id: str | None = None,
    created_by_account: str | None = None,
) -> LogPage:
    """The app's runs, newest first."""
    wanted = await history.log_filter(
        uow,
        keyword=keyword,
        status=status,
        before=created_at__before,
        after=created_at__after,
        session_id=created_by_end_user_session_id,
        account=created_by_account,
    )
    return await history.logs(uow, key.app, wanted, page)


@router.get("/workflow/{workflow_run_id}/events", response_class=Response)
async def events(
    workflow_run_id: str,
    key: AppKey,
    runs: RunsDep,
    follower: FollowerDep,
    request: Request,
    user: str | None = None,
    include_state_snapshot: bool = False,
    after: int | None = None,
) -> Any:
    """Take a stream up again.

    Without `after` (or a `Last-Event-ID` header) events come from now on, and a run that is over gives its last
    event. With it, every event with a higher number comes; the first event of a run is number 1.
    """
    actor, _ = runs.actor(key.app, "service-api", user_of({"user": user}))
    last_seen = history.sequence(after, request.headers.get("Last-Event-ID"))
    run_id, running = await history.open_run(follower, key.app, workflow_run_id, actor)
    if last_seen is not None:
        return EventStream(await follower.follow(run_id, "full", last_seen))
    if running:
        return EventStream(await follower.live(run_id, "full", snapshot=include_state_snapshot))
    return EventStream(await follower.ended(run_id, "full"))


@router.get("/form/human_input/{form_token}")
async def human_input_form(form_token: str, _key: AppKey) -> Success:
    """A form that a run waits for; forms are not built yet."""
    raise NotBuilt()


@router.post("/form/human_input/{form_token}")
async def fill_human_input_form(form_token: str, _key: AppKey, _body: FilledForm) -> Success:
    """Fill a form that a run waits for; forms are not built yet."""
    raise NotBuilt()
