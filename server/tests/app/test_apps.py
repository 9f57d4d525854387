"""Apps: made, listed, changed, copied, deleted; who may do what."""

from typing import Any

import pytest

from tenon.domain.auth.permissions import Role
from tests.fixtures.server import Person, Server


async def make(person: Person, name: str = "App", mode: str = "workflow", **more: Any) -> dict[str, Any]:
    """Make an app."""
    answer = await person.client.post("/console/api/apps", json={"name": name, "mode": mode, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def names(person: Person, **query: Any) -> list[str]:
    """The names of the list."""
    answer = await person.client.get("/console/api/apps", params=query)
    assert answer.status_code == 200, answer.text
    return [app["name"] for app in answer.json()["data"]]


async def test_the_five_modes_can_be_made(owner: Person) -> None:
    for mode in ("workflow", "advanced-chat", "chat", "agent-chat", "completion"):
        app = await make(owner, mode=mode, description="About", icon_type="emoji", icon="🚀", icon_background="#FFF")
        assert (app["mode"], app["icon"], app["enable_api"], app["enable_site"]) == (mode, "🚀", True, True)
        assert app["author_name"] == "Owner"
        assert len(app["site"]["code"]) == 16
        assert (app["model_config"] is None) == (mode in ("workflow", "advanced-chat"))
    refused = await owner.client.post("/console/api/apps", json={"name": "X", "mode": "channel"})
    assert (refused.status_code, refused.json()["params"]) == (400, "mode")


async def test_a_new_chatflow_is_start_model_answer(owner: Person) -> None:
    app = await make(owner, mode="advanced-chat")
    draft = (await owner.client.get(f"/console/api/apps/{app['id']}/workflows/draft")).json()
    assert [node["data"]["type"] for node in draft["graph"]["nodes"]] == ["start", "llm", "answer"]
    problems = (await owner.client.post(f"/console/api/apps/{app['id']}/workflows/check")).json()["problems"]
    assert [problem["code"] for problem in problems] == ["model_missing"]


async def test_the_list_is_narrowed_sorted_and_paged(owner: Person, server: Server) -> None:
    editor = await server.person("editor", owner.workspace_id)
    for name in ("Alpha 100%", "beta", "Gamma_1"):
        await make(owner, name)
    await make(editor, "delta", "advanced-chat")
    assert await names(owner, sort="name") == ["Alpha 100%", "beta", "delta", "Gamma_1"]
    assert await names(owner, sort="-created_at") == ["delta", "Gamma_1", "beta", "Alpha 100%"]
    assert await names(owner, name="100%") == ["Alpha 100%"]
    assert await names(owner, name="_") == ["Gamma_1"]
    assert await names(owner, name="ETA") == ["beta"]
    assert await names(owner, mode="advanced-chat") == ["delta"]
    assert await names(editor, created_by_me="true") == ["delta"]
    page = (await owner.client.get("/console/api/apps", params={"page": 2, "limit": 3, "sort": "name"})).json()
    assert (page["total"], page["has_more"], page["page"], len(page["data"])) == (4, False, 2, 1)
    for query in ({"page": 0}, {"limit": 101}, {"sort": "size"}, {"mode": "x"}):
        assert (await owner.client.get("/console/api/apps", params=query)).status_code == 400


async def test_a_changed_draft_moves_the_app_up(owner: Person) -> None:
    first = await make(owner, "first")
    await make(owner, "second")
    assert await names(owner) == ["second", "first"]
    path = f"/console/api/apps/{first['id']}/workflows/draft"
    draft = (await owner.client.get(path)).json()
    body = {"graph": {**draft["graph"], "viewport": {"x": 5}}, "features": {}, "hash": draft["hash"]}
    assert (await owner.client.post(path, json=body)).status_code == 200
    assert await names(owner) == ["first", "second"]


async def test_renaming_and_the_icon(owner: Person) -> None:
    app = await make(owner)
    path = f"/console/api/apps/{app['id']}"
    changed = (await owner.client.patch(path, json={"name": " New ", "icon": None, "max_active_requests": 3})).json()
    assert (changed["name"], changed["icon"], changed["max_active_requests"]) == ("New", None, 3)
    assert (await owner.client.patch(path, json={"name": "  "})).status_code == 400


async def test_a_copy_is_independent(owner: Person) -> None:
    app = await make(owner, mode="advanced-chat")
    path = f"/console/api/apps/{app['id']}"
    copy = await owner.client.post(f"{path}/copy")
    assert (copy.status_code, copy.json()["name"]) == (201, "App copy")
    assert copy.json()["site"]["code"] != app["site"]["code"]
    other = f"/console/api/apps/{copy.json()['id']}/workflows/draft"
    draft = (await owner.client.get(other)).json()
    body: dict[str, Any] = {"graph": {"nodes": [], "edges": []}, "features": {}, "hash": draft["hash"]}
    assert (await owner.client.post(other, json=body)).status_code == 200
    assert len((await owner.client.get(f"{path}/workflows/draft")).json()["graph"]["nodes"]) == 3
    named = await owner.client.post(f"{path}/copy", json={"name": "Other"})
    assert named.json()["name"] == "Other"


async def test_deleting_tells_its_effects_and_takes_everything(owner: Person) -> None:
    app = await make(owner)
    path = f"/console/api/apps/{app['id']}"
    await owner.client.post(f"{path}/api-keys")
    assert (await owner.client.post(f"{path}/workflows/publish")).status_code == 201
    counts = (await owner.client.get(f"{path}/delete-effects")).json()["counts"]
    assert (counts["versions"], counts["api_keys"]) == (1, 1)
    assert (await owner.client.delete(path)).status_code == 204
    for gone in (path, f"{path}/site", f"{path}/workflows/draft", f"{path}/api-keys"):
        assert (await owner.client.get(gone)).status_code == 404
    assert (await owner.client.delete(path)).status_code == 404


@pytest.mark.parametrize(
    ("role", "sees", "edits"),
    [
        ("owner", True, True),
        ("admin", True, True),
        ("editor", True, True),
        ("normal", True, False),
        ("dataset_operator", False, False),
    ],
)
async def test_what_each_role_may_do(server: Server, owner: Person, role: Role, sees: bool, edits: bool) -> None:
    app = await make(owner)
    person = owner if role == "owner" else await server.person(role, owner.workspace_id)
    path = f"/console/api/apps/{app['id']}"
    reads = ["/console/api/apps", path, f"{path}/site", f"{path}/workflows/draft", f"{path}/workflows"]
    reads += [f"{path}/delete-effects", f"/console/api/apps/imports/{app['id']}/check-dependencies"]
    for read in reads:
        assert (await person.client.get(read)).status_code == (200 if sees else 403), read
    draft = (await owner.client.get(f"{path}/workflows/draft")).json()
    save: dict[str, Any] = {"graph": draft["graph"], "features": {}, "hash": draft["hash"]}
    writes: list[tuple[str, str, Any]] = [
        ("POST", "/console/api/apps", {"name": "N", "mode": "chat"}),
        ("POST", "/console/api/apps/imports", {"yaml_content": "app: {}"}),
        ("PATCH", path, {"name": "M"}),
        ("POST", f"{path}/copy", {}),
        ("GET", f"{path}/export", None),
        ("POST", f"{path}/workflows/draft", save),
        ("POST", f"{path}/workflows/publish", {}),
        ("PATCH", f"{path}/site", {"title": "T"}),
        ("POST", f"{path}/site/reset-code", {}),
        ("POST", f"{path}/site-enable", {"enabled": True}),
        ("POST", f"{path}/api-enable", {"enabled": True}),
        ("GET", f"{path}/api-keys", None),
        ("POST", f"{path}/api-keys", {}),
        ("DELETE", path, None),
    ]
    for method, where, body in writes:
        status = (await person.client.request(method, where, json=body)).status_code
        assert (status != 403) == edits, (method, where, status)
