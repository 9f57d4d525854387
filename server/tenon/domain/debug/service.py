"""The values of a draft's variables as one member has them: listed, shown whole, edited, forgotten."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from tenon.domain.auth.principal import Principal
from tenon.domain.conversation.earlier import default_of
from tenon.domain.debug.errors import NodeNotFound, VariableNotKept
from tenon.domain.debug.repository import DraftNodeRepository
from tenon.domain.debug.schemas import DraftVariable, Group, NodeLastRun, NodeRun, WholeValue
from tenon.domain.debug.tables import DraftNodeRow
from tenon.domain.debug.values import check_value, signed, summaries, summary
from tenon.domain.debug.watch import fingerprint
from tenon.domain.run import history
from tenon.domain.run.records import revive
from tenon.domain.workflow.content import mapping, mappings, masked
from tenon.domain.workflow.service import draft_row
from tenon.domain.workflow.tables import WorkflowRow
from tenon.engine.files import File
from tenon.engine.single import node_of
from tenon.engine.variables import to_plain, value_type
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.pagination import Page, PageQuery

type Address = Callable[[File], str | None]
SPACES: dict[str, Group] = {"conversation": "conversation", "sys": "system", "env": "environment"}


async def variables(
    uow: UnitOfWork, who: Principal, app_id: UUID, page: PageQuery, address: Address, *, node_id: str, text: str
) -> Page[DraftVariable]:
    """The values that are there, in the order of the graph. `text` is looked for in names, titles and values."""
    who.require("app.view")
    draft = await draft_row(uow, who.workspace_id, app_id)
    rows = {row.node_id: row for row in await DraftNodeRepository(uow, app_id, who.account_id).short()}
    found = [item for item in _all(draft, rows) if node_id in ("", item.node_id) and _matches(item, text.lower())]
    part = found[page.offset : page.offset + page.limit]
    for item in part:
        item.value = signed(item.value, address)
    return page.page_of(part, len(found))


def _matches(item: DraftVariable, text: str) -> bool:
    where = (item.name, item.node_title, item.text, "" if item.value is None else str(item.value))
    return not text or any(text in part.lower() for part in where)


def _all(draft: WorkflowRow, rows: Mapping[str, DraftNodeRow]) -> Iterator[DraftVariable]:
    for wrapper in mappings(draft.graph.get("nodes")):
        row, data = rows.get(str(wrapper.get("id"))), mapping(wrapper.get("data"))
        if row is None or not row.shown:
            continue
        stale = row.fingerprint is not None and row.fingerprint != fingerprint(draft.graph, row.node_id)
        for name, short in row.shown.items():
            yield _listed("node", row.node_id, name, short, data=data, stale=stale, row=row)
    row = rows.get("conversation")
    kept = (row.shown if row is not None else None) or {}
    for item in draft.conversation_variables:
        if item.get("name"):
            short = kept.get(item["name"]) or summary(default_of(item))
            short = {**short, "type": item.get("value_type") or short["type"]}
            yield _listed(
                "conversation", "conversation", item["name"], short, row=row if item["name"] in kept else None
            )
    row = rows.get("sys")
    for name, short in ((row.shown if row is not None else None) or {}).items():
        yield _listed("system", "sys", name, short, row=row)
    for item in masked(draft.environment_variables):
        short = {**summary(item.get("value")), "type": str(item.get("value_type") or "string")}
        yield _listed("environment", "env", str(item.get("name")), short)


def _listed(
    group: Group,
    node_id: str,
    name: str,
    short: Mapping[str, Any],
    *,
    data: Mapping[str, Any] | None = None,
    stale: bool = False,
    row: DraftNodeRow | None = None,
) -> DraftVariable:
    data = data or {}
    at = row.updated_at if row is not None else None
    return DraftVariable(
        group=group,
        node_id=node_id,
        node_title=str(data.get("title") or ""),
        node_type=str(data.get("type") or ""),
        name=name,
        stale=stale,
        editable=group != "environment",
        updated_at=int(at.timestamp()) if at is not None else None,
        **short,
    )


async def whole(uow: UnitOfWork, who: Principal, app_id: UUID, node_id: str, name: str, address: Address) -> WholeValue:
    """One value, however large. Raises `VariableNotKept`."""
    who.require("app.view")
    draft = await draft_row(uow, who.workspace_id, app_id)
    if node_id == "env":
        value = next((v.get("value") for v in masked(draft.environment_variables) if v.get("name") == name), None)
        return WholeValue(node_id=node_id, name=name, type="string", value=value, edited=False)
    row = await DraftNodeRepository(uow, app_id, who.account_id).get(node_id)
    edits, outputs = (row.edits or {}, row.outputs or {}) if row is not None else ({}, {})
    if name in edits or name in outputs:
        value = edits[name] if name in edits else outputs[name]
    else:
        value = _declared(draft, node_id, name)
    kind = value_type(revive(value))
    return WholeValue(node_id=node_id, name=name, type=kind, value=signed(value, address), edited=name in edits)


def _declared(draft: WorkflowRow, node_id: str, name: str) -> Any:
    """The value a conversation variable begins with."""
    for item in draft.conversation_variables if node_id == "conversation" else ():
        if item.get("name") == name:
            return to_plain(default_of(item))
    raise VariableNotKept()


async def edit(uow: UnitOfWork, who: Principal, app_id: UUID, node_id: str, name: str, value: Any) -> None:
    """Put a value in the place of one; files are variables already. Raises `InvalidParam`, `NodeNotFound`."""
    who.require("app.edit")
    draft = await draft_row(uow, who.workspace_id, app_id)
    if node_id == "env":
        raise InvalidParam("Environment variables are changed in their own panel.", params="node_id")
    if node_id not in SPACES and node_of(draft.graph, node_id) is None:
        raise NodeNotFound()
    row = await DraftNodeRepository(uow, app_id, who.account_id).need(node_id)
    set_value(row, name, value, expected=_expected(draft, row, name))


def _expected(draft: WorkflowRow, row: DraftNodeRow, name: str) -> str | None:
    """The type that a new value must have."""
    if row.node_id == "conversation":
        declared = next((v for v in draft.conversation_variables if v.get("name") == name), None)
        if declared is None:
            raise VariableNotKept(f"The app has no conversation variable {name!r}.")
        kind = str(declared.get("value_type") or "")
        return "number" if kind in ("integer", "float") else kind
    if name in (row.outputs or {}):
        return value_type(revive((row.outputs or {})[name]))
    return None


def set_value(row: DraftNodeRow, name: str, value: Any, *, expected: str | None) -> None:
    """Keep a value that a person set. Raises `InvalidParam`."""
    check_value(name, value, expected)
    row.edits = {**(row.edits or {}), name: to_plain(value)}
    row.shown = {**(row.shown or {}), name: summary(value, edited=True)}
    row.updated_at = utc_now()


async def revert(uow: UnitOfWork, who: Principal, app_id: UUID, node_id: str, name: str) -> None:
    """Back to what the node gave; a value that nobody set is forgotten. Raises `VariableNotKept`."""
    who.require("app.edit")
    await draft_row(uow, who.workspace_id, app_id)
    row = await DraftNodeRepository(uow, app_id, who.account_id).get(node_id)
    edits, outputs = (dict(row.edits or {}), dict(row.outputs or {})) if row is not None else ({}, {})
    if row is None or (name not in edits and name not in outputs):
        raise VariableNotKept()
    if name in edits:
        del edits[name]
    else:
        del outputs[name]
    row.edits, row.outputs = edits or None, outputs or None
    shown = {key: short for key, short in (row.shown or {}).items() if key != name}
    back = {key: revive(value) for key, value in outputs.items() if key == name}
    row.shown = {**shown, **summaries(back)}


async def forget(uow: UnitOfWork, who: Principal, app_id: UUID, node_id: str | None) -> None:
    """Forget the values of one node, or all. What last runs gave stays with them."""
    who.require("app.edit")
    await draft_row(uow, who.workspace_id, app_id)
    await DraftNodeRepository(uow, app_id, who.account_id).forget(node_id)


async def last_run(uow: UnitOfWork, who: Principal, app_id: UUID, node_id: str, address: Address) -> NodeLastRun:
    """How a node ran last for this member, alone or with the whole app."""
    who.require("app.view")
    draft = await draft_row(uow, who.workspace_id, app_id)
    rows = await DraftNodeRepository(uow, app_id, who.account_id).short()
    row = next((row for row in rows if row.node_id == node_id), None)
    if row is None or row.execution_id is None:
        return NodeLastRun(data=None)
    found = await history.node_execution(uow, row.execution_id)
    if found is None:
        return NodeLastRun(data=None)
    execution, run_id, handle = found
    facts = execution.model_dump()
    for member in ("inputs", "process_data", "outputs"):
        facts[member] = signed(facts[member], address)
    stale = row.run_fingerprint != fingerprint(draft.graph, node_id)
    return NodeLastRun(data=NodeRun(**facts, run_id=run_id, handle=handle, stale=stale))
