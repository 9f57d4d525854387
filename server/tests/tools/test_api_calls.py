"""Custom tools, called against a scripted server."""

import json
from typing import Any

import pytest

from tenon.tools.api import operations as api
from tenon.tools.api.call import CallLimits, call
from tenon.tools.errors import ToolError, ToolFileError, ToolParameterError
from tenon.tools.messages import ToolMessage
from tests.tools.conftest import Bench


def parameter(name: str, where: str, required: bool = False, **schema: Any) -> dict[str, Any]:
    more = {key: schema.pop(key) for key in ("style", "explode") if key in schema}
    return {"name": name, "in": where, "required": required, "schema": {"type": "string", **schema}, **more}


def document(bench: Bench, path: str = "/x", method: str = "get", **operation: Any) -> str:
    servers = [{"url": bench.site.address}]
    return json.dumps(
        {"openapi": "3.0.0", "servers": servers, "paths": {path: {method: {"operationId": "op", **operation}}}}
    )


async def use(
    bench: Bench,
    text: str,
    credentials: dict[str, str] | None = None,
    limits: CallLimits | None = None,
    /,
    **given: Any,
) -> list[ToolMessage]:
    operation = api.parse(text).operations[0]
    context = bench.tools.with_credentials(credentials or {})
    return await call(context, operation, given, limits or CallLimits())


def body(content: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {content: {"schema": schema}}}}


FIELDS = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "n": {"type": "array"}}}


class TestRequests:
    async def test_where_values_go(self, bench: Bench) -> None:
        bench.site.json("/x/a b/c,d", {"ok": True})
        text = document(
            bench,
            "/x/{one}/{two}",
            parameters=[
                parameter("one", "path", True),
                parameter("two", "path", True, type="array"),
                parameter("q", "query"),
                parameter("many", "query", type="array"),
                parameter("packed", "query", type="array", explode=False),
                parameter("deep", "query", type="object", style="deepObject"),
                parameter("X-H", "header", type="integer"),
                parameter("c", "cookie"),
                parameter("unset", "query"),
            ],
        )
        messages = await use(
            bench, text, None, one="a b", two=["c", "d"], q="ä&=", many=["1", "2"], packed='["3", "4"]', deep={"k": 5},
            c="v", **{"X-H": "7"},
        )  # fmt: skip
        assert [m.kind for m in messages] == ["text", "json"]
        request, _ = bench.site.asked[0]
        assert request.raw_path.startswith("/x/a%20b/c,d?")
        assert list(request.query.items()) == [
            ("q", "ä&="), ("many", "1"), ("many", "2"), ("packed", "3,4"), ("deep[k]", "5"),
        ]  # fmt: skip
        assert (request.headers["X-H"], request.headers["Cookie"]) == ("7", "c=v")

    @pytest.mark.parametrize(
        ("kind", "sent"),
        [
            ("application/json", b'{"a": "\xc3\xa4", "n": [1, 2]}'),
            ("application/x-www-form-urlencoded", b"a=%C3%A4&n=1&n=2"),
            ("application/vnd.api+json", b'{"a": "\xc3\xa4", "n": [1, 2]}'),
        ],
    )
    async def test_bodies(self, bench: Bench, kind: str, sent: bytes) -> None:
        bench.site.json("/x", {})
        await use(bench, document(bench, method="post", **body(kind, FIELDS)), None, a="ä", n=[1, 2])
        request, received = bench.site.asked[0]
        assert (received, request.headers["Content-Type"]) == (sent, kind)

    async def test_multipart_with_a_file(self, bench: Bench) -> None:
        bench.site.json("/x", {})
        schema = {
            "type": "object",
            "properties": {"file": {"type": "string", "format": "binary"}, "t": {"type": "string"}},
        }
        file = await bench.tools.context.files._files.store(b"data", filename="f.txt", mime_type="text/plain")  # type: ignore[attr-defined]  # the port behind
        await use(bench, document(bench, method="post", **body("multipart/form-data", schema)), None, file=file, t="x")
        request, received = bench.site.asked[0]
        assert request.headers["Content-Type"].startswith("multipart/form-data; boundary=")
        assert b'name="file"; filename="f.txt"' in received
        assert b"data" in received
        with pytest.raises(ToolFileError):
            await use(bench, document(bench, method="post", **body("multipart/form-data", schema)), None, file="x")

    async def test_whole_bodies(self, bench: Bench) -> None:
        bench.site.json("/x", {})
        await use(
            bench, document(bench, method="post", **body("application/json", {"type": "array"})), None, body="[1]"
        )
        await use(bench, document(bench, method="post", **body("text/plain", {"type": "string"})), None, body="hi")
        assert [received for _, received in bench.site.asked] == [b"[1]", b"hi"]

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({}, "p is missing"),
            ({"p": ".."}, "stands in the address"),
            ({"p": "x", "h": "a\r\nEvil: 1"}, "several lines"),
            ({"p": "x", "n": "abc"}, "must be a number"),
            ({"p": "x", "e": "c"}, "one of a, b"),
            ({"p": "x", "o": "{"}, "must be JSON"),
        ],
    )
    async def test_bad_inputs_send_nothing(self, bench: Bench, given: dict[str, Any], said: str) -> None:
        text = document(
            bench,
            "/x/{p}",
            parameters=[
                parameter("p", "path", True),
                parameter("h", "header"),
                parameter("n", "query", type="integer"),
                parameter("e", "query", enum=["a", "b"]),
                parameter("o", "query", type="object"),
            ],
        )
        with pytest.raises(ToolParameterError, match=said):
            await use(bench, text, None, **given)
        assert not bench.site.asked


