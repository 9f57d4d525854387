"""Tools in running workflows."""

import asyncio
import json
from typing import Any

import pytest

from tests.fixtures.apps import Json, MadeApp, chain, end, http, make_app, node, start, text_input
from tests.fixtures.server import MakeServer, Person, Server
from tests.tool.conftest import TOKEN, Shop, call, keep


def tool(node_id: str, kind: str, provider: str, name: str, /, **parameters: Any) -> Json:
    """A tool node; texts are templates."""
    filled = {key: {"type": "mixed", "value": value} for key, value in parameters.items()}
    return node(
        node_id, "tool", provider_type=kind, provider_id=provider, provider_name=provider, tool_name=name,
        tool_parameters=filled, tool_configurations={}, tool_node_version="2",
    )  # fmt: skip


def graph(step: Json, *fields: Json, **outputs: list[str]) -> Json:
    chosen = outputs or {"text": ["tool", "text"], "json": ["tool", "json"]}
    return chain(start(*(fields or (text_input("q"),))), step, end(**chosen))


async def run(app: MadeApp, **inputs: Any) -> Json:
    answer = await app.run(inputs)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def test_a_shipped_tool(server: Server, owner: Person) -> None:
    step = tool("tool", "builtin", "langgenius/maths/maths", "eval_expression", expression="{{#start.q#}} * 2")
    found = await run(await make_app(server, graph(step), owner=owner), q="21")
    assert (found["status"], found["outputs"]) == ("succeeded", {"text": "42", "json": []})


async def test_a_chart_becomes_a_file(server: Server, owner: Person) -> None:
    step = tool("tool", "builtin", "chart", "bar_chart", data="1;2", x_axis="A;B")
    found = await run(await make_app(server, graph(step, files=["tool", "files"]), owner=owner), q="")
    (file,) = found["outputs"]["files"]
    assert (file["type"], file["filename"], file["mime_type"]) == ("image", "bar_chart.svg", "image/svg+xml")
    picture = await server.new_client().get(file["url"])
    assert picture.status_code == 200
    assert picture.content.startswith(b"<svg")


async def test_an_api_tool(server: Server, owner: Person, shop: Shop) -> None:
    made = await keep(owner, shop, credentials={"auth_type": "bearer", "token": TOKEN})
    by_id = tool("tool", "api", made["id"], "getPet", id="{{#start.q#}}")
    app = await make_app(server, graph(by_id), owner=owner)
    assert (await run(app, q="7"))["outputs"]["json"] == [{"id": "7", "name": "Tom"}]
    missing = await run(app, q="404")
    assert missing["status"] == "failed"
    assert "no such pet" in missing["error"]
    by_name = tool("tool", "api", "Pets", "order", pet="{{#start.q#}}")
    ordered = await run(await make_app(server, graph(by_name), owner=owner), q="3")
    assert ordered["outputs"]["json"] == [{"ordered": {"pet": 3}}]


async def test_a_deleted_tool_is_named(server: Server, owner: Person, shop: Shop) -> None:
    made = await keep(owner, shop)
    app = await make_app(server, graph(tool("tool", "api", made["id"], "getPet", id="1")), owner=owner)
    assert (await run(app, q=""))["status"] == "succeeded"
    await call(owner, "DELETE", f"/api/{made['id']}")
    assert (await owner.client.get(f"/console/api/apps/{app.id}/workflows/draft")).status_code == 200
    found = await run(app, q="")
    assert found["status"] == "failed"
    assert "'getPet'" in found["error"]
    assert "not installed or was deleted" in found["error"]


async def test_other_workspaces_cannot_call_it(server: Server, owner: Person, shop: Shop) -> None:
    made = await keep(owner, shop)
    found = await run(await make_app(server, graph(tool("tool", "api", made["id"], "getPet", id="1"))), q="")
    assert "not installed" in found["error"]
    assert not shop.asked


