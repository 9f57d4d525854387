"""Runs of one node of a draft."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from tenon.domain.auth.principal import Principal
from tenon.domain.debug.errors import NodeNotAlone, NodeNotFound, ValuesMissing
from tenon.domain.debug.known import Known, system_values
from tenon.domain.debug.repository import DraftNodeRepository
from tenon.domain.debug.schemas import NeededValue, NodeInputs, NodeLastRun
from tenon.domain.debug.service import Address, last_run, set_value
from tenon.domain.debug.values import given_file, signed, summary
from tenon.domain.debug.watch import fingerprint
from tenon.domain.run.active import ActiveRun
from tenon.domain.run.projection import WorkflowProjection
from tenon.domain.run.service import FileCaller, Runs
from tenon.domain.run.spec import STEP, Actor, Only, RunRequest
from tenon.domain.run.versions import make_version
from tenon.domain.workflow.reader import Runnable, Workflows
from tenon.domain.workflow.service import WorkflowNotFound
from tenon.engine.reads import Need, reads
from tenon.engine.single import NOT_ALONE, node_of, part_of
from tenon.engine.variables import MISSING, to_plain
from tenon.errors import InvalidParam
from tenon.kit.db import Database, UnitOfWork
from tenon.kit.ids import uuid7

_NOTHING: dict[str, Any] = {"nodes": [{"id": "#start", "data": {"type": "start", "variables": []}}], "edges": []}

type Given = Mapping[str, Mapping[str, Any]]


class Steps:
    """Runs single nodes for people of the team, with what they know of the variables."""

    def __init__(self, db: Database, workflows: Workflows, runs: Runs) -> None:
        self._db, self._workflows, self.runs = db, workflows, runs

    async def inputs(self, who: Principal, app_id: UUID, node_id: str, address: Address) -> NodeInputs:
        """What a node reads and where it would come from. Raises `WorkflowNotFound`, `NodeNotFound`."""
        who.require("app.view")
        draft = await self._draft(who, app_id)
        data = _node(draft, node_id)
        if data.get("type") in NOT_ALONE:
            return NodeInputs(runnable=False, reason=_reason(data))
        needs = reads(draft.graph, node_id)
        async with self._db.unit_of_work() as uow:
            known = await _known(uow, who, draft, needs)
        return NodeInputs(runnable=True, data=[_needed(known, need, address) for need in needs])

    async def start(self, who: Principal, app_id: UUID, node_id: str, given: Given, base: str) -> ActiveRun:
        """Run a node with these values and those that are known; what is given is kept.

        Raises `WorkflowNotFound`, `NodeNotFound`, `NodeNotAlone`, `ValuesMissing`, `InvalidParam`, `GraphError`.
        """
        who.require("app.edit")
        draft = await self._draft(who, app_id)
        data = _node(draft, node_id)
        if data.get("type") in NOT_ALONE:
            raise NodeNotAlone(_reason(data))
        part = part_of(draft.graph, node_id)
        part.single(node_id)  # a fault of the node is told before anything is stored
        actor = Actor("account", who.account_id, who.name, "debugging", who.email)
        values = await self._resolved(FileCaller(who.workspace_id, actor, base), given)
        needs = reads(draft.graph, node_id)
        async with self._db.unit_of_work() as uow:
            known = await _known(uow, who, draft, needs)
            await _keep(uow, who, draft, known, values)
        only = Only(node_id, _read(draft, known, needs, data))
        version = replace(make_version(draft, _NOTHING), graph=part, stored_graph=draft.graph)
        run_id = uuid7()
        system = known.system | known.group("sys") | {"workflow_run_id": str(run_id), "timestamp": int(time.time())}
        request = RunRequest(
            id=run_id,
            version=version,
            actor=actor,
            triggered_from=STEP,
            inputs={},
            system=system,
            conversation=known.conversation(),
            extra={"base": base},
            only=only,
        )
        return await self.runs.runner.start(request, WorkflowProjection(request))

    async def result(self, run: ActiveRun, who: Principal, node_id: str, address: Address) -> NodeLastRun:
        """The node's run, once it is over and durable. Raises `WriteFailed`."""
        await run.wait()
        async with self._db.unit_of_work() as uow:
            return await last_run(uow, who, run.request.version.app_id, node_id, address)

    async def resolved(self, who: Principal, value: Any, base: str) -> Any:
        """A value that a person set, files as variables. Raises `InputError`."""
        actor = Actor("account", who.account_id, who.name, "debugging", who.email)
        return (await self._resolved(FileCaller(who.workspace_id, actor, base), {"": {"value": value}}))[""]["value"]

    async def _draft(self, who: Principal, app_id: UUID) -> Runnable:
        draft = await self._workflows.draft(who.workspace_id, app_id)
        if draft is None:
            raise WorkflowNotFound()
        return draft

    async def _resolved(self, caller: FileCaller, given: Given) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for node_id, group in given.items():
            found[node_id] = values = dict(group)
            files = [{"variable": name, "type": kind} for name, value in group.items() if (kind := given_file(value))]
            await self.runs.files.form(caller, files, values)
        return found


