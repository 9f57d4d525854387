"""DSL files: every file of the shared collection, the version rules, the refusals of the contract, the exports."""

import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from tenon.domain.app.import_dsl import raw_url
from tests.fixtures.server import Person, Server

SHARED = Path(os.environ.get("TENON_SHARED") or Path(__file__).resolve().parents[4] / "shared") / "dsl"
FILES = sorted(SHARED.glob("*.yml"))
BIG = 11 * 1024 * 1024
WORKFLOW: dict[str, Any] = {
    "app": {"name": "Echo", "mode": "workflow"},
    "kind": "app",
    "version": "0.5.0",
    "workflow": {"graph": {"nodes": [], "edges": []}, "features": {}},
}


async def imported(person: Person, document: dict[str, Any] | str, **options: Any) -> tuple[int, dict[str, Any]]:
    """Import a document as pasted text."""
    text = document if isinstance(document, str) else yaml.safe_dump(document, allow_unicode=True)
    answer = await person.client.post(
        "/console/api/apps/imports", json={"mode": "yaml-content", "yaml_content": text, **options}
    )
    return answer.status_code, answer.json()


async def exported(person: Person, app_id: str, **query: Any) -> dict[str, Any]:
    """Export an app and read the file."""
    answer = await person.client.get(f"/console/api/apps/{app_id}/export", params=query)
    assert answer.status_code == 200, answer.text
    return yaml.safe_load(answer.json()["data"])


