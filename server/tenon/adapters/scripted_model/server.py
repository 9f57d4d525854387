"""The scripted model's HTTP side: a bare protocol, because load tests stream thousands of tokens a second through it.

Besides the OpenAI routes (with or without `/v1`): `PUT /scripted/script` takes another script, `GET /scripted/requests`
tells the last requests, `POST /scripted/reset` forgets them and begins to count anew.
"""

import asyncio
from collections import deque
from typing import Any, cast

import httptools
import orjson

from tenon.adapters.scripted_model.answers import Answer, failure, plan, whole
from tenon.adapters.scripted_model.script import Asked, BadScript, Failure, Kind, Player, Script, read_script
from tenon.adapters.scripted_model.sounds import form_of

_ROUTES: dict[str, Kind] = {
    "/chat/completions": "chat", "/completions": "completion", "/embeddings": "embeddings",
    "/rerank": "rerank", "/models": "models", "/audio/transcriptions": "speech2text", "/audio/speech": "tts",
    "/moderations": "moderation", "/images/generations": "images",
}  # fmt: skip
_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}
_KEPT = 200


class ScriptedModel:
    """A running server. `url` is the base address to give to a provider."""

    def __init__(self, script: Script | None = None) -> None:
        self._player = Player(script or Script())
        self.requests: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self.active = self.peak = self.count = 0
        self._server: asyncio.Server | None = None
        self._connections: set[_Connection] = set()
        self.url = ""

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. Raises `OSError` when the port is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), host, port, backlog=2048)
        bound = self._server.sockets[0].getsockname()[1]
        self.url = f"http://{host}:{bound}/v1"

    async def close(self) -> None:
        """Stop listening and drop all connections."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.abort()
        if self._server is not None:
            await self._server.wait_closed()

    async def __aenter__(self) -> "ScriptedModel":
        if self._server is None:
            await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def play(self, script: Script | str) -> None:
        """Take another script and begin to count anew. Raises `BadScript`."""
        self._player = Player(read_script(script) if isinstance(script, str) else script)
        self.requests.clear()

    def joined(self, connection: "_Connection") -> None:
        """A connection was made."""
        self._connections.add(connection)

    def left(self, connection: "_Connection") -> None:
        """A connection is gone."""
        self._connections.discard(connection)

    def answer(self, method: str, path: str, headers: dict[str, str], raw: bytes) -> Answer:
        """What a request gets."""
        path = path.partition("?")[0].rstrip("/")
        if path.startswith("/scripted/"):
            return self._control(method, path, raw)
        if path in ("", "/health"):
            return whole({"status": "ok"})
        route = path.removeprefix("/v1").removeprefix("-openai").removeprefix("/v1")
        kind = _ROUTES.get(route)
        if kind is None:
            return failure(Failure(status=404, message=f"The scripted model has no route {path}."))
        key = headers.get("authorization", "").removeprefix("Bearer ")
        script = self._player.script
        if script.api_key is not None and key != script.api_key:
            return failure(Failure(status=401, message="Incorrect API key provided.", code="invalid_api_key"))
        try:
            if kind == "speech2text":
                value: Any = form_of(headers.get("content-type", ""), raw)
            else:
                value = orjson.loads(raw) if raw else {}
        except ValueError as error:
            form = "a form" if kind == "speech2text" else "JSON"
            return failure(Failure(status=400, message=f"The body is not {form}: {error}"))
        if not isinstance(value, dict) or (kind != "models" and not cast(dict[str, Any], value).get("model")):
            return failure(Failure(status=400, message="The body must be an object with a model."))
        body = cast(dict[str, Any], value)
        self.count += 1
        self.requests.append({"path": path, "body": body})
        try:
            asked = Asked(kind, body, key)
            return plan(script, asked, self._player.reply(asked))
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            return failure(Failure(status=400, message=f"The request does not follow the protocol: {error}"))

    def _control(self, method: str, path: str, raw: bytes) -> Answer:
        match method, path.removeprefix("/scripted/"):
            case "PUT", "script":
                try:
                    self.play(raw.decode(errors="replace"))
                except BadScript as error:
                    return failure(Failure(status=400, message=error.message, code=error.code))
                return whole({"result": "success"})
            case "GET", "requests":
                return whole({"data": list(self.requests)})
            case "GET", "stats":
                return whole({"requests": self.count, "active": self.active, "peak": self.peak})
            case "POST", "reset":
                self.play(self._player.script)
                return whole({"result": "success"})
            case _:
                return failure(Failure(status=404, message=f"No {method} {path}."))


class _Connection(asyncio.Protocol):
    """One client connection; requests are served one after the other."""

    def __init__(self, server: ScriptedModel) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._url, self._headers, self._body = b"", dict[str, str](), list[bytes]()
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: deque[tuple[str, str, dict[str, str], bytes]] = deque()
        self._answer: Answer | None = None
        self._next, self._began = 0, 0.0
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._server.joined(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.left(self)
        self._transport = None
        if self._timer is not None:
            self._timer.cancel()
        if self._answer is not None:
            self._done()

    def abort(self) -> None:
        """Drop the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.abort()

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        if self._answer is not None:
            self._go_on()

    # What the parser calls
    def on_message_begin(self) -> None:
        self._url, self._headers, self._body = b"", {}, []

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin1").lower()] = value.decode("latin1")

    def on_headers_complete(self) -> None:
        if self._headers.get("expect", "").lower() == "100-continue" and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        method = self._parser.get_method().decode()
        self._waiting.append((method, self._url.decode("latin1"), self._headers, b"".join(self._body)))
        if self._answer is None:
            self._begin()

    # Answering
    def _begin(self) -> None:
        if self._transport is None or not self._waiting:
            return
        answer = self._server.answer(*self._waiting.popleft())
        self._answer, self._next, self._began = answer, 0, self._loop.time()
        self._server.active += 1
        self._server.peak = max(self._server.peak, self._server.active)
        if answer.streamed:
            self._transport.write(_head(answer, "Transfer-Encoding: chunked"))
        self._go_on()

    def _go_on(self) -> None:
        """Send what is due, then sleep until the next part is: lateness never adds up."""
        answer, transport = self._answer, self._transport
        if answer is None or transport is None or self._paused:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        parts, now = answer.parts, self._loop.time()
        while self._next < len(parts):
            due, data = parts[self._next]
            if due and self._began + due > now:
                self._timer = self._loop.call_at(self._began + due, self._go_on)
                return
            self._next += 1
            self._send(answer, transport, data)
        self._finish(answer, transport)

    def _send(self, answer: Answer, transport: asyncio.Transport, data: bytes) -> None:
        if not answer.streamed:
            size = len(data) * (2 if answer.end == "cut" else 1)
            transport.write(_head(answer, f"Content-Length: {size}") + data)
            return
        size = answer.split or len(data)
        for start in range(0, len(data), size):
            piece = data[start : start + size]
            transport.write(b"%x\r\n%s\r\n" % (len(piece), piece))

    def _finish(self, answer: Answer, transport: asyncio.Transport) -> None:
        match answer.end:
            case "hang":
                return
            case "cut":
                transport.close()
            case "whole":
                if answer.streamed:
                    transport.write(b"0\r\n\r\n")
                self._done()
                self._begin()

    def _done(self) -> None:
        self._answer = None
        self._server.active -= 1


def _head(answer: Answer, length: str) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {_REASONS.get(answer.status, 'Error')}", length]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin1")
