"""The one client for requests that users direct: address rules, redirects, proxy, timeouts and size limits."""

import asyncio
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from tenon.errors import PayloadTooLarge, TenonError
from tenon.kit.addresses import AddressRules, CheckedResolver, InvalidAddress, lookup

MAX_REDIRECTS = 10
MB = 1024 * 1024
USER_AGENT = "Tenon"
_SECRET = re.compile(r"key|token|secret|auth|passw|credential|signature|session", re.IGNORECASE)
"""Names of headers that carry secrets: what an API is sent does not go along to another host."""


class OutboundTimeout(TenonError):
    """The other side did not answer in time."""

    code, status, message = "outbound_timeout", 504, "The other server did not answer in time."


class OutboundFailed(TenonError):
    """The other side could not be reached, broke off, or answered something that is not HTTP."""

    code, status, message = "outbound_failed", 502, "The other server could not be reached."


class OutboundUnreachable(OutboundFailed):
    """No connection came about: nobody listens there, or it is not secure."""


class OutboundTooLarge(PayloadTooLarge):
    """The answer passes the limit."""

    code, message = "outbound_too_large", "The answer of the other server is too large."


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a multipart form; a file when `filename` is set."""

    name: str
    value: bytes
    filename: str | None = None
    mime_type: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A request. `form` takes the place of `body`. Timeouts are seconds; `total` bounds the whole exchange."""

    method: str
    url: str
    headers: Sequence[tuple[str, str]] = ()
    params: Sequence[tuple[str, str]] = ()
    body: bytes | None = None
    form: Sequence[Part] = ()
    connect_timeout: float = 10
    read_timeout: float = 600
    write_timeout: float = 600
    total: float | None = None
    ssl_verify: bool = True
    max_bytes: int = 10 * MB
    max_redirects: int = MAX_REDIRECTS


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer. Header names are as sent, repeated ones joined by comma; `url` is where redirects ended."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = ""
    lower: Mapping[str, str] = field(default_factory=dict[str, str])
    """The headers again under lower-case names."""


class OutboundClient:
    """Pooled connections under the address rules. Use it inside one event loop; `close` it at the end."""

    def __init__(self, rules: AddressRules | None = None, *, proxy: str = "", max_connections: int = 1000) -> None:
        self.rules = rules or AddressRules()
        self._proxy = proxy or None
        self._max_connections = max_connections
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close all connections; the client can be used again afterwards."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def send(self, call: Call) -> Answer:
        """Send, follow redirects (each target is checked anew), read the answer.

        Raises `InvalidAddress`, `AddressRefused`, `OutboundTimeout`, `OutboundFailed`, `OutboundTooLarge`.
        """
        try:
            async with asyncio.timeout(call.total):
                return await self._follow(call)
        except TimeoutError as error:
            raise OutboundTimeout(f"{_shown(call.url)} did not answer in time.") from error

    async def fetch(self, url: str, max_bytes: int = 10 * MB, *, timeout: float = 60) -> Answer:  # noqa: ASYNC109
        """GET a URL within `timeout` seconds. An answer of 400 or more raises `OutboundFailed`."""
        answer = await self.send(Call("GET", url, max_bytes=max_bytes, read_timeout=timeout, total=timeout))
        if answer.status >= 400:
            raise OutboundFailed(f"{_shown(url)} answered with status {answer.status}.")
        return answer

    async def head(self, url: str, *, timeout: float = 20) -> Answer:  # noqa: ASYNC109
        """Status and headers of a URL; servers that refuse HEAD are asked for one byte instead."""
        answer = await self.send(Call("HEAD", url, read_timeout=timeout, total=timeout))
        if answer.status in (400, 403, 404, 405, 501):
            ranged = Call("GET", url, headers=(("Range", "bytes=0-0"),), read_timeout=timeout, total=timeout)
            answer = await self._follow_head(ranged) or answer
        return answer

    async def _follow_head(self, call: Call) -> Answer | None:
        try:
            return await self.send(replace(call, max_bytes=64 * 1024))
        except OutboundTooLarge:
            return None

    async def _follow(self, call: Call) -> Answer:
        for _ in range(call.max_redirects + 1):
            answer = await self._once(call)
            location = answer.lower.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not location or not call.max_redirects:
                return answer
            call = _redirected(call, answer, location)
        raise OutboundFailed(f"{_shown(call.url)} redirects too often.")

    async def _once(self, call: Call) -> Answer:
        url = await self._checked(call)
        headers, body = _wire(call)
        timeout = aiohttp.ClientTimeout(
            total=None, connect=call.connect_timeout, sock_connect=call.connect_timeout, sock_read=call.read_timeout
        )
        patience = call.connect_timeout + call.write_timeout + call.read_timeout
        try:
            async with asyncio.timeout(patience) as sending:
                response = await self._open().request(
                    call.method.upper(),
                    url,
                    headers=headers,
                    data=body,
                    timeout=timeout,
                    allow_redirects=False,
                    ssl=call.ssl_verify,
                    proxy=self._proxy,
                )
                sending.reschedule(None)
                async with response:
                    return await _read(response, call.max_bytes)
        except TimeoutError as error:
            raise OutboundTimeout(f"{_shown(call.url)} did not answer in time.") from error
        except (aiohttp.InvalidURL, UnicodeError) as error:
            raise InvalidAddress(f"{_shown(call.url)} is not a valid URL.") from error
        except aiohttp.ClientConnectorDNSError as error:
            raise InvalidAddress(f"The host of {_shown(call.url)} does not exist.") from error
        except aiohttp.ClientConnectorError as error:
            raise OutboundUnreachable(f"{_shown(call.url)} could not be reached: {error}") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise OutboundFailed(f"{_shown(call.url)} could not be read: {error or type(error).__name__}") from error

    async def _checked(self, call: Call) -> URL:
        """The URL with its parameters, its scheme and literal address checked; behind a proxy the name as well."""
        try:
            url = URL(call.url)
            if call.params:
                url = url.extend_query(list(call.params))
            host = url.raw_host
        except (ValueError, TypeError) as error:
            raise InvalidAddress(f"{_shown(call.url)} is not a valid URL.") from error
        if url.scheme not in ("http", "https") or not host:
            raise InvalidAddress(f"{_shown(call.url)} is not a valid URL: it must begin with http:// or https://.")
        if not self.rules.check_literal(host) and self._proxy:
            await self._check_behind_proxy(host, url.port or 80)
        return url

    async def _check_behind_proxy(self, host: str, port: int) -> None:
        """The proxy resolves names itself; refuse what resolves to an inner address here, leave the rest to it."""
        try:
            found = await lookup(host, port)
        except OSError:
            return
        self.rules.check(host, (item["host"] for item in found))

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=None if self._proxy else CheckedResolver(self.rules),
                limit=self._max_connections,
                ttl_dns_cache=10,
                keepalive_timeout=15,
            )
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, auto_decompress=True
            )
        return self._session