def without_dataset_ids(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the one thing an export encrypts."""
    for node in document.get("workflow", {}).get("graph", {}).get("nodes", []):
        node["data"].pop("dataset_ids", None)
    return document


@pytest.mark.skipif(not FILES, reason="the shared DSL files are not here; set TENON_SHARED")
@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_every_shared_file_comes_back_as_it_was_or_is_refused(owner: Person, database_kind: str) -> None:
    assert len(FILES) == 65
    refused: list[str] = []
    for path in FILES:
        text = path.read_text("utf-8")
        status, result = await imported(owner, text)
        if status == 400:
            assert result["error"].startswith("Missing app data in YAML content"), path.name
            refused.append(path.name)
            continue
        assert status == 200, (path.name, result)
        original = yaml.safe_load(text)
        again = await exported(owner, result["app_id"], include_secret="true")
        assert without_dataset_ids(again) == without_dataset_ids(original), path.name
    assert all(name.startswith(("graphon-", "pipeline-", "ragtransform-")) for name in refused)
    assert len(refused) == 19


@pytest.mark.skipif(not FILES, reason="the shared DSL files are not here; set TENON_SHARED")
async def test_a_large_file_round_trips_on_both_databases(owner: Person) -> None:
    text = (SHARED / "community-deep-researcher-on-dify.yml").read_text("utf-8")
    status, result = await imported(owner, text)
    assert (status, result["status"]) == (200, "completed-with-warnings")
    assert result["imported_dsl_version"] == "0.1.5"
    assert {item["type"] for item in result["leaked_dependencies"]} <= {"marketplace"}
    again = await exported(owner, result["app_id"])
    assert without_dataset_ids(again) == without_dataset_ids(yaml.safe_load(text))


@pytest.mark.parametrize(
    ("version", "status", "result"),
    [
        ("0.5.0", 200, "completed"),
        ("0.4.9", 200, "completed-with-warnings"),
        ("0.1.0", 200, "completed-with-warnings"),
        (None, 200, "completed-with-warnings"),
        ("0.6.0", 202, "pending"),
        ("1.0.0", 202, "pending"),
        (0.1, 400, "failed"),
        ("soon", 400, "failed"),
    ],
)
async def test_version_rules(owner: Person, version: Any, status: int, result: str) -> None:
    document: dict[str, Any] = {**WORKFLOW, "version": version}
    if version is None:
        del document["version"]
    code, answer = await imported(owner, document)
    assert (code, answer["status"], answer["current_dsl_version"]) == (status, result, "0.5.0")
    assert (answer["app_id"] is not None) == (status == 200)
    if version == 0.1:
        assert answer["error"].startswith("Invalid version type, expected str, got")


async def test_a_newer_file_is_imported_when_confirmed(owner: Person, server: Server) -> None:
    _, waiting = await imported(owner, {**WORKFLOW, "version": "0.6.0"}, name="Mine")
    stranger = await server.person("owner")
    path = f"/console/api/apps/imports/{waiting['id']}/confirm"
    assert (await stranger.client.post(path)).status_code == 404
    done = await owner.client.post(path)
    assert (done.status_code, done.json()["status"]) == (200, "completed")
    app = (await owner.client.get(f"/console/api/apps/{done.json()['app_id']}")).json()
    assert app["name"] == "Mine"
    assert (await owner.client.post(path)).status_code == 404


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a: [1, 2", "The file is not valid YAML"),
        ("- just\n- a list", "must be a mapping"),
        ("", "yaml_content is required"),
        ("version: 0.5.0\nkind: app", "Missing app data in YAML content"),
        ("app: {name: A, mode: workflow}", "Missing workflow data for workflow/advanced chat app"),
        ("app: {name: A, mode: chat}", "Missing model_config for chat/agent-chat/completion app"),
        ("app: {name: A, mode: telepathy}", "Invalid app mode"),
        ("a: &a [x]\n" + "".join(f"{c}: &{c} [{', '.join([f'*{p}'] * 10)}]\n" for p, c in pairwise("abcdefghi")),
         "too many"),
        ("app: " + "[" * 5000 + "]" * 5000, ""),
        ("app: " + "{a: " * 900 + "1" + "}" * 900, ""),
    ],
)  # fmt: skip
async def test_broken_files_are_refused_with_a_reason(owner: Person, text: str, error: str) -> None:
    status, result = await imported(owner, text)
    assert (status, result["status"]) == (400, "failed")
    assert result["error"]
    assert error in result["error"]


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_files_over_ten_megabytes_are_refused(owner: Person, database_kind: str) -> None:
    status, result = await imported(owner, "app: " + "x" * (11 * 1024 * 1024))
    assert status == 400
    assert "10MB" in result["error"]
    status, result = await imported(owner, "app: " + "x" * (50 * 1024 * 1024))
    assert (status, result["code"]) == (413, "request_entity_too_large")


async def test_an_unknown_node_type_imports_and_is_reported(owner: Person) -> None:
    node = {"id": "1", "data": {"type": "teleport", "title": "Beam", "anything": {"kept": True}}}
    start: dict[str, Any] = {"id": "0", "data": {"type": "start", "title": "Start", "variables": []}}
    graph: dict[str, Any] = {"nodes": [start, node], "edges": [{"source": "0", "target": "1"}]}
    _, result = await imported(owner, {**WORKFLOW, "workflow": {"graph": graph}})
    base = f"/console/api/apps/{result['app_id']}/workflows"
    problems = (await owner.client.post(f"{base}/check")).json()["problems"]
    assert ("1", "unknown_node_type", "error") in [(p["node_id"], p["code"], p["severity"]) for p in problems]
    refused = await owner.client.post(f"{base}/publish")
    assert (refused.status_code, refused.json()["code"], refused.json()["node_id"]) == (400, "invalid_graph", "1")
    assert (await exported(owner, result["app_id"]))["workflow"]["graph"] == graph


async def test_secrets_leave_only_when_asked_for(owner: Person, server: Server) -> None:
    variables = [
        {"id": "1", "name": "KEY", "value_type": "secret", "value": "sk-very-secret"},
        {"id": "2", "name": "REGION", "value_type": "string", "value": "eu"},
    ]
    tool = {"id": "t", "data": {"type": "tool", "title": "T", "credential_id": "c-1"}}
    agent = {"id": "a", "data": {"type": "agent", "agent_parameters": {"tools": {"value": [{"credential_id": "c"}]}}}}
    hook = {
        "id": "w",
        "data": {"type": "trigger-webhook", "webhook_url": "https://x", "webhook_debug_url": "https://y"},
    }
    plugin = {"id": "p", "data": {"type": "trigger-plugin", "subscription_id": "s"}}
    schedule = {"id": "s", "data": {"type": "trigger-schedule", "config": {"frequency": "hourly"}}}
    section = {
        "graph": {"nodes": [tool, agent, hook, plugin, schedule], "edges": []},
        "environment_variables": variables,
    }
    _, result = await imported(owner, {**WORKFLOW, "workflow": section})
    draft = (await owner.client.get(f"/console/api/apps/{result['app_id']}/workflows/draft")).json()
    assert "sk-very-secret" not in str(draft)
    async with server.db.engine.connect() as connection:
        stored = await connection.exec_driver_sql("SELECT environment_variables FROM workflow")
        assert "sk-very-secret" not in str(stored.all())
    bare = (await exported(owner, result["app_id"]))["workflow"]
    assert [item["value"] for item in bare["environment_variables"]] == ["", "eu"]
    data = {node["id"]: node["data"] for node in bare["graph"]["nodes"]}
    assert "credential_id" not in data["t"]
    assert data["a"]["agent_parameters"]["tools"]["value"] == [{}]
    assert (data["w"]["webhook_url"], data["w"]["webhook_debug_url"]) == ("", "")
    assert data["p"]["subscription_id"] == ""
    assert data["s"]["config"]["frequency"] == "daily"
    full = (await exported(owner, result["app_id"], include_secret="true"))["workflow"]
    assert full["environment_variables"] == variables
    assert full["graph"]["nodes"][0]["data"]["credential_id"] == "c-1"
    assert full["graph"]["nodes"][2]["data"]["webhook_url"] == ""


async def test_knowledge_ids_are_readable_only_in_their_workspace(owner: Person, server: Server) -> None:
    dataset_id = "70c17aae-fb0b-4e4d-9ae0-24def4b85670"
    node = {"id": "k", "data": {"type": "knowledge-retrieval", "dataset_ids": [dataset_id, "not decryptable"]}}
    _, result = await imported(owner, {**WORKFLOW, "workflow": {"graph": {"nodes": [node], "edges": []}}})
    file = await exported(owner, result["app_id"])
    hidden = file["workflow"]["graph"]["nodes"][0]["data"]["dataset_ids"]
    assert len(hidden) == 1
    assert dataset_id not in hidden

    async def ids_after_import(person: Person) -> list[str]:
        _, again = await imported(person, file)
        draft = (await person.client.get(f"/console/api/apps/{again['app_id']}/workflows/draft")).json()
        return draft["graph"]["nodes"][0]["data"]["dataset_ids"]

    assert await ids_after_import(owner) == [dataset_id]
    assert await ids_after_import(await server.person("owner")) == []


async def test_an_app_can_be_overwritten(owner: Person) -> None:
    _, first = await imported(owner, WORKFLOW)
    changed: dict[str, Any] = {
        **WORKFLOW,
        "workflow": {"graph": {"nodes": [], "edges": [], "viewport": {"x": 1}}, "features": {}},
    }
    status, result = await imported(owner, changed, app_id=first["app_id"])
    assert (status, result["app_id"]) == (200, first["app_id"])
    assert await exported(owner, first["app_id"]) == changed
    _, chat = await imported(owner, {"app": {"name": "C", "mode": "chat"}, "model_config": {"model": {}}})
    status, result = await imported(owner, WORKFLOW, app_id=chat["app_id"])
    assert (status, result["error"]) == (400, "Only workflow or advanced chat apps can be overwritten")


async def test_a_changed_app_exports_what_it_is_now(owner: Person) -> None:
    document: dict[str, Any] = {**WORKFLOW, "version": "0.1.3", "x_unknown": {"kept": [1, 2.5, None]}}
    _, result = await imported(owner, document)
    path = f"/console/api/apps/{result['app_id']}"
    assert (await owner.client.patch(path, json={"name": "Renamed"})).status_code == 200
    assert (await exported(owner, result["app_id"])) == {**document, "app": {"name": "Renamed", "mode": "workflow"}}
    draft = (await owner.client.get(f"{path}/workflows/draft")).json()
    features = {"opening_statement": "Hi"}
    body = {"graph": draft["graph"], "features": features, "hash": draft["hash"]}
    assert (await owner.client.post(f"{path}/workflows/draft", json=body)).status_code == 200
    again = await exported(owner, result["app_id"])
    assert (again["version"], again["workflow"]["features"]) == ("0.5.0", features)
    assert again["x_unknown"] == document["x_unknown"]


async def test_apps_made_here_export_and_import_again(owner: Person) -> None:
    for mode in ("workflow", "advanced-chat", "chat", "agent-chat", "completion"):
        made = (await owner.client.post("/console/api/apps", json={"name": f"My {mode}", "mode": mode})).json()
        file = await exported(owner, made["id"])
        assert (file["kind"], file["version"], file["app"]["mode"]) == ("app", "0.5.0", mode)
        status, result = await imported(owner, file)
        assert (status, result["status"], result["app_mode"]) == (200, "completed", mode)
        assert await exported(owner, result["app_id"]) == file


async def test_a_file_is_fetched_from_an_address(owner: Person) -> None:
    async def serve(request: web.Request) -> web.Response:
        bodies = {"/echo.yml": yaml.safe_dump(WORKFLOW).encode(), "/bytes.yml": b"\xff\xfe\xff", "/big.yml": b"x" * BIG}
        return web.Response(body=bodies.get(request.path), status=200 if request.path in bodies else 404)

    application = web.Application()
    application.router.add_get("/{rest:.*}", serve)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def fetch(url: str) -> tuple[int, dict[str, Any]]:
        answer = await owner.client.post("/console/api/apps/imports", json={"mode": "yaml-url", "yaml_url": url})
        return answer.status_code, answer.json()

    status, result = await fetch(f"{base}/echo.yml")
    assert (status, result["status"]) == (200, "completed")
    for url in (f"{base}/gone.yml", f"{base}/bytes.yml", f"{base}/big.yml", "http://10.1.2.3/a.yml", "ftp://x/y", "no"):
        status, result = await fetch(url)
        assert (status, result["status"]) == (400, "failed"), url
        assert result["error"].startswith("Failed to fetch the file")
    await runner.cleanup()


def test_a_github_page_becomes_the_file_itself() -> None:
    page = "https://github.com/someone/apps/blob/main/a/b.yml"
    assert raw_url(page) == "https://raw.githubusercontent.com/someone/apps/main/a/b.yml"
    assert raw_url(" https://example.com/a.yml ") == "https://example.com/a.yml"