class TestAuthentication:
    @pytest.mark.parametrize(
        ("credentials", "header", "value"),
        [
            ({"auth_type": "bearer", "token": "t"}, "Authorization", "Bearer t"),
            ({"auth_type": "basic", "username": "u", "password": "p"}, "Authorization", "Basic dTpw"),
            ({"auth_type": "api_key_header", "api_key_value": "k"}, "Authorization", "k"),
            (
                {"auth_type": "api_key_header", "api_key_header_prefix": "bearer", "api_key_value": "k"},
                "Authorization",
                "Bearer k",
            ),
            ({"auth_type": "api_key_header", "api_key_header": "X-Key", "api_key_value": "k"}, "X-Key", "k"),
        ],
    )
    async def test_headers(self, bench: Bench, credentials: dict[str, str], header: str, value: str) -> None:
        bench.site.json("/x", {})
        await use(bench, document(bench), credentials)
        assert bench.site.asked[0][0].headers[header] == value

    async def test_query(self, bench: Bench) -> None:
        bench.site.json("/x", {})
        await use(
            bench, document(bench), {"auth_type": "api_key_query", "api_key_query_param": "k", "api_key_value": "v"}
        )
        assert bench.site.asked[0][0].query["k"] == "v"

    @pytest.mark.parametrize("credentials", [{"auth_type": "bearer"}, {"auth_type": "oauth"}, {"auth_type": "basic"}])
    async def test_incomplete(self, bench: Bench, credentials: dict[str, str]) -> None:
        with pytest.raises(ToolParameterError, match="authentication"):
            await use(bench, document(bench), credentials)

    async def test_a_key_does_not_go_to_another_host(self, bench: Bench) -> None:
        elsewhere = bench.site.address.replace("127.0.0.1", "localhost")
        bench.site.raw("/x", b"", "text/plain", 302, Location=f"{bench.site.address}/same")
        bench.site.raw("/same", b"", "text/plain", 302, Location=f"{elsewhere}/other")
        bench.site.json("/other", {})
        await use(
            bench, document(bench), {"auth_type": "api_key_header", "api_key_header": "X-Key", "api_key_value": "k"}
        )
        assert ["X-Key" in request.headers for request, _ in bench.site.asked] == [True, True, False]


class TestAnswers:
    @pytest.mark.parametrize(
        ("content", "kind", "expected"),
        [
            (b'{"a": 1}', "application/json", [("text", '{"a": 1}'), ("json", {"a": 1})]),
            (b"[1]", "application/vnd.x+json; charset=utf-8", [("text", "[1]"), ("json", [1])]),
            (b"{broken", "application/json", [("text", "{broken")]),
            (b"<html><b>x</b></html>", "text/html", [("text", "<html><b>x</b></html>")]),
            ("ä".encode("latin-1"), "text/plain; charset=latin-1", [("text", "ä")]),
            (b"", "application/json", [("text", "The API answered with status 200 and no content.")]),
            (b"[" * 200_000, "application/json", [("text", "[" * 200_000)]),
        ],
    )
    async def test_kinds(self, bench: Bench, content: bytes, kind: str, expected: list[tuple[str, Any]]) -> None:
        bench.site.raw("/x", content, kind)
        assert [(m.kind, m.value) for m in await use(bench, document(bench))] == expected

    async def test_a_file(self, bench: Bench) -> None:
        bench.site.raw(
            "/x", b"%PDF\x00", "application/pdf", **{"Content-Disposition": 'attachment; filename="../r.pdf"'}
        )
        messages = await use(bench, document(bench))
        assert messages[1].value == {"data": b"%PDF\x00", "filename": "r.pdf", "mime_type": "application/pdf"}

    async def test_an_error_status_carries_its_text(self, bench: Bench) -> None:
        bench.site.json("/x", {"error": "no such pet"}, 404)
        with pytest.raises(ToolError, match=r'status 404. {"error": "no such pet"}'):
            await use(bench, document(bench))

    async def test_a_large_answer(self, bench: Bench) -> None:
        bench.site.raw("/x", b"x" * (50 << 20), "text/plain")
        with pytest.raises(ToolError, match="limit is 20971520 bytes"):
            await use(bench, document(bench))

    async def test_a_private_server_is_refused(self, bench: Bench) -> None:
        bench.site.address = "http://10.1.2.3"
        with pytest.raises(ToolError, match="not a public address"):
            await use(bench, document(bench))

    async def test_a_server_that_hangs(self, bench: Bench) -> None:
        bench.site.hang("/x")
        with pytest.raises(ToolError, match="in time"):
            await use(bench, document(bench), None, CallLimits(read_timeout=0.2))
