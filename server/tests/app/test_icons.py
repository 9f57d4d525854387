"""Pictures as icons of apps and pages."""

import struct
import zlib
from uuid import uuid4

from tests.app.test_apps import make
from tests.fixtures.server import Person, Server

UPLOAD = "/console/api/files/upload"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)


async def upload(person: Person, name: str = "i.png", data: bytes = PNG, mime: str = "image/png") -> str:
    """Upload a file; its id."""
    answer = await person.client.post(UPLOAD, files={"file": (name, data, mime)})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_a_picture_is_uploaded_shown_and_copied(owner: Person) -> None:
    icon = {"icon_type": "image", "icon": await upload(owner)}
    app = await make(owner, **icon)
    assert app["icon_url"]
    assert (await owner.client.get(app["icon_url"])).content == PNG
    path = f"/console/api/apps/{app['id']}"
    copied = (await owner.client.post(f"{path}/copy", json={})).json()
    assert (copied["icon_type"], copied["icon"]) == ("image", icon["icon"])
    back = (await owner.client.patch(path, json={"icon_type": "emoji", "icon": "🚀"})).json()
    assert (back["icon_type"], back["icon"], back["icon_url"]) == ("emoji", "🚀", None)
    assert (await owner.client.patch(path, json=icon)).json()["icon_url"]
    assert (await owner.client.patch(f"{path}/site", json=icon)).status_code == 200


async def test_what_is_no_picture_of_ours_is_refused(server: Server, owner: Person) -> None:
    stranger = await server.person("owner")
    app = await make(owner)
    path = f"/console/api/apps/{app['id']}"
    bad = [
        await upload(stranger),
        await upload(owner, "a.txt", b"text", "text/plain"),
        await upload(owner, "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        await upload(owner, "big.png", PNG + bytes(3 << 20)),
        str(uuid4()),
        "not an id",
        None,
    ]
    for icon in bad:
        looks = {"icon_type": "image", "icon": icon}
        for answer in (
            await owner.client.patch(path, json=looks),
            await owner.client.patch(f"{path}/site", json=looks),
            await owner.client.post("/console/api/apps", json={"name": "N", "mode": "chat", **looks}),
        ):
            assert (answer.status_code, answer.json()["params"]) == (400, "icon"), (icon, answer.text)
    assert (await owner.client.get(path)).json()["icon_type"] == "emoji"


async def test_a_picture_of_elsewhere_becomes_an_emoji_at_import(server: Server, owner: Person) -> None:
    app = await make(owner, icon_type="image", icon=await upload(owner))
    text = (await owner.client.get(f"/console/api/apps/{app['id']}/export")).json()["data"]
    stranger = await server.person("owner")
    body = {"mode": "yaml-content", "yaml_content": text}
    made = (await stranger.client.post("/console/api/apps/imports", json=body)).json()
    shown = (await stranger.client.get(f"/console/api/apps/{made['app_id']}")).json()
    assert (shown["icon_type"], shown["icon_url"]) == ("emoji", None)
    again = (await owner.client.post("/console/api/apps/imports", json=body)).json()
    assert (await owner.client.get(f"/console/api/apps/{again['app_id']}")).json()["icon_url"]
