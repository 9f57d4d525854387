"""Members: who may invite, change and remove whom."""

import pytest

from tenon.domain.auth.permissions import Role
from tests.fixtures.server import Person, Server

PATH = "/console/api/workspaces/current/members"


async def test_an_invited_person_completes_the_account_once(server: Server, owner: Person) -> None:
    body = {"emails": ["New@Example.com", owner.email], "role": "editor", "language": "zh_Hans"}
    answer = await owner.client.post(f"{PATH}/invite", json=body)
    assert answer.status_code == 201
    new, old = answer.json()["data"]
    assert (new["status"], old["status"], old["url"]) == ("invited", "already_member", None)
    token = new["url"].partition("token=")[2]
    guest = server.new_client()
    shown = await guest.get("/console/api/activate", params={"token": token})
    assert shown.json() == {"email": "new@example.com", "workspace_name": "Workshop"}
    newer = (await owner.client.post(f"{PATH}/invite", json=body)).json()["data"][0]["url"].partition("token=")[2]
    assert (await guest.get("/console/api/activate", params={"token": token})).status_code == 404
    completed = {"token": newer, "name": "New", "password": "passw0rd 123"}
    assert (await guest.post("/console/api/activate", json=completed)).status_code == 201
    assert (await guest.get("/console/api/workspaces/current")).json()["role"] == "editor"
    again = await server.new_client().post("/console/api/activate", json=completed)
    assert (again.status_code, again.json()["code"]) == (404, "invitation_invalid")


async def test_someone_with_an_account_gets_the_role_at_once(server: Server, owner: Person) -> None:
    other = await server.person("owner")
    answer = await owner.client.post(f"{PATH}/invite", json={"emails": [other.email], "role": "normal"})
    assert answer.json()["data"][0]["status"] == "added"
    listed = (await other.client.get("/console/api/workspaces")).json()["data"]
    assert {item["role"] for item in listed} == {"owner", "normal"}
    assert [item["current"] for item in listed if item["role"] == "owner"] == [True]
    target = {"workspace_id": str(owner.workspace_id)}
    assert (await other.client.post("/console/api/workspaces/switch", json=target)).json()["role"] == "normal"
    assert (await other.client.get("/console/api/workspaces/current")).json()["id"] == str(owner.workspace_id)


async def test_one_cannot_switch_to_a_workspace_of_others(server: Server, owner: Person) -> None:
    stranger = await server.person()
    body = {"workspace_id": str(owner.workspace_id)}
    assert (await stranger.client.post("/console/api/workspaces/switch", json=body)).status_code == 404


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("owner", True), ("admin", True), ("editor", False), ("normal", False), ("dataset_operator", False)],
)
async def test_only_owner_and_admins_manage_members(server: Server, owner: Person, role: Role, allowed: bool) -> None:
    person = owner if role == "owner" else await server.person(role, owner.workspace_id)
    member = await server.person("normal", owner.workspace_id)
    good = 200 if allowed else 403
    changed = await person.client.patch(f"{PATH}/{member.account_id}", json={"role": "editor"})
    assert changed.status_code == good
    invited = await person.client.post(f"{PATH}/invite", json={"emails": ["a@b.co"], "role": "normal"})
    assert invited.status_code == (201 if allowed else 403)
    renamed = await person.client.patch("/console/api/workspaces/current", json={"name": "New name"})
    assert renamed.status_code == good
    assert (await person.client.get(PATH)).status_code == 200
    removed = await person.client.delete(f"{PATH}/{member.account_id}")
    assert removed.status_code == (204 if allowed else 403)
    assert (await member.client.get("/console/api/apps")).status_code == (401 if allowed else 200)


async def test_a_new_role_counts_from_the_next_action(server: Server, owner: Person) -> None:
    member = await server.person("normal", owner.workspace_id)
    body = {"name": "A", "mode": "workflow"}
    assert (await member.client.post("/console/api/apps", json=body)).status_code == 403
    await owner.client.patch(f"{PATH}/{member.account_id}", json={"role": "editor"})
    assert (await member.client.post("/console/api/apps", json=body)).status_code == 201


async def test_the_owner_stays_and_nobody_becomes_owner(server: Server, owner: Person) -> None:
    admin = await server.person("admin", owner.workspace_id)
    assert (await admin.client.delete(f"{PATH}/{owner.account_id}")).status_code == 403
    assert (await admin.client.patch(f"{PATH}/{owner.account_id}", json={"role": "normal"})).status_code == 403
    assert (await owner.client.patch(f"{PATH}/{admin.account_id}", json={"role": "owner"})).status_code == 400
    assert (await admin.client.delete(f"{PATH}/{admin.account_id}")).status_code == 400
    stranger = await server.person()
    assert (await owner.client.delete(f"{PATH}/{stranger.account_id}")).status_code == 404


async def test_system_tells_version_sandbox_and_limits(owner: Person) -> None:
    system = (await owner.client.get("/console/api/system")).json()
    assert system["limits"]["image_file_size_limit"] == 10
    assert set(system["sandbox"]) == {"level", "layers"}
