"""Values of draft variables and runs of single nodes, for each member on their own."""

import asyncio
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import (
    AppOptions,
    Json,
    MadeApp,
    answer,
    chain,
    edge,
    end,
    events_of,
    http,
    make_app,
    node,
    start,
    text_input,
)
from tests.fixtures.basic_apps import set_up_models
from tests.fixtures.server import Person, Server


def template(id: str, text: str, **shows: list[str]) -> Json:
    """A template node; `shows` are its variables."""
    variables = [{"variable": name, "value_selector": selector} for name, selector in shows.items()]
    return node(id, "template-transform", template=text, variables=variables)


def greeting() -> Json:
    """Start, two templates in a row, end."""
    return chain(
        start(text_input("name", required=True)),
        template("hello", "Hello {{ n }}", n=["start", "name"]),
        template("loud", "{{ t }}!", t=["hello", "output"]),
        end(out=["loud", "output"]),
    )


class Bench:
    """One member at work on one draft."""

    def __init__(self, app: MadeApp, person: Person | None = None) -> None:
        self.app, self.person = app, person or app.owner
        self.base = f"/console/api/apps/{app.id}"
        self.path = f"{self.base}/workflows/draft"

    async def call(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        """The body of an answer."""
        got = await self.person.client.request(method, f"{self.path}{path}", **more)
        assert got.status_code == status, got.text
        return got.json() if got.content else None

    async def run(self, name: str = "Ada") -> list[Json]:
        """Run the whole draft."""
        got = await self.person.client.post(f"{self.path}/run", json={"inputs": {"name": name}})
        return events_of(got.text)

    async def step(self, node_id: str, status: int = 200, **values: Any) -> Json:
        """Run one node to its end."""
        body = {"values": values, "response_mode": "blocking"}
        got = await self.call("POST", f"/nodes/{node_id}/run", status, json=body)
        return got["data"] if status == 200 else got

    async def values(self, **query: Any) -> dict[str, Any]:
        """Values by node and name."""
        listed = await self.call("GET", "/variables", params=query)
        return {f"{item['node_id']}.{item['name']}": item["value"] for item in listed["data"]}

    async def item(self, node_id: str, name: str) -> Json:
        """One entry of the list."""
        listed = await self.call("GET", "/variables", params={"node_id": node_id})
        return next(item for item in listed["data"] if item["name"] == name)

    async def save(self, graph: Json) -> None:
        """Replace the draft."""
        draft = await self.call("GET", "")
        await self.call("POST", "", json={**draft, "graph": graph})


@pytest.fixture
async def bench(server: Server) -> Bench:
    """A draft with two templates."""
    return Bench(await make_app(server, greeting(), published=False))


async def test_a_whole_run_leaves_the_values_of_its_nodes_to_who_ran_it(bench: Bench, server: Server) -> None:
    assert (await bench.run())[-1]["data"]["status"] == "succeeded"
    found = await bench.values()
    assert {name: found[name] for name in ("start.name", "hello.output", "loud.output")} == {
        "start.name": "Ada",
        "hello.output": "Hello Ada",
        "loud.output": "Hello Ada!",
    }
    assert "start.sys.user_id" not in found
    assert found["sys.app_id"] == str(bench.app.id)
    last = (await bench.call("GET", "/nodes/loud/last-run"))["data"]
    assert (last["status"], last["outputs"], last["stale"]) == ("succeeded", {"output": "Hello Ada!"}, False)
    colleague = Bench(bench.app, await server.person("editor", bench.app.workspace_id))
    assert await colleague.values() == {}
    assert await colleague.call("GET", "/nodes/loud/last-run") == {"data": None}


async def test_an_edited_value_is_what_the_next_node_reads_and_leaves_the_last_run_alone(bench: Bench) -> None:
    await bench.run()
    await bench.call("PATCH", "/variables/hello/output", json={"value": "Bye Eve"})
    edited = await bench.item("hello", "output")
    assert (edited["value"], edited["edited"]) == ("Bye Eve", True)
    stepped = await bench.step("loud")
    assert (stepped["status"], stepped["outputs"]) == ("succeeded", {"output": "Bye Eve!"})
    assert stepped["inputs"] == {"t": "Bye Eve"}
    last = (await bench.call("GET", "/nodes/hello/last-run"))["data"]
    assert last["outputs"] == {"output": "Hello Ada"}
    await bench.call("DELETE", "/variables/hello/output", 204)
    back = await bench.item("hello", "output")
    assert (back["value"], back["edited"]) == ("Hello Ada", False)
    wrong = await bench.call("PATCH", "/variables/hello/output", 400, json={"value": 5})
    assert wrong["code"] == "invalid_param"
    assert "must be of type string" in wrong["message"]
    await bench.call("DELETE", "/variables", 204, params={"node_id": "hello"})
    assert "hello.output" not in await bench.values()
    await bench.call("DELETE", "/variables", 204)
    assert await bench.values() == {}
    assert (await bench.call("GET", "/nodes/loud/last-run"))["data"]["outputs"] == {"output": "Bye Eve!"}


async def test_what_is_missing_or_means_nothing_alone_is_told_and_what_is_given_is_kept(bench: Bench) -> None:
    needed = await bench.call("GET", "/nodes/loud/inputs")
    assert needed["runnable"]
    assert [(n["node_id"], n["name"], n["source"]) for n in needed["data"]] == [("hello", "output", "missing")]
    refused = await bench.step("loud", 400)
    assert (refused["code"], refused["missing"]) == ("values_missing", [{"node_id": "hello", "name": "output"}])
    assert "hello / output" in refused["message"]
    stepped = await bench.step("loud", hello={"output": "Given"})
    assert stepped["outputs"] == {"output": "Given!"}
    assert (await bench.step("loud"))["outputs"] == {"output": "Given!"}
    given = await bench.item("hello", "output")
    assert (given["value"], given["edited"]) == ("Given", True)
    await bench.step("loud", 400, nowhere={"x": 1})
    for alone in ("start", "end"):
        assert (await bench.step(alone, 400))["code"] == "node_not_runnable_alone"
        needed = await bench.call("GET", f"/nodes/{alone}/inputs")
        assert not needed["runnable"]
        assert "cannot be run alone" in needed["reason"]
    assert (await bench.step("gone", 404))["code"] == "node_not_found"


async def test_a_step_is_streamed_and_is_in_no_list_of_runs(bench: Bench) -> None:
    body = {"values": {"start": {"name": "Bob"}}}
    got = await bench.person.client.post(f"{bench.path}/nodes/hello/run", json=body)
    names = [event["event"] for event in events_of(got.text)]
    assert names == ["workflow_started", "node_started", "node_finished", "workflow_finished"]
    assert all("seq" in event for event in events_of(got.text))
    runs = (await bench.person.client.get(f"{bench.base}/workflow-runs")).json()
    assert runs["data"] == []
    steps = await bench.person.client.get(f"{bench.base}/workflow-runs", params={"triggered_from": "single-step"})
    run_id = steps.json()["data"][0]["id"]
    rows = (await bench.person.client.get(f"{bench.base}/workflow-runs/{run_id}/node-executions")).json()
    assert [row["node_id"] for row in rows["data"]] == ["hello"]
    assert (await bench.person.client.get(f"{bench.base}/workflow-runs/{run_id}")).json()["graph"] == greeting()


async def test_a_changed_node_makes_its_values_stale(bench: Bench) -> None:
    await bench.run()
    graph = greeting()
    graph["nodes"][1]["data"] |= {"title": "Renamed", "desc": "moved", "selected": True}
    await bench.save(graph)
    assert not (await bench.item("hello", "output"))["stale"]
    graph["nodes"][1]["data"]["template"] = "Goodbye {{ n }}"
    await bench.save(graph)
    assert (await bench.item("hello", "output"))["stale"]
    assert (await bench.call("GET", "/nodes/hello/last-run"))["data"]["stale"]
    assert [n["stale"] for n in (await bench.call("GET", "/nodes/loud/inputs"))["data"]] == [True]
    graph["nodes"][2]["data"] = {"type": "no-such-type"}  # a fault elsewhere does not matter
    await bench.save(graph)
    assert (await bench.step("hello"))["outputs"] == {"output": "Goodbye Ada"}
    graph["nodes"].pop(1)
    await bench.save(graph)
    assert "hello.output" not in await bench.values()


async def test_large_values_are_cut_in_lists_and_whole_on_their_own(bench: Bench) -> None:
    long = "x" * 5000
    await bench.call("PATCH", "/variables/hello/output", json={"value": long})
    listed = await bench.item("hello", "output")
    assert (listed["value"], listed["truncated"], listed["size"]) == (None, True, 5002)
    assert listed["text"] == "x" * 400
    assert (await bench.call("GET", "/variables/hello/output"))["value"] == long
    assert (await bench.step("loud"))["outputs"] == {"output": f"{long}!"}
    await bench.call("PATCH", "/variables/hello/output", 400, json={"value": "x" * 1024 * 1024})
    await bench.call("PATCH", "/variables/hello/output", 400, json={})
    await bench.call("GET", "/variables/hello/nothing", 404)
    await bench.call("PATCH", "/variables/gone/output", 404, json={"value": 1})
    pages = await bench.call("GET", "/variables", params={"limit": 1, "q": "xxxx"})
    assert (pages["total"], pages["has_more"], len(pages["data"])) == (2, True, 1)


LOOPED: Json = {
    "nodes": [
        start(),
        node("it", "iteration", iterator_selector=["start", "xs"], output_selector=["in", "output"], start_node_id="s"),
        {**node("s", "iteration-start"), "parentId": "it"},
        {**template("in", "<{{ i }}>", i=["it", "item"]), "parentId": "it"},
        node(
            "lo",
            "loop",
            loop_count=3,
            break_conditions=[],
            loop_variables=[{"label": "n", "var_type": "number", "value_type": "constant", "value": "4"}],
            start_node_id="ls",
        ),
        {**node("ls", "loop-start"), "parentId": "lo"},
        {
            **node(
                "add",
                "assigner",
                version="2",
                items=[
                    {"variable_selector": ["lo", "n"], "operation": "+=", "input_type": "constant", "value": 1},
                ],
            ),
            "parentId": "lo",
        },
        end(out=["it", "output"]),
    ],
    "edges": [edge("start", "it"), edge("s", "in"), edge("it", "lo"), edge("ls", "add"), edge("lo", "end")],
}


async def test_containers_run_as_a_whole_and_what_is_inside_with_its_item(server: Server) -> None:
    bench = Bench(await make_app(server, LOOPED, published=False))
    whole = await bench.step("it", start={"xs": ["a", "b"]})
    assert whole["outputs"] == {"output": ["<a>", "<b>"]}
    assert (await bench.values())["in.output"] == "<b>"
    inner = await bench.call("GET", "/nodes/in/inputs")
    assert [(n["node_id"], n["name"], n["source"]) for n in inner["data"]] == [("it", "item", "missing")]
    assert (await bench.step("in", it={"item": "z", "index": 4}))["outputs"] == {"output": "<z>"}
    assert (await bench.step("lo"))["outputs"] == {"n": 7, "loop_round": 3}
    assert (await bench.step("add"))["status"] == "succeeded"
    assert [n["source"] for n in (await bench.call("GET", "/nodes/add/inputs"))["data"]] == ["run"]


async def test_conversation_variables_and_branches(server: Server) -> None:
    case = {
        "case_id": "big",
        "logical_operator": "and",
        "conditions": [
            {"variable_selector": ["conversation", "count"], "comparison_operator": ">", "value": "5"},
        ],
    }
    items = [{"variable_selector": ["conversation", "count"], "operation": "+=", "input_type": "constant", "value": 2}]
    graph = chain(
        start(),
        node("more", "assigner", version="2", items=items),
        node("which", "if-else", cases=[case]),
        node("first", "variable-aggregator", output_type="string", variables=[["more", "x"], ["sys", "query"]]),
        answer("{{#sys.query#}}"),
    )
    graph["edges"][2]["sourceHandle"] = "false"
    declared = [{"id": "1", "name": "count", "value_type": "number", "value": 3}]
    secret = [{"id": "2", "name": "key", "value_type": "secret", "value": "hidden-one"}]
    options = AppOptions(conversation_variables=declared, environment_variables=secret)
    bench = Bench(await make_app(server, graph, mode="advanced-chat", published=False, options=options))
    assert (await bench.values())["conversation.count"] == 3
    assert (await bench.item("env", "key"))["editable"] is False
    assert "hidden-one" not in json.dumps(await bench.call("GET", "/variables"))
    assert (await bench.step("which"))["handle"] == "false"
    assert (await bench.step("more"))["status"] == "succeeded"
    assert (await bench.values())["conversation.count"] == 5
    await bench.call("PATCH", "/variables/conversation/count", json={"value": 9})
    assert (await bench.step("which"))["handle"] == "big"
    await bench.call("PATCH", "/variables/conversation/count", 400, json={"value": "nine"})
    await bench.call("PATCH", "/variables/conversation/other", 404, json={"value": 1})
    await bench.call("PATCH", "/variables/env/key", 400, json={"value": "x"})
    assert (await bench.step("first"))["outputs"] == {}
    assert (await bench.step("first", sys={"query": "hi"}))["outputs"] == {"output": "hi"}
    assert (await bench.step("answer", 400))["code"] == "node_not_runnable_alone"
    talk = await bench.person.client.post(
        f"{bench.base}/advanced-chat/draft/run", json={"inputs": {}, "query": "really?", "files": []}
    )
    assert events_of(talk.text)[-1]["event"] in ("message_end", "workflow_finished")
    found = await bench.values()
    assert (found["sys.query"], found["conversation.count"], found["first.output"]) == ("really?", 5, "really?")


class Slow(BaseHTTPRequestHandler):
    """Answers at `/slow` only when it is let go."""

    asked, go = Event(), Event()

    def do_GET(self) -> None:
        """Answer."""
        if self.path.startswith("/slow"):
            self.asked.set()
            self.go.wait(20)
        status = 500 if self.path.startswith("/bad") else 200
        body = self.path.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def upstream() -> Iterator[str]:
    """A server that can be slow."""
    Slow.asked, Slow.go = Event(), Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    Slow.go.set()
    server.shutdown()


async def test_files_are_given_as_in_the_form(server: Server) -> None:
    field: Json = {"variable": "doc", "label": "doc", "type": "file", "required": False}
    read = node("read", "document-extractor", variable_selector=["start", "doc"], is_array_file=False)
    bench = Bench(await make_app(server, chain(start(field), read, end(out=["read", "text"])), published=False))
    files = {"file": ("a.txt", b"All that is written.", "text/plain")}
    upload = (await bench.person.client.post("/console/api/files/upload", files=files)).json()
    given = {"type": "document", "transfer_method": "local_file", "upload_file_id": upload["id"]}
    assert (await bench.step("read", start={"doc": given}))["outputs"] == {"text": "All that is written."}
    kept = await bench.item("start", "doc")
    assert (kept["type"], kept["value"]["filename"]) == ("file", "a.txt")
    assert (await bench.person.client.get(kept["value"]["url"])).content == b"All that is written."
    assert (await bench.step("read"))["status"] == "succeeded"
    smuggled = {"value": {"inner": kept["value"]}}
    await bench.call("PATCH", "/variables/start/other", 400, json=smuggled)
    elsewhere = await server.person("owner")
    theirs = (await elsewhere.client.post("/console/api/files/upload", files=files)).json()
    refused = await bench.call(
        "PATCH", "/variables/start/doc", 400, json={"value": {**given, "upload_file_id": theirs["id"]}}
    )
    assert refused["code"] == "invalid_param"


async def test_requests_are_made_alone_fail_on_their_own_and_can_be_stopped(server: Server, upstream: str) -> None:
    graph = chain(
        start(text_input("q")),
        http("call", upstream + "/{{#start.q#}}?k={{#env.key#}}"),
        http("slow", upstream + "/slow"),
        end(out=["call", "body"]),
    )
    options = AppOptions(
        environment_variables=[{"id": "2", "name": "key", "value_type": "secret", "value": "hidden-one"}]
    )
    bench = Bench(await make_app(server, graph, published=False, options=options))
    called = await bench.step("call", start={"q": "ask"})
    assert (called["outputs"]["status_code"], called["outputs"]["body"]) == (200, "/ask?k=hidden-one")
    assert "hidden-one" not in json.dumps(called["process_data"])
    body: Json = {"values": {}, "response_mode": "streaming"}
    stream = asyncio.create_task(bench.person.client.post(f"{bench.path}/nodes/slow/run", json=body))
    await asyncio.to_thread(Slow.asked.wait, 20)
    steps = await bench.person.client.get(f"{bench.base}/workflow-runs", params={"triggered_from": "single-step"})
    task = next(run["id"] for run in steps.json()["data"] if run["status"] == "running")
    await bench.person.client.post(f"{bench.base}/workflow-runs/tasks/{task}/stop")
    events = events_of((await stream).text)
    assert events[-1]["data"]["status"] == "stopped"
    last = (await bench.call("GET", "/nodes/slow/last-run"))["data"]
    assert last["status"] == "stopped"
    graph["nodes"][2]["data"]["url"] = "http://127.0.0.1:1/"
    await bench.save(graph)
    failed = await bench.step("slow")
    assert failed["status"] == "failed"
    assert failed["error"]
    assert "slow.body" not in await bench.values()


ANSWERS = """
rules:
  - when: {tools: [current_time], tool_result: false}
    answer: "I look."
    tool_calls: [{name: current_time, arguments: {timezone: UTC}}]
  - when: {tool_result: true}
    answer: "It is late."
  - answer: "Two words."
"""


async def test_models_agents_and_tools_answer_one_node(server: Server, scripted: ScriptedModel) -> None:
    model: Json = {
        "provider": "langgenius/openai/openai",
        "name": "gpt-4o-mini",
        "mode": "chat",
        "completion_params": {},
    }
    used = {"provider": "langgenius/openai/openai", "model": "gpt-4o-mini", "model_type": "llm"}
    prompt = [{"role": "user", "text": "Say {{#start.q#}}"}]
    classes = [{"id": "1", "name": "Sun"}, {"id": "2", "name": "Rain"}]
    clock = {"type": "builtin", "provider_name": "time", "tool_name": "current_time", "enabled": True}
    parameters: Json = {
        "model": {"type": "constant", "value": used},
        "tools": {"type": "constant", "value": [clock]},
        "instruction": {"type": "constant", "value": "Be kind."},
        "query": {"type": "variable", "value": ["start", "q"]},
        "maximum_iterations": {"type": "constant", "value": "3"},
    }
    stored = {"agent_strategy_provider_name": "langgenius/agent/agent", "agent_strategy_name": "function_calling"}
    tool = {"provider_id": "time", "provider_type": "builtin", "provider_name": "time", "tool_name": "current_time"}
    zone = {"timezone": {"type": "variable", "value": ["start", "zone"]}}
    graph = chain(
        start(text_input("q"), text_input("zone")),
        node("say", "llm", model=model, prompt_template=prompt, context={"enabled": False}, vision={"enabled": False}),
        node("sort", "question-classifier", model=model, query_variable_selector=["start", "q"], classes=classes),
        node("look", "agent", agent_parameters=parameters, **stored),
        node("clock", "tool", tool_parameters=zone, tool_configurations={}, **tool),
        node("know", "knowledge-retrieval", query_variable_selector=["start", "q"], dataset_ids=[]),
        node("list", "list-operator", variable=["start", "xs"], limit={"enabled": True, "size": 1}),
        end(out=["say", "text"]),
    )
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    scripted.play(ANSWERS)
    bench = Bench(await make_app(server, graph, published=False, owner=owner))
    said = await bench.step("say", start={"q": "hello"})
    assert (said["status"], said["outputs"]["text"]) == ("succeeded", "Two words.")
    assert said["execution_metadata"]["total_tokens"] > 0
    assert said["process_data"]["prompts"][0]["text"] == "Say hello"
    looked = await bench.step("look")
    assert looked["outputs"]["text"].endswith("It is late.")
    assert (await bench.step("clock", 400))["missing"] == [{"node_id": "start", "name": "zone"}]
    assert (await bench.step("clock", start={"zone": "UTC"}))["status"] == "succeeded"
    assert (await bench.step("know"))["status"] == "succeeded"
    assert (await bench.step("sort"))["handle"] in ("1", "2")
    listed = await bench.step("list", start={"xs": ["a", "b"]})
    assert (listed["outputs"]["result"], listed["outputs"]["last_record"]) == (["a"], "a")
