"""Generated requests over every app operation of the published description: no crash, every answer as described."""

import asyncio
import random
from collections.abc import Callable
from typing import Any, cast

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from schemathesis.specs.openapi import checks

from tests.contract.validator import document
from tests.fixtures.apps import answer, chain, end, start, text_input
from tests.fixtures.process import ServerProcess

ELSEWHERE = {401, 404, 405, 415, 501}
"""Statuses that any operation may answer though its own description does not list them: no key, no such thing."""
EXAMPLES = 12
METHODS = ("get", "post", "put", "patch", "delete")
LACKING = {"data_source_type", "indexing_technique", "doc_form", "embedding_model", "embedding_model_provider"}
"""What a knowledge base without documents or with an economical index does not have."""
USER = "ada"
DOCUMENT = {
    "name": "d",
    "text": "apples and pears",
    "indexing_technique": "economy",
    "process_rule": {"mode": "automatic"},
}


def operations() -> list[tuple[str, str]]:
    """Method and path of what is tested; what removes things comes last."""
    try:
        paths: dict[str, dict[str, Any]] = document()["paths"]
    except pytest.skip.Exception:
        return []
    found = [(method.upper(), path) for path, members in paths.items() for method in members if method in METHODS]
    return sorted(found, key=lambda each: (each[0] == "DELETE", each[0] == "DELETE" and -len(each[1])))


def described() -> dict[str, Any]:
    """The description, saying of what knowledge bases may lack that it can be null, as clients know it."""

    def lacking(part: Any) -> Any:
        if isinstance(part, list):
            return [lacking(each) for each in cast("list[Any]", part)]
        if not isinstance(part, dict):
            return part
        found = {name: lacking(each) for name, each in cast("dict[str, Any]", part).items()}
        for name in LACKING & found.keys():
            if isinstance(found[name], dict) and "type" in found[name]:
                found[name] = {**found[name], "nullable": True}
        return found

    return lacking(document())


class Known:
    """Keys and ids of things that are there, so that generated requests reach past the first check."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.ids: dict[str, str] = {}

    def key(self, path: str) -> str:
        """The key for an operation's app, or for knowledge."""
        if path.startswith(("/datasets", "/workspaces")):
            return self.keys["knowledge"]
        if path.startswith("/completion"):
            return self.keys["completion"]
        return self.keys["workflow" if path.startswith("/workflow") else "chat"]


async def indexed(client: httpx.AsyncClient, path: str, key: str) -> None:
    """Wait until the documents of a batch are through."""
    async with asyncio.timeout(20):
        while True:
            found = await client.get(path, headers={"Authorization": f"Bearer {key}"})
            if all(each["indexing_status"] == "completed" for each in found.json()["data"]):
                return
            await asyncio.sleep(0.05)


