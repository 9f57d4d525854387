"""Documents that cannot be read, rules that lead nowhere, models that are gone: each says what to do."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pypdf
import pytest

from tenon.adapters.scripted_model.script import Rule, Script, When
from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.server import MakeServer
from tests.knowledge.conftest import EMBEDDING, Json, Library, contents, paragraphs


def locked_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def bomb(member: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(member, b"\0" * (300 * 1024 * 1024))
    return target.getvalue()


FILES: list[tuple[str, bytes | Callable[[], bytes], str]] = [
    ("empty.txt", b"", "empty"),
    ("blank.md", b" \n\n \t", "no text"),
    ("locked.pdf", locked_pdf, "password"),
    ("broken.docx", b"PK\x03\x04 not a document", "damaged"),
    ("bomb.docx", lambda: bomb("word/document.xml"), "MB"),
    ("bomb.xlsx", lambda: bomb("xl/workbook.xml"), "MB"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "DOCX"),
    ("wrong.pdf", b"this is no PDF", "damaged"),
]


@pytest.mark.parametrize(("name", "data", "told"), FILES, ids=[name for name, _, _ in FILES])
@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_files_that_cannot_be_read(
    library: Library, name: str, data: bytes | Callable[[], bytes], told: str, database_kind: str
) -> None:
    content: bytes = data() if callable(data) else data
    uploaded = await library.client.post("/console/api/files/upload", files={"file": (name, content, "application/x")})
    if uploaded.status_code >= 400:  # refused by its content already
        assert uploaded.json()["code"] in ("unsupported_file_type", "file_too_large", "invalid_param"), uploaded.text
        return
    rule: Json = {"mode": "automatic"}
    id = uploaded.json()["id"]
    made = await library.call("POST", "/init", {"files": [id], "indexing_technique": "economy", "process_rule": rule})
    (document,) = await library.done(made["dataset"]["id"], made["batch"], "error")
    assert told.lower() in document["error"].lower(), document["error"]
    preview = await library.call("POST", "/preview", {"upload_id": id, "process_rule": rule}, 400)
    assert preview["code"] == "document_extract_error"


async def preview(library: Library, text: str, separator: str, status: int = 200, most: int = 500) -> Json:
    segmentation = {"separator": separator, "max_tokens": most, "chunk_overlap": 50}
    rule = {"mode": "custom", "rules": {"segmentation": segmentation}}
    return await library.call("POST", "/preview", {"text": text, "process_rule": rule}, status)


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_separators(make_server: MakeServer, scripted: ScriptedModel, database_kind: str) -> None:
    server = await make_server(document_timeout=2)
    library = Library(server, await server.person("owner"))
    endless = await preview(library, "a" * 60 + "!", "(a+)+$", 400)
    assert "Check the separator" in endless["message"]
    never = await preview(library, "one. two. three.", "@@@@")
    assert [chunk["content"] for chunk in never["preview"]] == ["one. two. three."]
    broken = await preview(library, "one two", "(((")
    assert broken["total_segments"] == 1
    pattern = await preview(library, "# A\ntext\n# B\nmore", r"\n(?=# )")
    assert [chunk["content"] for chunk in pattern["preview"]] == ["# A\ntext", "# B\nmore"]
    line = await preview(library, "字" * 1_000_000, "\\n\\n")
    assert line["total_segments"] > 1000
    assert all(chunk["word_count"] < 700 for chunk in line["preview"])
    for wrong in (5, 5000):
        assert (await preview(library, "x", "\\n", 400, wrong))["code"] == "invalid_param"


async def test_scripts_do_not_get_in(library: Library) -> None:
    page = b"<html><script>alert(1)</script><style>p{}</style><body><p>Good morning</p></body></html>"
    id = await library.upload("page.html", page, "text/html")
    made = await library.call("POST", "/init", {"files": [id], "indexing_technique": "economy"})
    await library.done(made["dataset"]["id"], made["batch"])
    assert contents(await library.ask(made["dataset"]["id"], "morning")) == ["Good morning"]


async def test_names_and_kinds(library: Library) -> None:
    await library.call("POST", "", {"name": "Twice"})
    assert (await library.call("POST", "", {"name": "Twice"}, 409))["code"] == "dataset_name_duplicate"
    assert (await library.call("POST", "", {"name": " "}, 400))["code"] == "invalid_param"
    picture = await library.upload("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 30, "image/png")
    body: Json = {"files": [picture], "indexing_technique": "economy"}
    assert (await library.call("POST", "/init", body, 415))["code"] == "unsupported_file_type"
    made = await library.make("A text.")
    again = await library.call("POST", f"/{made['dataset']['id']}/documents", {"text": {"name": "text", "text": "B."}})
    await library.done(made["dataset"]["id"], again["batch"])  # documents of one name are two documents


async def test_metadata_of_the_wrong_type(library: Library) -> None:
    made = await library.make("A text.")
    id, document = made["dataset"]["id"], made["documents"][0]["id"]
    field = await library.call("POST", f"/{id}/metadata", {"name": "year", "type": "number"})
    for value in ("soon", True, [1], {"a": 1}):
        given = [{"id": field["id"], "name": "year", "value": value}]
        body = {"operation_data": [{"document_id": document, "metadata_list": given}]}
        assert (await library.call("POST", f"/{id}/documents/metadata", body, 400))["code"] == "invalid_param"
    assert (await library.call("POST", f"/{id}/metadata", {"name": "Year", "type": "number"}, 400))["params"] == "name"
    condition = {"name": "year", "comparison_operator": ">", "value": "soon"}
    model = {"metadata_filtering_conditions": {"conditions": [condition]}, "search_method": "keyword_search"}
    refused = await library.call("POST", f"/{id}/hit-testing", {"query": "text", "retrieval_model": model}, 400)
    assert "year" in refused["message"]


async def test_models_that_are_gone(library: Library, scripted: ScriptedModel) -> None:
    made = await library.make(paragraphs("One thing.", "Another thing."), "high_quality")
    id = made["dataset"]["id"]
    model: Json = {
        "search_method": "semantic_search",
        "reranking_enable": True,
        "reranking_mode": "reranking_model",
        "reranking_model": {"reranking_provider_name": "cohere", "reranking_model_name": "rerank-gone"},
    }
    gone = await library.call("POST", f"/{id}/hit-testing", {"query": "thing", "retrieval_model": model}, 400)
    assert gone["code"] == "provider_not_initialize"
    assert "rerank" in gone["message"].lower()
    short = Rule(when=When(kind="embeddings"), embeddings=[[1.0, 0.0, 0.0]])
    scripted.play(Script(rules=[short]))
    added = await library.call("POST", f"/{id}/documents", {"text": {"name": "n", "text": "New text."}})
    (document,) = await library.done(id, added["batch"], "error")
    assert "gives vectors of 3" in document["error"]
    scripted.play(Script())


async def test_no_embedding_model(server: Any) -> None:
    library = Library(server, await server.person("owner"))
    body: Json = {"text": {"name": "n", "text": "t"}, "indexing_technique": "high_quality"}
    refused = await library.call("POST", "/init", body, 400)
    assert "No Embedding Model available" in refused["message"]
    named = await library.call("POST", "/init", {**body, **EMBEDDING}, 400)
    assert named["code"] == "invalid_param"
