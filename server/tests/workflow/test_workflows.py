"""Drafts with optimistic concurrency, versions, restore, checks, secrets."""

from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from tenon.domain.workflow.reader import Workflows
from tests.app.test_apps import make
from tests.fixtures.server import Person, Server

CYCLE: dict[str, Any] = {
    "nodes": [
        {"id": "s", "data": {"type": "start"}},
        {"id": "a", "data": {"type": "template-transform", "template": "", "variables": []}},
        {"id": "b", "data": {"type": "template-transform", "template": "", "variables": []}},
    ],
    "edges": [
        {"source": "s", "target": "a"},
        {"source": "a", "target": "b"},
        {"source": "b", "target": "a"},
    ],
}
EMPTY: dict[str, Any] = {"nodes": [], "edges": []}


def graph(*extra: dict[str, Any], **data: Any) -> dict[str, Any]:
    """A start, an end, and more nodes."""
    nodes: list[dict[str, Any]] = [
        {"id": "start", "data": {"type": "start", "title": "Start", "variables": [], **data}},
        {"id": "end", "data": {"type": "end", "title": "End", "outputs": []}},
        *extra,
    ]
    edges = [{"source": "start", "target": node["id"]} for node in nodes[1:]]
    return {"nodes": nodes, "edges": edges}


