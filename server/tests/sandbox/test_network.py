"""Code with network: what works over it, what it cannot reach, and that nothing of it outlives the call."""

# ruff: noqa: E501 - the tables read best with one attempt a line

import asyncio
import os
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from tenon.adapters.sandbox import broker
from tenon.adapters.sandbox.broker import Network
from tenon.adapters.sandbox.helper import Limits
from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.kit.addresses import AddressRules
from tests.sandbox.conftest import LOCAL, attempt, opened
from tests.sandbox.test_breakout import NUMBERS, SCOPE


async def _echo(request: web.Request) -> web.Response:
    body = (await request.read()).decode(errors="replace")
    headers = {name.lower(): value for name, value in request.headers.items()}
    seen = {"method": request.method, "path": request.path_qs, "headers": headers, "body": body}
    response = web.json_response(seen)
    response.set_cookie("seen", "1")
    return response


async def _redirect(request: web.Request) -> web.Response:
    raise web.HTTPFound(request.query["to"])


async def _status(request: web.Request) -> web.Response:
    return web.Response(status=int(request.match_info["status"]), text="ünïcode", charset="utf-8")


async def _big(_: web.Request) -> web.Response:
    return web.Response(body=b"x" * (16 << 20))


async def _gzip(_: web.Request) -> web.Response:
    response = web.json_response({"packed": True})
    response.enable_compression(web.ContentCoding.gzip)
    return response


async def _slow(_: web.Request) -> web.Response:
    await asyncio.sleep(30)
    return web.Response()


@pytest.fixture(scope="session")
async def site() -> AsyncIterator[str]:
    """A server on loopback; its address."""
    app = web.Application()
    app.router.add_route("*", "/echo", _echo)
    app.router.add_get("/redirect", _redirect)
    app.router.add_get("/status/{status}", _status)
    app.router.add_get("/big", _big)
    app.router.add_get("/gzip", _gzip)
    app.router.add_get("/slow", _slow)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    assert runner.addresses
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def _main(body: str, *imports: str) -> str:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return "\n".join([*(f"import {name}" for name in imports), "def main(url=None, host=None, port=None):", lines])


WORKS = {
    "requests get": ("r = requests.get(url + '/echo', params={'a': 'b c', 'l': [1, 2]}, headers={'X-Own': 'ü'.encode().decode('latin-1')}, timeout=2)\nj = r.json()\nreturn {'got': (r.status_code, j['path'], j['headers']['x-own'] != '', r.cookies['seen'], r.ok)}", [200, "/echo?a=b+c&l=1&l=2", True, "1", True]),
    "requests post json": ("r = requests.post(url + '/echo', json={'a': 1})\nj = r.json()\nreturn {'got': (j['method'], j['body'], j['headers']['content-type'])}", ["POST", '{"a": 1}', "application/json"]),
    "requests post form": ("j = requests.post(url + '/echo', data={'a': 'b&'}, auth=('u', 'p')).json()\nreturn {'got': (j['body'], j['headers']['authorization'])}", ["a=b%26", "Basic dTpw"]),
    "requests files": ("j = requests.post(url + '/echo', files={'f': ('n.txt', b'hello', 'text/plain')}, data={'k': 'v'}).json()\nreturn {'got': ('hello' in j['body'], 'filename=\"n.txt\"' in j['body'], 'name=\"k\"' in j['body'])}", [True, True, True]),
    "requests session": ("s = requests.Session()\ns.headers.update({'X-A': '1'})\ns.get(url + '/echo')\nj = s.put(url + '/echo', data='text').json()\nreturn {'got': (j['headers']['cookie'], j['headers']['x-a'], j['body'], j['method'])}", ["seen=1", "1", "text", "PUT"]),
    "requests redirect": ("r = requests.get(url + '/redirect', params={'to': '/echo?x=1'})\nreturn {'got': (r.status_code, [h.status_code for h in r.history], r.url.endswith('/echo?x=1'))}", [200, [302], True]),
    "requests no redirect": ("r = requests.get(url + '/redirect', params={'to': '/echo'}, allow_redirects=False)\nreturn {'got': (r.status_code, r.headers['location'])}", [302, "/echo"]),
    "requests status": ("r = requests.get(url + '/status/404')\ntry:\n    r.raise_for_status()\nexcept requests.exceptions.HTTPError as e:\n    return {'got': (r.text, str(e)[:16], e.response.status_code, requests.codes.not_found)}", ["ünïcode", "404 Client Error", 404, 404]),
    "requests gzip": ("return {'got': requests.get(url + '/gzip').json()}", {"packed": True}),
    "requests timeout": ("try:\n    requests.get(url + '/slow', timeout=0.2)\nexcept requests.Timeout:\n    return {'got': 'timeout'}", "timeout"),
    "requests nobody there": ("try:\n    requests.get('http://127.0.0.1:1')\nexcept requests.ConnectionError as e:\n    return {'got': 'cannot be reached' in str(e)}", True),
    "requests without a scheme": ("try:\n    requests.get('x.org')\nexcept requests.exceptions.RequestException as e:\n    return {'got': type(e).__name__}", "MissingSchema"),
    "urllib": ("with urllib.request.urlopen(url + '/echo') as f:\n    return {'got': (f.status, json.load(f)['method'])}", [200, "GET"]),
    "http.client": ("c = http.client.HTTPConnection(host, port, timeout=2)\nout = []\nfor n in range(2):\n    c.request('POST', '/echo', b'b')\n    out.append(json.loads(c.getresponse().read())['body'])\nreturn {'got': out}", ["b", "b"]),
    "create_connection": ("with socket.create_connection((host, port), 2) as s:\n    s.sendall(b'GET /status/201 HTTP/1.0\\r\\n\\r\\n')\n    return {'got': s.makefile('rb').readline().decode().strip()}", "HTTP/1.0 201 Created"),
    "socket by hand": ("s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\ns.settimeout(2)\ns.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)\ns.connect((host, port))\ns.send(b'GET /status/201 HTTP/1.0\\r\\n\\r\\n')\nselect.select([s], [], [], 2)\ngot = s.recv(100)\ns.shutdown(socket.SHUT_RDWR)\ns.close()\nreturn {'got': (got[:12].decode(), s.fileno())}", ["HTTP/1.0 201", -1]),
    "names": ("return {'got': (socket.gethostbyname('localhost'), socket.getaddrinfo('127.0.0.1', 'http')[0][4], socket.gethostname())}", ["127.0.0.1", ["127.0.0.1", 80], "sandbox"]),
    "a name": ("return {'got': requests.get(url.replace('127.0.0.1', 'localhost') + '/status/200').status_code}", 200),
    "no such name": ("try:\n    socket.getaddrinfo('nobody.invalid', 80)\nexcept socket.gaierror as e:\n    return {'got': e.errno == socket.EAI_NONAME}", True),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKS)
