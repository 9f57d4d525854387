"""The outbound client against a real server on loopback."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tenon.adapters.http.outbound import OutboundHttp
from tenon.engine.errors import HttpFailed, HttpForbidden, ResponseTooLarge
from tenon.engine.ports import FormPart, HttpRequest
from tenon.kit.addresses import AddressRefused, AddressRules, InvalidAddress
from tenon.kit.outbound import (
    Call,
    OutboundClient,
    OutboundFailed,
    OutboundTimeout,
    OutboundTooLarge,
    OutboundUnreachable,
    Part,
)


async def echo(request: web.Request) -> web.Response:
    fields: list[list[Any]] = []
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            fields.append([part.name, part.filename, part.headers.get("Content-Type"), (await part.read()).decode()])  # type: ignore[union-attr]  # nested multipart never occurs here
    return web.json_response(
        {
            "method": request.method,
            "query": list(request.query.items()),
            "path": request.raw_path,
            "headers": {k.lower(): v for k, v in request.headers.items()},
            "body": "" if fields else (await request.read()).decode("latin-1"),
            "fields": fields,
        },
        headers=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")] if "cookies" in request.query else None,
    )


async def redirect(request: web.Request) -> web.Response:
    return web.Response(status=int(request.query.get("status", "302")), headers={"Location": request.query["to"]})


async def loop(request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "/loop"})


async def slow(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"begin")
    await asyncio.sleep(30)
    return response


async def big(request: web.Request) -> web.StreamResponse:
    if "declared" in request.query:
        return web.Response(body=b"x" * 200_000)
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(20):
        await response.write(b"x" * 10_000)
    return response


async def cut(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"only this")
    assert request.transport
    request.transport.close()
    return response


async def status(request: web.Request) -> web.Response:
    return web.Response(status=int(request.match_info["code"]), text="sorry")


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[str]:
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/echo", echo)
    app.router.add_route("*", "/a%2Fb", echo)
    app.router.add_route("*", "/redirect", redirect)
    app.router.add_get("/loop", loop)
    app.router.add_get("/slow", slow)
    app.router.add_get("/big", big)
    app.router.add_get("/cut", cut)
    app.router.add_route("*", "/status/{code}", status)
    app.router.add_get("/get-only", echo, allow_head=False)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


@pytest.fixture
async def client() -> AsyncIterator[OutboundClient]:
    client = OutboundClient(AddressRules.parse("127.0.0.1"))
    yield client
    await client.close()


@pytest.fixture
async def strict() -> AsyncIterator[OutboundClient]:
    client = OutboundClient()
    yield client
    await client.close()


async def read(client: OutboundClient, call: Call) -> dict[str, Any]:
    return json.loads((await client.send(call)).body)


async def test_query_is_added_to_the_one_in_the_url(client: OutboundClient, server: str) -> None:
    seen = await read(client, Call("get", f"{server}/echo?a=1", params=(("b", "ü &"), ("b", "2"))))
    assert seen["query"] == [["a", "1"], ["b", "ü &"], ["b", "2"]]
    assert seen["method"] == "GET"


async def test_body_and_headers_arrive_as_given(client: OutboundClient, server: str) -> None:
    seen = await read(
        client, Call("PUT", f"{server}/echo", headers=(("X-One", "1"), ("content-length", "7")), body=bytes(range(256)))
    )
    assert seen["body"].encode("latin-1") == bytes(range(256))
    assert seen["headers"]["x-one"] == "1"
    assert seen["headers"]["content-length"] == "256"


async def test_multipart_form(client: OutboundClient, server: str) -> None:
    form = (Part("text", "é".encode()), Part('f"x', b"data", 'a"b.txt', "text/plain"))
    seen = await read(
        client, Call("POST", f"{server}/echo", headers=(("Content-Type", "multipart/form-data"),), form=form)
    )
    assert seen["fields"] == [["text", None, None, "é"], ["f%22x", "a%22b.txt", "text/plain", "data"]]


async def test_repeated_response_headers_are_joined(client: OutboundClient, server: str) -> None:
    answer = await client.send(Call("GET", f"{server}/echo?cookies=1"))
    assert answer.headers["Set-Cookie"] == "a=1, b=2"
    assert answer.lower["set-cookie"] == "a=1, b=2"


@pytest.mark.parametrize(
    ("status", "method", "expected"),
    [(302, "POST", "GET"), (303, "PUT", "GET"), (307, "POST", "POST"), (308, "PUT", "PUT"), (301, "DELETE", "DELETE")],
)
async def test_redirect_methods(client: OutboundClient, server: str, status: int, method: str, expected: str) -> None:
    call = Call(method, f"{server}/redirect?status={status}&to=/echo", body=b"x")
    seen = await read(client, call)
    assert seen["method"] == expected
    assert seen["body"] == ("" if expected == "GET" else "x")


async def test_secrets_stay_with_their_origin(server: str) -> None:
    port = server.rsplit(":", 1)[1]
    client = OutboundClient(AddressRules.parse("127.0.0.1,localhost"))
    headers = (("Authorization", "Bearer s"), ("X-Kept", "1"))
    away = await read(client, Call("GET", f"{server}/redirect?to=http://localhost:{port}/echo", headers=headers))
    stay = await read(client, Call("GET", f"{server}/redirect?to=/echo", headers=headers))
    await client.close()
    assert "authorization" not in away["headers"]
    assert away["headers"]["x-kept"] == "1"
    assert stay["headers"]["authorization"] == "Bearer s"


async def test_redirect_loop_ends(client: OutboundClient, server: str) -> None:
    with pytest.raises(OutboundFailed, match="redirects too often"):
        await client.send(Call("GET", f"{server}/loop"))


async def test_redirects_can_be_off(client: OutboundClient, server: str) -> None:
    assert (await client.send(Call("GET", f"{server}/redirect?to=/echo", max_redirects=0))).status == 302


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.100.100.200",
        "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[fe80::1]", "[fc00::1]",
        "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "224.0.0.1", "255.255.255.255", "240.0.0.1", "0x7f.0.0.1",
        "①②⑦.0.0.1", "127.0.0.1.", "LOCALHOST", "100.64.0.1", "192.0.2.1", "198.18.0.1",
    ],
)  # fmt: skip
async def test_inner_addresses_are_refused(strict: OutboundClient, host: str) -> None:
    with pytest.raises((AddressRefused, InvalidAddress)):
        await strict.send(Call("GET", f"http://{host}:1/", connect_timeout=3))


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0177.0.0.1", "1"])
async def test_odd_spellings_are_refused(strict: OutboundClient, host: str) -> None:
    with pytest.raises(InvalidAddress):
        await strict.send(Call("GET", f"http://{host}/"))


@pytest.mark.parametrize(
    "url", ["ftp://example.com/x", "file:///etc/passwd", "", "http://", "//x", "http://[::1", "http://a b/", "x"]
)
async def test_other_urls_are_refused(strict: OutboundClient, url: str) -> None:
    with pytest.raises((InvalidAddress, OutboundFailed)):
        await strict.send(Call("GET", url))


async def test_redirect_to_an_inner_address_is_refused(client: OutboundClient, server: str) -> None:
    for target in ("http://10.1.2.3/", "http://169.254.169.254/latest", "http://[::1]/"):
        with pytest.raises(AddressRefused):
            await client.send(Call("GET", f"{server}/redirect?to={target}"))


async def test_metadata_stays_closed_when_private_addresses_are_open() -> None:
    rules = AddressRules.parse(allow_private=True)
    assert rules.permits("x", "10.0.0.1")
    assert rules.permits("x", "127.0.0.1")
    assert not rules.permits("x", "169.254.169.254")
    assert not rules.permits("x", "::ffff:169.254.169.254")
    assert AddressRules.parse("169.254.169.254", allow_private=True).permits("x", "169.254.169.254")


async def test_allow_list_of_names_and_networks() -> None:
    rules = AddressRules.parse("10.1.0.0/16, Wiki.local ,*.corp.example")
    assert rules.permits("x", "10.1.5.5")
    assert not rules.permits("x", "10.2.5.5")
    assert rules.permits("wiki.local", "10.9.9.9")
    assert rules.permits("a.corp.example", "10.9.9.9")
    assert not rules.permits("corp.example.evil", "10.9.9.9")
    assert rules.permits("x", "93.184.215.14")


async def test_the_checked_address_is_the_one_connected(monkeypatch: pytest.MonkeyPatch, server: str) -> None:
    """A name that answers differently the second time is asked only once."""
    port = int(server.rsplit(":", 1)[1])
    answers = iter(["127.0.0.1", "10.0.0.1", "10.0.0.1"])

    async def getaddrinfo(*args: Any, **kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    client = OutboundClient(AddressRules.parse("127.0.0.1"))
    seen = await read(client, Call("GET", f"http://rebind.example:{port}/echo"))
    await client.close()
    assert seen["method"] == "GET"
    assert next(answers) == "10.0.0.1"


async def test_read_timeout(client: OutboundClient, server: str) -> None:
    with pytest.raises(OutboundTimeout):
        await client.send(Call("GET", f"{server}/slow", read_timeout=0.1))
    with pytest.raises(OutboundTimeout):
        await client.send(Call("GET", f"{server}/slow", total=0.1))


async def test_nobody_listens(client: OutboundClient) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        with pytest.raises(OutboundUnreachable):
            await client.send(Call("GET", f"http://127.0.0.1:{port}/"))


async def test_header_of_broken_bytes_can_be_stored(client: OutboundClient) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nX-Odd: \xff\xe9\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    raw = await asyncio.start_server(serve, "127.0.0.1", 0)
    answer = await client.send(Call("GET", f"http://127.0.0.1:{raw.sockets[0].getsockname()[1]}/"))
    raw.close()
    assert answer.lower["x-odd"].encode().decode() == "\ufffd\ufffd"


async def test_garbage_in_place_of_http(client: OutboundClient) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    raw = await asyncio.start_server(serve, "127.0.0.1", 0)
    with pytest.raises(OutboundFailed):
        await client.send(Call("GET", f"http://127.0.0.1:{raw.sockets[0].getsockname()[1]}/"))
    raw.close()


async def test_size_limit(client: OutboundClient, server: str) -> None:
    for url in (f"{server}/big", f"{server}/big?declared=1"):
        with pytest.raises(OutboundTooLarge):
            await client.send(Call("GET", url, max_bytes=100_000))
    assert len((await client.send(Call("GET", f"{server}/big"))).body) == 200_000


async def test_cut_connection(client: OutboundClient, server: str) -> None:
    with pytest.raises(OutboundFailed):
        await client.send(Call("GET", f"{server}/cut"))
    assert (await client.send(Call("GET", f"{server}/echo"))).status == 200


async def test_fetch_and_head(client: OutboundClient, server: str) -> None:
    assert (await client.fetch(f"{server}/big")).status == 200
    with pytest.raises(OutboundFailed, match="404"):
        await client.fetch(f"{server}/status/404")
    assert (await client.head(f"{server}/echo")).lower["content-type"].startswith("application/json")
    assert (await client.head(f"{server}/get-only")).status == 200


async def test_no_secret_in_messages(client: OutboundClient, server: str) -> None:
    host = server.removeprefix("http://")
    with pytest.raises(OutboundFailed) as caught:
        await client.fetch(f"http://user:pass@{host}/status/500?token=abc")
    assert "abc" not in caught.value.message
    assert "pass" not in caught.value.message


async def test_proxy(server: str) -> None:
    """The proxy gets the whole address; inner targets are refused before it is asked."""

    async def proxied(request: web.BaseRequest) -> web.Response:
        return web.Response(text=request.raw_path)

    runner = web.ServerRunner(web.Server(proxied))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    client = OutboundClient(proxy=f"http://127.0.0.1:{runner.addresses[0][1]}")
    answer = await client.send(Call("GET", "http://nowhere.invalid/x?y=1"))
    with pytest.raises(AddressRefused):
        await client.send(Call("GET", "http://localhost/x"))
    with pytest.raises(AddressRefused):
        await client.send(Call("GET", "http://10.0.0.1/x"))
    await client.close()
    await runner.cleanup()
    assert answer.body == b"http://nowhere.invalid/x?y=1"


async def test_engine_errors(client: OutboundClient, server: str) -> None:
    port = OutboundHttp(client)
    answer = await port.send(HttpRequest("POST", f"{server}/echo", form=(FormPart("a", b"1"),)))
    assert answer.status == 200
    with pytest.raises(ResponseTooLarge) as caught:
        await port.send(HttpRequest("GET", f"{server}/big", max_bytes=10))
    assert caught.value.error_type == "ResponseSizeError"
    with pytest.raises(HttpForbidden) as forbidden:
        await port.send(HttpRequest("GET", "http://10.0.0.1/"))
    assert forbidden.value.error_type == "InvalidURLError"
    with pytest.raises(HttpFailed) as failed:
        await port.send(HttpRequest("GET", f"{server}/slow", read_timeout=0.1))
    assert failed.value.error_type == "HTTPRequestNodeError"
    with pytest.raises(HttpFailed) as wrong:
        await port.send(HttpRequest("GET", "http://nowhere.invalid/"))
    assert wrong.value.error_type == "InvalidURLError"
