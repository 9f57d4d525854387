"""Pure ASGI middleware: request id, product headers, CORS of the public APIs, one place for uncaught errors."""

import errno
from collections.abc import Awaitable, Callable
from random import getrandbits

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tenon.kit.logging import get_log, request_id

log = get_log(__name__)
_ALLOW = {
    "access-control-allow-methods": "GET, PUT, POST, DELETE, OPTIONS, PATCH",
    "access-control-allow-headers": "Content-Type, Authorization, X-App-Code, X-App-Passport, X-Trace-Id",
    "access-control-max-age": "600",
}
_EXPOSE = "X-Version, X-Env, X-Trace-Id"


def _header(scope: Scope, wanted: bytes) -> str | None:
    """A header of the request, its name given in lower case."""
    for name, value in scope["headers"]:
        if name == wanted:
            return value.decode("latin-1")
    return None


class ProductHeaders:
    """Adds `X-Version`, `X-Env` and a request id; `/v1` and `/files` are open to all pages, `/api` to `origins`."""

    def __init__(self, app: ASGIApp, version: str, environment: str, origins: str = "*") -> None:
        self._app = app
        self._own = {"x-version": version, "x-env": environment}
        self._raw = [(name.encode(), value.encode("latin-1")) for name, value in self._own.items()]
        self._origins = [origin.strip() for origin in origins.split(",") if origin.strip()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        token = request_id.set(f"{getrandbits(64):016x}")
        path: str = scope["path"]
        origin = _header(scope, b"origin") if path.startswith(("/v1", "/api", "/files")) else None
        shared = self._shared(origin, everyone=not path.startswith("/api"))
        try:
            if shared and scope["method"] == "OPTIONS":
                await _preflight(send, shared | _ALLOW | self._own)
                return
            await self._app(scope, receive, self._with(send, shared))
        finally:
            request_id.reset(token)

    def _shared(self, origin: str | None, *, everyone: bool) -> dict[str, str]:
        if origin is None:
            return {}
        if everyone or "*" in self._origins:
            return {"access-control-allow-origin": "*", "access-control-expose-headers": _EXPOSE}
        if origin in self._origins:
            return {
                "access-control-allow-origin": origin,
                "access-control-expose-headers": _EXPOSE,
                "vary": "Origin",
            }
        return {}

    def _with(self, send: Send, shared: dict[str, str]) -> Callable[[Message], Awaitable[None]]:
        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                if shared:
                    MutableHeaders(scope=message).update(shared)
                own = (b"x-request-id", request_id.get().encode())
                message["headers"] = [*message.get("headers", ()), *self._raw, own]
            await send(message)

        return headed


async def _preflight(send: Send, headers: dict[str, str]) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 204, "headers": raw})
    await send({"type": "http.response.body", "body": b""})


class UncaughtErrors:
    """Logs an error that nobody expected and answers with one fixed text; after the first byte the stream just ends."""

    def __init__(self, app: ASGIApp, body: bytes, disk_full: bytes) -> None:
        self._app = app
        self._body = body
        self._disk_full = disk_full

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            log.exception("request.failed", error, method=scope["method"], path=scope["path"])
            if started:
                raise
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                await _answer(send, 507, self._disk_full)
            else:
                await _answer(send, 500, self._body)


class HeadAsGet:
    """Serves HEAD as GET without the body, on every route that serves GET."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def bare(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, bare)


class BodyLimit:
    """Refuses bodies over a limit, stated or found while reading. `limit` gives bytes for a path."""

    def __init__(self, app: ASGIApp, limit: Callable[[str], int], refusal: Callable[[str, int], bytes]) -> None:
        self._app = app
        self._limit = limit
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        length = _header(scope, b"content-length") or ""
        if length.isdigit() and int(length) > limit:
            await _answer(send, 413, self._refusal(scope["path"], limit))
            return
        seen, over = 0, False

        async def counted() -> Message:
            nonlocal seen, over
            message = await receive()
            seen += len(message.get("body", b""))
            over = over or seen > limit
            return {"type": "http.disconnect"} if over else message

        async def held_back(message: Message) -> None:
            if not over:
                await send(message)

        try:
            await self._app(scope, counted, held_back)
        except Exception:
            if not over:
                raise
        if over:
            await _answer(send, 413, self._refusal(scope["path"], limit))


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