async def test_it_works(either_connected: ZygoteSandbox, site: str, name: str) -> None:
    body, expected = WORKS[name]
    code = _main(body, "json", "requests", "socket", "select", "urllib.request", "http.client")
    port = int(site.rpartition(":")[2])
    assert await attempt(either_connected, "python3", code, url=site, host="127.0.0.1", port=port) == {"got": expected}


async def test_tls_is_checked(connected: ZygoteSandbox, tmp_path: Path) -> None:
    async with _tls_site(tmp_path) as url:
        code = _main(
            "try:\n    requests.get(url)\nexcept requests.exceptions.SSLError as e:\n    refused = 'CERTIFICATE' in str(e)\n"
            "return {'got': (refused, requests.get(url, verify=False).text)}",
            "requests",
        )
        assert await attempt(connected, "python3", code, url=url) == {"got": [True, "secret"]}
        trusting = _main(
            "context = ssl.create_default_context(cadata=host)\n"
            "with urllib.request.urlopen(url, context=context) as f:\n    return {'got': f.read().decode()}",
            "ssl",
            "urllib.request",
        )
        certificate = (tmp_path / "cert.pem").read_text()
        outcome = await attempt(connected, "python3", trusting, url=url, host=certificate)
        assert outcome == {"got": "secret"}


