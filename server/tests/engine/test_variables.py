"""Selectors, templates and the two ways to write values."""

from typing import Any

import pytest

from tenon.engine.context import NodeContext
from tenon.engine.errors import NodeError, VariableNotFound
from tenon.engine.events import AgentLog, ReasoningChunk
from tenon.engine.files import File
from tenon.engine.variables import (
    MISSING,
    Pool,
    Writable,
    compile_template,
    lookup,
    to_markdown,
    to_plain,
    to_text,
    value_type,
)
from tests.engine.builders import fake_ports

PNG = File("image", "remote_url", "a.png", ".png", "image/png", 12, None, "http://x/a.png")
DOC = File("document", "local_file", "b.pdf", ".pdf", "application/pdf", 34, "id-1", url="http://x/b.pdf")


@pytest.mark.parametrize(
    ("value", "text", "markdown"),
    [
        ("a", "a", "a"),
        (5, "5", "5"),
        (1.5, "1.5", "1.5"),
        (True, "True", "True"),
        (None, "", ""),
        ({"k": "ä"}, '{"k": "ä"}', '{\n  "k": "ä"\n}'),
        (["a", "ä"], '["a", "ä"]', "- a\n- ä"),
        ([1, 2.5], "[1, 2.5]", "- 1\n- 2.5"),
        ([{"a": True}], "[{'a': True}]", "- {'a': True}"),
        ([True, False], "[True, False]", "- True\n- False"),
        (["a", 1], "['a', 1]", "- a\n- 1"),
        ([], "", ""),
        (PNG, "", "![a.png](http://x/a.png)"),
        (DOC, "", "[b.pdf](http://x/b.pdf)"),
        ([PNG, DOC], "", "![a.png](http://x/a.png)\n[b.pdf](http://x/b.pdf)"),
    ],
)
def test_values_as_text_and_as_markdown(value: Any, text: str, markdown: str) -> None:
    assert to_text(value) == text
    assert to_markdown(value) == markdown


POOL: Pool = {
    "n": {
        "x": "X",
        "o": {"a": {"b": 1}},
        "f": DOC,
        "sys.query": "Q",
        "none": None,
        "l": [1],
        "files": [DOC],
        "deep": {"items": [{"id": 6}, {"id": 7}], "grid": [[1, 2], [3, 4]]},
    },
    "with-hyphen": {"x": "H"},
    "sys": {"query": "Q"},
    "rag": {"shared": {"size": 5}},
    "conversation": Writable(c="old"),
    "long" * 12: {"x": "L"},
}


@pytest.mark.parametrize(
    ("selector", "value"),
    [
        (["n", "x"], "X"),
        (["n", "o", "a", "b"], 1),
        (["n", "o", "a", "z"], MISSING),
        (["n", "x", "y"], MISSING),
        (["n", "l", "0"], 1),
        (["n", "l", "1"], MISSING),
        (["n", "l", "-1"], MISSING),
        (["n", "l", "9999999"], MISSING),
        (["n", "l", "x"], MISSING),
        (["n", "deep", "items", "1", "id"], 7),
        (["n", "files", "0", "name"], "b.pdf"),
        (["n", "sys.query"], "Q"),
        (["n", "none"], None),
        (["n"], MISSING),
        ([], MISSING),
        (["gone", "x"], MISSING),
        (["with-hyphen", "x"], "H"),
        (["rag", "shared", "size"], 5),
        (["n", "f", "type"], "document"),
        (["n", "f", "size"], 34),
        (["n", "f", "name"], "b.pdf"),
        (["n", "f", "extension"], ".pdf"),
        (["n", "f", "mime_type"], "application/pdf"),
        (["n", "f", "transfer_method"], "local_file"),
        (["n", "f", "url"], "http://x/b.pdf"),
        (["n", "f", "related_id"], "id-1"),
        (["n", "f", "colour"], MISSING),
    ],
)
def test_selectors(selector: list[str], value: Any) -> None:
    assert lookup(POOL, selector) is value or lookup(POOL, selector) == value


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("no reference", "no reference"),
        ("", ""),
        ("a{{#n.x#}}b{{#sys.query#}}", "aXbQ"),
        ("{{#n.o.a.b#}}", "1"),
        ("{{#n.none#}}", ""),
        ("{{#n.gone#}}", "n.gone"),
        ("{{#gone.x#}}", "gone.x"),
        ("{{#with-hyphen.x#}}", "{{#with-hyphen.x#}}"),
        ("{{#n.1x#}}", "{{#n.1x#}}"),
        ("{{#n.l[0]#}}", "1"),
        ("{{#n.l.0#}}", "1"),
        ("{{#n.l[1]#}}", "{{#n.l[1]#}}"),
        ("{{#n.l[x]#}}", "{{#n.l[x]#}}"),
        ("{{#n.deep.items[1].id#}}", "7"),
        ("{{#n.deep.grid[1][0]#}}", "3"),
        ("{{#n.files[0].name#}}", "b.pdf"),
        ("{{#context#}}", "{{#context#}}"),
        ("{{#histories#}} {{ n.x }}", "{{#histories#}} {{ n.x }}"),
        ("{{#rag.shared.size#}}", "5"),
        ("{{#" + "long" * 12 + ".x#}}", "L"),
        ("{{#" + "l" * 51 + ".x#}}", "{{#" + "l" * 51 + ".x#}}"),
        ("{{#n.x#}}}", "X}"),
        ("{{{#n.x#}}", "{X"),
    ],
)
def test_templates(source: str, text: str) -> None:
    assert compile_template(source).render(POOL) == text


