"""Two servers on one PostgreSQL: what one changes counts at once in the other, although both keep caches."""

import asyncio
from typing import Any

import httpx
import pytest

from tenon.domain.account.service import SignInLimits
from tenon.errors import TooManyRequests
from tests.fixtures.apps import chain, echo_graph, end, http, make_app, start, text_input
from tests.fixtures.server import PASSWORD, MakeServer, Server


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_changes_reach_the_other_server(make_server: MakeServer, database_kind: str) -> None:
    one = await make_server(deploy_env="ONE")
    two = await make_server(deploy_env="TWO")
    app = await make_app(one, echo_graph())
    other = two.new_client(Authorization=f"Bearer {app.key}")

    async def run() -> httpx.Response:
        return await other.post("/v1/workflows/run", json={"inputs": {"text": "a"}, "user": "ada"})

    async def until(seen: object) -> None:
        async def changed() -> None:
            while True:
                answer = await run()
                if seen in (answer.status_code, (answer.json().get("data") or {}).get("outputs", "")):
                    return
                await asyncio.sleep(0.02)  # the message travels through the database

        await asyncio.wait_for(changed(), 5)

    assert (await run()).json()["data"]["outputs"] == {"out": "a"}
    await app.publish(chain(start(text_input("text")), end(new=["start", "text"])))
    await until({"new": "a"})
    base = f"/console/api/apps/{app.id}"
    assert (await app.owner.client.post(f"{base}/api-enable", json={"enabled": False})).status_code == 200
    await until(403)
    assert (await app.owner.client.post(f"{base}/api-enable", json={"enabled": True})).status_code == 200
    await until(200)
    (key,) = (await app.owner.client.get(f"{base}/api-keys")).json()["data"]
    assert (await app.owner.client.delete(f"{base}/api-keys/{key['id']}")).status_code < 300
    await until(401)


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_the_limit_of_an_app_counts_the_runs_of_all_servers(make_server: MakeServer, database_kind: str) -> None:
    called, go_on = asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        called.set()
        await go_on.wait()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as slow:
        one, two = await make_server(deploy_env="ONE"), await make_server(deploy_env="TWO")
        address = f"http://127.0.0.1:{slow.sockets[0].getsockname()[1]}/"
        app = await make_app(one, chain(start(), http("call", address), end(out=["call", "body"])))
        patch = {"max_active_requests": 1}
        assert (await app.owner.client.patch(f"/console/api/apps/{app.id}", json=patch)).status_code == 200
        first = asyncio.create_task(app.run({}))
        await asyncio.wait_for(called.wait(), 10)  # what came before the call is stored
        other = two.new_client(Authorization=f"Bearer {app.key}")
        body: dict[str, Any] = {"inputs": {}, "user": "ada"}
        refused = await other.post("/v1/workflows/run", json=body)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
        go_on.set()
        assert (await first).json()["data"]["outputs"] == {"out": "ok"}
        assert (await other.post("/v1/workflows/run", json=body)).status_code == 200


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_failed_sign_ins_count_at_all_servers(make_server: MakeServer, database_kind: str) -> None:
    one, two = await make_server(deploy_env="ONE"), await make_server(deploy_env="TWO")
    account = {"email": "ada@example.org", "name": "Ada", "password": PASSWORD}
    assert (await one.client.post("/console/api/setup", json=account)).status_code < 300

    async def sign_in(server: Server, password: str) -> int:
        body = {"email": account["email"], "password": password}
        return (await server.new_client().post("/console/api/login", json=body)).status_code

    assert await sign_in(two, PASSWORD) == 200
    assert [await sign_in(one, "wrong") for _ in range(5)] == [401] * 5
    assert await sign_in(one, PASSWORD) == 429
    limits = two.container.services.get(SignInLimits)

    async def until_refused() -> None:
        while True:
            limits.check(account["email"], "127.0.0.1")
            await asyncio.sleep(0.02)  # the messages travel through the database

    with pytest.raises(TooManyRequests):
        await asyncio.wait_for(until_refused(), 5)
    assert await sign_in(two, PASSWORD) == 429
