"""API tool providers in the console."""

import json
from typing import Any

import pytest

from tests.fixtures.server import Person
from tests.tool.conftest import TOKEN, Shop, call, keep

BEARER = {"auth_type": "bearer", "token": TOKEN}


async def test_parse(owner: Person, shop: Shop) -> None:
    found = await call(owner, "POST", "/api/parse", {"document": shop.text()})
    assert (found["title"], found["warnings"]) == ("Pet shop", [])
    pet, order = found["operations"]
    assert (pet["name"], pet["method"], pet["url"]) == ("getPet", "GET", f"{shop.address}/pets/{{id}}")
    assert [(p["name"], p["type"], p["required"]) for p in order["parameters"]] == [("pet", "number", True)]


async def test_a_private_server_is_told_at_import(owner: Person, shop: Shop) -> None:
    for server, said in (("http://10.1.2.3", "not a public address"), ("http://nowhere.invalid", "not found")):
        found = await call(owner, "POST", "/api/parse", {"document": shop.text(server)})
        assert said in found["warnings"][0]
    body = {"document": shop.text("http://169.254.169.254"), "tool": "getPet", "parameters": {"id": "1"}}
    assert "not a public address" in (await call(owner, "POST", "/api/test", body))["error"]


@pytest.mark.parametrize("document", ["", "nonsense", "openapi: 3.0.0\npaths: [", '{"openapi": "3.0.0", "paths": {}}'])
async def test_broken_documents(owner: Person, document: str) -> None:
    found = await call(owner, "POST", "/api/parse", {"document": document}, 400)
    assert found["code"] == "invalid_api_schema"
    await call(owner, "POST", "/api", {"name": "X", "document": document}, 400)


async def test_remote(owner: Person, shop: Shop) -> None:
    found = await call(owner, "POST", "/api/remote", {"url": f"{shop.address}/openapi.json"})
    assert found["operations"][0]["url"] == f"{shop.address}/pets/{{id}}"
    assert found["source_url"] == f"{shop.address}/openapi.json"
    await call(owner, "POST", "/api/remote", {"url": f"{shop.address}/none"}, 502)
    await call(owner, "POST", "/api/remote", {"url": "http://10.0.0.1/openapi.json"}, 403)
    manifest = {"schema_version": "v1", "name_for_human": "Shop", "api": {"url": f"{shop.address}/openapi.json"}}
    plugin = await call(owner, "POST", "/api/parse", {"document": json.dumps(manifest)})
    assert (plugin["title"], len(plugin["operations"])) == ("Shop", 2)
    await call(owner, "POST", "/api", {"name": "X", "document": json.dumps(manifest)}, 400)


async def test_try(owner: Person, shop: Shop) -> None:
    async def attempt(tool: str, parameters: dict[str, Any], **more: Any) -> Any:
        body = {"document": shop.text(), "tool": tool, "parameters": parameters, **more}
        return await call(owner, "POST", "/api/test", body)

    assert json.loads((await attempt("getPet", {"id": "7"}))["text"]) == {"id": "7", "name": "Tom"}
    assert (await attempt("getPet", {"id": "404"}))["status"] == 404
    assert "missing" in (await attempt("getPet", {}))["error"]
    assert (await attempt("order", {"pet": 3}))["status"] == 401
    assert (await attempt("order", {"pet": 3}, credentials=BEARER))["status"] == 200
    kept = await keep(owner, shop, credentials=BEARER)
    hidden = {"auth_type": "bearer", "token": "[__HIDDEN__]"}
    assert (await attempt("order", {"pet": 3}, credentials=hidden, provider_id=kept["id"]))["status"] == 200
    await call(owner, "POST", "/api/test", {"document": shop.text(), "tool": "nothing"}, 400)


async def test_life(owner: Person, shop: Shop) -> None:
    made = await keep(owner, shop, credentials=BEARER)
    assert made["credentials"]["auth_type"] == "bearer"
    assert made["credentials"]["token"] != TOKEN
    await call(owner, "POST", "/api", {"name": "Pets", "document": shop.text()}, 409)
    path = f"/api/{made['id']}"
    changed = await call(owner, "PATCH", path, {"name": "Zoo", "credentials": made["credentials"], "labels": ["news"]})
    assert (changed["name"], changed["labels"], changed["description"]) == ("Zoo", ["news"], "")
    assert (await call(owner, "GET", path))["document"] == shop.text()
    body = {"document": shop.text(), "tool": "order", "parameters": {"pet": 1}, "provider_id": made["id"]}
    tried = await call(owner, "POST", "/api/test", {**body, "credentials": changed["credentials"]})
    assert tried["status"] == 200
    none = await call(owner, "PATCH", path, {"credentials": {"auth_type": "none"}})
    assert none["credentials"] == {"auth_type": "none"}
    await call(owner, "PATCH", path, {"document": "nonsense"}, 400)
    await call(owner, "PATCH", path, {"credentials": {"auth_type": "bearer"}}, 400)
    await call(owner, "PATCH", path, {"labels": ["invented"]}, 400)
    await call(owner, "DELETE", path)
    await call(owner, "GET", path, status=404)
    log = (await owner.client.get("/console/api/workspaces/current/audit-log?limit=50")).text
    assert all(action in log for action in ("tool.created", "tool.changed", "tool.credential_changed", "tool.deleted"))
    assert TOKEN not in log
