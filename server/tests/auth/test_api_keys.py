"""Keys of the service API: the texts of the contract, switching off, deletion at once, use noted."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from tenon.domain.app.tables import AppRow
from tenon.domain.auth.api_keys import create
from tenon.domain.auth.dependencies import AppKey, DatasetKey
from tenon.domain.auth.tables import ApiKeyRow
from tenon.domain.workspace.tables import WorkspaceRow
from tests.fixtures.server import MakeServer, Person, Server


@pytest.fixture
async def server(make_server: MakeServer) -> Server:
    """An application of this test's own, with two routes that only say who is asking."""
    server = await make_server(deploy_env="TESTING")
    _add_probe(server.app)
    return server


@pytest.fixture
async def owner(server: Server) -> Person:
    """The owner of a new workspace on that application."""
    return await server.person("owner")


def _add_probe(app: FastAPI) -> None:

    async def app_probe(key: AppKey) -> dict[str, str]:
        return {"app": str(key.app.id), "mode": key.app.mode}

    async def dataset_probe(key: DatasetKey) -> dict[str, str]:
        return {"workspace": str(key.workspace_id)}

    app.add_api_route("/probe/app", app_probe)
    app.add_api_route("/probe/dataset", dataset_probe)
    app.router.routes.insert(0, app.router.routes.pop())
    app.router.routes.insert(0, app.router.routes.pop())


async def app_with_key(person: Person) -> tuple[str, dict[str, Any]]:
    """An app and a key of it."""
    made = (await person.client.post("/console/api/apps", json={"name": "A", "mode": "workflow"})).json()
    answer = await person.client.post(f"/console/api/apps/{made['id']}/api-keys")
    assert answer.status_code == 201
    return made["id"], answer.json()


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (None, "Authorization header must be provided and start with 'Bearer'"),
        ("Bearer", "Authorization header must be provided and start with 'Bearer'"),
        ("Basic abc", "Authorization scheme must be 'Bearer'"),
        ("Bearer app-unknown", "Access token is invalid"),
        ("bearer   dataset-unknown", "Access token is invalid"),
    ],
)
async def test_refusals_have_the_texts_of_the_contract(server: Server, header: str | None, message: str) -> None:
    answer = await server.client.get("/probe/app", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.json() == {"code": "unauthorized", "message": message, "status": 401}
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


async def test_a_key_opens_its_app_until_it_is_deleted(server: Server, owner: Person) -> None:
    app_id, key = await app_with_key(owner)
    assert key["token"].startswith("app-")
    assert len(key["token"]) == 28
    headers = {"Authorization": f"bearer   {key['token']}"}
    answer = await server.client.get("/probe/app", headers=headers)
    assert answer.json() == {"app": app_id, "mode": "workflow"}
    listed = (await owner.client.get(f"/console/api/apps/{app_id}/api-keys")).json()["data"]
    assert [item["id"] for item in listed] == [key["id"]]
    assert key["token"] not in str(listed)
    assert listed[0]["last_used_at"] is not None
    assert (await owner.client.delete(f"/console/api/apps/{app_id}/api-keys/{key['id']}")).status_code == 204
    assert (await server.client.get("/probe/app", headers=headers)).status_code == 401


async def test_switching_off_and_deleting_the_app_close_the_api(server: Server, owner: Person) -> None:
    app_id, key = await app_with_key(owner)
    headers = {"Authorization": f"Bearer {key['token']}"}
    path = f"/console/api/apps/{app_id}"
    assert (await server.client.get("/probe/app", headers=headers)).status_code == 200
    await owner.client.post(f"{path}/api-enable", json={"enabled": False})
    closed = await server.client.get("/probe/app", headers=headers)
    assert (closed.status_code, closed.json()["message"]) == (403, "The app's API service has been disabled.")
    await owner.client.post(f"{path}/api-enable", json={"enabled": True})
    assert (await server.client.get("/probe/app", headers=headers)).status_code == 200
    assert (await owner.client.delete(path)).status_code == 204
    assert (await server.client.get("/probe/app", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("table", "value", "message"),
    [
        (AppRow, "paused", "The app's status is abnormal."),
        (WorkspaceRow, "archived", "The workspace's status is archived."),
    ],
)
async def test_abnormal_apps_and_workspaces_are_closed(
    server: Server, owner: Person, table: Any, value: str, message: str
) -> None:
    _, key = await app_with_key(owner)
    async with server.db.unit_of_work() as uow:
        await uow.session.execute(update(table).values(status=value))
    answer = await server.client.get("/probe/app", headers={"Authorization": f"Bearer {key['token']}"})
    assert (answer.status_code, answer.json()["message"]) == (403, message)


async def test_key_kinds_do_not_mix_and_only_hashes_are_kept(server: Server, owner: Person) -> None:
    _, key = await app_with_key(owner)
    async with server.db.unit_of_work() as uow:
        _, token = await create(uow, owner.workspace_id, "dataset", app_id=None, created_by=None)
    ours, theirs = {"Authorization": f"Bearer {token}"}, {"Authorization": f"Bearer {key['token']}"}
    assert (await server.client.get("/probe/dataset", headers=ours)).json() == {"workspace": str(owner.workspace_id)}
    assert (await server.client.get("/probe/dataset", headers=theirs)).status_code == 401
    assert (await server.client.get("/probe/app", headers=ours)).status_code == 401
    async with server.db.unit_of_work() as uow:
        stored = (await uow.session.execute(select(ApiKeyRow.token_hash, ApiKeyRow.hint))).all()
    assert token not in str(stored)
    assert key["token"] not in str(stored)


async def test_an_app_has_at_most_ten_keys(owner: Person) -> None:
    app_id, _ = await app_with_key(owner)
    for _ in range(9):
        assert (await owner.client.post(f"/console/api/apps/{app_id}/api-keys")).status_code == 201
    assert (await owner.client.post(f"/console/api/apps/{app_id}/api-keys")).status_code == 400
