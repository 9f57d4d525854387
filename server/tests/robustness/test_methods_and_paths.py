"""Odd methods, paths and page numbers: an answer in the one error shape, never an error of ours."""

import pytest

from tests.fixtures.apps import MadeApp
from tests.fixtures.server import Person, Server


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_wrong_method_is_405_and_names_the_right_ones(
    server: Server, owner: Person, echo: MadeApp, database_kind: str
) -> None:
    wrong = [
        ("GET", "/v1/workflows/run", "OPTIONS, POST"),
        ("PUT", "/v1/chat-messages", "OPTIONS, POST"),
        ("POST", "/v1/info", "GET, HEAD, OPTIONS"),
        ("GET", "/console/api/login", "OPTIONS, POST"),
        ("DELETE", "/console/api/apps", "GET, HEAD, OPTIONS, POST"),
        ("POST", "/health", "GET, HEAD, OPTIONS"),
        ("TRACE", "/v1/info", "GET, HEAD, OPTIONS"),
    ]
    for method, path, allowed in wrong:
        answer = await echo.client.request(method, path)
        body = answer.json()
        assert (answer.status_code, body["code"], body["status"]) == (405, "method_not_allowed", 405), (method, path)
        assert answer.headers["allow"] == allowed, (method, path)
    options = await server.client.options("/v1/info")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("GET", "POST", "OPTIONS", "HEAD"):
        answer = await owner.client.request(method, "/console/api/nothing")
        assert answer.status_code == 404, method


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_head_is_get_without_the_body(server: Server, echo: MadeApp, database_kind: str) -> None:
    whole, head = await echo.client.get("/v1/info"), await echo.client.head("/v1/info")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert (await server.client.head("/v1/info")).status_code == 401


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_odd_paths_have_no_page_and_no_error_of_ours(server: Server, database_kind: str) -> None:
    for path in ("/v1", "/api", "/console/api", "/v1/" + "a" * 60_000, "/console/api//apps"):
        answer = await server.client.get(path)
        assert answer.status_code == 404, path
    for path in ("/%00", "/assets/%00", "/assets/" + "a" * 5000, "/" + "a" * 5000, "/..%2f..%2fetc/passwd"):
        answer = await server.client.get(path)
        assert answer.status_code in (200, 404), path
        assert "root:" not in answer.text


async def test_page_numbers_out_of_range_are_refused(server: Server, echo: MadeApp, greeter: MadeApp) -> None:
    run_id = (await echo.run({"text": "a"})).json()["workflow_run_id"]
    huge = "9" * 40
    refused = [
        (echo, "/v1/workflows/logs", ("page=0", "page=-1", f"page={huge}", "page=x", "limit=0", "limit=101", "limit=")),
        (echo, "/v1/workflows/logs", ("status=odd", "created_at__before=odd", "created_by_account=%00")),
        (greeter, "/v1/conversations", ("user=a&limit=0", f"user=a&limit={huge}", "user=a&sort_by=odd")),
        (greeter, "/v1/app/feedbacks", ("page=0", f"page={huge}", "page=9223372036854775807", "limit=102")),
        (echo, f"/v1/workflow/{run_id}/events", ("user=ada&after=-1", f"user=ada&after={huge}", "user=ada&after=x")),
    ]
    for app, path, queries in refused:
        for query in queries:
            answer = await app.client.get(f"{path}?{query}")
            assert (answer.status_code, answer.json()["code"]) == (400, "invalid_param"), (path, query)
    for header in ("odd", "9" * 40, "-1"):
        answer = await echo.client.get(
            f"/v1/workflow/{run_id}/events", params={"user": "ada"}, headers={"Last-Event-ID": header}
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_param"), header
    beyond = await echo.client.get(f"/v1/workflow/{run_id}/events", params={"user": "ada", "after": 2**31 - 1})
    assert (beyond.status_code, beyond.text) == (200, "")