async def test_a_tool_with_a_credential(server: Server, owner: Person, shop: Shop) -> None:
    app = await make_app(
        server, graph(tool("tool", "builtin", "searxng", "searxng_search", query="{{#start.q#}}")), owner=owner
    )
    assert "needs a credential" in (await run(app, q="cats"))["error"]
    body = {"credentials": {"searxng_base_url": shop.address}}
    await call(owner, "POST", "/builtin/searxng/credentials", body, 201)
    assert (await run(app, q="cats"))["outputs"]["text"] == "[T](https://x)\nabout cats"


async def publish_tool(owner: Person, app: MadeApp, name: str, status: int = 201, **more: Any) -> Json:
    body = {"app_id": str(app.id), "name": name, "label": name.title(), "description": "Says it again", **more}
    return await call(owner, "POST", "/workflow", body, status)


async def runs_of(owner: Person, app: MadeApp) -> list[Json]:
    found = await owner.client.get(f"/console/api/apps/{app.id}/workflow-runs?triggered_from=all")
    return found.json()["data"]


class TestWorkflowTools:
    async def inner(self, server: Server, owner: Person) -> MadeApp:
        fields = (text_input("text", required=True), {**text_input("n"), "type": "number", "label": "Number"})
        return await make_app(server, chain(start(*fields), end(out=["start", "text"], n=["start", "n"])), owner=owner)

    async def test_publish_change_withdraw(self, server: Server, owner: Person) -> None:
        app = await self.inner(server, owner)
        parameters = [{"name": "text", "description": "What to say", "form": "llm"}]
        made = await publish_tool(owner, app, "again", parameters=parameters)
        assert made["parameters"] == [
            {"name": "text", "description": "What to say", "form": "llm"},
            {"name": "n", "description": "Number", "form": "llm"},
        ]
        assert [(p["name"], p["type"], p["required"]) for p in made["tool"]["parameters"]] == [
            ("text", "string", True),
            ("n", "number", False),
        ]
        assert (await call(owner, "GET", f"/workflow?app_id={app.id}"))["data"][0]["id"] == made["id"]
        await publish_tool(owner, app, "twice", 409)
        changed = await call(owner, "PATCH", f"/workflow/{made['id']}", {"label": "Echo", "parameters": []})
        assert (changed["label"], changed["parameters"][0]["description"]) == ("Echo", "text")
        listed = (await call(owner, "GET", "?type=workflow"))["data"]
        assert (listed[0]["app_id"], listed[0]["tools"][0]["name"]) == (str(app.id), "again")
        editor = await server.person("editor", owner.workspace_id)
        await call(editor, "DELETE", f"/workflow/{made['id']}", status=403)
        await call(owner, "DELETE", f"/workflow/{made['id']}")
        assert (await call(owner, "GET", "?type=workflow"))["data"] == []

    async def test_what_cannot_be_a_tool(self, server: Server, owner: Person) -> None:
        chat = await make_app(
            server, chain(start(), node("answer", "answer", answer="x")), mode="advanced-chat", owner=owner
        )
        assert "Only workflow apps" in (await publish_tool(owner, chat, "a", 400))["message"]
        draft = await make_app(server, chain(start(), end()), owner=owner, published=False)
        assert "Publish the workflow" in (await publish_tool(owner, draft, "b", 400))["message"]
        app = await self.inner(server, owner)
        await publish_tool(owner, app, "no good name", 400)
        stranger = await server.person("owner")
        await publish_tool(stranger, app, "c", 404)

    async def test_a_workflow_calls_another(self, server: Server, owner: Person) -> None:
        made = await publish_tool(owner, await self.inner(server, owner), "again")
        step = tool("tool", "workflow", made["id"], "again", text="{{#start.q#}}!", n="4")
        outer = await make_app(
            server, graph(step, text=["tool", "text"], out=["tool", "out"], n=["tool", "n"]), owner=owner
        )
        found = await run(outer, q="hello")
        assert found["outputs"]["out"] == "hello!"
        assert found["outputs"]["n"] == 4
        assert json.loads(found["outputs"]["text"]) == {"out": "hello!", "n": 4}
        runs = await owner.client.get(f"/console/api/apps/{made['app_id']}/workflow-runs?triggered_from=all")
        assert len(runs.json()["data"]) == 1

    async def test_a_missing_input_and_a_failing_workflow(self, server: Server, owner: Person) -> None:
        made = await publish_tool(owner, await self.inner(server, owner), "again")
        outer = await make_app(server, graph(tool("tool", "workflow", made["id"], "again", n="x")), owner=owner)
        assert "text is missing" in (await run(outer, q=""))["error"]
        broken = await make_app(server, graph(tool("tool", "builtin", "nope", "x")), owner=owner)
        made = await publish_tool(owner, broken, "broken")
        outer = await make_app(server, graph(tool("tool", "workflow", made["id"], "broken")), owner=owner)
        assert "'broken' failed" in (await run(outer, q=""))["error"]

    async def test_files_go_in_and_out(self, server: Server, owner: Person) -> None:
        pictures: Json = {
            "variable": "pics", "label": "Pictures", "type": "file-list", "required": True, "max_length": 3,
            "allowed_file_types": ["image"], "allowed_file_upload_methods": ["local_file"],
        }  # fmt: skip
        inner = await make_app(server, chain(start(pictures), end(kept=["start", "pics"])), owner=owner)
        made = await publish_tool(owner, inner, "keeper")
        call_it = tool("tool", "workflow", made["id"], "keeper")
        call_it["data"]["tool_parameters"] = {"pics": {"type": "variable", "value": ["chart", "files"]}}
        drawn = tool("chart", "builtin", "chart", "pie_chart", data="1;2", categories="A;B")
        outer = await make_app(server, chain(start(), drawn, call_it, end(files=["tool", "files"])), owner=owner)
        assert [file["filename"] for file in (await run(outer))["outputs"]["files"]] == ["pie_chart.svg"]

    async def test_it_stops_with_its_caller(self, server: Server, owner: Person, shop: Shop) -> None:
        inner = await make_app(server, chain(start(), http("http", f"{shop.address}/pets/slow"), end()), owner=owner)
        made = await publish_tool(owner, inner, "slow")
        outer = await make_app(server, graph(tool("tool", "workflow", made["id"], "slow")), owner=owner)
        answer = asyncio.create_task(outer.run({}))
        await shop.waiting.wait()
        (outer_run,) = await runs_of(owner, outer)
        stop = f"/console/api/apps/{outer.id}/workflow-runs/tasks/{outer_run['id']}/stop"
        assert (await owner.client.post(stop)).status_code == 200
        assert (await answer).json()["data"]["status"] == "stopped"
        for _ in range(200):
            (inner_run,) = await runs_of(owner, inner)
            if inner_run["status"] == "stopped":
                return
            await asyncio.sleep(0.02)
        pytest.fail("The called workflow goes on.")

    async def test_a_workflow_that_calls_itself_ends(self, make_server: MakeServer) -> None:
        server = await make_server(workflow_call_max_depth=2)
        owner = await server.person("owner")
        app = await self.inner(server, owner)
        made = await publish_tool(owner, app, "loop")
        step = tool("tool", "workflow", made["id"], "loop", text="x")
        await app.publish(graph(step, text_input("text"), text_input("n")))
        found = await run(app, text="x")
        assert found["status"] == "failed"
        assert "at most 2 deep" in found["error"]
        runs = await owner.client.get(f"/console/api/apps/{app.id}/workflow-runs?triggered_from=all")
        assert len(runs.json()["data"]) == 3


async def test_icons_of_the_tools_of_an_app(server: Server, owner: Person, shop: Shop) -> None:
    made = await keep(owner, shop, icon={"content": "🐶", "background": "#FFF"})
    steps = [tool("a", "builtin", "time", "current_time"), tool("b", "api", made["id"], "getPet", id="1")]
    app = await make_app(server, chain(start(), *steps, end(text=["a", "text"])), owner=owner)
    icons = (await app.client.get("/v1/meta")).json()["tool_icons"]
    assert icons["getPet"] == {"background": "#FFF", "content": "🐶"}
    assert (await server.new_client().get(icons["current_time"])).status_code == 200
