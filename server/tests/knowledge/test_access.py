"""Who sees which knowledge base."""

import re
from typing import Any
from uuid import uuid4

from tests.fixtures.server import Person
from tests.knowledge.conftest import BASE, Library


async def seen(person: Person, dataset_id: str) -> tuple[bool, int]:
    """Whether it is listed, and what opening it answers."""
    listed = (await person.client.get(BASE)).json()["data"]
    opened = await person.client.get(f"{BASE}/{dataset_id}")
    return dataset_id in [row["id"] for row in listed], opened.status_code


async def test_permissions(library: Library) -> None:
    workspace = library.owner.workspace_id
    editor = await library.server.person("editor", workspace)
    other = await library.server.person("editor", workspace)
    operator = await library.server.person("dataset_operator", workspace)
    made = await editor.client.post(BASE, json={"name": "Mine"})
    id = made.json()["id"]
    assert made.json()["permission"] == "only_me"
    assert await seen(editor, id) == (True, 200)
    assert await seen(other, id) == (False, 404)
    assert await seen(operator, id) == (False, 404)
    assert await seen(library.owner, id) == (False, 200)
    whole = (await library.client.get(BASE, params={"include_all": "true"})).json()
    assert id in [row["id"] for row in whole["data"]]
    body: dict[str, Any] = {"permission": "partial_members", "partial_member_list": [str(operator.account_id)]}
    changed = await editor.client.patch(f"{BASE}/{id}", json=body)
    assert changed.json()["partial_member_list"] == [str(operator.account_id)]
    assert await seen(operator, id) == (True, 200)
    assert await seen(other, id) == (False, 404)
    renamed = await operator.client.patch(f"{BASE}/{id}", json={"name": "Ours"})
    assert renamed.status_code == 200
    await editor.client.patch(f"{BASE}/{id}", json={"permission": "all_team_members"})
    assert await seen(other, id) == (True, 200)
    assert (await operator.client.post(BASE, json={"name": "New"})).status_code == 403
    assert (await other.client.delete(f"{BASE}/{id}")).status_code == 204
    assert await seen(editor, id) == (False, 404)


async def test_members_have_no_way_in_and_others_find_nothing(library: Library) -> None:
    made = await library.make("Some text.")
    id, document = made["dataset"]["id"], made["documents"][0]["id"]
    (segment,) = await library.segments(id, document)
    key = await library.call("POST", "/api-keys")
    member = await library.server.person("normal", library.owner.workspace_id)
    stranger = await library.server.person("owner")
    ids = {
        "dataset_id": id,
        "document_id": document,
        "segment_id": segment["id"],
        "key_id": key["id"],
        "batch": made["batch"],
        "action": "disable",
    }
    paths: dict[str, dict[str, Any]] = library.server.app.openapi()["paths"]
    for path, methods in paths.items():
        if not path.startswith(BASE):
            continue
        url = re.sub(r"\{([^}]+)\}", lambda name: ids.get(name[1], str(uuid4())), path)
        for method in methods:
            body: Any = None if method == "get" else {"document_ids": [document], "segment_ids": [segment["id"]]}
            refused = await member.client.request(method, url, json=body)
            assert refused.status_code in (400, 403), (method, path, refused.text)
            if method == "get":
                assert refused.status_code == 403, (path, refused.text)
            if "{" in path:
                answer = await stranger.client.request(method, url, json=body)
                assert answer.status_code in (400, 404), (method, path, answer.status_code, answer.text)
    assert (await library.segments(id, document))[0]["content"] == "Some text."
    theirs = await stranger.client.post("/console/api/datasets/api-keys")
    program = library.server.new_client(Authorization=f"Bearer {theirs.json()['token']}")
    assert (await program.get(f"/v1/datasets/{id}")).status_code == 404
    assert (await program.get("/v1/datasets")).json()["total"] == 0
