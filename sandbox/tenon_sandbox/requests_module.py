"""A module `requests` for code with network, where the package of that name is not installed.

It offers what code in apps uses of it: the functions per method, `Session`, `Response`, the exceptions and `codes`,
with the same names and meanings. Not there: adapters, hooks, cookies by domain rules, streaming (an answer is read
whole).
"""

import base64
import http
import http.client
import http.cookies
import json as json_module
import os
import socket
import ssl
import sys
import time
import zlib
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Self, cast
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from tenon_sandbox import requests_errors
from tenon_sandbox.requests_answer import Headers, Response, pairs_of
from tenon_sandbox.requests_errors import (
    ConnectionError,
    ConnectTimeout,
    InvalidURL,
    MissingSchema,
    ReadTimeout,
    RequestException,
    SSLError,
    Timeout,
    TooManyRedirects,
)

_MOST_REDIRECTS = 30


class Session:
    """Headers, parameters, cookies and credentials for several requests."""

    def __init__(self) -> None:
        agent = {"User-Agent": "python-requests/2.32 (Tenon)", "Accept-Encoding": "gzip, deflate", "Accept": "*/*"}
        self.headers = Headers({**agent, "Connection": "close"})
        self.params: dict[str, Any] = {}
        self.cookies: dict[str, str] = {}
        self.auth: Any = None
        self.verify: Any = True
        self.max_redirects = _MOST_REDIRECTS

    def request(
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        cookies: Any = None,
        files: Any = None,
        auth: Any = None,
        timeout: Any = None,
        allow_redirects: bool = True,
        proxies: Any = None,
        hooks: Any = None,
        stream: Any = None,
        verify: Any = None,
        cert: Any = None,
        json: Any = None,
    ) -> Response:
        """Send a request and read the answer."""
        sent = Headers(self.headers)
        sent.update(headers or {})
        jar: dict[str, str] = {**self.cookies, **(cookies or {})}
        body = _body(sent, data, files, json)
        _authorize(sent, auth or self.auth)
        added = cast("dict[str, Any] | None", params) if isinstance(params, dict | None) else None
        url = _with_params(url, params if params and added is None else {**self.params, **(added or {})})
        method, history = method.upper(), list[Response]()
        check = self.verify if verify is None else verify
        while True:
            answer = _exchange(method, url, sent, jar, body, timeout, check)
            jar.update(answer.cookies)
            self.cookies.update(answer.cookies)
            answer.history = list(history)
            if not (allow_redirects and answer.is_redirect):
                return answer
            history.append(answer)
            if len(history) > self.max_redirects:
                raise TooManyRedirects(f"Exceeded {self.max_redirects} redirects.", response=answer)
            target = urljoin(url, answer.headers["Location"])
            if urlsplit(target)[:2] != urlsplit(url)[:2]:
                sent.pop("Authorization")
            if answer.status_code == 303 or (answer.status_code in (301, 302) and method == "POST"):
                method, body = ("HEAD" if method == "HEAD" else "GET"), None
                sent.pop("Content-Type")
            url = target

    def get(self, url: str, **options: Any) -> Response:
        """GET."""
        return self.request("GET", url, **options)

    def post(self, url: str, data: Any = None, json: Any = None, **options: Any) -> Response:
        """POST."""
        return self.request("POST", url, data=data, json=json, **options)

    def put(self, url: str, data: Any = None, **options: Any) -> Response:
        """PUT."""
        return self.request("PUT", url, data=data, **options)

    def patch(self, url: str, data: Any = None, **options: Any) -> Response:
        """PATCH."""
        return self.request("PATCH", url, data=data, **options)

    def delete(self, url: str, **options: Any) -> Response:
        """DELETE."""
        return self.request("DELETE", url, **options)

    def head(self, url: str, **options: Any) -> Response:
        """HEAD; redirects are not followed."""
        return self.request("HEAD", url, **{"allow_redirects": False, **options})

    def options(self, url: str, **options: Any) -> Response:
        """OPTIONS."""
        return self.request("OPTIONS", url, **options)

    def mount(self, *_: Any) -> None:
        """Adapters mean nothing here."""

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _exchange(
    method: str, url: str, headers: Headers, cookies: Mapping[str, str], body: bytes | None, timeout: Any, verify: Any
) -> Response:
    begun = time.monotonic()
    connecting, reading = cast("tuple[Any, Any]", timeout if isinstance(timeout, tuple) else (timeout, timeout))
    connection, target = _connection(url, connecting, verify)
    sent = dict(headers)
    if cookies:
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    try:
        connection.connect()
        if connection.sock is not None:
            connection.sock.settimeout(reading)
    except (ssl.SSLError, OSError) as error:
        raise _failure(error, url, ConnectTimeout) from error
    try:
        connection.request(method, target, body=body, headers=sent)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise _failure(error, url, ReadTimeout) from error
    finally:
        connection.close()
    joined = Headers()
    for name, value in answer.getheaders():
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    content = _unpacked(content, joined.get("Content-Encoding", ""))
    response = Response(answer.status, answer.reason, joined, content, url, time.monotonic() - begun)
    for line in answer.headers.get_all("Set-Cookie") or ():
        response.cookies.update({name: morsel.value for name, morsel in http.cookies.SimpleCookie(line).items()})
    return response