def test_extra_names_win() -> None:
    extra = {"context": "C", "sys.query": "other"}
    assert compile_template("{{#context#}} {{#sys.query#}} {{#n.x#}}").render(POOL, extra=extra) == "C other X"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("", "string"), (1, "number"), (1.0, "number"), (True, "boolean"), (None, "none"), ({"a": 1}, "object"),
        ([], "array[any]"), (["a"], "array[string]"), ([1, 2.0], "array[number]"), ([True], "array[boolean]"),
        ([{"a": 1}], "array[object]"), ([PNG], "array[file]"), (["a", 1], "array[any]"), ([[1]], "array[any]"),
        (PNG, "file"),
    ],
)  # fmt: skip
def test_types(value: Any, name: str) -> None:
    assert value_type(value) == name


def test_files_in_their_wire_form() -> None:
    plain = to_plain({"a": [PNG, 1]})
    assert plain["a"][0]["dify_model_identity"] == "__dify__file__"
    assert plain["a"][0]["type"] == "image"
    assert File.from_dict(plain["a"][0]) == PNG


class Recorder:
    def __init__(self) -> None:
        self.pieces: list[tuple[str, str]] = []
        self.events: list[ReasoningChunk | AgentLog] = []

    def piece(self, ctx: NodeContext, text: str, name: str) -> None:
        self.pieces.append((name, text))

    def report(self, ctx: NodeContext, event: ReasoningChunk | AgentLog) -> None:
        self.events.append(event)


def test_a_context_reads_writes_and_reports() -> None:
    recorder = Recorder()
    pool: Pool = {**POOL, "conversation": Writable(c="old")}
    ctx = NodeContext(fake_ports(), pool, recorder, node_id="me", execution_id="e")
    assert ctx.get(["n", "x"]) == "X"
    assert ctx.find(["n", "gone"], 7) == 7
    assert ctx.exists(["n", "none"])
    with pytest.raises(VariableNotFound, match=r"Variable \['n', 'gone'\] not found"):
        ctx.get(["n", "gone"])
    ctx.set(["conversation", "c"], "new")
    assert ctx.text("{{#conversation.c#}}") == "new"
    assert ctx.writes == [(("conversation", "c"), "new")]
    with pytest.raises(VariableNotFound):
        ctx.set(["conversation", "gone"], 1)
    with pytest.raises(NodeError, match="cannot be written"):
        ctx.set(["n", "x"], 1)
    ctx.emit("t")
    ctx.emit_reasoning("r", final=True)
    ctx.log("1", "step", "start", data={"a": 1})
    assert recorder.pieces == [("text", "t")]
    assert recorder.events[0] == ReasoningChunk("r", "me", True)
    assert isinstance(recorder.events[1], AgentLog)
    assert recorder.events[1].node_execution_id == "e"
