"""The tools that ship with the product."""

import json
import re
import xml.etree.ElementTree as etree
from datetime import UTC, datetime

import pytest

from tenon.cli._local_ports import LocalPorts
from tenon.engine.errors import ToolFailed
from tenon.engine.shipped_tools import ShippedTools
from tenon.models.messages import MediaPart
from tenon.models.port import ImageModel, ImageResult, ModelKind, ModelRef
from tenon.tools import library
from tenon.tools.provider import Label
from tests.tools.conftest import Bench


async def test_every_tool_is_declared_in_both_languages_and_has_a_function() -> None:
    providers = list(library.load())
    assert {"time", "maths", "json_process", "webscraper", "http_call", "chart", "code"} <= {p.name for p in providers}
    for provider in providers:
        assert library.icon_file(provider.icon).is_file()
        assert provider.labels
        assert set(provider.labels) <= set(Label.__args__)
        assert provider.description["zh_Hans"] != provider.description["en_US"]
        names = [tool.name for tool in provider.tools]
        assert len(set(names)) == len(names)
        for tool in provider.tools:
            library.load().function(provider, tool.name)
            assert tool.llm_description
            assert tool.human_description["zh_Hans"] != tool.human_description["en_US"]
            for parameter in tool.parameters:
                assert parameter.label["en_US"]
                assert parameter.human_description["zh_Hans"], (provider.name, tool.name, parameter.name)
                assert parameter.form == "form" or parameter.llm_description, (provider.name, tool.name, parameter.name)
                values = [option.value for option in parameter.options]
                assert (parameter.type == "select") == bool(values)
                assert not values or parameter.default is None or parameter.default in values


@pytest.mark.parametrize(
    "name",
    ["time", "langgenius/time/time", "langgenius/chart", "langgenius/json_process/json_process", "webscraper", "code"],
)
def test_names_of_other_installations_resolve(name: str) -> None:
    assert library.load().find(name) is not None


@pytest.mark.parametrize("name", ["", "nope", "someone/time/time", "a/b/c/time", "hjlarry/agent/mcp_agent"])
def test_other_names_do_not(name: str) -> None:
    assert library.load().find(name) is None


class TestTime:
    async def test_now(self, bench: Bench) -> None:
        text = await bench.text("time", "current_time", timezone="Asia/Shanghai", format="%Y-%m-%dT%H:%M:%S%z")
        assert abs((datetime.fromisoformat(text) - datetime.now(UTC)).total_seconds()) < 5
        assert text.endswith("+0800")

    async def test_conversions(self, bench: Bench) -> None:
        zone = {"timezone": "Asia/Shanghai"}
        assert (
            await bench.text("time", "localtime_to_timestamp", localtime="2024-01-01 08:00:00", **zone) == "1704067200"
        )
        assert (
            await bench.text("time", "timestamp_to_localtime", timestamp="1704067200", **zone) == "2024-01-01 08:00:00"
        )
        assert await bench.text("time", "timestamp_to_localtime", timestamp=1704067200000, **zone) == (
            "2024-01-01 08:00:00"
        )
        given = {"current_time": "2024-07-01 12:00", "current_timezone": "UTC", "target_timezone": "America/New_York"}
        assert await bench.text("time", "timezone_conversion", **given) == "2024-07-01 08:00:00"
        assert "Thursday" in await bench.text("time", "weekday", year=2024, month=2, day=29)

    @pytest.mark.parametrize(
        ("tool", "given"),
        [
            ("current_time", {"timezone": "Mars/Base"}),
            ("current_time", {"timezone": "../../etc/passwd"}),
            ("weekday", {"year": 2023, "month": 2, "day": 29}),
            ("weekday", {"year": 2023, "month": 13, "day": 1}),
            ("weekday", {"year": "soon", "month": 1, "day": 1}),
            ("weekday", {"month": 1, "day": 1}),
            ("timestamp_to_localtime", {"timestamp": 1e30}),
            ("localtime_to_timestamp", {"localtime": "yesterday"}),
        ],
    )
    async def test_bad_input_names_itself(self, bench: Bench, tool: str, given: dict[str, object]) -> None:
        with pytest.raises(ToolFailed) as raised:
            await bench.call("time", tool, **given)
        assert raised.value.error_type == "ToolParameterError"


