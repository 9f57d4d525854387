"""From a file to an answer: economical and high quality, every search."""

import pytest

from tests.knowledge.conftest import Library, contents, paragraphs

TEXT = paragraphs(
    "Tenon stores its data in SQLite by default. No other service is needed.",
    "知识库把文档切成分段，每个分段都可以被检索到。",
    "To install it with docker compose, run the compose file of the repository.",
    "审批流程需要两位经理签字，之后财务部门付款。",
)


async def test_economy(library: Library) -> None:
    made = await library.make(TEXT)
    (document,) = made["documents"]
    assert (document["segment_count"], document["display_status"], document["error"]) == (4, "available", None)
    id = made["dataset"]["id"]
    found = await library.ask(id, "财务付款")
    assert contents(found)[0].startswith("审批流程")
    assert contents(await library.ask(id, "docker installation"))[0].startswith("To install")
    assert await library.ask(id, "quaternion") == []
    segments = await library.segments(id, document["id"])
    assert [s["position"] for s in segments] == [1, 2, 3, 4]
    assert "sqlite" in segments[0]["keywords"]


@pytest.mark.parametrize("method", ["semantic_search", "full_text_search", "hybrid_search"])
async def test_high_quality(library: Library, method: str) -> None:
    made = await library.make(TEXT, "high_quality")
    id = made["dataset"]["id"]
    found = await library.ask(id, "分段 检索", search_method=method)
    assert contents(found)[0].startswith("知识库")
    assert 0 < found[0]["score"] <= 1
    found = await library.ask(id, "install docker compose", search_method=method, top_k=1)
    assert contents(found) == [TEXT.split("\n\n")[2]]
