"""Trying single nodes in the console: their runs, and the values of a draft's variables."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request

from tenon.domain.auth.dependencies import Who
from tenon.domain.debug import service
from tenon.domain.debug.schemas import DraftVariable, NewValue, NodeInputs, NodeLastRun, StepBody, WholeValue
from tenon.domain.debug.steps import Steps
from tenon.domain.run.ports import PortsFactory
from tenon.domain.run.service import stream_of
from tenon.engine.files import File
from tenon.kit.http import Uow, base_url, provided
from tenon.kit.pagination import Page, PageQuery
from tenon.kit.routes import Router
from tenon.kit.sse import EventStream

router = Router(prefix="/console/api/apps/{app_id}/workflows/draft", tags=["debug"])
StepsDep = Annotated[Steps, Depends(provided(Steps))]
PortsDep = Annotated[PortsFactory, Depends(provided(PortsFactory))]


async def _address(request: Request, ports: PortsDep) -> service.Address:
    """Gives files the address under which this caller reaches us."""
    base = base_url(request)

    def address(file: File) -> str | None:
        return ports.address(file, base)

    return address


Addresses = Annotated[Any, Depends(_address)]


@router.get("/variables")
async def list_variables(
    app_id: UUID,
    who: Who,
    uow: Uow,
    address: Addresses,
    node_id: str = "",
    q: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=9999)] = 1,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Page[DraftVariable]:
    """The values that one's own tries of the draft left, in the order of the graph."""
    paging = PageQuery(page, limit)
    return await service.variables(uow, who, app_id, paging, address, node_id=node_id, text=q)


@router.delete("/variables", status_code=204)
async def forget_variables(app_id: UUID, who: Who, uow: Uow, node_id: str | None = None) -> None:
    """Forget the values of one node, or all."""
    await service.forget(uow, who, app_id, node_id)


@router.get("/variables/{node_id}/{name}")
async def get_variable(app_id: UUID, node_id: str, name: str, who: Who, uow: Uow, address: Addresses) -> WholeValue:
    """One value, however large."""
    return await service.whole(uow, who, app_id, node_id, name, address)


@router.patch("/variables/{node_id}/{name}")
async def edit_variable(
    app_id: UUID,
    node_id: str,
    name: str,
    body: NewValue,
    who: Who,
    uow: Uow,
    steps: StepsDep,
    request: Request,
    address: Addresses,
) -> WholeValue:
    """Put a value in the place of one; the last run of the node stays as it was."""
    who.require("app.edit")
    value = await steps.resolved(who, body.value, base_url(request))
    await service.edit(uow, who, app_id, node_id, name, value)
    await uow.session.flush()
    return await service.whole(uow, who, app_id, node_id, name, address)


@router.delete("/variables/{node_id}/{name}", status_code=204)
async def revert_variable(app_id: UUID, node_id: str, name: str, who: Who, uow: Uow) -> None:
    """Back to what the node gave; a value that nobody set is forgotten."""
    await service.revert(uow, who, app_id, node_id, name)


@router.get("/nodes/{node_id}/inputs")
async def node_inputs(app_id: UUID, node_id: str, who: Who, steps: StepsDep, address: Addresses) -> NodeInputs:
    """What must be known to run a node alone."""
    return await steps.inputs(who, app_id, node_id, address)


@router.post("/nodes/{node_id}/run", response_model=NodeLastRun)
async def run_node(
    app_id: UUID,
    node_id: str,
    who: Who,
    steps: StepsDep,
    request: Request,
    address: Addresses,
    body: StepBody | None = None,
) -> Any:
    """Run one node of the draft: a stream of events, or its run once it is over."""
    body = body or StepBody()
    run = await steps.start(who, app_id, node_id, body.values, base_url(request))
    if body.response_mode == "blocking":
        return await steps.result(run, who, node_id, address)
    return EventStream(await stream_of(run, "console"))


@router.get("/nodes/{node_id}/last-run")
async def last_run(app_id: UUID, node_id: str, who: Who, uow: Uow, address: Addresses) -> NodeLastRun:
    """How a node ran last, alone or with the whole app."""
    return await service.last_run(uow, who, app_id, node_id, address)
