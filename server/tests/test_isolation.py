"""Every route of the console: nobody gets in without a session, nobody reaches what another workspace owns."""

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.app.test_apps import make
from tests.fixtures.server import Person, Server

OPEN = {"/setup", "/login", "/refresh", "/activate"}
"""Besides these, icons of providers are open."""
BODIES: dict[tuple[str, str], Any] = {
    ("patch", "/apps/{app_id}"): {"name": "Mine now"},
    ("post", "/apps/{app_id}/workflows/draft"): {"graph": {}, "hash": "x"},
    ("post", "/apps/{app_id}/site-enable"): {"enabled": False},
    ("post", "/apps/{app_id}/api-enable"): {"enabled": False},
    ("patch", "/apps/{app_id}/site"): {"title": "Mine now"},
    ("patch", "/apps/{app_id}/workflows/{workflow_id}"): {"marked_name": "Mine now"},
    ("patch", "/tags/{tag_id}"): {"name": "Mine now"},
    ("patch", "/workspaces/current/members/{account_id}"): {"role": "editor"},
}
QUERIES = {("get", "/apps/{app_id}/messages"): f"?conversation_id={uuid4()}"}
SILENT = ("/apps/{app_id}/workflow-runs/tasks/{task_id}/stop", "-messages/{task_id}/stop")
"""Answers success for any task and stops only one's own."""
STRICT = ("/apps/{app_id}", "/tags/", "/workspaces/current/members/")


def routes(server: Server) -> list[tuple[str, str]]:
    """Method and path of every console route."""
    paths: dict[str, dict[str, Any]] = server.app.openapi()["paths"]
    found = [(method, path) for path, methods in paths.items() for method in methods if path.startswith("/console/api")]
    assert len(found) > 40
    return found


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_no_route_answers_without_a_session(server: Server, database_kind: str) -> None:
    for method, path in routes(server):
        if path.removeprefix("/console/api") in OPEN or path.endswith("/icon"):
            continue
        url = re.sub(r"\{[^}]+\}", str(uuid4()), path)
        answer = await server.client.request(method, url, json={} if method != "get" else None)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized"), (method, path)


async def test_no_route_reaches_another_workspace(server: Server, owner: Person) -> None:
    app = await make(owner, mode="advanced-chat")
    base = f"/console/api/apps/{app['id']}"
    key = (await owner.client.post(f"{base}/api-keys")).json()
    version = (await owner.client.post(f"{base}/workflows/publish")).json()
    tag = (await owner.client.post("/console/api/tags", json={"name": "Ours"})).json()
    ids = {
        "app_id": app["id"],
        "key_id": key["id"],
        "workflow_id": version["id"],
        "tag_id": tag["id"],
        "account_id": str(owner.account_id),
        "action": "enable",
    }
    before = (await owner.client.get(base)).json()
    stranger = await server.person("owner")
    for method, path in routes(server):
        names = re.findall(r"\{([^}]+)\}", path)
        if not names or path.endswith(SILENT):
            continue
        url = path
        for name in names:
            url = url.replace(f"{{{name}}}", ids.get(name, str(uuid4())))
        short = path.removeprefix("/console/api")
        url += QUERIES.get((method, short), "")
        body = BODIES.get((method, short), {}) if method != "get" else None
        answer = await stranger.client.request(method, url, json=body)
        expected = (404,) if (method, short) in BODIES or method in ("get", "delete") else (400, 404)
        if short.startswith(STRICT):
            nothing = answer.status_code == 200 and answer.json().get("data") == []
            assert nothing or answer.status_code in expected, (method, path, answer.status_code, answer.text)
        else:
            assert answer.status_code >= 400, (method, path, answer.status_code)
    after = (await owner.client.get(base)).json()
    before["site"].pop("updated_at", None)
    assert after == before
    assert "Ours" in (await owner.client.get("/console/api/tags")).text
    assert (await stranger.client.get("/console/api/apps")).json()["total"] == 0
