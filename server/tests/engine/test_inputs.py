"""The start form."""

from typing import Any

import pytest

from tenon.engine.errors import InputError
from tenon.engine.inputs import check_inputs, file_variables
from tests.engine.builders import end, graph, node, run


def field(kind: str, **more: Any) -> dict[str, Any]:
    return {"variable": "v", "type": kind, **more}


FILE = {"type": "image", "transfer_method": "remote_url", "url": "http://x/a.png"}


@pytest.mark.parametrize(
    ("variable", "given", "value"),
    [
        (field("text-input"), "a", "a"),
        (field("text-input"), "a\x00b", "ab"),
        (field("text-input", required=True), "", ""),
        (field("text-input", default="d"), None, "d"),
        (field("text-input", default="d"), "", ""),
        (field("paragraph", max_length=3), "äöü", "äöü"),
        (field("text-input", max_length=None), "ä" * 256, "ä" * 256),
        (field("text-input", max_length=1000), "a" * 1000, "a" * 1000),
        (field("paragraph", max_length=None), "a" * 1000, "a" * 1000),
        (field("select", options=["a", "b"]), "b", "b"),
        (field("select", options=["a"], default=""), None, None),
        (field("select", options=["a"], default="a"), None, "a"),
        (field("number"), 5, 5),
        (field("number"), 1.5, 1.5),
        (field("number"), "5", 5),
        (field("number"), "1.0", 1.0),
        (field("number"), "-3", -3),
        (field("number"), "  ", None),
        (field("number", default=""), None, None),
        (field("number", default="7"), None, 7),
        (field("checkbox"), True, True),
        (field("checkbox"), "Yes", True),
        (field("checkbox"), "off", False),
        (field("checkbox"), 0, False),
        (field("checkbox"), 1, True),
        (field("checkbox"), "perhaps", "perhaps"),
        (field("checkbox"), None, None),
        (field("json_object"), {"a": 1}, {"a": 1}),
        (field("json_object", default='{"a": 1}'), None, {"a": 1}),
        (field("file"), FILE, FILE),
        (field("file"), "", None),
        (field("file-list"), [], []),
        (field("file-list"), "", None),
        (field("file-list", max_length=1), [FILE], [FILE]),
        (field("external_data_tool"), "x", "absent"),
    ],
)
def test_accepted(variable: dict[str, Any], given: Any, value: Any) -> None:
    checked = check_inputs([variable], {"v": given, "unknown": 1})
    assert checked.get("v", "absent") == value
    assert type(checked.get("v", "absent")) is type(value)
    assert "unknown" not in checked


@pytest.mark.parametrize(
    ("variable", "given", "message"),
    [
        (field("text-input", required=True), None, "v is required in input form"),
        (field("text-input"), 5, "(type 'text-input') v in input form must be a string"),
        (field("select", options=["a"]), ["a"], "(type 'select') v in input form must be a string"),
        (field("text-input"), "a" * 257, "v in input form must be less than 256 characters"),
        (field("text-input", max_length=0), "a" * 257, "v in input form must be less than 256 characters"),
        (field("text-input", max_length=2), "abc", "v in input form must be less than 2 characters"),
        (field("text-input", max_length=2, default="abc"), None, "v in input form must be less than 2 characters"),
        (field("select", options=["a", "b"]), "c", "v in input form must be one of the following: ['a', 'b']"),
        (field("select", options=["a"]), "", "v in input form must be one of the following: ['a']"),
        (field("number"), "many", "v in input form must be a valid number"),
        (field("number"), True, "v in input form must be a valid number"),
        (field("number"), "1e3", "v in input form must be a valid number"),
        (field("number"), [1], "Invalid input type for ['v']"),
        (field("checkbox"), {"a": 1}, "Invalid input type for ['v']"),
        (field("json_object"), "{}", "v in input form must be a dict"),
        (field("json_object"), [1], "v in input form must be a dict"),
        (field("file"), "x", "v in input form must be a file"),
        (field("file", required=True), "", "v in input form must be a file"),
        (field("file"), [FILE], "v in input form must be a file"),
        (field("file-list"), FILE, "v in input form must be a list of files"),
        (field("file-list"), ["x"], "v in input form must be a list of files"),
        (field("file-list", max_length=1), [FILE, FILE], "v in input form must be less than 1 files"),
    ],
)
def test_refused(variable: dict[str, Any], given: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        check_inputs([variable], {"v": given})
    assert caught.value.message == message
    assert (caught.value.code, caught.value.status) == ("invalid_param", 400)


def test_file_variables() -> None:
    assert [v["type"] for v in file_variables([field("file"), field("number"), field("file-list")])] == [
        "file",
        "file-list",
    ]


@pytest.mark.parametrize(
    ("value", "error"),
    [({"a": 1}, None), ({"a": "x"}, "JSON object for 'v' does not match schema: data.a must be integer")],
)
async def test_json_schemas_are_checked_when_the_run_starts(value: Any, error: str | None) -> None:
    schema = '{"type": "object", "properties": {"a": {"type": "integer"}}}'
    start = node("start", "start", variables=[field("json_object", json_schema=schema)])
    outcome = await run(graph([start, end(v=["start", "v"])], "start>end"), inputs={"v": value})
    assert outcome.error == error