class Flow:
    """The draft and versions of one app, as a person works on them."""

    def __init__(self, person: Person, app_id: str) -> None:
        self.person, self.path = person, f"/console/api/apps/{app_id}/workflows"

    async def draft(self) -> dict[str, Any]:
        """The draft."""
        return (await self.person.client.get(f"{self.path}/draft")).json()

    async def save(self, status: int = 200, **members: Any) -> dict[str, Any]:
        """Save on top of the present draft."""
        body = {"hash": (await self.draft())["hash"], "features": {}, "graph": graph(), **members}
        answer = await self.person.client.post(f"{self.path}/draft", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def publish(self, **body: Any) -> str:
        """Publish; the version's id."""
        answer = await self.person.client.post(f"{self.path}/publish", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def versions(self, **query: Any) -> list[dict[str, Any]]:
        """The version list."""
        return (await self.person.client.get(self.path, params=query)).json()["data"]


@pytest.fixture
async def flow(owner: Person) -> Flow:
    """A new workflow app."""
    return Flow(owner, (await make(owner))["id"])


async def test_a_stale_draft_is_not_saved(flow: Flow, server: Server) -> None:
    stale = (await flow.draft())["hash"]
    colleague = await server.person("editor", flow.person.workspace_id)
    theirs = Flow(colleague, flow.path.split("/")[4])
    saved = await theirs.save(graph=graph(hint="theirs"))
    refused = await flow.save(409, hash=stale, graph=graph(hint="mine"))
    assert (refused["code"], refused["hash"]) == ("draft_workflow_not_sync", saved["hash"])
    assert refused["updated_by"]["id"] == str(colleague.account_id)
    assert refused["updated_at"] == saved["updated_at"]
    await flow.save(409, hash=None)
    assert (await flow.draft())["graph"] == graph(hint="theirs")
    await flow.save(graph=graph(hint="mine"))


async def test_saving_the_same_again_changes_nothing(flow: Flow) -> None:
    first = await flow.save()
    assert await flow.save() == first


async def test_versions_are_named_listed_deleted_and_restored(flow: Flow, server: Server) -> None:
    await flow.save(graph=graph(hint="one"))
    one = await flow.publish(marked_name="First", marked_comment="Notes")
    app_path = flow.path.removesuffix("/workflows")
    assert not (await flow.person.client.get(app_path)).json()["has_unpublished_changes"]
    await flow.save(graph=graph(hint="two"))
    assert (await flow.person.client.get(app_path)).json()["has_unpublished_changes"]
    editor = await server.person("editor", flow.person.workspace_id)
    two = await Flow(editor, flow.path.split("/")[4]).publish()
    listed = await flow.versions()
    assert [(item["id"], item["latest"], item["marked_name"]) for item in listed] == [
        (two, True, ""),
        (one, False, "First"),
    ]
    assert listed[0]["created_by"]["id"] == str(editor.account_id)
    assert [item["id"] for item in await flow.versions(named_only="true")] == [one]
    assert [item["id"] for item in await flow.versions(mine="true")] == [one]
    renamed = await flow.person.client.patch(f"{flow.path}/{one}", json={"marked_name": "Renamed"})
    assert (renamed.json()["marked_name"], renamed.json()["marked_comment"]) == ("Renamed", "Notes")
    assert (await flow.person.client.get(f"{flow.path}/{one}")).json()["graph"] == graph(hint="one")
    draft = await flow.draft()
    for kept in (two, draft["id"]):
        refused = await flow.person.client.delete(f"{flow.path}/{kept}")
        assert (refused.status_code, refused.json()["code"]) == (400, "workflow_in_use")
    assert (await flow.person.client.post(f"{flow.path}/{one}/restore")).status_code == 200
    assert (await flow.draft())["graph"] == graph(hint="one")
    assert (await flow.versions())[0]["id"] == two
    assert (await flow.person.client.delete(f"{flow.path}/{one}")).status_code == 204
    assert [item["id"] for item in await flow.versions()] == [two]
    assert (await flow.person.client.post(f"{flow.path}/{one}/restore")).status_code == 404


async def test_runs_see_what_is_published_at_once(flow: Flow, server: Server) -> None:
    reader, workspace_id = server.container.services.get(Workflows), flow.person.workspace_id
    app_id = _app_id(flow)
    draft = await reader.draft(workspace_id, app_id)
    assert draft is not None
    assert str(draft.id) == (await flow.draft())["id"]
    assert await reader.published(workspace_id, app_id) is None
    for hint in ("one", "two"):
        await flow.save(graph=graph(hint=hint))
        version = await flow.publish()
        found = await reader.published(workspace_id, app_id)
        assert found is not None
        assert (str(found.id), found.graph) == (version, graph(hint=hint))
    stranger = await server.workspace()
    assert await reader.published(stranger, app_id) is None


def _app_id(flow: Flow) -> UUID:
    return UUID(flow.path.split("/")[4])


@pytest.mark.parametrize(
    ("broken", "node_id"),
    [
        (EMPTY, None),
        (graph({"id": "x", "data": {"type": "teleport", "title": "Beam"}}), "x"),
        (graph({"id": "i", "data": {"type": "end", "outputs": [{"value_selector": ["gone", "b"]}]}}), "i"),
        (CYCLE, "a"),
        (graph({"id": "s2", "data": {"type": "start", "title": "Again"}}), "s2"),
    ],
)  # fmt: skip
async def test_a_broken_graph_is_not_published(flow: Flow, broken: dict[str, Any], node_id: str | None) -> None:
    await flow.save(graph=broken)
    answer = await flow.person.client.post(f"{flow.path}/publish")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_graph")
    if node_id is not None:
        assert answer.json()["node_id"] in (node_id, "b")
    problems = (await flow.person.client.post(f"{flow.path}/check")).json()["problems"]
    assert any(problem["severity"] == "error" for problem in problems)


def row(length: int) -> dict[str, Any]:
    """A start, so many nodes in a row, and an end."""
    found = graph()
    names = ["start", *(f"t{i}" for i in range(length)), "end"]
    data: dict[str, Any] = {"type": "template-transform", "template": "", "variables": []}
    found["nodes"] += [{"id": name, "data": data} for name in names[1:-1]]
    found["edges"] = [{"source": a, "target": b} for a, b in pairwise(names)]
    return found


def fan(width: int) -> dict[str, Any]:
    """A start with so many ends behind it."""
    ends: list[dict[str, Any]] = [{"id": f"e{i}", "data": {"type": "end", "outputs": []}} for i in range(width - 1)]
    return graph(*ends)


def rounds(count: int) -> dict[str, Any]:
    """A loop of so many rounds."""
    inner: dict[str, Any] = {"id": "in", "parentId": "loop", "data": {"type": "loop-start"}}
    found = graph({"id": "loop", "data": {"type": "loop", "loop_count": count, "loop_variables": []}})
    found["nodes"].append(inner)
    return found


@pytest.mark.parametrize(
    ("fits", "passes", "code"),
    [
        (row(50), row(51), "too_deep"),
        (rounds(100), rounds(101), "too_many_rounds"),
    ],
)
async def test_a_graph_beyond_the_bounds_is_not_published(
    flow: Flow, fits: dict[str, Any], passes: dict[str, Any], code: str
) -> None:
    await flow.save(graph=passes)
    problems = (await flow.person.client.post(f"{flow.path}/check")).json()["problems"]
    (found,) = [problem for problem in problems if problem["code"] == code]
    assert (found["severity"], bool(found["node_id"])) == ("error", True)
    answer = await flow.person.client.post(f"{flow.path}/publish")
    assert (answer.status_code, answer.json()["message"]) == (400, found["message"])
    await flow.save(graph=fits)
    await flow.publish()


async def test_a_wide_graph_is_warned_of_and_published(flow: Flow) -> None:
    await flow.save(graph=fan(10))
    assert not (await flow.person.client.post(f"{flow.path}/check")).json()["problems"]
    await flow.save(graph=fan(11))
    (found,) = (await flow.person.client.post(f"{flow.path}/check")).json()["problems"]
    assert (found["severity"], found["code"], found["node_id"]) == ("warning", "too_many_branches", "start")
    await flow.publish()


async def test_secrets_are_masked_kept_and_replaced(flow: Flow, server: Server) -> None:
    secret = {"id": "1", "name": "KEY", "value_type": "secret", "value": "first secret"}
    await flow.save(environment_variables=[secret])
    shown = (await flow.draft())["environment_variables"]
    assert shown == [{**secret, "value": "[__HIDDEN__]"}]
    reader, app_id = server.container.services.get(Workflows), _app_id(flow)
    await flow.save(environment_variables=shown, graph=graph(hint="changed"))
    found = await reader.draft(flow.person.workspace_id, app_id)
    assert found is not None
    assert found.environment_variables[0]["value"] == "first secret"
    await flow.save(environment_variables=[{**secret, "value": "second secret"}])
    found = await reader.draft(flow.person.workspace_id, app_id)
    assert found is not None
    assert found.environment_variables[0]["value"] == "second secret"


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"environment_variables": [{"name": "A"}, {"name": "A"}]}, "environment_variables"),
        ({"environment_variables": [{"value": 1}]}, "environment_variables"),
        ({"conversation_variables": [{"name": "A", "value_type": "file"}]}, "conversation_variables"),
        (
            {"conversation_variables": [{"name": "A", "value_type": "string", "value": "x" * 210_000}]},
            "conversation_variables",
        ),
        ({"graph": "none"}, "graph"),
    ],
)
async def test_wrong_drafts_name_the_field(flow: Flow, members: dict[str, Any], field: str) -> None:
    assert (await flow.save(400, **members))["params"] == field


