"""Chunks, documents and their states: what is changed is seen by the next question."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tenon.adapters.scripted_model.script import Delay, Failure, Rule, Script, When
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.knowledge.idle import IdleDocuments
from tenon.domain.knowledge.recording import Recorder
from tenon.domain.knowledge.tables import DocumentRow
from tenon.kit.db import Database, utc_now
from tests.knowledge.conftest import EMBEDDING, Json, Library, contents, paragraphs

LINES = ("Red apples grow on trees.", "Blue whales swim in oceans.", "Green tea comes from China.")
PARENTS: Json = {
    "mode": "hierarchical",
    "rules": {
        "pre_processing_rules": [],
        "segmentation": {"separator": "\n\n", "max_tokens": 500, "chunk_overlap": 0},
        "parent_mode": "paragraph",
        "subchunk_segmentation": {"separator": "\n", "max_tokens": 100, "chunk_overlap": 0},
    },
}


@pytest.mark.parametrize("technique", ["economy", "high_quality"])
async def test_edits_are_found_at_once(library: Library, technique: str) -> None:
    made = await library.make(paragraphs(*LINES), technique)
    id, document = made["dataset"]["id"], made["documents"][0]["id"]
    base = f"/{id}/documents/{document}/segments"
    first, second, third = await library.segments(id, document)
    await library.call("PATCH", f"{base}/{first['id']}", {"content": "Yellow bananas grow in Ecuador."})
    assert contents(await library.ask(id, "bananas Ecuador"))[0] == "Yellow bananas grow in Ecuador."
    assert "apples" not in str(contents(await library.ask(id, "red apples trees")))
    await library.call("PATCH", f"{base}/{second['id']}", {"enabled": False})
    assert second["content"] not in contents(await library.ask(id, "blue whales oceans"))
    await library.call("PATCH", f"{base}/{second['id']}", {"content": "x"}, status=400)
    await library.call("POST", f"{base}/batch/enable", {"segment_ids": [second["id"]]})
    assert contents(await library.ask(id, "blue whales oceans"))[0] == second["content"]
    added = await library.call("POST", base, {"content": "Purple plums are sweet."})
    assert added["position"] == 4
    assert contents(await library.ask(id, "purple plums"))[0] == "Purple plums are sweet."
    await library.call("POST", f"{base}/batch/delete", {"segment_ids": [third["id"], added["id"]]})
    assert not {third["content"], added["content"]} & set(contents(await library.ask(id, "green tea purple plums")))
    assert (await library.call("GET", f"/{id}/documents/{document}"))["segment_count"] == 2


async def test_two_people_edit_one_chunk(library: Library) -> None:
    made = await library.make(paragraphs(*LINES))
    id, document = made["dataset"]["id"], made["documents"][0]["id"]
    first = (await library.segments(id, document))[0]
    path = f"/{id}/documents/{document}/segments/{first['id']}"
    await library.call("PATCH", path, {"content": "Mine.", "rev": first["rev"]})
    late = await library.call("PATCH", path, {"content": "Theirs.", "rev": first["rev"]}, status=409)
    assert late["code"] == "conflict"
    assert (await library.call("GET", path))["content"] == "Mine."


async def test_states_of_documents(library: Library) -> None:
    made = await library.make(paragraphs(*LINES), "high_quality")
    id, document = made["dataset"]["id"], made["documents"][0]["id"]

    async def act(action: str, status: int = 200) -> Any:
        return await library.call("POST", f"/{id}/documents/batch/{action}", {"document_ids": [document]}, status)

    async def state() -> str:
        return (await library.call("GET", f"/{id}/documents/{document}"))["display_status"]

    for method in ("semantic_search", "full_text_search"):
        await act("disable")
        assert (await state(), await library.ask(id, "tea", search_method=method)) == ("disabled", [])
        await act("enable")
        assert await library.ask(id, "green tea", search_method=method)
    await act("archive")
    assert (await state(), await library.ask(id, "green tea")) == ("archived", [])
    segment = (await library.segments(id, document))[0]["id"]
    locked = await library.call("PATCH", f"/{id}/documents/{document}/segments/{segment}", {"content": "x"}, 403)
    assert locked["code"] == "archived_document_immutable"
    assert (await act("enable", 400))["code"] == "invalid_action"
    await act("un_archive")
    assert await library.ask(id, "green tea")
    assert (await act("pause", 400))["code"] == "document_already_finished"
    listed = await library.call("GET", f"/{id}/documents", params={"status": "available"})
    assert listed["total"] == 1
    await act("delete")
    assert await library.call("GET", f"/{id}/documents/{document}", status=404)


async def test_parents_and_children(library: Library) -> None:
    text = paragraphs("Cats purr.\nDogs bark loudly.", "Trains run on rails.\nShips sail on water.")
    more = {"doc_form": "hierarchical_model", "process_rule": PARENTS}
    await library.call(
        "POST", "/init", {"text": {"name": "t", "text": text}, "indexing_technique": "economy", **more}, 400
    )
    made = await library.make(text, "high_quality", **more)
    id, document = made["dataset"]["id"], made["documents"][0]["id"]
    first, second = await library.segments(id, document)
    assert [c["content"] for c in second["child_chunks"]] == ["Trains run on rails.", "Ships sail on water."]
    assert (second["child_chunks"][1]["start"], second["child_count"]) == (21, 2)
    (hit, *_) = await library.ask(id, "ships sail water", top_k=1)
    assert hit["segment"]["id"] == second["id"]
    best = max(hit["child_chunks"], key=lambda child: child["score"])
    assert (best["content"], best["score"]) == ("Ships sail on water.", hit["score"])
    path = f"/{id}/documents/{document}/segments/{first['id']}"
    child = await library.call("POST", f"{path}/children", {"content": "Parrots talk."})
    assert (child["type"], child["position"], child["start"]) == ("customized", 3, None)
    assert (await library.ask(id, "parrots talk", top_k=1))[0]["segment"]["id"] == first["id"]
    await library.call("PATCH", f"{path}/children/{child['id']}", {"content": "Owls hoot."})
    assert (await library.ask(id, "owls hoot", top_k=1))[0]["segment"]["id"] == first["id"]
    await library.call("DELETE", f"{path}/children/{child['id']}")
    assert len((await library.call("GET", f"{path}/children"))["data"]) == 2
    await library.call("PATCH", path, {"content": "Frogs croak.\nBees hum."})
    kept = await library.call("GET", path)
    assert [c["content"] for c in kept["child_chunks"]] == ["Cats purr.", "Dogs bark loudly."]
    changed = {"content": "Frogs croak.\nBees hum.", "regenerate_child_chunks": True}
    anew = await library.call("PATCH", path, changed)
    assert [c["content"] for c in anew["child_chunks"]] == ["Frogs croak.", "Bees hum."]
    assert (await library.ask(id, "bees hum", top_k=1))[0]["segment"]["content"] == "Frogs croak.\nBees hum."


async def test_questions_and_answers(library: Library, scripted: ScriptedModel) -> None:
    pairs = "Q1: 谁批准付款？\nA1: 两位经理。\nQ2: Who pays?\nA2: The finance team."
    scripted.play(Script(rules=[Rule(when=When(kind="chat"), answer=pairs)]))
    made = await library.make("审批流程需要两位经理签字。", "high_quality", doc_form="qa_model", doc_language="Chinese")
    id, document = made["dataset"]["id"], made["documents"][0]["id"]
    rows = await library.segments(id, document)
    assert [(r["content"], r["answer"]) for r in rows] == [
        ("谁批准付款？", "两位经理。"),
        ("Who pays?", "The finance team."),
    ]
    assert (await library.ask(id, "谁批准付款？"))[0]["segment"]["answer"] == "两位经理。"
    base = f"/{id}/documents/{document}/segments"
    assert (await library.call("POST", base, {"content": "Why?"}, 400))["code"] == "invalid_param"
    file = {"file": ("qa.csv", b"question,answer\nWhen?,Today.\n")}
    assert await library.call("POST", f"{base}/import", files=file) == {"count": 1}
    one = {"file": ("qa.csv", b"question\nWhen?\n")}
    assert "Line 2" in (await library.call("POST", f"{base}/import", files=one, status=400))["message"]
    assert (await library.ask(id, "When?", top_k=1))[0]["segment"]["answer"] == "Today."


async def test_a_failing_model_can_be_tried_again(library: Library, scripted: ScriptedModel) -> None:
    failing = Rule(when=When(kind="embeddings"), error=Failure(status=400, message="no quota"))
    scripted.play(Script(rules=[failing]))
    body: Json = {
        "text": {"name": "t", "text": paragraphs(*LINES)},
        "indexing_technique": "high_quality",
        "process_rule": {"mode": "automatic"},
        **EMBEDDING,
    }
    made = await library.call("POST", "/init", body)
    id = made["dataset"]["id"]
    (document,) = await library.done(id, made["batch"], "error")
    assert "no quota" in document["error"]
    scripted.play(Script())
    assert (await library.call("POST", f"/{id}/documents/retry-failed"))["count"] == 1
    (document,) = await library.done(id, made["batch"])
    assert (document["error"], document["segment_count"]) == (None, 3)
    assert await library.ask(id, "whales")


async def test_pause_and_resume(library: Library, scripted: ScriptedModel) -> None:
    slow = Rule(when=When(kind="embeddings"), delay=Delay(first_ms=1500))
    scripted.play(Script(rules=[slow]))
    body: Json = {"text": {"name": "t", "text": paragraphs(*LINES)}, "indexing_technique": "high_quality", **EMBEDDING}
    made = await library.call("POST", "/init", body)
    id, document = made["dataset"]["id"], made["documents"][0]["id"]
    path = f"/{id}/documents/{document}"
    for _ in range(400):
        if (await library.call("GET", path))["indexing_status"] == "indexing":
            break
        await asyncio.sleep(0.02)
    await library.call("POST", f"/{id}/documents/batch/pause", {"document_ids": [document]})
    scripted.play(Script())
    assert (await library.call("GET", path))["display_status"] == "paused"
    await library.call("POST", f"/{id}/documents/batch/resume", {"document_ids": [document]})
    (done,) = await library.done(id, made["batch"])
    assert (done["segment_count"], len(await library.segments(id, document))) == (3, 3)


async def test_settings_that_embed_anew(library: Library) -> None:
    made = await library.make(paragraphs(*LINES))
    id, batch = made["dataset"]["id"], made["batch"]
    raised = await library.call("PATCH", f"/{id}", {"indexing_technique": "high_quality", **EMBEDDING})
    assert raised["retrieval_model"]["search_method"] == "semantic_search"
    await library.done(id, batch)
    assert contents(await library.ask(id, "blue whales"))[0] == LINES[1]
    other = {"embedding_model_provider": "openai", "embedding_model": "text-embedding-3-large"}
    await library.call("PATCH", f"/{id}", other)
    await library.done(id, batch)
    assert contents(await library.ask(id, "green tea"))[0] == LINES[2]
    lowered = await library.call("PATCH", f"/{id}", {"indexing_technique": "economy"}, 400)
    assert "cannot become economical" in lowered["message"]


async def test_other_settings_replace_the_chunks_when_they_are_ready(library: Library) -> None:
    made = await library.make(paragraphs(*LINES))
    id, document = made["dataset"]["id"], made["documents"][0]["id"]
    rules = {"segmentation": {"separator": " ", "max_tokens": 500, "chunk_overlap": 0}}
    await library.call(
        "POST", f"/{id}/documents/{document}/process", {"process_rule": {"mode": "custom", "rules": rules}}
    )
    shown: Json = {}
    for _ in range(600):
        shown = await library.call("GET", f"/{id}/documents/{document}")
        if shown["indexing_status"] == "completed":
            break
        await asyncio.sleep(0.02)
    assert shown["segment_count"] == 13
    assert contents(await library.ask(id, "whales")) == ["whales"]


async def test_idle_documents(library: Library) -> None:
    made = await library.make(paragraphs(*LINES))
    id = made["dataset"]["id"]
    task = IdleDocuments(library.server.db, 30)
    assert await task.run(utc_now() + timedelta(days=29)) == 0
    assert await task.run(utc_now() + timedelta(days=31)) == 1
    assert await library.ask(id, "apples") == []
    assert (await library.call("GET", f"/{id}/documents/idle"))["count"] == 1
    assert (await library.call("POST", f"/{id}/documents/restore-idle"))["count"] == 1
    assert (await library.call("GET", f"/{id}/documents/idle"))["count"] == 0
    assert len(await library.ask(id, "apples")) == 1
    # What was found is not idle.
    await library.server.container.services.get(Recorder).flush()
    await backdated(library.server.db)
    assert await task.run(utc_now() + timedelta(days=20)) == 0


async def backdated(db: Database) -> None:
    """Make documents look as if nobody had changed them for twenty days."""
    async with db.engine.begin() as connection:
        await connection.execute(update(DocumentRow).values(updated_at=utc_now() - timedelta(days=20)))
