"""First-run set-up."""

from tests.fixtures.server import PASSWORD, MakeServer, Server

ADMIN = {"email": "Ada@Example.com", "name": "Ada", "password": PASSWORD}


async def test_setup_makes_an_owner_who_is_signed_in(server: Server) -> None:
    state = (await server.client.get("/console/api/setup")).json()
    assert not state["finished"]
    assert {check["name"] for check in state["checks"]} >= {"database", "storage", "sandbox"}
    answer = await server.client.post("/console/api/setup", json=ADMIN)
    assert answer.status_code == 201
    assert answer.json()["account"]["email"] == "ada@example.com"
    workspace = (await server.client.get("/console/api/workspaces/current")).json()
    assert workspace["role"] == "owner"
    assert workspace["name"] == "Ada's workspace"
    assert (await server.client.get("/console/api/setup")).json()["finished"]
    again = await server.client.post("/console/api/setup", json={**ADMIN, "email": "eve@example.com"})
    assert (again.status_code, again.json()["code"]) == (403, "setup_finished")


async def test_setup_asks_for_the_operators_password(make_server: MakeServer) -> None:
    server = await make_server(init_password="open sesame")
    assert (await server.client.get("/console/api/setup")).json()["needs_init_password"]
    for _ in range(5):
        wrong = await server.client.post("/console/api/setup", json={**ADMIN, "init_password": "guess"})
        assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong_init_password")
    locked = await server.client.post("/console/api/setup", json={**ADMIN, "init_password": "open sesame"})
    assert locked.status_code == 429


async def test_setup_refuses_a_weak_password(server: Server) -> None:
    answer = await server.client.post("/console/api/setup", json={**ADMIN, "password": "letters only"})
    assert (answer.status_code, answer.json()["code"]) == (400, "weak_password")
    assert not (await server.client.get("/console/api/setup")).json()["finished"]
