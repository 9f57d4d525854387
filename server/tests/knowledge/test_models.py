"""Models behind knowledge bases: a rerank model that orders, an embedding model that goes, tokens that are counted."""

from tenon.adapters.scripted_model.script import Rule, Script, When
from tenon.adapters.scripted_model.server import ScriptedModel
from tests.knowledge.conftest import Json, Library, contents, paragraphs

PROVIDER = "openai_api_compatible"
CUSTOM = f"/console/api/workspaces/current/model-providers/{PROVIDER}/models"
TEXT = paragraphs("Apples are red.", "Pears are green.", "Plums are blue.")
RERANK: Json = {
    "reranking_enable": True,
    "reranking_mode": "reranking_model",
    "reranking_model": {"reranking_provider_name": PROVIDER, "reranking_model_name": "judge"},
}


async def add_model(library: Library, scripted: ScriptedModel, name: str, kind: str) -> None:
    """Offer a model of the scripted server."""
    credentials = {"endpoint_url": scripted.url, "api_key": "sk-test"}
    answer = await library.client.post(CUSTOM, json={"model": name, "model_type": kind, "credentials": credentials})
    assert answer.status_code < 300, answer.text


async def test_a_rerank_model_orders_what_was_found(library: Library, scripted: ScriptedModel) -> None:
    await add_model(library, scripted, "judge", "rerank")
    made = await library.make(TEXT, "high_quality")
    id, (document,) = made["dataset"]["id"], made["documents"]
    assert document["embedding_tokens"] > 0
    scores = Rule(when=When(kind="rerank"), scores=[0.2, 0.9, 0.4])
    for method in ("semantic_search", "full_text_search", "hybrid_search"):
        plain = contents(await library.ask(id, "are apples pears plums", search_method=method))
        scripted.play(Script(rules=[scores]))
        found = await library.ask(id, "are apples pears plums", search_method=method, **RERANK)
        # The model says how near the candidates are, in the order in which it got them.
        assert sorted(contents(found)) == sorted(plain)
        assert [record["score"] for record in found] == [0.9, 0.4, 0.2]
        told = scripted.requests[-1]["body"]
        assert contents(found) == [told["documents"][i] for i in (1, 2, 0)]
        limited: Json = {"score_threshold_enabled": True, "score_threshold": 0.3, "top_k": 1}
        assert len(await library.ask(id, "apples pears", search_method=method, **RERANK, **limited)) == 1
        scripted.play(Script())


async def test_an_embedding_model_that_was_deleted(library: Library, scripted: ScriptedModel) -> None:
    await add_model(library, scripted, "small", "text-embedding")
    model = {"embedding_model": "small", "embedding_model_provider": PROVIDER}
    made = await library.make(TEXT, "high_quality", **model)
    id = made["dataset"]["id"]
    named = {"model": "small", "model_type": "text-embedding"}
    gone = await library.client.request("DELETE", CUSTOM, json=named)
    assert gone.status_code == 204, gone.text
    assert not (await library.call("GET", f"/{id}"))["embedding_available"]
    refused = await library.call("POST", f"/{id}/hit-testing", {"query": "apples"}, 400)
    assert refused["code"] == "provider_not_initialize"
    assert "small" in refused["message"]
    # Words are still found; nothing new is taken in, and what is in work says why it cannot go on.
    assert contents(await library.ask(id, "apples", search_method="full_text_search")) == ["Apples are red."]
    text = {"text": {"name": "n", "text": "Figs are brown."}}
    assert "No Embedding Model" in (await library.call("POST", f"/{id}/documents", text, 400))["message"]
    path = f"/{id}/documents/{made['documents'][0]['id']}"
    rule = {"mode": "custom", "rules": {"segmentation": {"separator": "are", "max_tokens": 100}}}
    await library.call("POST", f"{path}/process", {"process_rule": rule})
    (document,) = await library.done(id, made["batch"], "error")
    assert "small" in document["error"]
    # Another model embeds everything anew.
    other = {"embedding_model": "text-embedding-3-small", "embedding_model_provider": "openai"}
    assert (await library.call("PATCH", f"/{id}", {"indexing_technique": "high_quality", **other}))[
        "embedding_available"
    ]
    await library.call("POST", f"/{id}/documents/retry-failed")
    await library.done(id, made["batch"])
    assert contents(await library.ask(id, "pears"))[0] == "red.\n\nPears"
