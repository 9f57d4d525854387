"""The audit log: what is recorded, who may read it, how it is narrowed and pruned, and that no secret gets in."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from tenon.adapters.scripted_model.script import Script
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.audit.retention import BATCH, AuditRetention
from tenon.domain.audit.schemas import ACTIONS
from tenon.domain.audit.tables import AuditRow
from tenon.domain.auth.permissions import Role
from tenon.kit.db import utc_now
from tests.app.test_apps import make
from tests.fixtures.server import PASSWORD, Person, Server

LOG = "/console/api/workspaces/current/audit-log"
MEMBERS = "/console/api/workspaces/current/members"
PROVIDERS = "/console/api/workspaces/current/model-providers"
SECRET = "sk-secret-marker-0123456789"


async def log(person: Person, **query: Any) -> list[dict[str, Any]]:
    """Records, newest first."""
    answer = await person.client.get(LOG, params={"limit": 100, **query})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def ok(answer: Any) -> Any:
    """The body of a good answer."""
    got = await answer
    assert got.status_code < 300, got.text
    return got.json() if got.content else None


async def test_an_app_leaves_its_story(owner: Person) -> None:
    app = await make(owner, "Shop")
    path = f"/console/api/apps/{app['id']}"
    call = owner.client
    await ok(call.patch(path, json={"name": "Store", "description": "x" * 500}))
    key = await ok(call.post(f"{path}/api-keys"))
    await ok(call.delete(f"{path}/api-keys/{key['id']}"))
    await ok(call.post(f"{path}/api-enable", json={"enabled": False}))
    await ok(call.patch(f"{path}/site", json={"title": "Welcome"}))
    await ok(call.post(f"{path}/site-enable", json={"enabled": False}))
    await ok(call.post(f"{path}/site/reset-code"))
    chat = await make(owner, "Chat", mode="advanced-chat")
    await ok(call.post(f"/console/api/apps/{chat['id']}/workflows/publish", json={"marked_name": "one"}))
    text = (await ok(call.get(f"{path}/export", params={"include_secret": True})))["data"]
    await ok(call.post("/console/api/apps/imports", json={"mode": "yaml-content", "yaml_content": text}))
    await ok(call.post(f"{path}/copy", json={"name": "Second"}))
    await ok(call.delete(path))
    records = await log(owner)
    assert [record["action"] for record in reversed(records)] == [
        "app.created", "app.updated", "api_key.created", "api_key.deleted", "app.api_switched", "site.updated",
        "site.switched", "site.code_reset", "app.created", "app.published", "app.exported_with_secrets",
        "app.imported", "app.copied", "app.deleted",
    ]  # fmt: skip
    assert {record["action"] for record in records} <= set(ACTIONS)
    assert all(record["actor"]["email"] == owner.email for record in records)
    assert all(record["actor"]["id"] == str(owner.account_id) for record in records)
    assert all(record["address"] == "127.0.0.1" for record in records)
    first = {record["action"]: record for record in records}
    assert first["app.updated"]["before"] == {"name": "Shop", "description": ""}
    assert first["app.updated"]["after"] == {"name": "Store", "description": "x" * 200 + "…"}
    assert first["app.updated"]["target"] == {"type": "app", "id": app["id"], "name": "Store"}
    assert first["app.deleted"]["target"]["name"] == "Store"
    assert first["app.published"]["target"]["name"] == "Chat"
    assert first["app.published"]["after"]["name"] == "one"
    assert (first["site.switched"]["before"], first["site.switched"]["after"]) == (
        {"enabled": True},
        {"enabled": False},
    )
    assert key["token"] not in json.dumps(records)


async def test_the_team_leaves_its_story(server: Server, owner: Person) -> None:
    call = owner.client
    member = await server.person("normal", owner.workspace_id)
    await ok(call.patch("/console/api/workspaces/current", json={"name": "Renamed"}))
    invited = await ok(call.post(f"{MEMBERS}/invite", json={"emails": ["new@x.org"], "role": "editor"}))
    token = invited["data"][0]["url"].partition("token=")[2]
    await ok(
        server.new_client().post("/console/api/activate", json={"token": token, "name": "N", "password": PASSWORD})
    )
    await ok(call.patch(f"{MEMBERS}/{member.account_id}", json={"role": "admin"}))
    await ok(call.delete(f"{MEMBERS}/{member.account_id}"))
    records = await log(owner)
    assert [record["action"] for record in reversed(records)] == [
        "workspace.renamed", "member.invited", "member.activated", "member.role_changed", "member.removed",
    ]  # fmt: skip
    first = {record["action"]: record for record in records}
    assert first["member.role_changed"]["before"] == {"role": "normal"}
    assert first["member.role_changed"]["after"] == {"role": "admin"}
    assert first["member.removed"]["target"]["name"] == member.email
    assert first["member.activated"]["actor"]["email"] == "new@x.org"
    assert token not in json.dumps(records)


async def test_providers_leave_their_story_without_secrets(owner: Person) -> None:
    call = owner.client
    async with ScriptedModel(Script(api_key=SECRET)) as vendor:
        body = {"credentials": {"openai_api_key": SECRET, "openai_api_base": vendor.url}}
        made = await ok(call.post(f"{PROVIDERS}/openai/credentials", json=body))
        one = f"{PROVIDERS}/openai/credentials/{made['id']}"
        await ok(call.patch(one, json={"name": "Ours", **body}))
    await ok(call.post("/console/api/workspaces/current/default-models", json={"data": {"llm": None}}))
    await ok(call.delete(one))
    records = await log(owner, action="provider")
    assert [record["action"] for record in reversed(records)] == [
        "provider.credential_added", "provider.credential_changed", "provider.defaults_changed",
        "provider.credential_deleted",
    ]  # fmt: skip
    assert records[-1]["target"]["id"] == "openai"
    assert SECRET not in json.dumps(records)


async def test_setup_is_the_first_record(server: Server) -> None:
    body = {"email": "first@x.org", "name": "First", "password": PASSWORD, "workspace_name": "Ours"}
    client = server.new_client()
    assert (await client.post("/console/api/setup", json=body)).status_code == 201
    records = (await client.get(LOG)).json()["data"]
    assert [(r["action"], r["target"]["name"], r["actor"]["email"]) for r in records] == [
        ("workspace.created", "Ours", "first@x.org")
    ]


async def test_a_refused_change_leaves_nothing(server: Server, owner: Person) -> None:
    app = await make(owner)
    viewer = await server.person("normal", owner.workspace_id)
    assert (await viewer.client.patch(f"/console/api/apps/{app['id']}", json={"name": "X"})).status_code == 403
    assert (await owner.client.delete(f"{MEMBERS}/{owner.account_id}")).status_code >= 400
    assert [record["action"] for record in await log(owner)] == ["app.created"]


async def test_the_log_is_narrowed_and_paged(server: Server, owner: Person) -> None:
    admin = await server.person("admin", owner.workspace_id)
    apps = [await make(admin if n % 2 else owner, f"App {n}") for n in range(5)]
    await ok(owner.client.delete(f"/console/api/apps/{apps[0]['id']}"))
    assert len(await log(owner, actor=str(admin.account_id))) == 2
    assert len(await log(owner, actor=admin.email[:12])) == 2
    assert len(await log(owner, actor="%")) == 0
    assert [r["target"]["name"] for r in await log(owner, action="app.deleted")] == ["App 0"]
    assert len(await log(owner, action="app")) == 6
    assert await log(owner, action="ap") == []
    assert len(await log(owner, target=apps[0]["id"])) == 2
    assert len(await log(owner, target="app 3")) == 1
    assert len(await log(owner, target="app")) == 6
    now = int(utc_now().timestamp())
    assert len(await log(owner, since=now - 100)) == 6
    assert await log(owner, until=now - 100) == []
    page = (await owner.client.get(LOG, params={"limit": 4, "page": 2})).json()
    assert (page["total"], page["has_more"], len(page["data"])) == (6, False, 2)
    assert (await owner.client.get(LOG, params={"since": "soon"})).status_code == 400


@pytest.mark.parametrize("role", ["owner", "admin", "editor", "normal", "dataset_operator"])
async def test_only_managers_read_it(server: Server, owner: Person, role: Role) -> None:
    person = owner if role == "owner" else await server.person(role, owner.workspace_id)
    assert (await person.client.get(LOG)).status_code == (200 if role in ("owner", "admin") else 403)


async def test_other_workspaces_see_nothing(server: Server, owner: Person) -> None:
    app = await make(owner)
    stranger = await server.person("owner")
    assert await log(stranger) == []
    assert await log(stranger, target=app["id"]) == []


async def test_old_records_are_dropped(server: Server, owner: Person) -> None:
    old = [await make(owner, name) for name in ("Old", "Older")]
    await make(owner, "New")
    ids = [app["id"] for app in old]
    async with server.db.unit_of_work() as uow:
        late = utc_now() - timedelta(days=31)
        await uow.session.execute(update(AuditRow).where(AuditRow.target_id.in_(ids)).values(created_at=late))
    assert await AuditRetention(server.db, 0).prune() == 0
    assert await AuditRetention(server.db, 32).prune() == 0
    assert await AuditRetention(server.db, 30).prune() == 2
    assert [record["target"]["name"] for record in await log(owner)] == ["New"]
    assert BATCH > 2


async def test_records_end_with_their_workspace_only(server: Server, owner: Person) -> None:
    app = await make(owner)
    async with server.db.unit_of_work() as uow:
        row = await uow.session.get(AuditRow, UUID((await log(owner, target=app["id"]))[0]["id"]))
        assert row is not None
        assert row.workspace_id == owner.workspace_id
