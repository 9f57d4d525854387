"""What graphs are refused, and what is passed over."""

from typing import Any

import pytest

from tenon.engine import dsl
from tenon.engine.basic_app import graph_of
from tenon.engine.errors import DslError, GraphError
from tenon.engine.graph import Graph, GraphCache, content_hash
from tenon.engine.references import requirements
from tenon.models.port import ModelRef
from tests.engine.builders import SHARED, end, graph, node, run, shared, stored, template

START = node("start", "start")
ALIASES = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 20)}]\n" for before, name in zip("abcdef", "bcdefg", strict=True)
)
"""A few lines that unfold to millions of values."""
FILES = sorted(path.name for path in (SHARED / "dsl").glob("*.yml")) if SHARED.exists() else []


@pytest.mark.parametrize(
    ("nodes", "chains", "node_id", "text"),
    [
        ([template("a", "x")], [], None, "no start node"),
        ([], [], None, "no start node"),
        ([START, node("odd", "teleport")], ["start>odd"], "odd", "unknown type 'teleport'"),
        ([START, template("a", "x"), template("b", "x")], ["start>a>b>a"], "a", "cycle"),
        ([START, template("a", "x")], ["start>a>a"], "a", "cycle"),
        ([START, end(x=["gone", "y"])], ["start>end"], "end", "there is no node 'gone'"),
        ([START, end(), template("a", "x")], ["start>end>a"], "end", "is attached behind it"),
        ([START, node("it", "iteration")], ["start>it"], "it", "nothing inside"),
        ([START, node("if", "if-else", cases=[{"conditions": 5}])], ["start>if"], "if", "conditions"),
        (
            [START, template("a", "x", error_strategy="default-value",
                             default_value=[{"key": "output", "type": "number", "value": "many"}])],
            ["start>a"], "a", "no number",
        ),
        (
            [START, node("it", "iteration", start_node_id="a"), template("a", "x", "it"), template("b", "x", "it")],
            ["start>it", "a>b>a"], None, "cycle",
        ),
    ],
)  # fmt: skip
def test_a_broken_graph_is_refused_with_the_node_named(
    nodes: list[dict[str, Any]], chains: list[str], node_id: str | None, text: str
) -> None:
    with pytest.raises(GraphError) as caught:
        graph(nodes, *chains)
    assert text in caught.value.message
    if node_id:
        assert caught.value.node_id == node_id
        assert node_id in caught.value.message


def test_a_node_without_an_id_is_refused() -> None:
    with pytest.raises(GraphError, match="has no id"):
        Graph({"nodes": [START, {"data": {"type": "end", "title": "Last"}}], "edges": []})


async def test_dangling_edges_notes_and_unreachable_nodes_are_passed_over() -> None:
    note = {"id": "note", "type": "custom-note", "data": {"type": "", "text": "hello"}}
    what = stored([START, note, template("a", "A"), end(x=["a", "output"]), node("lost", "teleport")], "start>a>end")
    what["edges"] += [{"source": "a", "target": "gone"}, {"source": None, "target": "a"}, {"target": "end"}, "odd"]
    assert (await run(Graph(what))).outputs == {"x": "A"}


async def test_only_the_chosen_start_runs() -> None:
    nodes = [node("w", "datasource"), node("s", "start"), template("a", "A"), end(x=["a", "output"])]
    outcome = await run(graph(nodes, "w>a>end", "s>a"))
    assert outcome.started == ["s", "a", "end"]


def test_bare_graphs_may_name_missing_nodes() -> None:
    graph([START, end(x=["gone", "y"])], "start>end", strict=False)


def test_a_selector_of_a_part_that_is_off_does_not_matter() -> None:
    off = {"enabled": False, "variable_selector": ["gone", "x"]}
    graph([START, node("l", "llm", context=off)], "start>l")


def test_the_cache_is_bounded_and_keyed() -> None:
    cache = GraphCache(size=2)
    one = stored([START], "")
    first = cache.get(one, key="v1")
    assert cache.get({"nodes": []}, key="v1") is first
    assert cache.get(one) is cache.get(dict(one))
    cache.get(one, key="v3")
    assert cache.get(one, key="v1") is not first
    cache.forget("v1")
    assert content_hash(one) == content_hash({"edges": [], "nodes": one["nodes"]})


@pytest.mark.parametrize("name", FILES or ["absent"])
def test_every_file_is_read_and_written_unchanged(name: str) -> None:
    document = dsl.parse(shared("dsl", name).read_bytes())
    assert dsl.parse(dsl.dump(document)).data == document.data
    requirements(document.graph)
    what, _ = graph_of(document)
    Graph(what, strict=document.kind != "graph")


def test_requirements_name_models_tools_and_datasets() -> None:
    what = stored(
        [
            node("l", "llm", model={"provider": "openai", "name": "gpt"}),
            node("l2", "llm", model={"provider": "openai", "name": "gpt"}),
            node("t", "tool", provider_type="builtin", provider_id="time", tool_name="now"),
            node(
                "k",
                "knowledge-retrieval",
                dataset_ids=["d1"],
                multiple_retrieval_config={"reranking_model": {"provider": "cohere", "model": "rr"}},
            ),
        ]
    )
    found = requirements(what)
    assert list(found.models) == [ModelRef("openai", "gpt"), ModelRef("cohere", "rr", "rerank")]
    assert [(tool.provider_id, tool.tool) for tool in found.tools] == [("time", "now")]
    assert list(found.datasets) == ["d1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1, 2", "not valid YAML"),
        ("a: b: c", "line 1"),
        ("- 1\n- 2", "must be a mapping"),
        ("", "must be a mapping"),
        ("just text", "must be a mapping"),
        ("a: 1\n---\nb: 2", "not valid YAML"),
        ("a: !!python/object:os.system x", "not valid YAML"),
        ("\x00", "not valid YAML"),
        (ALIASES, "too many"),
        ("a: &a [*a]", "too many"),
        ("a: " + "[" * 100_000, "too deeply nested"),
        ("a: " + "{a: " * 100_000, "too deeply nested"),
        ("- " * 100_000 + "x", "too deeply nested"),
        ("? " * 100_000 + "x", "too deeply nested"),
        (b"a: \xff\xfe", "not valid YAML"),
        ("x: " + "y" * (dsl.MAX_BYTES + 1), "at most"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused(text: str | bytes, message: str) -> None:
    with pytest.raises(DslError) as caught:
        dsl.parse(text)
    assert message in caught.value.message


def test_brackets_and_indents_in_texts_do_no_harm() -> None:
    text = "a: |\n" + " " * 300 + "deep\nb: '" + "[{" * 300 + "'\n"
    assert dsl.parse("app: {}\n" + text).data["b"] == "[{" * 300


@pytest.mark.parametrize(
    ("text", "kind", "mode"),
    [
        ("app: {mode: workflow}\nworkflow: {}", "app", "workflow"),
        ("kind: nonsense\napp: {mode: chat}", "app", "chat"),
        ("kind: graph\ngraph: {}", "graph", "graph"),
        ("graph: {}", "graph", "graph"),
        ("kind: rag_pipeline\nrag_pipeline: {name: x}", "rag_pipeline", "rag-pipeline"),
    ],
)
def test_kinds(text: str, kind: str, mode: str) -> None:
    document = dsl.parse(text)
    assert (document.kind, document.mode) == (kind, mode)
