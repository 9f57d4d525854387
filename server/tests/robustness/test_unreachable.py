"""A PostgreSQL that cannot be reached: a readable 503, and work goes on when it is back."""

from pathlib import Path

import httpx
import pytest
from sqlalchemy.engine import make_url

from tenon.api import create_app
from tenon.settings import Settings
from tenon.wiring import build
from tests.fixtures.apps import echo_graph, make_app
from tests.fixtures.databases import admin
from tests.fixtures.process import free_port
from tests.fixtures.server import Server

CALLS = (
    ("GET", "/console/api/setup"),
    ("GET", "/v1/info"),
    ("POST", "/v1/workflows/run"),
    ("POST", "/v1/chat-messages"),
)


async def _refused(client: httpx.AsyncClient, method: str, path: str, codes: tuple[str, ...]) -> None:
    answer = await client.request(method, path, json={"inputs": {"text": "a"}, "user": "a"})
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"] in codes) == (503, 503, True), (path, body)
    assert "database" in body["message"]


async def test_a_closed_port_is_a_readable_503(tmp_path: Path) -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    container = build(Settings(data_dir=tmp_path, database_url=url, secret_key="of tests", code_prestart=False))
    transport = httpx.ASGITransport(create_app(container), raise_app_exceptions=False)
    headers = {"Authorization": "Bearer app-" + "x" * 24}
    async with httpx.AsyncClient(transport=transport, base_url="http://tenon.test", headers=headers) as client:
        health = await client.get("/health")
        assert (health.status_code, health.json()["checks"]["database"]) == (503, "failed")
        for method, path in CALLS:
            await _refused(client, method, path, ("database_unavailable",))
    await container.db.close()


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_a_server_goes_on_when_its_database_is_back(
    server: Server, database_url: str, postgresql_url: str, database_kind: str
) -> None:
    app = await make_app(server, echo_graph())
    assert (await app.run({"text": "before"})).status_code == 200
    name = make_url(database_url).database
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    await admin(postgresql_url, f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false", cut)
    try:
        await _refused(server.client, "GET", "/console/api/setup", ("database_unavailable",))
        await _refused(app.client, "POST", "/v1/workflows/run", ("database_unavailable", "storage_unavailable"))
    finally:
        await admin(postgresql_url, f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
    assert (await app.run({"text": "after"})).json()["data"]["outputs"] == {"out": "after"}
