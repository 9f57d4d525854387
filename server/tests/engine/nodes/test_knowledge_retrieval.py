"""The knowledge retrieval node."""

from typing import Any

import pytest

from tenon.engine.errors import NodeError
from tenon.engine.nodes.knowledge_retrieval import KnowledgeRetrieval
from tests.fixtures.engine_context import Stage

DATA: dict[str, Any] = {
    "query_variable_selector": ["sys", "query"],
    "dataset_ids": ["d1"],
    "retrieval_mode": "multiple",
    "multiple_retrieval_config": {"top_k": 4},
    "metadata_filtering_mode": "manual",
    "metadata_filtering_conditions": {
        "logical_operator": "and",
        "conditions": [
            {"name": "lang", "comparison_operator": "is", "value": "{{#sys.lang#}}"},
            {"name": "n", "value": 3},
        ],
    },
}


async def test_request_and_result() -> None:
    stage = Stage({"sys": {"query": "lamp", "lang": "en"}})
    stage.retrieve.items = [{"content": "c", "metadata": {"_source": "knowledge"}}]
    result = await stage.run(KnowledgeRetrieval(), DATA)
    assert result.values == {"result": [{"content": "c", "metadata": {"_source": "knowledge"}}]}
    query, request = stage.retrieve.calls[0]
    assert query == "lamp"
    assert request["multiple_retrieval_config"] == {"top_k": 4}
    assert [c["value"] for c in request["metadata_filtering_conditions"]["conditions"]] == ["en", 3]


@pytest.mark.parametrize("query", ["", "  ", None])
async def test_empty_query(query: Any) -> None:
    stage = Stage({"sys": {"query": query}})
    assert (await stage.run(KnowledgeRetrieval(), DATA)).values == {"result": []}
    assert stage.retrieve.calls == []


async def test_query_of_another_type() -> None:
    with pytest.raises(NodeError, match="must be text"):
        await Stage({"sys": {"query": [1]}}).run(KnowledgeRetrieval(), DATA)
    with pytest.raises(NodeError, match="not found"):
        await Stage().run(KnowledgeRetrieval(), DATA)


async def test_pictures_go_along() -> None:
    stage = Stage({"sys": {"query": ""}})
    picture = stage.files.put(b"x", "a.png", "image/png", "image")
    stage.pool["sys"]["files"] = [picture]
    await stage.run(KnowledgeRetrieval(), {**DATA, "query_attachment_selector": ["sys", "files"]})
    assert stage.retrieve.calls[0][1]["query_attachments"] == [picture]
