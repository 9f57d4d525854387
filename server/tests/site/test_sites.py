"""The published page of an app."""

from tenon.domain.site import service
from tests.app.test_apps import make
from tests.fixtures.server import Person, Server


async def test_the_page_is_changed_switched_and_given_a_new_address(server: Server, owner: Person) -> None:
    app = await make(owner, "Shop")
    path = f"/console/api/apps/{app['id']}"
    changes = {"title": "Welcome", "copyright": "© us", "default_language": "zh-Hans", "show_workflow_steps": False}
    site = (await owner.client.patch(f"{path}/site", json=changes)).json()
    assert {name: site[name] for name in changes} == changes
    assert (await owner.client.patch(f"{path}/site", json={"copyright": None, "title": None})).json() == {
        **site,
        "copyright": None,
    }
    assert not (await owner.client.post(f"{path}/site-enable", json={"enabled": False})).json()["enabled"]
    assert not (await owner.client.get(path)).json()["enable_site"]
    new = (await owner.client.post(f"{path}/site/reset-code")).json()["code"]
    assert new != site["code"]
    async with server.db.unit_of_work() as uow:
        assert await service.by_code(uow, site["code"]) is None
        found = await service.by_code(uow, new)
        assert found is not None
        assert str(found.app_id) == app["id"]


async def test_too_long_texts_name_the_field(owner: Person) -> None:
    app = await make(owner)
    answer = await owner.client.patch(f"/console/api/apps/{app['id']}/site", json={"input_placeholder": "x" * 65})
    assert (answer.status_code, answer.json()["params"]) == (400, "input_placeholder")
