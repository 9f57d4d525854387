"""The tool library: lists, credentials, roles."""

import pytest
from sqlalchemy import select

from tenon.domain.auth.permissions import Role
from tenon.domain.tool.tables import ToolCredentialRow
from tests.fixtures.server import MakeServer, Person, Server
from tests.tool.conftest import BASE, Shop, call, keep

SEARXNG = "/builtin/searxng/credentials"
KEYED = {"search": "searxng", "tavily": "tavily"}


async def test_the_list(owner: Person, shop: Shop) -> None:
    await keep(owner, shop, labels=["other"], description="Sells pets")
    found = await call(owner, "GET", "")
    by_name = {provider["name"]: provider for provider in found["data"]}
    assert len(found["labels"]) == 16
    time = by_name["time"]
    assert (time["type"], time["authorized"], time["needs_credentials"]) == ("builtin", True, False)
    assert time["label"]["zh_Hans"] == "时间"
    assert {"current_time", "weekday"} <= {tool["name"] for tool in time["tools"]}
    tavily = by_name["tavily"]
    assert (tavily["authorized"], tavily["needs_credentials"]) == (False, True)
    assert tavily["credential_schema"][0]["type"] == "secret-input"
    jina = by_name["jina"]
    assert (jina["authorized"], jina["needs_credentials"], len(jina["credential_schema"])) == (True, False, 1)
    pets = by_name["Pets"]
    assert (pets["type"], pets["labels"], pets["icon"]["content"]) == ("api", ["other"], "🔧")
    assert [tool["name"] for tool in pets["tools"]] == ["getPet", "order"]
    icon = await owner.client.get(time["icon"])
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?type=api", ["Pets"]),
        ("?q=getpet", ["Pets"]),
        ("?type=builtin&q=计算", ["maths"]),
        ("?q=nothing like this", []),
        ("?type=workflow", []),
        ("?type=mcp", []),
    ],
)
async def test_search(owner: Person, shop: Shop, query: str, names: list[str]) -> None:
    await keep(owner, shop)
    found = [provider["name"] for provider in (await call(owner, "GET", query))["data"]]
    assert all(name in found for name in names)
    assert found or not names
    assert names or not found


async def test_credentials_are_tried_kept_and_masked(owner: Person, server: Server, shop: Shop) -> None:
    wrong = {"credentials": {"searxng_base_url": f"{shop.address}/nowhere"}}
    right = {"credentials": {"searxng_base_url": shop.address}}
    refused = await call(owner, "POST", SEARXNG, wrong, 400)
    assert refused["code"] == "credentials_validate_failed"
    assert (await call(owner, "POST", f"{SEARXNG}/validate", wrong))["result"] == "error"
    assert (await call(owner, "GET", SEARXNG))["data"] == []
    assert (await call(owner, "POST", f"{SEARXNG}/validate", right)) == {"result": "success", "error": None}
    first = await call(owner, "POST", SEARXNG, right, 201)
    assert (first["name"], first["current"], first["masked"]) == ("API key 1", True, {"searxng_base_url": shop.address})
    second = await call(owner, "POST", SEARXNG, {"name": "Other", **right}, 201)
    assert not second["current"]
    await call(owner, "POST", SEARXNG, {"name": "Other", **right}, 409)
    await call(owner, "POST", f"{SEARXNG}/{second['id']}/use", status=204)
    assert [c["current"] for c in (await call(owner, "GET", SEARXNG))["data"]] == [False, True]
    await call(owner, "DELETE", f"{SEARXNG}/{second['id']}")
    assert [c["current"] for c in (await call(owner, "GET", SEARXNG))["data"]] == [True]
    renamed = await call(owner, "PATCH", f"{SEARXNG}/{first['id']}", {"name": "Mine"})
    assert renamed["name"] == "Mine"
    assert (await call(owner, "GET", "?type=builtin&q=searxng"))["data"][0]["authorized"]


@pytest.mark.parametrize(
    ("provider", "body", "status"),
    [
        ("searxng", {"credentials": {}}, 400),
        ("searxng", {"credentials": {"searxng_base_url": "http://10.0.0.1"}}, 400),
        ("searxng", {"credentials": {"searxng_base_url": "http://127.0.0.1", "other": "x"}}, 400),
        ("time", {"credentials": {}}, 400),
        ("nothing", {"credentials": {}}, 404),
        ("searxng", {}, 400),
    ],
)
async def test_what_is_refused(owner: Person, provider: str, body: dict[str, object], status: int) -> None:
    await call(owner, "POST", f"/builtin/{provider}/credentials", body, status)


async def test_secrets_are_encrypted(owner: Person, server: Server, shop: Shop) -> None:
    await keep(owner, shop, credentials={"auth_type": "bearer", "token": "a-very-secret-token"})
    await call(owner, "POST", SEARXNG, {"credentials": {"searxng_base_url": shop.address}}, 201)
    async with server.db.unit_of_work() as uow:
        row = (await uow.session.execute(select(ToolCredentialRow))).scalars().one()
        assert shop.address not in row.secrets
    listed = await owner.client.get(BASE)
    assert "a-very-secret-token" not in listed.text


@pytest.mark.parametrize(
    ("role", "list_status", "change_status"),
    [("admin", 200, 201), ("editor", 200, 403), ("dataset_operator", 200, 403), ("normal", 403, 403)],
)
async def test_roles(
    owner: Person, server: Server, shop: Shop, role: Role, list_status: int, change_status: int
) -> None:
    person = await server.person(role, owner.workspace_id)
    await call(person, "GET", "", status=list_status)
    await call(person, "POST", "/api", {"name": "Pets", "document": shop.text()}, change_status)
    await call(person, "POST", "/api/parse", {"document": shop.text()}, 200 if change_status == 201 else 403)


async def test_other_workspaces_see_nothing(owner: Person, server: Server, shop: Shop) -> None:
    made = await keep(owner, shop)
    other = await server.person("owner")
    assert (await call(other, "GET", "?type=api"))["data"] == []
    for method, body in (("GET", None), ("PATCH", {"name": "Mine"}), ("DELETE", None)):
        await call(other, method, f"/api/{made['id']}", body, 404)
    await call(other, "POST", "/api/test", {"document": shop.text(), "tool": "getPet", "provider_id": made["id"]}, 404)


async def test_order_and_choice_of_the_operator(make_server: MakeServer) -> None:
    server = await make_server(tool_pins="time, chart", tool_excludes="tavily", tool_includes="maths,chart,tavily,time")
    person = await server.person("owner")
    assert [p["name"] for p in (await call(person, "GET", ""))["data"]] == ["time", "chart", "maths"]


async def test_settings_bound_api_calls(make_server: MakeServer, shop: Shop) -> None:
    server = await make_server(api_tool_read_timeout=0.2)
    person = await server.person("owner")
    body = {"document": shop.text(), "tool": "getPet", "parameters": {"id": "slow"}}
    found = await call(person, "POST", "/api/test", body)
    assert "in time" in found["error"]
