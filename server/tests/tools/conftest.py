"""Tools with the real sandbox, real HTTP on loopback and scripted servers in place of the ones on the web."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tenon.adapters.http.outbound import OutboundHttp
from tenon.cli._local_ports import LocalPorts
from tenon.engine.ports import HttpRequest, HttpResponse, ToolMessage
from tenon.engine.shipped_tools import ShippedTools
from tenon.kit.addresses import AddressRules
from tenon.kit.outbound import OutboundClient
from tenon.tools import library


@dataclass
class Site:
    """A server whose answers are set by path; it remembers what it was asked."""

    address: str = ""
    answers: dict[str, web.Response] = field(default_factory=dict[str, web.Response])
    asked: list[tuple[web.Request, bytes]] = field(default_factory=list[tuple[web.Request, bytes]])
    hanging: set[str] = field(default_factory=set[str])
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def json(self, path: str, value: Any, status: int = 200) -> None:
        self.answers[path] = web.json_response(value, status=status)

    def raw(self, path: str, body: bytes, kind: str, status: int = 200, /, **headers: str) -> None:
        self.answers[path] = web.Response(body=body, status=status, headers={"Content-Type": kind, **headers})

    def hang(self, path: str) -> None:
        self.hanging.add(path)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request, await request.read()))
        if request.path in self.hanging:
            await self.released.wait()
        found = self.answers.get(request.path)
        if found is None:
            return web.Response(status=404, text="nothing here")
        return web.Response(body=found.body, status=found.status, headers=found.headers)


class Rerouted:
    """The outbound client, with every name outside leading to the scripted server."""

    def __init__(self, http: OutboundHttp, site: Site) -> None:
        self._http, self._site = http, site
        self.hosts: list[str] = []

    async def send(self, request: HttpRequest) -> HttpResponse:
        try:
            parts = urlsplit(request.url)
        except ValueError:
            return await self._http.send(request)
        self.hosts.append(parts.hostname or "")
        if parts.hostname != "127.0.0.1":
            request = replace(request, url=self._site.address + parts.path + (f"?{parts.query}" if parts.query else ""))
        return await self._http.send(request)


@dataclass
class Items:
    """A knowledge base with fixed items."""

    items: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])

    async def retrieve(self, query: str, request: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.asked.append((query, dict(request)))
        return self.items


class Bench:
    """Calls tools."""

    def __init__(self, tools: ShippedTools, http: Rerouted, site: Site, knowledge: Items) -> None:
        self.tools, self.http, self.site, self.knowledge = tools, http, site, knowledge

    async def call(
        self, provider: str, tool: str, credentials: dict[str, str] | None = None, /, **given: Any
    ) -> list[ToolMessage]:
        found = library.load().get(provider)
        return [message async for message in self.tools.call(found, tool, given, credentials or {})]

    async def text(self, provider: str, tool: str, **given: Any) -> str:
        return "".join(str(m.value) for m in await self.call(provider, tool, **given) if m.kind == "text")

    async def json(self, provider: str, tool: str, **given: Any) -> Any:
        return next(m.value for m in await self.call(provider, tool, **given) if m.kind == "json")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    application = web.Application()
    application.router.add_route("*", "/{rest:.*}", site.handle)
    async with TestServer(application) as server:
        site.address = str(server.make_url("")).rstrip("/")
        yield site
        site.released.set()


@pytest.fixture
async def bench(site: Site) -> AsyncIterator[Bench]:
    client = OutboundClient(AddressRules.parse("127.0.0.1, localhost"))
    local = LocalPorts()
    http, knowledge = Rerouted(OutboundHttp(client), site), Items()
    yield Bench(ShippedTools(http, local, local, knowledge), http, site, knowledge)
    await client.close()
    await local.close()