def _wire(call: Call) -> tuple[CIMultiDict[str], bytes | None]:
    headers = CIMultiDict(call.headers)
    headers.setdefault("User-Agent", USER_AGENT)
    headers.popall("Content-Length", None)
    headers.popall("Transfer-Encoding", None)
    if not call.form:
        return headers, call.body
    boundary = f"----tenon{os.urandom(12).hex()}"
    headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
    return headers, multipart(call.form, boundary)


def multipart(parts: Sequence[Part], boundary: str) -> bytes:
    """The body of a multipart form (RFC 7578, quoted as browsers do)."""
    pieces: list[bytes] = []
    for part in parts:
        line = f'Content-Disposition: form-data; name="{_quoted(part.name)}"'
        if part.filename is not None:
            line += f'; filename="{_quoted(part.filename)}"'
            line += f"\r\nContent-Type: {_header_value(part.mime_type or 'application/octet-stream')}"
        pieces += [f"--{boundary}\r\n{line}\r\n\r\n".encode(), part.value, b"\r\n"]
    return b"".join([*pieces, f"--{boundary}--\r\n".encode()])


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _header_value(text: str) -> str:
    return text.replace("\r", "").replace("\n", "")


async def _read(response: aiohttp.ClientResponse, limit: int) -> Answer:
    declared = response.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > limit and response.method != "HEAD":
        response.close()
        raise OutboundTooLarge(f"The answer has {declared} bytes; the limit is {limit} bytes.")
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            response.close()
            raise OutboundTooLarge(f"The answer has more than {limit} bytes.")
    joined: dict[str, str] = {}
    names: dict[str, str] = {}
    for name, value in response.headers.items():
        name = names.setdefault(name.lower(), name)
        value = value.encode(errors="surrogateescape").decode(errors="replace")
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    lower = {name.lower(): value for name, value in joined.items()}
    return Answer(response.status, joined, bytes(body), str(response.url), lower)


def _redirected(call: Call, answer: Answer, location: str) -> Call:
    """The next call: secrets stay with their origin, and POST turns to GET where the standard has it so."""
    target = urljoin(answer.url, location)
    drop: set[str] = set()
    try:
        if URL(target).origin() != URL(answer.url).origin():
            drop = {"authorization", "cookie", "proxy-authorization", "host"}
            drop |= {name.lower() for name, _ in call.headers if _SECRET.search(name)}
    except ValueError as error:
        raise InvalidAddress(f"{_shown(call.url)} redirects to an address that cannot be read.") from error
    method, body, form = call.method, call.body, call.form
    if (answer.status == 303 and method.upper() != "HEAD") or (answer.status < 303 and method.upper() == "POST"):
        method, body, form = "GET", None, ()
        drop |= {"content-type"}
    headers = tuple((name, value) for name, value in call.headers if name.lower() not in drop)
    return replace(call, method=method, url=target, params=(), headers=headers, body=body, form=form)


def _shown(url: str) -> str:
    """The URL without query and password, for messages."""
    bare = url.split("?", 1)[0].split("#", 1)[0]
    scheme, _, rest = bare.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"[:200] if rest else bare[:200]
