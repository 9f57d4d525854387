"""The group-commit writer on both databases."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tenon.domain.app.tables import AppRow
from tenon.domain.end_user.tables import EndUserRow
from tenon.domain.run.tables import GraphSnapshotRow
from tenon.domain.workspace.tables import WorkspaceRow
from tenon.kit.db import Database, utc_now
from tenon.kit.group_commit import GroupCommit, Lane, PostgresTarget, SqliteTarget, WriteFailed
from tenon.kit.ids import uuid7


@pytest.fixture
async def writer(db: Database) -> AsyncIterator[GroupCommit]:
    dsn = db.url.set(drivername="postgresql").render_as_string(hide_password=False)
    found = GroupCommit(PostgresTarget(dsn) if db.dialect == "postgresql" else SqliteTarget(str(db.url.database)))
    yield found
    await found.close()


@pytest.fixture
async def workspace(db: Database) -> UUID:
    row = WorkspaceRow(id=uuid7(), name="W", public_key="", private_key="")
    async with db.unit_of_work() as uow:
        uow.session.add(row)
    return row.id


def add(lane: Lane, workspace: UUID, name: str, graph: Any) -> None:
    values = {"id": name, "workspace_id": workspace, "graph": graph}
    lane.insert(GraphSnapshotRow, (name, workspace), values)


async def graphs(db: Database) -> dict[str, Any]:
    async with db.unit_of_work() as uow:
        return {row.id: row.graph for row in await uow.session.scalars(select(GraphSnapshotRow))}


async def test_what_was_flushed_is_there(db: Database, writer: GroupCommit, workspace: UUID) -> None:
    lane = writer.lane()
    add(lane, workspace, "a", {"n": 1, "text": "zero\0 and 好", "big": 2**70})
    lane.update(GraphSnapshotRow, ("a", workspace), {"graph": {"n": 2, "text": "x\0y", "b": b"{}".decode()}})
    add(lane, workspace, "b", b'{"already": "json"}')
    await lane.flush()
    found = await graphs(db)
    assert found["a"]["n"] == 2
    assert found["b"] == {"already": "json"}
    lane.update(GraphSnapshotRow, ("b", workspace), {"graph": {"later": True}})
    await lane.flush()
    assert (await graphs(db))["b"] == {"later": True}
    await lane.flush()  # nothing is left to do


async def test_many_lanes_share_commits(db: Database, writer: GroupCommit, workspace: UUID) -> None:
    async def one(number: int) -> None:
        lane = writer.lane()
        for step in range(5):
            add(lane, workspace, f"{number}-{step}", {"n": number})
            await lane.flush()

    await asyncio.gather(*(one(n) for n in range(100)))
    async with db.unit_of_work() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(GraphSnapshotRow)) == 500
    assert writer.commits < 100


async def test_a_row_that_is_refused_fails_its_own_lane_only(
    db: Database, writer: GroupCommit, workspace: UUID
) -> None:
    failures: list[WriteFailed] = []
    good, bad = writer.lane(), writer.lane(failures.append)
    add(good, workspace, "good", {})
    now = utc_now()
    orphan = {"id": uuid7(), "workspace_id": uuid7(), "app_id": uuid7(), "type": "mcp", "session_id": "x"}
    bad.insert(EndUserRow, orphan["id"], {**orphan, "is_anonymous": False, "created_at": now, "updated_at": now})
    results = await asyncio.gather(good.flush(), bad.flush(), return_exceptions=True)
    assert results[0] is None
    assert isinstance(results[1], WriteFailed)
    assert len(failures) == 1
    with pytest.raises(WriteFailed):
        await bad.flush()
    assert set(await graphs(db)) == {"good"}


async def test_rows_nobody_waits_for_are_stored_soon(db: Database, writer: GroupCommit, workspace: UUID) -> None:
    lane = writer.lane()
    add(lane, workspace, "a", {})
    stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    lane.on_durable(lambda: stored.set_result(None))
    await asyncio.wait_for(stored, 5)
    assert set(await graphs(db)) == {"a"}


async def test_closing_stores_what_is_left(db: Database, writer: GroupCommit, workspace: UUID) -> None:
    add(writer.lane(), workspace, "a", {})
    await writer.close()
    assert set(await graphs(db)) == {"a"}


async def test_many_changes_at_once_reach_each_its_row(db: Database, writer: GroupCommit, workspace: UUID) -> None:
    app = AppRow(id=uuid7(), workspace_id=workspace, name="A", mode="chat", document={})
    async with db.unit_of_work() as uow:
        uow.session.add(app)
    now = utc_now()
    common = {"workspace_id": workspace, "app_id": app.id, "type": "mcp", "created_at": now, "updated_at": now}
    users = [uuid7() for _ in range(75)]
    lane = writer.lane()
    for number, id in enumerate(users):
        add(lane, workspace, str(number), {"n": number})
        lane.insert(EndUserRow, id, {**common, "id": id, "session_id": str(number), "is_anonymous": False})
    await lane.flush()
    for number, id in enumerate(users):
        lane.update(GraphSnapshotRow, (str(number), workspace), {"graph": {"n": -number}})
        lane.update(EndUserRow, id, {"name": f"name {number}"} if number % 3 else {"name": None, "is_anonymous": True})
    lane.update(EndUserRow, uuid7(), {"name": "of nobody"})
    await lane.flush()
    assert await graphs(db) == {str(number): {"n": -number} for number in range(75)}
    async with db.unit_of_work() as uow:
        rows = {row.session_id: row for row in await uow.session.scalars(select(EndUserRow))}
    assert {name: (row.name, row.is_anonymous) for name, row in rows.items()} == {
        str(n): (f"name {n}", False) if n % 3 else (None, True) for n in range(75)
    }
