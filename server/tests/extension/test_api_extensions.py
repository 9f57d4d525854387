"""Registering API extensions, and external data from them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.extension.errors import ExtensionFailed
from tenon.domain.extension.wire import ExtensionWire
from tenon.kit.addresses import AddressRules
from tenon.kit.outbound import OutboundClient
from tests.fixtures.apps import Json, events_of
from tests.fixtures.basic_apps import make_basic_app, set_up_models, text_field
from tests.fixtures.extension_service import BASE, KEY, ExtensionService, register
from tests.fixtures.server import Person, Server

SAMPLE = Path(__file__).resolve().parents[3] / "examples" / "extension-service" / "service.py"


async def test_an_extension_is_pinged_kept_changed_and_deleted(
    server: Server, owner: Person, service: ExtensionService
) -> None:
    made = await register(owner, service)
    assert made["api_key"] == "ext****6789"
    assert service.asked == [("ping", None)]
    assert service.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert service.headers[0]["Content-Type"] == "application/json"
    listed = (await owner.client.get(BASE)).json()["data"]
    assert listed == [made]
    assert KEY not in (await owner.client.get(f"{BASE}/{made['id']}")).text
    patch = {"name": "Renamed", "api_key": made["api_key"]}
    changed = (await owner.client.patch(f"{BASE}/{made['id']}", json=patch)).json()
    assert changed == {**made, "name": "Renamed"}
    assert len(service.asked) == 2  # pinged with the key that was kept
    refused = await owner.client.patch(f"{BASE}/{made['id']}", json={"api_key": "a wrong key"})
    assert (refused.status_code, refused.json()["code"]) == (400, "extension_ping_failed")
    assert (await owner.client.delete(f"{BASE}/{made['id']}")).status_code == 204
    assert (await owner.client.get(BASE)).json() == {"data": []}
    assert (await owner.client.delete(f"{BASE}/{made['id']}")).status_code == 404


async def test_names_are_taken_once_a_workspace(server: Server, owner: Person, service: ExtensionService) -> None:
    await register(owner, service)
    again = await owner.client.post(BASE, json={"name": "Watchdog", "api_endpoint": service.url, "api_key": KEY})
    assert (again.status_code, again.json()["code"]) == (409, "extension_name_taken")
    await register(await server.person("owner"), service)


async def test_who_may(server: Server, owner: Person, service: ExtensionService) -> None:
    made = await register(owner, service)
    editor = await server.person("editor", owner.workspace_id)
    assert (await editor.client.get(BASE)).json()["data"] == [made]
    body = {"name": "Mine", "api_endpoint": service.url, "api_key": KEY}
    assert (await editor.client.post(BASE, json=body)).status_code == 403
    assert (await editor.client.delete(f"{BASE}/{made['id']}")).status_code == 403
    assert (await owner.client.post(f"{BASE}/new-key")).json()["api_key"]
    stranger = await server.person("owner")
    assert (await stranger.client.get(f"{BASE}/{made['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ({"result": "PONG"}, '{"result": "pong"}'),
        (web.Response(status=400, text="Not implemented"), "status_code: 400, content: Not implemented"),
        (web.Response(text="pong"), "is not JSON: pong"),
        (web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}), "status_code: 302"),
    ],
)
async def test_a_service_that_does_not_pong_is_not_saved(
    owner: Person, service: ExtensionService, reply: Any, text: str
) -> None:
    service.replies["ping"] = reply
    answer = await owner.client.post(BASE, json={"name": "A", "api_endpoint": service.url, "api_key": KEY})
    assert (answer.status_code, answer.json()["code"]) == (400, "extension_ping_failed")
    assert text in answer.json()["message"]
    assert (await owner.client.get(BASE)).json()["data"] == []


@pytest.mark.parametrize("address", ["http://10.0.0.1/", "ftp://example.com/", "nonsense", "http://127.0.0.1:1/"])
async def test_addresses_that_cannot_be_called(owner: Person, address: str) -> None:
    answer = await owner.client.post(BASE, json={"name": "A", "api_endpoint": address, "api_key": KEY})
    assert (answer.status_code, answer.json()["code"]) == (400, "extension_ping_failed")
    assert "'A'" in answer.json()["message"]


async def test_a_service_that_hangs(service: ExtensionService) -> None:
    outbound = OutboundClient(AddressRules.parse("127.0.0.1"))
    service.hanging.add("ping")
    with pytest.raises(ExtensionFailed, match=r"'Slow' failed: .* did not answer in time"):
        await ExtensionWire(outbound, timeout=0.2).call("Slow", service.url, KEY, "ping", {})
    await outbound.close()


def external(name: str, id: str, **more: Any) -> Json:
    return {"enabled": True, "variable": name, "label": name, "type": "api",
            "config": {"api_based_extension_id": id}, **more}  # fmt: skip


@pytest.fixture
async def data_app(server: Server, scripted: ScriptedModel, service: ExtensionService) -> Any:
    """A chat app with two external variables, one in the form."""
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    id = (await register(owner, service, "Weather"))["id"]
    service.replies["app.external_data_tool.query"] = lambda params: {"result": f"<{params['tool_variable']}>"}
    config = {
        "pre_prompt": "In {{city}} it is {{weather}} and {{time}}.",
        "user_input_form": [text_field("city"), {"external_data_tool": external("weather", id, required=True)}],
        "external_data_tools": [external("time", id), external("off", id, enabled=False)],
    }
    return await make_basic_app(server, scripted, "chat", config, owner=owner)


async def test_external_data_is_fetched_once_each(data_app: Any, service: ExtensionService) -> None:
    inputs = {"city": "Bern", "weather": "forged", "undeclared": "x"}
    answer = await data_app.client.post("/v1/chat-messages", json={"inputs": inputs, "query": "hi", "user": "ada"})
    assert answer.status_code == 200, answer.text
    assert data_app.prompt()[0] == ("system", "In Bern it is <weather> and <time>.")
    asked = service.of("app.external_data_tool.query")
    assert sorted(params["tool_variable"] for params in asked) == ["time", "weather"]
    assert all(p["query"] == "hi" and p["app_id"] == str(data_app.id) and p["inputs"]["city"] == "Bern" for p in asked)


async def test_external_data_in_debugging(data_app: Any, service: ExtensionService) -> None:
    path = f"/console/api/apps/{data_app.id}/chat-messages"
    body = {"inputs": {"city": "Bern"}, "query": "hi", "response_mode": "streaming"}
    events = events_of((await data_app.owner.client.post(path, json=body)).text)
    assert events[-1]["event"] == "message_end"
    assert len(service.of("app.external_data_tool.query")) == 2


async def test_external_data_without_a_query(
    server: Server, scripted: ScriptedModel, service: ExtensionService
) -> None:
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    id = (await register(owner, service))["id"]
    service.replies["app.external_data_tool.query"] = {"result": "sun"}
    config = {"pre_prompt": "Weather: {{weather}}", "external_data_tools": [external("weather", id)]}
    app = await make_basic_app(server, scripted, "completion", config, owner=owner)
    assert (await app.complete({})).json()["answer"] == "Weather: sun"
    assert service.of("app.external_data_tool.query")[0]["query"] is None


@pytest.mark.parametrize("reply", [{"result": 3}, {}, web.Response(status=400, text="Not implemented")])
async def test_external_data_that_fails_names_the_extension(
    data_app: Any, service: ExtensionService, reply: Any
) -> None:
    service.replies["app.external_data_tool.query"] = reply
    answer = await data_app.chat("hi", response_mode="streaming")
    assert (answer.status_code, answer.json()["code"]) == (400, "extension_failed")
    assert "'Weather'" in answer.json()["message"]


async def test_the_sample_service(owner: Person) -> None:
    """The sample runs apart from the product and passes as an extension."""
    command = [sys.executable, str(SAMPLE), "--port", "0", "--key", KEY]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220 - it starts at once
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip().removeprefix("Listening on ")
        body = {"name": "Sample", "api_endpoint": address, "api_key": KEY}
        assert (await owner.client.post(BASE, json=body)).status_code == 201
        outbound = OutboundClient(AddressRules.parse("127.0.0.1"))
        wire = ExtensionWire(outbound)

        async def ask(point: str, params: Json, key: str = KEY) -> Json:
            return await wire.call("Sample", address, key, point, params)

        query = {"app_id": "a", "tool_variable": "weather_retrieve", "inputs": {"location": "London"}, "query": None}
        assert "London" in (await ask("app.external_data_tool.query", query))["result"]
        judged = await ask("app.moderation.input", {"app_id": "a", "inputs": {"x": "I will kill"}, "query": "hi"})
        assert (judged["flagged"], judged["action"]) == (True, "direct_output")
        judged = await ask("app.moderation.output", {"app_id": "a", "text": "to kill time"})
        assert (judged["flagged"], judged["action"], judged["text"]) == (True, "overridden", "to *** time")
        assert (await ask("app.moderation.output", {"app_id": "a", "text": "fine"}))["flagged"] is False
        for point, params, key, status in (
            ("ping", {}, "a wrong key", "401, content: Unauthorized"),
            ("app.unknown", {}, KEY, "400"),
            ("app.moderation.output", {"text": 3}, KEY, "400"),
        ):
            with pytest.raises(ExtensionFailed, match=f"status_code: {status}"):
                await ask(point, params, key)
        await outbound.close()
    finally:
        process.terminate()
        process.wait()
