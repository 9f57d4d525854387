"""Uploads: limits, content checks, signed addresses, ranges, a full disk."""

import errno
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import web

from tenon.adapters.storage import local
from tenon.adapters.storage.local import LocalStorage
from tenon.domain.file.engine_port import RunFiles
from tenon.domain.file.service import Owner, Uploads
from tenon.engine.errors import FileFetchFailed
from tenon.engine.files import File
from tenon.kit.outbound import OutboundClient
from tenon.ports import StorageFull
from tests.fixtures.server import MakeServer, Person, Server

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
UPLOAD = "/console/api/files/upload"


async def upload(person: Person, name: str, data: bytes, kind: str = "application/octet-stream") -> Any:
    """Upload a file."""
    return await person.client.post(UPLOAD, files={"file": (name, data, kind)})


async def test_an_upload_is_stored_and_fetched_by_its_signed_address(server: Server, owner: Person) -> None:
    answer = await upload(owner, "图 片.PNG", PNG, "image/png")
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["name"], body["extension"], body["mime_type"], body["size"]) == ("图 片.PNG", "png", "image/png", 108)
    fetched = await server.client.get(body["preview_url"])
    assert (fetched.status_code, fetched.content) == (200, PNG)
    assert fetched.headers["content-type"] == "image/png"
    assert fetched.headers["x-content-type-options"] == "nosniff"
    attached = await server.client.get(body["preview_url"] + "&as_attachment=true")
    assert attached.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")


async def test_altered_and_late_addresses_are_refused(make_server: MakeServer) -> None:
    server = await make_server(files_access_timeout=-1)
    late = (await upload(await server.person(), "a.txt", b"text", "text/plain")).json()["preview_url"]
    assert (await server.client.get(late)).status_code == 404
    server = await make_server(files_access_timeout=300)
    url = str((await upload(await server.person(), "a.txt", b"text", "text/plain")).json()["preview_url"])
    assert (await server.client.get(url)).status_code == 200
    query: dict[str, str] = dict(parse_qsl(urlsplit(url).query))
    changes = ({"nonce": "0"}, {"timestamp": str(int(query["timestamp"]) + 1)}, {"sign": "x"}, {"timestamp": "soon"})
    for change in changes:
        altered = await server.client.get(urlsplit(url).path, params={**query, **change})
        assert (altered.status_code, altered.json()["code"]) == (404, "file_not_found")
    tool = await server.client.get(
        urlsplit(url).path.replace("/file-preview", ".txt").replace("/files/", "/files/tools/")
    )
    assert tool.status_code == 404


@pytest.mark.parametrize("name", ["page.html", "page.HTM", "data.xml", "code.js", "page", "a.unknown"])
async def test_what_a_browser_could_run_is_only_downloaded(server: Server, owner: Person, name: str) -> None:
    body = (await upload(owner, name, b"<html><script>alert(1)</script></html>", "text/html")).json()
    fetched = await server.client.get(body["preview_url"])
    assert fetched.headers["content-type"] == "application/octet-stream"
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in fetched.headers["content-security-policy"]


async def test_parts_of_a_video_can_be_fetched(server: Server, owner: Person) -> None:
    data = bytes(range(256)) * 4
    url = (await upload(owner, "a.mp4", data, "video/mp4")).json()["preview_url"]
    whole = await server.client.get(url)
    assert whole.headers["accept-ranges"] == "bytes"
    for header, start, end in (("bytes=0-9", 0, 10), ("bytes=1000-", 1000, 1024), ("bytes=-5", 1019, 1024)):
        part = await server.client.get(url, headers={"Range": header})
        assert (part.status_code, part.content) == (206, data[start:end])
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/1024"
    assert (await server.client.get(url, headers={"Range": "bytes=5000-"})).status_code == 416


