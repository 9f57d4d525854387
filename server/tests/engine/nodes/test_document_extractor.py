"""The document extractor node."""

from typing import Any

import pytest

from tenon.engine.errors import FileFetchFailed, NodeError, VariableNotFound
from tenon.engine.nodes.document_extractor import DocumentExtractor
from tenon.engine.ports import Limits
from tests.fixtures.engine_context import Stage

DATA: dict[str, Any] = {"variable_selector": ["f", "x"], "is_array_file": False}


async def test_one_file_and_a_list() -> None:
    stage = Stage()
    one, two = stage.files.put(b"one", "a.txt"), stage.files.put(b"a,b\n1,2", "b.csv")
    stage.pool["f"] = {"x": one}
    result = await stage.run(DocumentExtractor(), DATA)
    assert result.values == {"text": "one"}
    stage.pool["f"] = {"x": [one, two]}
    result = await stage.run(DocumentExtractor(), {**DATA, "is_array_file": True})
    assert result.values["text"] == ["one", "| a | b |\n| --- | --- |\n| 1 | 2 |"]
    stage.pool["f"] = {"x": []}
    assert (await stage.run(DocumentExtractor(), DATA)).values == {"text": []}


@pytest.mark.parametrize("value", ["text", 5, None, ["a"]])
async def test_other_values(value: Any) -> None:
    with pytest.raises(NodeError, match="neither a file"):
        await Stage({"f": {"x": value}}).run(DocumentExtractor(), DATA)
    with pytest.raises(VariableNotFound):
        await Stage().run(DocumentExtractor(), DATA)


async def test_errors_name_the_file() -> None:
    stage = Stage()
    for data, name, error in (
        (b"x", "a.png", "UnsupportedFileTypeError"),
        (b"x", "a.doc", "TextExtractionError"),
        (b"x", "a.pdf", "TextExtractionError"),
    ):
        stage.pool["f"] = {"x": stage.files.put(data, name)}
        with pytest.raises(NodeError) as caught:
            await stage.run(DocumentExtractor(), DATA)
        assert caught.value.error_type == error
    stage.files.stored.clear()
    with pytest.raises(FileFetchFailed):
        await stage.run(DocumentExtractor(), DATA)


async def test_size_limit() -> None:
    stage = Stage()
    stage.limits = Limits(document_max_bytes=3)
    stage.pool["f"] = {"x": stage.files.put(b"four", "a.txt")}
    with pytest.raises(NodeError, match=r"a\.txt has 4 bytes"):
        await stage.run(DocumentExtractor(), DATA)
