"""Errors of the database that a person can act on."""

from typing import Any

import pytest
from sqlalchemy import event, text

from tests.fixtures.server import Person, Server


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_full_disk_is_named_and_the_server_goes_on(server: Server, owner: Person, database_kind: str) -> None:
    engine = server.db.engine
    async with engine.connect() as connection:
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()

    def limit(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={pages}")
        cursor.close()

    await engine.dispose()
    event.listen(engine.sync_engine, "connect", limit)
    text_of_200_kb = (
        "app: {name: A, mode: workflow, description: " + "x" * 200_000 + "}\nworkflow: {graph: {nodes: []}}"
    )
    answer = await owner.client.post("/console/api/apps/imports", json={"yaml_content": text_of_200_kb})
    assert (answer.status_code, answer.json()["code"]) == (507, "database_full")
    event.remove(engine.sync_engine, "connect", limit)
    await engine.dispose()
    assert (await owner.client.get("/console/api/apps")).json()["total"] == 0
    answer = await owner.client.post("/console/api/apps/imports", json={"yaml_content": text_of_200_kb})
    assert answer.status_code == 200