def _node(draft: Runnable, node_id: str) -> dict[str, Any]:
    data = node_of(draft.graph, node_id)
    if data is None:
        raise NodeNotFound()
    return data


def _title(draft: Runnable, node_id: str) -> str:
    return str((node_of(draft.graph, node_id) or {}).get("title") or node_id)


def _reason(data: Mapping[str, Any]) -> str:
    title = str(data.get("title") or data.get("type"))
    return f"Node {title!r} ({data.get('type')}) cannot be run alone. Run the whole app to see what it does."


async def _known(uow: UnitOfWork, who: Principal, draft: Runnable, needs: Sequence[Need]) -> Known:
    system = system_values(draft.app_id, draft.id, who.account_id, draft.type)
    ids = {"sys", "conversation", *(need.node_id for need in needs)}
    rows = await DraftNodeRepository(uow, draft.app_id, who.account_id).whole(ids)
    return Known(draft.graph, draft.conversation_variables, system, {row.node_id: row for row in rows})


async def _keep(
    uow: UnitOfWork, who: Principal, draft: Runnable, known: Known, given: Mapping[str, Mapping[str, Any]]
) -> None:
    """Keep given values that differ from what is known, as if they had been edited."""
    repository = DraftNodeRepository(uow, draft.app_id, who.account_id)
    for node_id, group in given.items():
        if node_id not in ("sys", "conversation") and node_of(draft.graph, node_id) is None:
            raise InvalidParam(f"values: the draft has no node {node_id!r}.", params="values")
        for name, value in group.items():
            former, source = known.find(node_id, name)
            if source != "missing" and to_plain(former) == to_plain(value):
                continue
            row = known.rows[node_id] = await repository.need(node_id)
            set_value(row, name, value, expected=known.type_of(Need(node_id, name)))
            await uow.session.flush()


def _read(draft: Runnable, known: Known, needs: Sequence[Need], data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The values that the node reads. Raises `ValuesMissing`, which names all that are not there."""
    values: dict[str, dict[str, Any]] = {}
    missing: list[Need] = []
    for need in needs:
        value, _ = known.find(need.node_id, need.name)
        if value is not MISSING:
            values.setdefault(need.node_id, {})[need.name] = value
        elif not need.optional:
            missing.append(need)
    if missing:
        names = ", ".join(f"{_title(draft, need.node_id)} / {need.name}" for need in missing)
        title = str(data.get("title") or data.get("type"))
        listed = [{"node_id": need.node_id, "name": need.name} for need in missing]
        text = f"Node {title!r} needs values that are not there yet: {names}. Give them, or run those nodes first."
        raise ValuesMissing(text, missing=listed)
    return values


def _needed(known: Known, need: Need, address: Address) -> NeededValue:
    value, source = known.find(need.node_id, need.name)
    data = node_of(known.graph, need.node_id) or {}
    row = known.rows.get(need.node_id)
    old = source == "run" and row is not None and row.fingerprint is not None
    short: dict[str, Any] = {} if value is MISSING else summary(value)
    kind = known.type_of(need) or (short.get("type") if short.get("type") != "none" else None)
    return NeededValue(
        node_id=need.node_id,
        node_title=str(data.get("title") or ""),
        node_type=str(data.get("type") or ""),
        name=need.name,
        type=kind,
        source=source,
        value=signed(short.get("value"), address),
        text=short.get("text", ""),
        truncated=short.get("truncated", False),
        optional=need.optional,
        stale=old and row is not None and row.fingerprint != fingerprint(known.graph, need.node_id),
    )