class TestJson:
    document = json.dumps({"shop": {"books": [{"name": "A", "price": 8}, {"name": "B", "price": 12}], "open": True}})

    @pytest.mark.parametrize(
        ("path", "found"),
        [
            ("$.shop.books[0].name", "A"),
            ("shop.books[-1].price", "12"),
            ("$..name", '["A", "B"]'),
            ("$.shop.books[*].price", "[8, 12]"),
            ("$.shop.books[?(@.price > 10)].name", "B"),
            ("$.shop.books[?(@.price > 5 && @.name == 'A')].price", "8"),
            ("$['shop']['open']", "true"),
            ("$.shop.books[0:1].name", "A"),
            ("$.shop.books[0,1].name", '["A", "B"]'),
            ("$.missing", "[]"),
        ],
    )
    async def test_paths(self, bench: Bench, path: str, found: str) -> None:
        assert await bench.text("json_process", "parse", content=self.document, json_filter=path) == found

    async def test_changes(self, bench: Bench) -> None:
        async def change(tool: str, **given: object) -> object:
            return json.loads(
                await bench.text("json_process", tool, content='{"a": [1, 2], "b": {"c": "xyx"}}', **given)
            )

        assert await change("json_delete", query="$.a[0]") == {"a": [2], "b": {"c": "xyx"}}
        assert await change("json_insert", query="$.a", new_value="3", value_decode=True) == {
            "a": [1, 2, 3],
            "b": {"c": "xyx"},
        }
        assert await change("json_insert", query="$.a", new_value="0", index=0) == {"a": ["0", 1, 2], "b": {"c": "xyx"}}
        assert await change("json_insert", query="$.n.m", new_value="v", create_path=True) == {
            "a": [1, 2],
            "b": {"c": "xyx"},
            "n": {"m": "v"},
        }
        pattern = {"replace_model": "pattern", "replace_pattern": "x", "replace_value": "-"}
        assert await change("json_replace", query="$.b.c", **pattern) == {"a": [1, 2], "b": {"c": "-y-"}}
        key = {"replace_model": "key", "replace_value": "d"}
        assert await change("json_replace", query="$.b.c", **key) == {"a": [1, 2], "b": {"d": "xyx"}}
        assert await change("json_replace", query="$.a[*]", replace_value="7", value_decode="true") == {
            "a": [7, 7],
            "b": {"c": "xyx"},
        }

    @pytest.mark.parametrize(
        ("tool", "given"),
        [
            ("parse", {"content": "{", "json_filter": "$"}),
            ("parse", {"content": "[" * 100_000, "json_filter": "$"}),
            ("parse", {"content": "{}", "json_filter": "$[?(@.a"}),
            ("parse", {"content": "{}", "json_filter": "$[0:2:0]"}),
            ("json_delete", {"content": "{}", "query": "$"}),
            ("json_insert", {"content": "{}", "query": "$.a", "new_value": "x"}),
            ("json_replace", {"content": "[1]", "query": "$[0]", "replace_model": "key", "replace_value": "x"}),
        ],
    )
    async def test_bad_input(self, bench: Bench, tool: str, given: dict[str, str]) -> None:
        with pytest.raises(ToolFailed) as raised:
            await bench.call("json_process", tool, **given)
        assert raised.value.error_type == "ToolParameterError"


class TestCharts:
    @pytest.mark.parametrize(
        ("tool", "given"),
        [
            ("bar_chart", {"data": "1;2;-3", "x_axis": "A;B;<C>", "title": "T & t"}),
            ("bar_chart", {"data": '{"x": [1, 2], "y": [3, 4]}', "x_axis": "A;B"}),
            ("line_chart", {"data": "[1.5, 2.5, 1e9]", "x_axis": "一月；二月；三月"}),
            ("line_chart", {"data": "5", "x_axis": "only"}),
            ("line_chart", {"data": "0;0;0", "x_axis": "a,b,c"}),
            ("pie_chart", {"data": "60;40", "categories": "A;B"}),
            ("pie_chart", {"data": "0;7", "categories": "A;B"}),
        ],
    )
    async def test_a_picture(self, bench: Bench, tool: str, given: dict[str, str]) -> None:
        (message,) = await bench.call("chart", tool, **given)
        assert message.kind == "blob"
        assert message.value["mime_type"] == "image/svg+xml"
        assert etree.fromstring(message.value["data"]).tag.endswith("svg")
        assert not re.search(rb"nan|inf\b|<C>", message.value["data"])

    @pytest.mark.parametrize(
        ("tool", "given"),
        [
            ("bar_chart", {"data": "a;b", "x_axis": "A;B"}),
            ("bar_chart", {"data": "1;2", "x_axis": "A"}),
            ("bar_chart", {"data": '{"x": [1], "y": [3, 4]}', "x_axis": "A"}),
            ("bar_chart", {"data": "{", "x_axis": "A"}),
            ("line_chart", {"data": "nan;1", "x_axis": "A;B"}),
            ("line_chart", {"data": ";".join("1" for _ in range(2000)), "x_axis": "A"}),
            ("pie_chart", {"data": "-1;2", "categories": "A;B"}),
            ("pie_chart", {"data": "0;0", "categories": "A;B"}),
        ],
    )
    async def test_bad_data(self, bench: Bench, tool: str, given: dict[str, str]) -> None:
        with pytest.raises(ToolFailed, match=r"(?i)number|values|JSON|pie|drawn"):
            await bench.call("chart", tool, **given)


