"""One's own account."""

from tests.auth.test_sessions import with_password
from tests.fixtures.server import PASSWORD, Person, Server


async def test_profile_can_be_changed(owner: Person) -> None:
    changes = {"name": "Grace", "language": "zh_Hans", "timezone": "Asia/Shanghai", "theme": "dark"}
    assert (await owner.client.patch("/console/api/account", json=changes)).status_code == 200
    account = (await owner.client.get("/console/api/account")).json()
    assert {name: account[name] for name in changes} == changes


async def test_wrong_profile_values_name_the_field(owner: Person) -> None:
    for body, field in (
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"theme": "pink"}, "theme"),
        ({"name": ""}, "name"),
    ):
        answer = await owner.client.patch("/console/api/account", json=body)
        assert (answer.status_code, answer.json()["code"], answer.json()["params"]) == (400, "invalid_param", field)


async def test_a_text_with_nul_is_refused_or_kept_but_never_breaks(owner: Person) -> None:
    answer = await owner.client.patch("/console/api/account", json={"name": "a\0b"})
    assert answer.status_code in (200, 400), answer.text


async def test_changing_the_password_signs_other_browsers_out(server: Server, owner: Person) -> None:
    body = await with_password(server, owner)
    other = server.new_client()
    await other.post("/console/api/login", json=body)
    path = "/console/api/account/password"
    wrong = await owner.client.post(path, json={"password": "wrong 123", "new_password": "another 123"})
    assert (wrong.status_code, wrong.json()["params"]) == (400, "password")
    weak = await owner.client.post(path, json={"password": PASSWORD, "new_password": "short1"})
    assert (weak.status_code, weak.json()["code"]) == (400, "weak_password")
    assert (
        await owner.client.post(path, json={"password": PASSWORD, "new_password": "another 123"})
    ).status_code == 204
    assert (await owner.client.get("/console/api/account")).status_code == 200
    assert (await other.get("/console/api/account")).status_code == 401
    again = await server.new_client().post("/console/api/login", json={**body, "password": "another 123"})
    assert again.status_code == 200