async def prepare(process: ServerProcess) -> Known:
    """Three apps, a conversation, a run, a file, an annotation, and a knowledge base with a document."""
    known = Known()
    features = {"suggested_questions_after_answer": {"enabled": True}, "file_upload": {"enabled": True}}
    known.keys["chat"] = await process.publish("advanced-chat", chain(start(), answer("Hi {{#sys.query#}}")), features)
    known.keys["workflow"] = await process.publish(
        "workflow", chain(start(text_input("text")), end(out=["start", "text"]))
    )
    app = await process.call("POST", "/apps", {"name": "C", "mode": "completion"})
    known.keys["knowledge"] = (await process.call("POST", "/datasets/api-keys", {}))["token"]
    known.keys["completion"] = (await process.call("POST", f"/apps/{app['id']}/api-keys", {}))["token"]
    async with httpx.AsyncClient(base_url=f"{process.base}/v1") as client:

        async def call(path: str, body: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
            headers = {"Authorization": f"Bearer {known.key(path)}"}
            found = await client.post(path, json=body, headers=headers, **more)
            return found.json() if found.is_success else {}

        message = await call("/chat-messages", {"inputs": {}, "query": "x", "user": USER})
        run = await call("/workflows/run", {"inputs": {"text": "x"}, "user": USER})
        file = await call("/files/upload", data={"user": USER}, files={"file": ("a.txt", b"x", "text/plain")})
        note = await call("/apps/annotations", {"question": "q", "answer": "a"})
        dataset = await call("/datasets", {"name": "D", "indexing_technique": "economy"})
        here = f"/datasets/{dataset['id']}"
        made = await call(f"{here}/document/create-by-text", {**DOCUMENT, "process_rule": {"mode": "automatic"}})
        document_id = made["document"]["id"]
        await indexed(client, f"{here}/documents/{made['batch']}/indexing-status", known.key(here))
        chunks = await call(f"{here}/documents/{document_id}/segments", {"segments": [{"content": "a chunk"}]})
        field = await call(f"{here}/metadata", {"type": "string", "name": "author"})
        tag = await call("/datasets/tags", {"name": "t"})
    known.ids = {
        "dataset_id": dataset["id"],
        "document_id": document_id,
        "batch": made["batch"],
        "segment_id": chunks["data"][0]["id"],
        "metadata_id": field["id"],
        "tag_id": tag["id"],
        "target_id": dataset["id"],
        "conversation_id": message["conversation_id"],
        "message_id": message["message_id"],
        "task_id": message["task_id"],
        "workflow_run_id": run["workflow_run_id"],
        "file_id": file["id"],
        "annotation_id": note.get("id", ""),
        "workflow_id": run["data"]["workflow_id"],
        "user": USER,
    }
    return known


def conform(case: Any, response: Any) -> None:
    """Raise for a crash, an undescribed status and a body that is not as described."""
    told = f"{response.status_code} {response.text[:500]}"
    assert response.status_code < 500 or response.status_code == 501, told
    described = case.operation.definition.raw["responses"]
    assert str(response.status_code) in described or response.status_code in ELSEWHERE | {400}, told
    if response.status_code >= 400:
        body = response.json()
        assert body.keys() >= {"code", "message", "status"}, told
        assert body["status"] == response.status_code, told
    elif "text/event-stream" not in str(response.headers.get("content-type")):
        conformance: Any = getattr(checks, "response_schema_conformance")  # noqa: B009 - its type is not known
        case.validate_response(response, checks=[conformance])


def attack(process: ServerProcess, known: Known, schema: Any, method: str, path: str) -> None:
    """Send generated requests of one operation."""
    operation: Any = schema[path][method]
    choose = random.Random(f"{method} {path}")

    def aim(case: Any) -> None:
        """Put ids of things that are there into most requests."""
        for members in (case.path_parameters, case.query, case.body):
            if isinstance(members, dict):
                given = cast("dict[str, Any]", members)
                for name in known.ids.keys() & given.keys():
                    if choose.random() < 0.8:
                        given[name] = known.ids[name]
        if isinstance(case.query, dict) and choose.random() < 0.8:
            case.query["user"] = USER
        case.headers.pop("Authorization", None)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        verbosity=Verbosity.quiet,
    )
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        aim(case)
        conform(case, case.call(base_url=f"{process.base}/v1", headers={"Authorization": f"Bearer {known.key(path)}"}))

    run: Callable[[], None] = one
    run()


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Routes and checks are the same on both databases; one is enough for so many requests."""
    return str(request.param)


async def test_generated_requests(process: ServerProcess) -> None:
    if not operations():
        pytest.skip("the published description is not there; set TENON_SHARED")
    known = await prepare(process)
    failed: dict[str, str] = {}
    loader: Any = schemathesis.openapi
    schema: Any = loader.from_dict(described())
    for method, path in operations():
        try:
            await asyncio.to_thread(attack, process, known, schema, method, path)
        except (Exception, BaseExceptionGroup) as error:
            failed[f"{method} {path}"] = str(error)[:1500]
    assert not failed, "\n\n".join(f"{name}: {text}" for name, text in failed.items())
