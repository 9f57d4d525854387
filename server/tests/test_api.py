"""The outside of the application: error shape, headers, health, CORS, limits, the web side."""

import gzip
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tenon.kit.static import WebFiles
from tests.fixtures.server import MakeServer, Person, Server

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


async def test_health_and_product_headers(server: Server, database_kind: str) -> None:
    answer = await server.client.get("/health")
    body = answer.json()
    assert (body["status"], body["checks"]["database"]) == ("ok", "ok")
    assert {"pid", "version"} <= set(body)
    assert answer.headers["x-version"] == body["version"]
    assert answer.headers["x-env"] == "PRODUCTION"
    assert len(answer.headers["x-request-id"]) == 16


async def test_errors_have_one_shape(server: Server, owner: Person, database_kind: str) -> None:
    client = owner.client
    unknown = await client.get("/console/api/nothing/here")
    assert (unknown.status_code, unknown.json()["code"], unknown.json()["status"]) == (404, "not_found", 404)
    broken = await client.post("/console/api/apps", content=b"{", headers={"Content-Type": "application/json"})
    assert (broken.status_code, broken.json()["code"]) == (400, "bad_request")
    wrong = await client.post("/console/api/apps", json={"name": "A", "mode": "x"})
    assert (wrong.json()["code"], wrong.json()["params"]) == ("invalid_param", "mode")
    id_ = await client.get("/console/api/apps/not-a-uuid")
    assert (id_.status_code, id_.json()["params"]) == (400, "app_id")


async def test_an_unexpected_error_is_logged_and_told_with_one_text(
    make_server: MakeServer, caplog: pytest.LogCaptureFixture, database_kind: str
) -> None:
    server = await make_server(deploy_env="TESTING")

    async def fail() -> None:
        raise ValueError("a secret detail")

    server.app.add_api_route("/fail", fail)
    server.app.router.routes.insert(0, server.app.router.routes.pop())
    answer = await server.client.get("/fail")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_server_error")
    assert "secret detail" not in answer.text
    assert answer.headers["x-env"] == "TESTING"
    assert any(record.message == "request.failed" for record in caplog.records)


async def test_pages_of_other_origins_may_call_the_public_apis_only(server: Server, database_kind: str) -> None:
    headers = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    allowed = await server.client.options("/v1/chat-messages", headers=headers)
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (204, "*")
    assert "Authorization" in allowed.headers["access-control-allow-headers"]
    plain = await server.client.get("/v1/parameters", headers=headers)
    assert plain.headers["access-control-expose-headers"] == "X-Version, X-Env, X-Trace-Id"
    console = await server.client.options("/console/api/login", headers=headers)
    assert "access-control-allow-origin" not in console.headers


async def test_bodies_over_the_limit_are_refused_early(owner: Person, database_kind: str) -> None:
    async def endless():
        for _ in range(40):
            yield b"x" * 1024 * 1024

    for body in (b"x" * (17 * 1024 * 1024), endless()):
        answer = await owner.client.post(
            "/console/api/apps", content=body, headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "request_entity_too_large")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A built web side."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "console.html").write_text("<script>let a</script><p>console")
    (tmp_path / "site.html").write_text("<p>site")
    (tmp_path / "embed.min.js").write_text("//embed")
    (tmp_path / "assets" / "app-a1b2c3d4.js").write_text("//app")
    (tmp_path / "assets" / "app-a1b2c3d4.js.gz").write_bytes(gzip.compress(b"//app"))
    (tmp_path.parent / "secret.txt").write_text("secret")
    return tmp_path


async def test_the_web_side(built: Path, database_kind: str) -> None:
    app = FastAPI()
    app.mount("/", WebFiles(built))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        for path in ("/", "/apps", "/app/1/orchestrate", "/workflows-are-not-pages"):
            page = await client.get(path)
            assert page.text.endswith("<p>console")
            policy = page.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy
            assert "script-src 'self' 'sha256-" in policy
            assert "unsafe-eval" not in policy
            assert page.headers["cache-control"] == "no-cache"
        for path in ("/chat/abc", "/chatbot/abc", "/completion/abc", "/workflow/abc", "/form/abc"):
            page = await client.get(path)
            assert page.text == "<p>site"
            assert "frame-ancestors *" in page.headers["content-security-policy"]
        asset = await client.get("/assets/app-a1b2c3d4.js", headers={"Accept-Encoding": "gzip"})
        assert (asset.text, asset.headers["content-encoding"]) == ("//app", "gzip")
        assert "immutable" in asset.headers["cache-control"]
        plain = await client.get("/assets/app-a1b2c3d4.js", headers={"Accept-Encoding": "identity"})
        assert (plain.text, plain.headers["content-type"]) == ("//app", "text/javascript; charset=utf-8")
        assert (await client.get("/embed.min.js")).headers["cache-control"] == "no-cache"
        for path in ("/assets/gone.js", "/../secret.txt", "/%2e%2e/secret.txt"):
            assert "secret" not in (await client.get(path)).text
        assert (await client.get("/assets/gone-a1b2c3d4.js")).status_code == 404
        assert (await client.post("/apps")).status_code == 405
