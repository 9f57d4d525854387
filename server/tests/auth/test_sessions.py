"""Sign-in, refresh with rotation, CSRF, sign-out, rate limits."""

from datetime import timedelta

import httpx
from sqlalchemy import update

from tenon.domain.account.passwords import hash_password
from tenon.domain.account.tables import AccountRow
from tenon.domain.auth.tables import SessionRow
from tenon.kit.db import utc_now
from tests.fixtures.server import PASSWORD, MakeServer, Person, Server


async def with_password(server: Server, person: Person) -> dict[str, str]:
    """Give a person a password; what signs them in."""
    async with server.db.unit_of_work() as uow:
        change = update(AccountRow).where(AccountRow.id == person.account_id)
        await uow.session.execute(change.values(password_hash=await hash_password(PASSWORD)))
    return {"email": person.email.upper(), "password": PASSWORD}


def csrf(client: httpx.AsyncClient) -> dict[str, str]:
    """The header that goes with the cookie."""
    return {"X-CSRF-Token": client.cookies.get("tenon_csrf") or ""}


async def test_sign_in_gives_cookies_that_scripts_cannot_read(server: Server, owner: Person) -> None:
    body = await with_password(server, owner)
    client = server.new_client()
    answer = await client.post("/console/api/login", json=body)
    assert (answer.status_code, answer.json()["account"]["email"]) == (200, owner.email)
    cookies = {line.split("=")[0]: line for line in answer.headers.get_list("set-cookie")}
    assert "HttpOnly" in cookies["tenon_access"]
    assert "HttpOnly" in cookies["tenon_refresh"]
    assert "Path=/console/api/refresh" in cookies["tenon_refresh"]
    assert "HttpOnly" not in cookies["tenon_csrf"]
    assert PASSWORD not in answer.text
    assert (await client.get("/console/api/account")).status_code == 200


async def test_wrong_password_and_unknown_address_look_alike(server: Server, owner: Person) -> None:
    body = await with_password(server, owner)
    wrong = await server.client.post("/console/api/login", json={**body, "password": "wrong password 1"})
    unknown = await server.client.post("/console/api/login", json={**body, "email": "nobody@example.com"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "wrong_email_or_password"


async def test_guessing_is_slowed_down(server: Server, owner: Person) -> None:
    body = await with_password(server, owner)
    for _ in range(5):
        await server.client.post("/console/api/login", json={**body, "password": "wrong password 1"})
    answer = await server.client.post("/console/api/login", json=body)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert answer.json()["retry_after"] > 0


async def test_refresh_rotates_and_a_stolen_token_ends_the_session(server: Server, owner: Person) -> None:
    first = owner.client.cookies["tenon_refresh"]
    assert (await owner.client.post("/console/api/refresh")).status_code == 204
    second = owner.client.cookies.get("tenon_refresh", path="/console/api/refresh")
    assert second is not None
    assert second != first
    thief = server.new_client(cookie=f"tenon_refresh={first}")
    assert (await thief.post("/console/api/refresh")).status_code == 204, "another tab within the grace time"
    async with server.db.unit_of_work() as uow:
        await uow.session.execute(update(SessionRow).values(rotated_at=utc_now() - timedelta(minutes=1)))
    assert (await thief.post("/console/api/refresh")).status_code == 401
    victim = server.new_client(cookie=f"tenon_refresh={second}")
    assert (await victim.post("/console/api/refresh")).status_code == 401
    assert (await owner.client.get("/console/api/account")).status_code == 401


async def test_an_expired_session_is_answered_401(make_server: MakeServer) -> None:
    server = await make_server(access_token_minutes=0)
    owner = await server.person()
    expired = await owner.client.get("/console/api/account")
    assert (expired.status_code, expired.json()["code"]) == (401, "unauthorized")
    async with server.db.unit_of_work() as uow:
        await uow.session.execute(update(SessionRow).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert (await owner.client.post("/console/api/refresh")).status_code == 401
    forged = server.new_client(cookie="tenon_access=abc.def")
    assert (await forged.get("/console/api/account")).status_code == 401


async def test_writes_need_the_csrf_token(server: Server, owner: Person) -> None:
    for headers in ({"X-CSRF-Token": ""}, {"X-CSRF-Token": "made up"}):
        answer = await owner.client.patch("/console/api/account", json={"name": "X"}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    other = await server.person()
    borrowed = {"X-CSRF-Token": other.client.cookies["tenon_csrf"]}
    assert (await owner.client.patch("/console/api/account", json={"name": "X"}, headers=borrowed)).status_code == 403
    assert (await owner.client.patch("/console/api/account", json={"name": "X"})).status_code == 200


async def test_signing_out_ends_both_tokens(server: Server, owner: Person) -> None:
    access, refresh = owner.client.cookies["tenon_access"], owner.client.cookies["tenon_refresh"]
    assert (await owner.client.post("/console/api/logout")).status_code == 204
    kept = server.new_client(cookie=f"tenon_access={access}; tenon_refresh={refresh}")
    assert (await kept.get("/console/api/account")).status_code == 401
    assert (await kept.post("/console/api/refresh")).status_code == 401


async def test_a_banned_account_is_out_at_once(server: Server, owner: Person) -> None:
    async with server.db.unit_of_work() as uow:
        await uow.session.execute(update(AccountRow).values(status="banned"))
    assert (await owner.client.get("/console/api/account")).status_code == 401