def _connection(url: str, timeout: Any, verify: Any) -> tuple[http.client.HTTPConnection, str]:
    parts = urlsplit(url)
    if not parts.scheme:
        raise MissingSchema(f"Invalid URL {url!r}: No scheme supplied. Perhaps you meant https://{url}?")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        raise InvalidURL(f"Invalid URL {url!r}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise InvalidURL(f"Invalid URL {url!r}: it must begin with http:// or https:// and name a host.")
    target = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe="!#$%&'()*+,/:;=?@[]~")
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=timeout), target
    context = ssl.create_default_context()
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=timeout, context=context), target


def _failure(error: Exception, url: str, slow: type[Timeout] | type[ConnectTimeout]) -> RequestException:
    if isinstance(error, TimeoutError):
        return slow(f"{url} did not answer in time.")
    if isinstance(error, ssl.SSLError):
        return SSLError(str(error))
    if isinstance(error, socket.gaierror):
        return ConnectionError(f"The host of {url} could not be found: {error.strerror}")
    return ConnectionError(f"{url}: {getattr(error, 'strerror', None) or error}")


def _body(headers: Headers, data: Any, files: Any, json: Any) -> bytes | None:
    if files:
        return _multipart(headers, data, files)
    if data is not None and data != {} and data != []:
        if isinstance(data, str | bytes | bytearray):
            return data.encode() if isinstance(data, str) else bytes(data)
        if hasattr(data, "read"):
            return data.read()
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        return urlencode(pairs_of(data), doseq=True).encode()
    if json is not None:
        headers.setdefault("Content-Type", "application/json")
        return json_module.dumps(json, allow_nan=False).encode()
    return None


def _multipart(headers: Headers, data: Any, files: Any) -> bytes:
    boundary = os.urandom(16).hex()
    headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
    pieces: list[bytes] = []

    def add(line: str, kind: str | None, content: Any) -> None:
        content = content.read() if hasattr(content, "read") else content
        extra = f"Content-Type: {kind}\r\n" if kind else ""
        value = content.encode() if isinstance(content, str) else bytes(content)
        pieces.append(
            f"--{boundary}\r\nContent-Disposition: form-data; {line}\r\n{extra}\r\n".encode() + value + b"\r\n"
        )

    for name, value in pairs_of(data or {}):
        for item in cast("list[Any]", value if isinstance(value, list | tuple) else (value,)):
            add(f'name="{name}"', None, item if isinstance(item, bytes) else str(item))
    for name, value in pairs_of(files):
        filename, content, *rest = cast("tuple[Any, ...]", value if isinstance(value, tuple) else (name, value))
        add(f'name="{name}"; filename="{filename}"', rest[0] if rest else "application/octet-stream", content)
    return b"".join([*pieces, f"--{boundary}--\r\n".encode()])


def _authorize(headers: Headers, auth: Any) -> None:
    if isinstance(auth, HTTPBasicAuth):
        auth = (auth.username, auth.password)
    if isinstance(auth, tuple):
        token = base64.b64encode(f"{auth[0]}:{auth[1]}".encode()).decode()
        headers["Authorization"] = f"Basic {token}"
    elif callable(auth):
        auth(_Outgoing(headers))


class _Outgoing:
    """What an own `auth` function is given."""

    def __init__(self, headers: Headers) -> None:
        self.headers = headers


class HTTPBasicAuth:
    """User and password."""

    def __init__(self, username: str, password: str) -> None:
        self.username, self.password = username, password


class AuthBase:
    """Called with an object whose `headers` it may change."""


def _with_params(url: str, params: Any) -> str:
    if not params:
        return url
    query = params if isinstance(params, str) else urlencode(pairs_of(params), doseq=True)
    base, mark, fragment = url.partition("#")
    return f"{base}{'&' if '?' in base else '?'}{query}{mark}{fragment}" if query else url


def _unpacked(content: bytes, coding: str) -> bytes:
    if coding.strip().lower() in ("gzip", "x-gzip", "deflate") and content:
        for bits in (47, -15):
            try:
                return zlib.decompress(content, bits)
            except zlib.error:
                continue
    return content


class _Codes(dict[str, int]):
    def __getattr__(self, name: str) -> int:
        try:
            return self[name.lower()]
        except KeyError:
            raise AttributeError(name) from None


def install() -> None:
    """Put the modules `requests`, `requests.exceptions`, `requests.auth` and `requests.adapters` in place."""
    main = _module("requests", Response=Response, Session=Session, session=Session)
    errors = {name: value for name, value in vars(requests_errors).items() if _is_error(value)}
    main.__dict__.update(errors)
    main.__dict__["__version__"] = "2.32.0"
    main.__dict__["__path__"] = []
    main.__dict__["codes"] = _Codes({status.name.lower(): int(status) for status in http.HTTPStatus} | {"ok": 200})
    for name in ("get", "post", "put", "patch", "delete", "head", "options", "request"):
        main.__dict__[name] = _function(name)
    main.__dict__["exceptions"] = _module("requests.exceptions", **errors)
    main.__dict__["auth"] = _module("requests.auth", HTTPBasicAuth=HTTPBasicAuth, AuthBase=AuthBase)
    main.__dict__["adapters"] = _module("requests.adapters", HTTPAdapter=_Adapter)
    main.__dict__["sessions"] = _module("requests.sessions", Session=Session)


class _Adapter:
    def __init__(self, *_: Any, **__: Any) -> None:
        pass


def _is_error(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, RequestException)


def _function(name: str) -> Any:
    def call(*arguments: Any, **options: Any) -> Response:
        return getattr(Session(), name)(*arguments, **options)

    call.__name__ = name
    return call


def _module(name: str, **content: Any) -> ModuleType:
    module = sys.modules[name] = ModuleType(name)
    module.__dict__.update(content)
    return module