@asynccontextmanager
async def _tls_site(folder: Path) -> AsyncGenerator[str]:
    process = await asyncio.create_subprocess_exec(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem",
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await process.wait() == 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")

    async def hello(_: web.Request) -> web.Response:
        return web.Response(text="secret")

    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield f"https://localhost:{runner.addresses[0][1]}/"
    await runner.cleanup()


REFUSED = {
    "private": "requests.get('http://10.0.0.1/')",
    "private by a name with zeros": "socket.create_connection(('10.0.0.1.', 80))",
    "metadata": "requests.get('http://169.254.169.254/latest/meta-data/')",
    "metadata in IPv6 form": "socket.create_connection(('::ffff:169.254.169.254', 80))",
    "link local": "socket.create_connection(('fe80::1%lo', 80))",
    "decimal": "socket.create_connection(('2130706434', 80))",
    "hexadecimal": "socket.create_connection(('0x0a000001', 80))",
    "octal": "socket.create_connection(('012.0.0.1', 80))",
    "short": "socket.create_connection(('10.1', 80))",
    "this network": "socket.create_connection(('0.0.0.0', 80))",
    "NAT64": "socket.create_connection(('64:ff9b::a00:1', 80))",
    "another loopback address": "socket.create_connection(('127.8.8.8', 80))",
    "redirect to a private address": "requests.get(url + '/redirect?to=http://10.0.0.1/')",
    "host of another kind": "socket.create_connection((['10.0.0.1'], 80))",
    "empty host": "socket.create_connection(('', 80))",
    "line break in the host": "socket.create_connection(('localhost\\r\\nx', 80))",
    "port out of range": "socket.create_connection(('127.0.0.1', 70000))",
    "datagrams": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "raw": "socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)",
    "raw packets": "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "unix": "socket.socket(socket.AF_UNIX)",
    "netlink": "socket.socket(socket.AF_NETLINK)",
    "vsock": "socket.socket(socket.AF_VSOCK)",
    "the real class": "socket.Socket.__mro__[1]() if hasattr(socket, 'Socket') else socket.socket.__mro__[1]()",
    "the module below": "_socket.socket()",
    "a pair": "socket.socketpair()",
    "listen": "s = socket.socket(); s.bind(('', 0)); s.listen()",
    "listen on a port": "socket.create_server(('127.0.0.1', 8999))",
    "listen on a connection": "_socket.socket.listen(socket.create_connection((host, port)))",
    "connect elsewhere": "s = socket.create_connection((host, port)); _socket.socket.connect(s, ('127.0.0.1', 9))",
    "disconnect": "s = socket.create_connection((host, port)); call(CONNECT, s.fileno(), b'\\0' * 16, 16)",
    "open anew with the data": (
        "s = socket.create_connection((host, port)); s.shutdown(2); s.close\n"
        "    call(SENDTO, s.fileno(), b'x', 1, 0x20000000, bytes([2, 0, 0, 9, 127, 0, 0, 1]) + b'\\0' * 8, 16)"
    ),
    "send with an address": "s = socket.create_connection((host, port)); _socket.socket.sendto(s, b'x', (host, 9))",
    "send messages": "s = socket.create_connection((host, port)); s.sendmsg([b'x'])",
    "descriptors to the server": "socket.send_fds(s2, [b'x'], [3]) if (s2 := _socket.socket(1, 1, 0, 3)) else 0",
    "options": "s = socket.create_connection((host, port)); _socket.socket.setsockopt(s, 6, 31, b'tls')",
    "our address": "s = socket.create_connection((host, port)); _socket.socket.getsockname(s)",
    "asynchronous": "import fcntl; fcntl.fcntl(socket.create_connection((host, port)), 8, 1)",
    "interfaces": "socket.if_nameindex()",
    "more than is allowed": "a = [socket.create_connection((host, port)) for n in range(20)]",
    "more than is allowed one by one": "[socket.create_connection((host, port)).close() for n in range(20)]",
    "names without end": "[socket.getaddrinfo('localhost', n) for n in range(200)]",
    "a server that never answers": "requests.get('http://192.0.2.1/')",
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
async def test_it_is_refused(either_connected: ZygoteSandbox, site: str, name: str) -> None:
    numbers = "".join(f"{key.upper()} = {value}\n" for key, value in {**NUMBERS, "connect": 42}.items())
    code = (
        SCOPE
        + numbers
        + f"import requests, socket, _socket\ndef main(url, host, port):\n    {REFUSED[name]}\n    return {{'got': 1}}"
    )
    outcome = await attempt(
        either_connected, "python3", code, url=site, host="127.0.0.1", port=int(site.rpartition(":")[2])
    )
    assert isinstance(outcome, str), outcome
    assert not any(word in outcome for word in ("SyntaxError", "NameError", "AttributeError"))


QUESTIONS = {
    "not JSON": "b'x'",
    "a list": "b'[]'",
    "nothing": "b'{}'",
    "odd kinds": 'b\'{"connect": {"a": 1}, "port": true}\'',
    "a private address under a good name": 'b\'{"connect": "localhost", "address": "10.0.0.1", "port": 80}\'',
    "deep": "b'[' * 4000",
    "too long": "b' ' * 5000",
}


@pytest.mark.parametrize("name", QUESTIONS)
async def test_odd_questions_do_no_harm(connected: ZygoteSandbox, name: str) -> None:
    code = (
        "import os, struct, socket\ndef main():\n"
        f"    q = {QUESTIONS[name]}\n    os.write(3, struct.pack('>I', len(q) | 1 << 31) + q)\n"
        "    return {'got': b'error' in os.read(3, 1000)}"
    )
    outcome = await attempt(connected, "python3", code)
    assert isinstance(outcome, str) or outcome == {"got": True}


async def test_a_flood_of_questions_ends_the_call(connected: ZygoteSandbox) -> None:
    code = (
        'import os, struct, socket\ndef main():\n    q = b\'{"resolve": "localhost"}\'\n'
        "    while True: os.write(3, struct.pack('>I', len(q) | 1 << 31) + q)"
    )
    assert isinstance(await attempt(connected, "python3", code), str)


async def test_a_name_that_changes_gains_nothing(monkeypatch: pytest.MonkeyPatch, site: str) -> None:
    answers = iter(["93.184.216.34", "10.0.0.1"])

    async def lookup(host: str, port: int) -> list[dict[str, str]]:
        return [{"host": next(answers)}]

    monkeypatch.setattr(broker, "lookup", lookup)
    code = _main("import socket\na = socket.gethostbyname('rebind.example')\nrequests.get('http://' + a)", "requests")
    async with opened(Limits(timeout=3), network=Network(AddressRules())) as fresh:
        outcome = await attempt(fresh, "python3", code)
    assert "10.0.0.1" in outcome
    assert "not a public address" in outcome


async def test_too_many_bytes_end_the_call(connected: ZygoteSandbox, site: str) -> None:
    code = _main("n = 0\nfor i in range(9): n += len(requests.get(url + '/big').content)\nreturn {'n': n}", "requests")
    outcome = await attempt(connected, "python3", code, url=site)
    assert "more than 4 MB" in outcome


async def test_no_connection_outlives_the_call(connected: ZygoteSandbox) -> None:
    ended: list[asyncio.Task[bytes]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended.append(asyncio.ensure_future(reader.read()))
        await ended[-1]
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    opening = "s = socket.create_connection((host, port))\ns.send(b'hi')\n"
    before = len(os.listdir("/proc/self/fd"))
    for end in ("", "1 / 0\n", "import os; os._exit(0)\n", "while True: pass\n"):
        code = _main(f"{opening}{end}return {{'fd': s.fileno()}}", "socket")
        await attempt(connected, "python3", code, host="127.0.0.1", port=port)
    async with asyncio.timeout(5):
        assert await asyncio.gather(*ended) == [b"hi"] * 4
    probe = _main(
        "import os\nfound = []\nfor fd in range(4, 64):\n    try:\n        os.write(fd, b'x')\n        found.append(fd)\n"
        "    except OSError as e:\n        if e.errno != 9: found.append(fd)\nreturn {'found': found}",
        "socket",
    )
    assert await attempt(connected, "python3", probe) == {"found": []}
    server.close()
    for _ in range(100):
        if len(os.listdir("/proc/self/fd")) <= before:
            break
        await asyncio.sleep(0.02)
    assert len(os.listdir("/proc/self/fd")) <= before + 1


async def test_a_proxy_is_used(site: str) -> None:
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[0])
        if "forbidden" in asked[-1]:
            writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    proxy = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    code = _main("return {'got': requests.get(url).text}", "requests")
    async with opened(Limits(timeout=3), network=Network(AddressRules(), proxy)) as fresh:
        assert await attempt(fresh, "python3", code, url="http://inner.invalid/") == {"got": "hi"}
        assert "403" in await attempt(fresh, "python3", code, url="http://forbidden.invalid/")
        assert "not a public address" in await attempt(fresh, "python3", code, url="http://10.0.0.1/")
    assert asked == ["CONNECT inner.invalid:80 HTTP/1.1", "CONNECT forbidden.invalid:80 HTTP/1.1"]
    server.close()


async def test_code_without_network_uses_the_helper_without(connected: ZygoteSandbox) -> None:
    sneaking = "def main():\n    s = __import__('soc' + 'ket')\n    return {'got': getattr(s, 'soc' + 'ket')()}"
    assert "PermissionError" in await attempt(connected, "python3", sneaking)


async def test_with_pandas_and_network(site: str) -> None:
    code = _main("return {'got': pd.DataFrame([requests.get(url + '/gzip').json()])['packed'].sum()}", "requests")
    async with opened(Limits(timeout=10), network=LOCAL) as fresh:
        assert await attempt(fresh, "python3", "import pandas as pd\n" + code, url=site) == {"got": 1}
