"""An API on loopback, its document, and calls of the tool routes."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fixtures.server import Person

BASE = "/console/api/workspaces/current/tool-providers"
TOKEN = "token-of-the-pet-shop-0123456789"


@dataclass
class Shop:
    """A pet shop's API: pets are public, orders need the token."""

    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    waiting: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def pet(self, request: web.Request) -> web.Response:
        self.asked.append({"pet": request.match_info["id"], **request.query})
        if request.match_info["id"] == "slow":
            self.waiting.set()
            await self.released.wait()
        if request.match_info["id"] == "404":
            return web.json_response({"error": "no such pet"}, status=404)
        return web.json_response({"id": request.match_info["id"], "name": "Tom"})

    async def order(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": "who are you?"}, status=401)
        return web.json_response({"ordered": await request.json()})

    async def document(self, request: web.Request) -> web.Response:
        return web.Response(text=self.text("/"), content_type="application/json")

    async def search(self, request: web.Request) -> web.Response:
        results = [{"title": "T", "url": "https://x", "content": f"about {request.query.get('q')}"}]
        return web.json_response({"results": results})

    def text(self, server: str = "") -> str:
        """The API document."""
        order = {"type": "object", "required": ["pet"], "properties": {"pet": {"type": "integer"}}}
        paths: dict[str, Any] = {
            "/pets/{id}": {
                "get": {
                    "operationId": "getPet",
                    "summary": "One pet",
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                }
            },
            "/orders": {
                "post": {
                    "operationId": "order",
                    "requestBody": {"content": {"application/json": {"schema": order}}},
                }
            },
        }
        info = {"title": "Pet shop", "version": "1"}
        servers = [{"url": server or self.address}]
        return json.dumps({"openapi": "3.0.0", "info": info, "servers": servers, "paths": paths})


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop()
    application = web.Application()
    application.router.add_get("/pets/{id}", shop.pet)
    application.router.add_post("/orders", shop.order)
    application.router.add_get("/openapi.json", shop.document)
    application.router.add_get("/search", shop.search)
    async with TestServer(application) as server:
        shop.address = str(server.make_url("")).rstrip("/")
        yield shop
        shop.released.set()


async def call(person: Person, method: str, path: str, body: Any = None, status: int | None = None) -> Any:
    """A call of a tool route; the body of its answer."""
    answer = await person.client.request(method, BASE + path, json=body)
    expected = status or {"POST": 200, "DELETE": 204}.get(method, 200)
    assert answer.status_code == expected, answer.text
    return answer.json() if answer.content else None


async def keep(person: Person, shop: Shop, **more: Any) -> Any:
    """The pet shop as a provider."""
    return await call(person, "POST", "/api", {"name": "Pets", "document": shop.text(), **more}, 201)
