"""Knowledge over the service API, checked against its description."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx

from tests.contract.validator import check, document
from tests.knowledge.conftest import BASE, Json, Library, paragraphs

TEXT = paragraphs("Alpha is the first letter.", "Beta is the second letter.", "知识库支持中文检索。")
RULE: Json = {
    "mode": "custom",
    "rules": {
        "pre_processing_rules": [{"id": "remove_extra_spaces", "enabled": True}],
        "segmentation": {"separator": "\n\n", "max_tokens": 500, "chunk_overlap": 0},
    },
}


class Api:
    """A program with a knowledge key."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def __call__(self, method: str, path: str, *, ids: dict[str, str] | None = None, **more: Any) -> Any:
        """Call an operation by its described path, and check the answer."""
        document()
        response = await self.client.request(method, f"/v1{path.format(**(ids or {}))}", **more)
        kind = response.headers.get("content-type", "")
        body = response.json() if kind.startswith("application/json") and response.content else None
        assert response.status_code < 500, response.text
        try:
            check(method, path, response.status_code, body)
        except AssertionError as error:  # an empty knowledge base has no technique, model or form yet: null, as ever
            wrong = [line for line in str(error).splitlines() if not line.rstrip().endswith(": null")]
            assert not wrong, wrong
        return body

    async def raw(self, method: str, path: str, **more: Any) -> httpx.Response:
        return await self.client.request(method, f"/v1/datasets{path}", **more)

    async def done(self, dataset_id: str, batch: str) -> Json:
        status: Json = {}
        for _ in range(600):
            path = "/datasets/{dataset_id}/documents/{batch}/indexing-status"
            status = (await self("GET", path, ids={"dataset_id": dataset_id, "batch": batch}))["data"][0]
            if status["indexing_status"] in ("completed", "error"):
                return status
            await asyncio.sleep(0.02)
        raise AssertionError(status)


async def api_of(library: Library) -> Api:
    key = await library.call("POST", "/api-keys")
    assert key["token"].startswith("dataset-")
    return Api(library.server.new_client(Authorization=f"Bearer {key['token']}"))


async def make(api: Api, **more: Any) -> tuple[dict[str, str], Json]:
    """A knowledge base with a text; the ids, and its document."""
    dataset = await api("POST", "/datasets", json={"name": "Letters", **more})
    ids = {"dataset_id": dataset["id"]}
    body: Json = {"name": "letters", "text": TEXT, "indexing_technique": "economy", "process_rule": RULE}
    made = await api("POST", "/datasets/{dataset_id}/document/create-by-text", ids=ids, json=body)
    status = await api.done(dataset["id"], made["batch"])
    assert (status["indexing_status"], status["completed_segments"], status["total_segments"]) == ("completed", 3, 3)
    return {**ids, "document_id": made["document"]["id"]}, made["document"]


