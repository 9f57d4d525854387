"""Tags of apps."""

from tests.app.test_apps import make, names
from tests.fixtures.server import Person, Server


async def test_tags_are_made_bound_filtered_and_deleted(owner: Person) -> None:
    client = owner.client
    tag = (await client.post("/console/api/tags", json={"name": " Sales ", "type": "app"})).json()
    assert (tag["name"], tag["binding_count"]) == ("Sales", 0)
    twice = await client.post("/console/api/tags", json={"name": "Sales", "type": "app"})
    assert (twice.status_code, twice.json()["code"]) == (409, "tag_name_duplicate")
    app = await make(owner, "Tagged")
    await make(owner, "Plain")
    body = {"tag_ids": [tag["id"]], "target_id": app["id"], "type": "app"}
    for _ in range(2):
        assert (await client.post("/console/api/tag-bindings/create", json=body)).status_code == 200
    assert await names(owner, tag_ids=[tag["id"]]) == ["Tagged"]
    listed = (await client.get("/console/api/tags", params={"type": "app"})).json()["data"]
    assert [(item["name"], item["binding_count"]) for item in listed] == [("Sales", 1)]
    renamed = await client.patch(f"/console/api/tags/{tag['id']}", json={"name": "Support"})
    assert renamed.json()["name"] == "Support"
    shown = (await client.get(f"/console/api/apps/{app['id']}")).json()["tags"]
    assert shown == [{"id": tag["id"], "name": "Support"}]
    assert (await client.post("/console/api/tag-bindings/remove", json=body)).status_code == 200
    assert await names(owner, tag_ids=[tag["id"]]) == []
    await client.post("/console/api/tag-bindings/create", json=body)
    assert (await client.delete(f"/console/api/tags/{tag['id']}")).status_code == 204
    assert (await client.get(f"/console/api/apps/{app['id']}")).json()["tags"] == []


async def test_tags_of_others_cannot_be_used(server: Server, owner: Person) -> None:
    stranger = await server.person()
    tag = (await stranger.client.post("/console/api/tags", json={"name": "Theirs"})).json()
    app = await make(owner)
    body = {"tag_ids": [tag["id"]], "target_id": app["id"], "type": "app"}
    assert (await owner.client.post("/console/api/tag-bindings/create", json=body)).status_code == 404
    assert (await stranger.client.post("/console/api/tag-bindings/create", json=body)).status_code == 404
    assert (await owner.client.delete(f"/console/api/tags/{tag['id']}")).status_code == 404
    assert (await owner.client.patch(f"/console/api/tags/{tag['id']}", json={"name": "X"})).status_code == 404


async def test_members_see_tags_and_do_not_change_them(server: Server, owner: Person) -> None:
    member = await server.person("normal", owner.workspace_id)
    assert (await member.client.get("/console/api/tags")).status_code == 200
    assert (await member.client.post("/console/api/tags", json={"name": "X"})).status_code == 403
