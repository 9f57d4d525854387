"""Cookies that are still there after the right to use them has gone, and requests from another site."""

import pytest

from tests.fixtures.server import Person, Server


async def test_a_removed_member_is_out_at_once(server: Server, owner: Person) -> None:
    editor = await server.person("editor", owner.workspace_id)
    made = await owner.client.post("/console/api/apps", json={"name": "Ours", "mode": "workflow"})
    path = f"/console/api/apps/{made.json()['id']}"
    assert (await editor.client.get(path)).status_code == 200
    gone = await owner.client.delete(f"/console/api/workspaces/current/members/{editor.account_id}")
    assert gone.status_code < 300, gone.text
    for answer in (
        await editor.client.get(path),
        await editor.client.get("/console/api/apps"),
        await editor.client.patch(path, json={"name": "Mine"}),
    ):
        assert answer.status_code in (401, 403, 404), answer.text
        assert "Ours" not in answer.text
    assert (await owner.client.get(path)).json()["name"] == "Ours"


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_errors_of_the_public_apis_can_be_read_by_other_sites(server: Server, database_kind: str) -> None:
    origin = {"Origin": "https://shop.example"}
    for path in ("/v1/info", "/v1/nothing", "/api/parameters"):
        answer = await server.client.get(path, headers=origin)
        assert answer.status_code in (401, 404)
        assert answer.headers["access-control-allow-origin"] == "*"
    refused = await server.client.get("/console/api/apps", headers=origin)
    assert "access-control-allow-origin" not in refused.headers