async def test_datasets_and_documents(library: Library) -> None:
    api = await api_of(library)
    ids, made = await make(api)
    assert (made["display_status"], made["created_from"], made["doc_form"]) == ("queuing", "api", "text_model")
    listed = await api("GET", "/datasets", params={"keyword": "Lett"})
    assert [(d["name"], d["document_count"]) for d in listed["data"]] == [("Letters", 1)]
    detail = await api("GET", "/datasets/{dataset_id}", ids=ids)
    assert detail["retrieval_model_dict"]["search_method"] == "keyword_search"
    changed = await api("PATCH", "/datasets/{dataset_id}", ids=ids, json={"description": "Greek"})
    assert changed["description"] == "Greek"
    again = await api.raw("POST", "", json={"name": "Letters"})
    assert (again.status_code, again.json()["code"]) == (409, "dataset_name_duplicate")
    (document,) = (await api("GET", "/datasets/{dataset_id}/documents", ids=ids))["data"]
    assert (document["indexing_status"], document["display_status"]) == ("completed", "available")
    full = await api("GET", "/datasets/{dataset_id}/documents/{document_id}", ids=ids)
    assert (full["segment_count"], full["dataset_process_rule"]["mode"]) == (3, "custom")
    wrong = await api.raw("GET", f"/{ids['dataset_id']}/documents/{ids['document_id']}", params={"metadata": "some"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid_metadata")
    text = {"name": "more", "text": paragraphs("Gamma is the third.", "Delta.")}
    updated = await api("POST", "/datasets/{dataset_id}/documents/{document_id}/update-by-text", ids=ids, json=text)
    assert updated["document"]["id"] == ids["document_id"]
    assert (await api.done(ids["dataset_id"], updated["batch"]))["total_segments"] == 2
    found = await api("POST", "/datasets/{dataset_id}/retrieve", ids=ids, json={"query": "third letter"})
    assert [r["segment"]["content"] for r in found["records"]] == ["Gamma is the third."]
    await api("GET", "/datasets/{dataset_id}/documents/{document_id}/download", ids=ids)
    archive = await api.raw("POST", f"/{ids['dataset_id']}/documents/download-zip", json={"document_ids": [made["id"]]})
    assert (archive.headers["content-type"], archive.content[:2]) == ("application/zip", b"PK")
    status = "/datasets/{dataset_id}/documents/status/{action}"
    chosen = {"document_ids": [made["id"]]}
    await api("PATCH", status, ids={**ids, "action": "archive"}, json=chosen)
    locked = await api.raw("DELETE", f"/{ids['dataset_id']}/documents/{made['id']}")
    assert (locked.status_code, locked.json()["code"]) == (403, "archived_document_immutable")
    await api("PATCH", status, ids={**ids, "action": "enable"}, json=chosen)
    await api("PATCH", status, ids={**ids, "action": "un_archive"}, json=chosen)
    await api("DELETE", "/datasets/{dataset_id}/documents/{document_id}", ids=ids)
    await api("GET", "/datasets/{dataset_id}/documents/{document_id}", ids=ids)
    await api("DELETE", "/datasets/{dataset_id}", ids=ids)
    await api("GET", "/datasets/{dataset_id}", ids=ids)


async def test_files(library: Library) -> None:
    api = await api_of(library)
    dataset = await api("POST", "/datasets", json={"name": "Files"})
    ids = {"dataset_id": dataset["id"]}
    path = f"/{dataset['id']}/document"
    data = json.dumps({"indexing_technique": "economy", "process_rule": RULE})
    sheet = ("a.csv", b"name,age\nAda,36\nBob,41\n", "text/csv")
    made = await api.raw("POST", f"{path}/create_by_file", files={"file": sheet}, data={"data": data})
    assert made.status_code == 200, made.text
    assert (await api.done(dataset["id"], made.json()["batch"]))["total_segments"] == 2
    ids["document_id"] = made.json()["document"]["id"]
    found = await api("POST", "/datasets/{dataset_id}/retrieve", ids=ids, json={"query": "Ada"})
    assert found["records"][0]["segment"]["content"] == "name: Ada\nage: 36"
    markdown = {"file": ("b.md", "# 标题\n\n内容在这里。".encode("gb18030"), "text/markdown")}
    updated = await api.raw("PATCH", f"/{dataset['id']}/documents/{ids['document_id']}", files=markdown)
    assert (await api.done(dataset["id"], updated.json()["batch"]))["indexing_status"] == "completed"
    assert (await api("POST", "/datasets/{dataset_id}/retrieve", ids=ids, json={"query": "标题"}))["records"]
    picture = await api.raw(
        "POST", f"{path}/create-by-file", files={"file": ("a.png", b"\x89PNG\r\n\x1a\n", "image/png")}
    )
    assert (picture.status_code, picture.json()["code"]) == (415, "unsupported_file_type")
    none = await api.raw("POST", f"{path}/create-by-file", data={"data": data})
    assert (none.status_code, none.json()["code"]) == (400, "no_file_uploaded")
    two = [("file", sheet), ("file", sheet)]
    many = await api.raw("POST", f"{path}/create-by-file", files=two, data={"data": data})
    assert (many.status_code, many.json()["code"]) == (400, "too_many_files")
    large = ("big.txt", b"x" * (16 * 1024 * 1024), "text/plain")
    refused = await api.raw("POST", f"{path}/create-by-file", files={"file": large}, data={"data": data})
    assert (refused.status_code, refused.json()["code"]) == (413, "file_too_large")


async def test_segments(library: Library) -> None:
    api = await api_of(library)
    ids, _ = await make(api)
    base = "/datasets/{dataset_id}/documents/{document_id}/segments"
    body = {"segments": [{"content": "Omega is the last letter.", "keywords": ["omega"]}]}
    (added,) = (await api("POST", base, ids=ids, json=body))["data"]
    assert (added["position"], added["keywords"], added["status"]) == (4, ["omega"], "completed")
    ids["segment_id"] = added["id"]
    empty = await api.raw("POST", base.format(**ids).removeprefix("/datasets"), json={})
    assert empty.status_code == 400
    listed = await api("GET", base, ids=ids, params={"keyword": "last"})
    assert [s["id"] for s in listed["data"]] == [added["id"]]
    await api("GET", base + "/{segment_id}", ids=ids)
    await api("POST", base + "/{segment_id}", ids=ids, json={"segment": {"content": "Omega ends the alphabet."}})
    found = await api("POST", "/datasets/{dataset_id}/retrieve", ids=ids, json={"query": "alphabet"})
    assert [r["segment"]["id"] for r in found["records"]] == [added["id"]]
    await api("POST", base + "/{segment_id}", ids=ids, json={"segment": {"enabled": False}})
    assert (await api("POST", "/datasets/{dataset_id}/retrieve", ids=ids, json={"query": "alphabet"}))["records"] == []
    await api("DELETE", base + "/{segment_id}", ids=ids)
    await api("GET", base + "/{segment_id}", ids=ids)
    await api("GET", base + "/{segment_id}/child_chunks", ids=ids)


async def test_metadata_and_tags(library: Library) -> None:
    api = await api_of(library)
    ids, _ = await make(api)
    field = await api("POST", "/datasets/{dataset_id}/metadata", ids=ids, json={"type": "number", "name": "year"})
    ids["metadata_id"] = field["id"]
    await api("POST", "/datasets/{dataset_id}/metadata", ids=ids, json={"type": "number", "name": "year"})
    value = [{"id": field["id"], "name": "year", "value": 2024}]
    values = {"operation_data": [{"document_id": ids["document_id"], "metadata_list": value}]}
    await api("POST", "/datasets/{dataset_id}/documents/metadata", ids=ids, json=values)
    listed = await api("GET", "/datasets/{dataset_id}/metadata", ids=ids)
    assert (listed["doc_metadata"][0]["count"], listed["doc_metadata"][0]["use_count"]) == (1, 1)
    model: Json = {"search_method": "keyword_search", "reranking_enable": False, "top_k": 3}
    model["score_threshold_enabled"] = False
    for operator, count in ((">", 1), ("<", 0)):
        condition = {"name": "year", "comparison_operator": operator, "value": 2000}
        model["metadata_filtering_conditions"] = {"logical_operator": "and", "conditions": [condition]}
        body = {"query": "letter", "retrieval_model": model}
        found = await api("POST", "/datasets/{dataset_id}/retrieve", ids=ids, json=body)
        assert bool(found["records"]) == bool(count)
    await api("PATCH", "/datasets/{dataset_id}/metadata/{metadata_id}", ids=ids, json={"name": "published"})
    await api("GET", "/datasets/{dataset_id}/metadata/built-in", ids=ids)
    switch = "/datasets/{dataset_id}/metadata/built-in/{action}"
    await api("POST", switch, ids={**ids, "action": "enable"})
    (document,) = (await api("GET", "/datasets/{dataset_id}/documents", ids=ids))["data"]
    assert {m["name"] for m in document["doc_metadata"]} >= {"published", "document_name", "uploader", "source"}
    await api("DELETE", "/datasets/{dataset_id}/metadata/{metadata_id}", ids=ids)
    tag = await api("POST", "/datasets/tags", json={"name": "greek"})
    await api("POST", "/datasets/tags", json={"name": "greek"})
    await api("POST", "/datasets/tags/binding", json={"tag_ids": [tag["id"]], "target_id": ids["dataset_id"]})
    assert (await api("GET", "/datasets/{dataset_id}/tags", ids=ids))["total"] == 1
    assert (await api("GET", "/datasets", params={"tag_ids": [tag["id"]]}))["total"] == 1
    await api("PATCH", "/datasets/tags", json={"tag_id": tag["id"], "name": "letters"})
    await api("POST", "/datasets/tags/unbinding", json={"tag_id": tag["id"], "target_id": ids["dataset_id"]})
    await api("DELETE", "/datasets/tags", json={"tag_id": tag["id"]})
    assert await api("GET", "/datasets/tags") == []


async def test_keys_and_errors(library: Library) -> None:
    api = await api_of(library)
    ids, _ = await make(api)
    stranger = library.server.new_client(Authorization="Bearer app-nothing")
    refused = await stranger.get("/v1/datasets")
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
    missing = await api.raw("GET", f"/{uuid4()}")
    assert (missing.status_code, missing.json()["message"]) == (404, "Dataset not found.")
    long = await api.raw("POST", f"/{ids['dataset_id']}/retrieve", json={"query": "x" * 10_000})
    assert (long.status_code, long.json()["code"]) == (400, "invalid_param")
    empty = (await api("POST", "/datasets", json={"name": "Empty"}))["id"]
    early = await api.raw("POST", f"/{empty}/hit-testing", json={"query": "x"})
    assert (early.status_code, early.json()["code"]) == (400, "dataset_not_initialized")
    first = await api.raw("POST", f"/{empty}/document/create_by_text", json={"name": "a", "text": "b"})
    assert (first.status_code, first.json()["message"]) == (400, "indexing_technique is required.")
    other = await library.server.person("owner")
    theirs = await other.client.get(f"{BASE}/{ids['dataset_id']}")
    assert theirs.status_code == 404
    await library.call("PATCH", f"/{ids['dataset_id']}", {"enable_api": False})
    off = await api.raw("GET", f"/{ids['dataset_id']}")
    assert (off.status_code, off.json()["message"]) == (403, "Dataset api access is not enabled.")