class TestCode:
    @pytest.mark.parametrize(
        ("language", "code", "printed"),
        [
            ("python3", "x = 6\nprint('six', x)\nx * 7", "six 6\n42"),
            ("python3", "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nprint(f(10))", "55"),
            ("python3", "'text'", "text"),
            ("javascript", "const a = [1, 2]; console.log(a.map(n => n * 2), 'x'); a.length", "[2,4] x\n2"),
        ],
    )
    async def test_what_it_prints(self, bench: Bench, language: str, code: str, printed: str) -> None:
        assert await bench.text("code", "simple_code", language=language, code=code) == printed

    @pytest.mark.parametrize(
        ("language", "code", "said"),
        [
            ("python3", "print('before')\n1 / 0", r"before\nZeroDivisionError: division by zero \(line 2\)"),
            ("python3", "def", "SyntaxError"),
            ("python3", "open('/etc/passwd').read()", "Error"),
            ("javascript", "throw new Error('broken')", "broken"),
        ],
    )
    async def test_errors_are_told(self, bench: Bench, language: str, code: str, said: str) -> None:
        with pytest.raises(ToolFailed, match=said):
            await bench.call("code", "simple_code", language=language, code=code)


class TestText:
    async def test_all(self, bench: Bench) -> None:
        for notation in ("base64", "hex", "url"):
            written = await bench.text("text", "encode", text="héllo 世界 &", notation=notation)
            assert await bench.text("text", "decode", text=written, notation=notation) == "héllo 世界 &"
        assert (await bench.text("text", "hash", text="a", algorithm="md5")).startswith("0cc175b9")
        assert await bench.json("text", "count", text="It's a test.\n你好") == {
            "characters": 15,
            "words": 5,
            "lines": 2,
        }
        with pytest.raises(ToolFailed, match="no text in base64"):
            await bench.call("text", "decode", text="***", notation="base64")

    async def test_patterns(self, bench: Bench) -> None:
        given = {"content": "a1 b22 c333", "expression": r"([a-z])(\d+)"}
        assert await bench.json("regex", "regex_extract", **given) == {
            "result": [["a", "1"], ["b", "22"], ["c", "333"]]
        }
        with pytest.raises(ToolFailed) as raised:
            await bench.call("regex", "regex_extract", content="a", expression="(")
        assert raised.value.error_type == "ToolParameterError"


async def test_knowledge(bench: Bench) -> None:
    bench.knowledge.items = [{"content": "First", "title": "Doc", "metadata": {"score": 0.9}}, {"content": "Second"}]
    messages = await bench.call("knowledge", "knowledge_search", query="q", dataset_ids=["d1"], top_k=2)
    assert [message.value for message in messages] == ["First\n\nSecond", {"result": bench.knowledge.items}]
    query, request = bench.knowledge.asked[0]
    assert (query, request["dataset_ids"], request["multiple_retrieval_config"]["top_k"]) == ("q", ["d1"], 2)


class Gallery:
    """Models that say where the picture is; the prompt is its address."""

    def __init__(self) -> None:
        self.asked: list[ModelRef] = []

    async def default(self, kind: ModelKind) -> ModelRef | None:
        return ModelRef("riverside", "ink", kind)

    async def images(self, ref: ModelRef) -> ImageModel:
        self.asked.append(ref)
        return Artist()


class Artist:
    provider, name = "riverside", "ink"

    async def draw(
        self, prompt: str, *, number: int = 1, size: str = "", quality: str = "", user: str = ""
    ) -> ImageResult:
        return ImageResult([MediaPart("image", "image/png", url=prompt)] * number)


async def test_pictures_by_their_address(bench: Bench) -> None:
    """Some servers keep the picture and tell where; it is fetched under the rules of outbound requests."""
    with pytest.raises(ToolFailed, match="in an app of a workspace"):
        await bench.call("pictures", "text_to_image", prompt="a boat")
    gallery, local = Gallery(), LocalPorts()
    tools = ShippedTools(bench.http, local, local, bench.knowledge, gallery)
    found = library.load().get("pictures")
    bench.site.raw("/boat.jpg", b"jpeg", "image/jpeg")
    given = {"prompt": f"{bench.site.address}/boat.jpg", "model": "a/b/c", "number": 2}
    messages = [m async for m in tools.call(found, "text_to_image", given, {})]
    assert [m.value for m in messages] == [
        {"data": b"jpeg", "filename": f"picture_{n}.jpg", "mime_type": "image/jpeg"} for n in (1, 2)
    ]
    gone = {"prompt": f"{bench.site.address}/gone.jpg"}
    with pytest.raises(ToolFailed, match="answered 404"):
        _ = [m async for m in tools.call(found, "text_to_image", gone, {})]
    assert gallery.asked == [ModelRef("a/b", "c", "text2img"), ModelRef("riverside", "ink", "text2img")]
    await local.close()
