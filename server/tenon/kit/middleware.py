"""Pure ASGI middleware: request id, product headers, CORS of the public APIs, one place for uncaught errors."""

import secrets
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tenon.kit.logging import get_log, request_id

log = get_log(__name__)
_ALLOW = {
    "access-control-allow-methods": "GET, PUT, POST, DELETE, OPTIONS, PATCH",
    "access-control-allow-headers": "Content-Type, Authorization, X-App-Code, X-App-Passport, X-Trace-Id",
    "access-control-max-age": "600",
}
_EXPOSE = "X-Version, X-Env, X-Trace-Id"

type Failure = Callable[[Exception, str], bytes]
"""Builds the body of the answer to an error nobody caught, from the error and the path."""


class ProductHeaders:
    """Adds `X-Version`, `X-Env` and a request id; opens `/v1` and `/api` to pages of other origins."""

    def __init__(self, app: ASGIApp, version: str, environment: str, origins: str = "*") -> None:
        self._app = app
        self._version = version
        self._environment = environment
        self._origins = [origin.strip() for origin in origins.split(",") if origin.strip()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        token = request_id.set(secrets.token_hex(8))
        path: str = scope["path"]
        origin = Headers(scope=scope).get("origin") if path.startswith(("/v1", "/api", "/files")) else None
        shared = self._shared(origin)
        try:
            if shared and scope["method"] == "OPTIONS":
                await _preflight(send, shared | _ALLOW | self._own())
                return
            await self._app(scope, receive, self._with(send, shared))
        finally:
            request_id.reset(token)

    def _own(self) -> dict[str, str]:
        return {"x-version": self._version, "x-env": self._environment}

    def _shared(self, origin: str | None) -> dict[str, str]:
        if origin is None:
            return {}
        if "*" in self._origins:
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
                headers = MutableHeaders(scope=message)
                headers.update(self._own() | shared | {"x-request-id": request_id.get()})
            await send(message)

        return headed


async def _preflight(send: Send, headers: dict[str, str]) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 204, "headers": raw})
    await send({"type": "http.response.body", "body": b""})


class BodyLimit:
    """Refuses bodies over a limit before anything reads them; `limit` is asked with the path, bytes."""

    def __init__(self, app: ASGIApp, limit: Callable[[str], int], refusal: Callable[[int], bytes]) -> None:
        self._app = app
        self._limit = limit
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        length = Headers(scope=scope).get("content-length", "")
        if length.isdigit() and int(length) > limit:
            await self._refuse(limit, send)
            return
        seen, started = 0, False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    raise BodyTooLarge(limit)
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except BodyTooLarge:
            if started:
                raise
            await self._refuse(limit, send)

    async def _refuse(self, limit: int, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": self._refusal(limit)})


class BodyTooLarge(Exception):
    """A body without a stated length went past the limit while it was read."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"body over {limit} bytes")
        self.limit = limit