async def test_node_types_tell_their_schema(owner: Person) -> None:
    found = {item["type"]: item for item in (await owner.client.get("/console/api/node-types")).json()["data"]}
    assert {"start", "end", "answer", "llm", "if-else", "code"} <= set(found)
    assert found["llm"]["schema"]["type"] == "object"
    assert "text" in found["llm"]["outputs"]


async def test_a_version_is_tried_out_without_touching_the_draft(flow: Flow, server: Server) -> None:
    def saying(text: str) -> dict[str, Any]:
        one: dict[str, Any] = graph()
        one["nodes"][1]["data"] = {"type": "template-transform", "title": "T", "template": text, "variables": []}
        end = {"type": "end", "title": "End", "outputs": [{"variable": "said", "value_selector": ["end", "output"]}]}
        one["nodes"].append({"id": "last", "data": end})
        one["edges"].append({"source": "end", "target": "last"})
        return one

    async def run(status: int = 200, **body: Any) -> str:
        path = f"{flow.path}/draft/run"
        answer = await flow.person.client.post(path, json={"inputs": {}, **body})
        assert answer.status_code == status, answer.text
        return answer.text

    await flow.save(graph=saying("old"))
    version = await flow.publish()
    await flow.save(graph=saying("new"))
    assert '"said":"new"' in await run()
    assert '"said":"old"' in await run(workflow_id=version)
    listed = await flow.person.client.get(flow.path.replace("/workflows", "/workflow-runs"))
    assert {one["triggered_from"] for one in listed.json()["data"]} == {"debugging"}
    await run(404, workflow_id=str(flow.person.account_id))
    await run(400, workflow_id=(await flow.draft())["id"])
    await run(400, workflow_id="1")
