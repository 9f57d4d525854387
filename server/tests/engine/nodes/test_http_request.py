"""The HTTP node: against a real server for the wire, with a played port for the rest."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any, ClassVar

import pytest
from aiohttp import web

from tenon.adapters.http.outbound import OutboundHttp
from tenon.engine.errors import FileFetchFailed, HttpFailed, NodeError, VariableNotFound
from tenon.engine.nodes.http_request import HttpRequestNode
from tenon.engine.ports import HttpRequest, HttpResponse
from tenon.kit.addresses import AddressRules
from tenon.kit.outbound import OutboundClient
from tests.fixtures.engine_context import Stage

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


def stage() -> Stage:
    s = Stage({"a": {"q": 'say "hi"\n', "n": 5, "o": {"k": [1]}, "u": "x y"}, "env": {"token": "s3cret"}})
    return s


async def send(s: Stage, **data: Any) -> HttpRequest:
    await s.run(HttpRequestNode(), {"method": "get", "url": "https://api.example/x", **data})
    return s.played_http.requests[-1]


@pytest.mark.parametrize("method", ["get", "POST", "Put", "patch", "DELETE", "head", "options"])
async def test_methods(method: str) -> None:
    assert (await send(stage(), method=method)).method == method.upper()


async def test_unknown_method() -> None:
    with pytest.raises(HttpFailed) as caught:
        await send(stage(), method="TRACE")
    assert caught.value.error_type == "InvalidHttpMethodError"


@pytest.mark.parametrize("url", ["", "api.example", "ftp://x", "{{#a.u#}}", "javascript:1"])
async def test_urls_must_be_http(url: str) -> None:
    with pytest.raises(HttpFailed) as caught:
        await send(stage(), url=url)
    assert caught.value.error_type == "InvalidURLError"


async def test_templates_in_url_headers_and_params() -> None:
    request = await send(
        stage(),
        url="  HTTPS://api.example/{{#a.n#}} ",
        headers="X-A: {{#a.u#}}\n\nX-Time:12:30\n  X-{{#a.n#}} : v",
        params="q:{{#a.q#}}\nempty:\n n : {{#a.n#}}",
    )
    assert request.url == "HTTPS://api.example/5"
    assert request.headers == [("X-A", "x y"), ("X-Time", "12:30"), ("X-5", "v")]
    assert request.params == [("q", 'say "hi"'), ("empty", ""), ("n", "5")]


async def test_a_variable_may_hold_whole_lines_but_no_line_break() -> None:
    s = stage()
    s.pool["h"] = {"all": "X-A: 1\nX-B: 2", "evil": "x\r\nX-Injected: 1"}
    assert (await send(s, headers="{{#h.all#}}")).headers == [("X-A", "1"), ("X-B", "2")]
    with pytest.raises(HttpFailed, match="no header may have"):
        await send(s, headers="X-A: {{#h.evil#}}")


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"type": "bearer", "api_key": "{{#env.token#}}"}, ("Authorization", "Bearer s3cret")),
        ({"type": "basic", "api_key": "u:p"}, ("Authorization", f"Basic {base64.b64encode(b'u:p').decode()}")),
        ({"type": "basic", "api_key": "dTpw", "header": ""}, ("Authorization", "Basic dTpw")),
        ({"type": "custom", "api_key": "k", "header": "X-Key"}, ("X-Key", "k")),
    ],
)
async def test_authorization(config: dict[str, Any], expected: tuple[str, str]) -> None:
    request = await send(stage(), headers="authorization: old", authorization={"type": "api-key", "config": config})
    assert request.headers[-1] == expected
    assert sum(name.lower() == expected[0].lower() for name, _ in request.headers) == 1


@pytest.mark.parametrize("config", [None, {"type": "bearer"}, {"type": "basic", "api_key": " "}])
async def test_authorization_missing(config: Any) -> None:
    with pytest.raises(HttpFailed) as caught:
        await send(stage(), authorization={"type": "api-key", "config": config})
    assert caught.value.error_type == "AuthorizationConfigError"


def body(type: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {"type": type, "data": list(items)}


class TestBodies:
    async def test_none(self) -> None:
        stored: Any
        for stored in (None, {"type": "none", "data": None}, {"type": "none", "data": ""}):
            request = await send(stage(), body=stored)
            assert (request.body, list(request.form), list(request.headers)) == (None, [], [])

    async def test_json(self) -> None:
        item = {"type": "text", "value": '{"n": {{#a.n#}}, "o": {{#a.o#}}, "q": "{{#a.q#}}", "中": 1}'}
        request = await send(stage(), method="post", body=body("json", item))
        assert json.loads(request.body or b"") == {"n": 5, "o": {"k": [1]}, "q": 'say "hi"\n', "中": 1}
        assert ("Content-Type", "application/json") in request.headers

    async def test_json_is_sent_as_it_stands(self) -> None:
        text = '{ "b": 1.0,\n  "a": 1e3 }'
        assert (await send(stage(), body=body("json", {"value": text}))).body == text.encode()
        s = stage()
        s.pool["a"]["q"] = "two\nlines"
        assert (await send(s, body=body("json", {"value": '{"q": "{{#a.q#}}"}'}))).body == b'{"q": "two\\nlines"}'

    async def test_own_content_type_wins(self) -> None:
        request = await send(stage(), headers="content-type: application/ld+json", body=body("json", {"value": "{}"}))
        assert list(request.headers) == [("content-type", "application/ld+json")]

    async def test_wrong_json(self) -> None:
        with pytest.raises(HttpFailed, match="Failed to parse JSON"):
            await send(stage(), body=body("json", {"value": "{nope"}))

    async def test_raw_text_also_old(self) -> None:
        for stored in (body("raw-text", {"value": "n={{#a.n#}}"}), {"type": "raw-text", "data": "n={{#a.n#}}"}):
            assert (await send(stage(), body=stored)).body == b"n=5"

    async def test_urlencoded(self) -> None:
        items = ({"key": "a b", "value": "{{#a.u#}}&"}, {"key": "", "value": "dropped"}, {"key": "n", "value": None})
        request = await send(stage(), body=body("x-www-form-urlencoded", *items))
        assert request.body == b"a+b=x+y%26&n="
        assert (await send(stage(), body={"type": "x-www-form-urlencoded", "data": "a:1\nb: 2"})).body == b"a=1&b=2"

    async def test_form_data(self) -> None:
        s = stage()
        files = [s.files.put(PNG, "a.png", "image/png", "image"), s.files.put(b"t", "t.txt", "text/plain")]
        s.pool["f"] = {"one": files[0], "all": files}
        items = [
            {"key": "text", "type": "text", "value": "{{#a.n#}}"},
            {"key": "one", "type": "file", "file": ["f", "one"]},
            {"key": "all", "type": "file", "file": ["f", "all"]},
        ]
        request = await send(s, body=body("form-data", *items))
        parts = [(p.name, p.value, p.filename, p.mime_type) for p in request.form]
        picture, text = (PNG, "a.png", "image/png"), (b"t", "t.txt", "text/plain")
        assert parts == [("text", b"5", None, None), ("one", *picture), ("all", *picture), ("all", *text)]

    async def test_binary(self) -> None:
        s = stage()
        s.pool["f"] = {"one": s.files.put(PNG, "a.png", "image/png", "image"), "text": "x"}
        request = await send(s, method="put", body=body("binary", {"type": "file", "file": ["f", "one"]}))
        assert request.body == PNG
        assert list(request.headers) == [("Content-Type", "image/png")]
        for item in ({"file": ["f", "text"]}, {"file": None}):
            with pytest.raises(HttpFailed) as caught:
                await send(s, body=body("binary", item))
            assert caught.value.error_type == "FileFetchError"
        s.files.stored.clear()
        with pytest.raises(FileFetchFailed):
            await send(s, body=body("binary", {"file": ["f", "one"]}))
        with pytest.raises(VariableNotFound):
            await send(s, body=body("binary", {"file": ["no", "where"]}))


async def test_timeouts_are_capped() -> None:
    request = await send(
        stage(), timeout={"connect": 99, "read": 5, "write": 0, "max_read_timeout": 1}, ssl_verify=False
    )
    assert (request.connect_timeout, request.read_timeout, request.write_timeout) == (10, 5, 600)
    assert request.ssl_verify is False


async def test_trace_masks_secrets() -> None:
    s = stage()
    data = {
        "method": "post",
        "url": "https://x.example/?a={{#env.token#}}",
        "params": "t:{{#env.token#}}",
        "headers": "X-T: {{#env.token#}}",
        "authorization": {"type": "api-key", "config": {"type": "bearer", "api_key": "plainkey"}},
        "body": body("raw-text", {"value": "{{#env.token#}}"}),
    }
    shown = str((await s.run(HttpRequestNode(), data)).process_data)
    assert "s3cret" not in shown
    assert "plainkey" not in shown
    assert "POST https://x.example/?a=******&t=******" in shown


def answering(status: int, headers: dict[str, str], content: bytes) -> Stage:
    s = stage()
    s.played_http.answer = lambda _: HttpResponse(status, headers, content, "https://x.example/dir/pic%20a.png?x=1")
    return s


def disposition(value: str) -> dict[str, str]:
    return {"Content-Disposition": value}


class TestAnswers:
    DATA: ClassVar[dict[str, Any]] = {"method": "get", "url": "https://x.example"}

    @pytest.mark.parametrize(
        ("headers", "content", "text"),
        [
            ({"Content-Type": "text/plain; charset=latin-1"}, b"\xe9", "é"),
            ({"Content-Type": "text/plain"}, "你好，世界。这是中文".encode("gb18030"), "你好，世界。这是中文"),
            ({"Content-Type": "application/json"}, b'{"a": "\xc3\xa9"}', '{"a": "é"}'),
            ({"content-type": "application/problem+json"}, b"{}", "{}"),
            ({}, b"plain", "plain"),
            ({"Content-Type": "application/octet-stream"}, b"text after all", "text after all"),
            ({"Content-Type": "text/plain; charset=nonsense"}, b"x", "x"),
            ({"Content-Type": "text/plain; charset=utf-7"}, b"+2AA-x", "+2AA-x"),
            ({"Content-Type": "text/plain; charset=hex"}, b"x", "x"),
            ({"Content-Type": "image/png"}, b"", ""),
        ],
    )
    async def test_text(self, headers: dict[str, str], content: bytes, text: str) -> None:
        result = await answering(200, headers, content).run(HttpRequestNode(), self.DATA)
        assert (result.values["body"], result.values["files"]) == (text, [])
        assert result.values["headers"] == {name.lower(): value for name, value in headers.items()}

    @pytest.mark.parametrize(
        ("headers", "content", "name", "mime"),
        [
            ({"Content-Type": "image/png"}, PNG, "pic a.png", "image/png"),
            ({"Content-Type": "application/pdf"}, b"%PDF-1.7 x", "pic a.png", "application/pdf"),
            ({}, b"PK\x03\x04x", "pic a.png", "image/png"),
            ({"Content-Type": "application/octet-stream"}, b"\x00\x01", "pic a.png", "image/png"),
            ({**disposition('attachment; filename="r.csv"'), "Content-Type": "text/csv"}, b"a", "r.csv", "text/csv"),
            (disposition("attachment; filename*=UTF-8''%E4%BD%A0.txt"), b"a", "你.txt", "text/plain"),
            (disposition('inline; filename="../../etc/x.txt"'), b"a", "x.txt", "text/plain"),
        ],
    )  # fmt: skip
    async def test_files(self, headers: dict[str, str], content: bytes, name: str, mime: str) -> None:
        s = answering(200, headers, content)
        result = await s.run(HttpRequestNode(), self.DATA)
        (file,) = result.values["files"]
        assert (result.values["body"], file.filename, file.mime_type) == ("", name, mime)
        assert await s.files.read(file) == content
        assert list(result.files) == [file]

    async def test_sizes(self) -> None:
        mb = 1024 * 1024
        for headers, size in (({"Content-Type": "text/plain"}, mb), ({"Content-Type": "image/png"}, 10 * mb)):
            await answering(200, headers, b"x" * size).run(HttpRequestNode(), self.DATA)
            with pytest.raises(NodeError) as caught:
                await answering(200, headers, b"x" * (size + 1)).run(HttpRequestNode(), self.DATA)
            assert caught.value.error_type == "ResponseSizeError"

    @pytest.mark.parametrize("status", [400, 404, 500])
    async def test_status(self, status: int) -> None:
        s = answering(status, {"Content-Type": "text/plain"}, b"sorry")
        result = await s.run(
            HttpRequestNode(), {**self.DATA, "retry_config": {"max_retries": 3}, "error_strategy": "none"}
        )
        assert (result.values["status_code"], result.values["body"]) == (status, "sorry")
        for strict in (
            {"error_strategy": "fail-branch"},
            {"error_strategy": "default-value"},
            {"retry_config": {"retry_enabled": True, "max_retries": 1}},
        ):
            with pytest.raises(HttpFailed, match=f"{status}: sorry") as caught:
                await s.run(HttpRequestNode(), {**self.DATA, **strict})
            assert caught.value.error_type == "HTTPResponseCodeError"


@pytest.fixture
async def server() -> AsyncIterator[str]:
    async def put(request: web.Request) -> web.Response:
        return web.Response(body=await request.read(), content_type=request.content_type)

    async def form(request: web.Request) -> web.Response:
        posted = await request.post()
        seen = {k: [v.filename, len(v.file.read())] if isinstance(v, web.FileField) else v for k, v in posted.items()}
        return web.json_response({**seen, "query": request.rel_url.raw_query_string})

    app = web.Application()
    app.router.add_put("/put", put)
    app.router.add_post("/form", form)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_over_the_wire(server: str) -> None:
    client = OutboundClient(AddressRules.parse("127.0.0.1"))
    s = stage()
    s.http = OutboundHttp(client)
    s.pool["f"] = {"pic": s.files.put(PNG, "a.png", "image/png", "image")}
    upload = {"method": "put", "url": f"{server}/put", "body": body("binary", {"file": ["f", "pic"]})}
    (file,) = (await s.run(HttpRequestNode(), upload)).values["files"]
    items = ({"key": "t", "value": "{{#a.u#}}"}, {"key": "p", "type": "file", "file": ["f", "pic"]})
    posted = {"method": "post", "url": f"{server}/form", "params": "q: ü", "body": body("form-data", *items)}
    result = await s.run(HttpRequestNode(), posted)
    await client.close()
    assert await s.files.read(file) == PNG
    assert json.loads(result.values["body"]) == {"t": "x y", "p": ["a.png", len(PNG)], "query": "q=%C3%BC"}


async def test_inner_addresses_are_refused_by_default() -> None:
    client = OutboundClient()
    s = stage()
    s.http = OutboundHttp(client)
    for url in ("http://127.0.0.1:8600/", "http://169.254.169.254/latest/meta-data", "http://localhost/"):
        with pytest.raises(HttpFailed) as caught:
            await s.run(HttpRequestNode(), {"method": "get", "url": url})
        assert caught.value.error_type == "InvalidURLError"
    await client.close()