@pytest.mark.parametrize(
    ("name", "data", "kind", "status", "code"),
    [
        ("a.png", b"<html>", "image/png", 415, "unsupported_file_type"),
        ("a.jpg", b"GIF89a", "image/jpeg", 415, "unsupported_file_type"),
        ("a.pdf", b"MZ", "application/pdf", 415, "unsupported_file_type"),
        ("a.docx", b"not a zip", "application/msword", 415, "unsupported_file_type"),
        ("a.mp3", b"<!DOCTYPE html>", "audio/mpeg", 415, "unsupported_file_type"),
        ("a/b.txt", b"x", "text/plain", 400, "invalid_param"),
        ("a\\b.txt", b"x", "text/plain", 400, "invalid_param"),
    ],
)
async def test_wrong_files_are_refused(
    owner: Person, name: str, data: bytes, kind: str, status: int, code: str
) -> None:
    answer = await upload(owner, name, data, kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_forms_without_or_with_many_files_are_refused(owner: Person) -> None:
    empty = await owner.client.post(UPLOAD, data={"user": "x"})
    assert (empty.status_code, empty.json()["code"]) == (400, "no_file_uploaded")
    two = await owner.client.post(UPLOAD, files=[("file", ("a.txt", b"a", "text/plain"))] * 2)
    assert (two.status_code, two.json()["code"]) == (400, "too_many_files")


async def test_limits_go_by_kind(make_server: MakeServer) -> None:
    server = await make_server(
        upload_image_size_limit=1, upload_file_size_limit=2, upload_extension_blacklist=".exe, sh"
    )
    owner, big = await server.person(), b"x" * (1024 * 1024 + 1)
    large = await upload(owner, "a.png", PNG + big, "image/png")
    assert (large.status_code, large.json()["code"]) == (413, "file_too_large")
    assert (await upload(owner, "a.txt", big, "text/plain")).status_code == 201
    assert (await upload(owner, "a.txt", big * 2, "text/plain")).status_code == 413
    for name in ("a.exe", "a.SH"):
        blocked = await upload(owner, name, b"x")
        assert (blocked.status_code, blocked.json()["code"]) == (400, "file_extension_blocked")


async def test_long_names_are_cut_and_keep_their_extension(owner: Person) -> None:
    name = (await upload(owner, "n" * 250 + ".txt", b"x", "text/plain")).json()["name"]
    assert (len(name), name[-4:]) == (200, ".txt")


async def test_a_full_disk_is_named_and_leaves_nothing(
    server: Server, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(local.os, "fsync", no_room)
    answer = await upload(owner, "a.txt", b"x", "text/plain")
    monkeypatch.undo()
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    kept = [path for path in (server.container.settings.data_dir / "files").rglob("*") if path.is_file()]
    assert kept == []


async def test_storage_writes_all_or_nothing(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)

    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise StorageFull()

    await storage.write("a/b", b"whole")
    with pytest.raises(StorageFull):
        await storage.write_stream("a/b", broken())
    assert await storage.read("a/b") == b"whole"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]
    assert b"".join([piece async for piece in storage.stream("a/b", 1, 3)]) == b"ho"
    with pytest.raises(ValueError, match="leaves the storage"):
        await storage.read("../outside")
    await storage.delete("a/b")
    await storage.delete("a/b")


@pytest.fixture
async def other_site() -> AsyncIterator[Callable[[str], str]]:
    """A web server on this machine; gives its addresses by path."""

    async def serve(request: web.Request) -> web.Response:
        if request.path == "/gone.png":
            return web.Response(status=404)
        return web.Response(body=PNG, content_type="image/png")

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield lambda path: f"http://127.0.0.1:{port}{path}"
    await runner.cleanup()


async def test_remote_files_are_fetched_and_kept(
    server: Server, owner: Person, other_site: Callable[[str], str]
) -> None:
    path = "/console/api/remote-files/upload"
    answer = await owner.client.post(path, json={"url": other_site("/pictures/cat.png?x=1")})
    assert answer.status_code == 201, answer.text
    assert (answer.json()["name"], answer.json()["mime_type"]) == ("cat.png", "image/png")
    assert (await server.client.get(answer.json()["url"])).content == PNG
    for url in (other_site("/gone.png"), "http://127.0.0.1:1/x.png", "http://10.1.2.3/x.png", "file:///etc/passwd"):
        failed = await owner.client.post(path, json={"url": url})
        assert (failed.status_code, failed.json()["code"]) == (400, "remote_file_upload_error"), url


async def test_nodes_read_and_store_files_of_their_workspace_only(server: Server, owner: Person) -> None:
    services = server.container.services
    uploads, outbound = services.get(Uploads), services.get(OutboundClient)
    owned = RunFiles(uploads, outbound, Owner(owner.workspace_id, "end_user", owner.account_id), "http://tenon.test")
    stored = await owned.store(b"a,b\n", filename="table.csv", mime_type="text/csv")
    assert (stored.kind, stored.extension, stored.transfer_method) == ("document", ".csv", "tool_file")
    assert await owned.read(stored) == b"a,b\n"
    assert (await server.client.get(await owned.signed_url(stored))).content == b"a,b\n"
    foreign = RunFiles(uploads, outbound, Owner(await server.workspace(), "end_user", owner.account_id))
    for file in (stored, File("image", "local_file"), File("image", "remote_url", remote_url="http://127.0.0.1:1/x")):
        with pytest.raises(FileFetchFailed):
            await foreign.read(file)
