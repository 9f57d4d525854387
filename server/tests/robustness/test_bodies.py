"""Bodies that are no good, on every route that takes one: refused in the one shape, on both databases."""

import re
from typing import Any

import httpx

from tests.fixtures.apps import MadeApp
from tests.fixtures.server import Person, Server

JSON = {"Content-Type": "application/json"}
NO_JSON = {
    "empty": b"",
    "words": b"hello",
    "a list": b"[]",
    "null": b"null",
    "half": b'{"user": "a", ',
    "too deep": b'{"inputs":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b',"user":"a"}',
    "not UTF-8": b'{"user": "\xff"}',
    "half a character": b'{"user": "\\ud800", "inputs": {}}',
    "no number": b'{"user": "a", "inputs": {"text": NaN}}',
    "a form": b"inputs=a&user=b",
}
NUL = b'{"name": "\\u0000", "title": "\\u0000", "email": "\\u0000", "description": "\\u0000", "query": "\\u0000"}'


def told(answer: httpx.Response) -> bool:
    """Whether the server knows what is wrong, rather than failing; what is not built says so."""
    return answer.status_code < 500 or (answer.status_code, answer.json()["code"]) == (501, "not_implemented")


async def test_no_json_is_refused_by_the_service_api(echo: MadeApp, greeter: MadeApp) -> None:
    for app, path in ((echo, "/v1/workflows/run"), (greeter, "/v1/chat-messages")):
        for name, body in NO_JSON.items():
            refused = await app.client.post(path, content=body, headers=JSON)
            assert (refused.status_code, refused.json()["code"]) == (400, "bad_request"), (path, name)


async def test_the_content_type_of_json_does_not_matter(echo: MadeApp) -> None:
    body = b'{"inputs": {"text": "ab"}, "user": "a"}'
    for kind in ("text/plain", "application/octet-stream"):
        answer = await echo.client.post("/v1/workflows/run", content=body, headers={"Content-Type": kind})
        assert answer.json()["data"]["outputs"] == {"out": "ab"}


async def test_wrong_fields_are_named(echo: MadeApp, greeter: MadeApp) -> None:
    good: dict[str, Any] = {"inputs": {"text": "a"}, "user": "ada"}
    bad: tuple[dict[str, Any], ...] = (
        {"inputs": []},
        {"inputs": None},
        {"inputs": {}},
        {"inputs": {"text": {"a": 1}}},
        {"inputs": {"text": 5}},
        {"inputs": {"text": "y" * 49}},
        {"user": None},
        {"user": ""},
        {"response_mode": "later"},
        {"response_mode": ["blocking"]},
        {"files": "x"},
        {"files": ["x"]},
    )
    for wrong in bad:
        refused = await echo.client.post("/v1/workflows/run", json=good | wrong)
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_param"), wrong
    bad = ({"query": None}, {"query": 5}, {"query": ""}, {"conversation_id": "zzz"}, {"conversation_id": [1]})
    for wrong in bad:
        refused = await greeter.client.post("/v1/chat-messages", json={**good, "query": "q"} | wrong)
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_param"), wrong


async def test_nul_and_long_texts_are_kept_on_both_databases(server: Server, echo: MadeApp, greeter: MadeApp) -> None:
    run = await echo.run({"text": "a\0b"}, user="ad\0a")
    assert run.json()["data"]["status"] == "succeeded"
    said = await greeter.chat("a\0b", user="ad\0a")
    assert said.json()["answer"] == "You said: ab"
    assert (await echo.run({"text": "a"}, user="u" * 3000)).status_code == 200
    long = await greeter.chat("q" * 1_000_000, user="u" * 3000)
    assert len(long.json()["answer"]) > 1_000_000
    listed = await greeter.client.get("/v1/conversations", params={"user": "u" * 3000})
    assert len(listed.json()["data"]) == 1
    huge = await echo.run({"text": "a", "n": 10**40})
    assert huge.json()["data"]["status"] == "succeeded"


async def test_every_route_refuses_odd_ids_and_bodies(server: Server, owner: Person, echo: MadeApp) -> None:
    bodies = [NO_JSON[name] for name in ("words", "a list", "null", "half a character")] + [NUL]
    for path, methods in server.app.openapi()["paths"].items():
        client = echo.client if path.startswith("/v1") else owner.client
        for method in methods:
            if path.endswith(("/setup", "/logout")):
                continue
            for odd in ("zzz", "%00", "..%2f..") if "{" in path else ():
                url = re.sub(r"\{[^}]+\}", odd, path)
                answer = await client.request(method, url, json=None if method == "get" else {"user": "a", "value": 1})
                assert told(answer), (method, path, odd[:9], answer.text)
                assert answer.status_code >= 400 or path.endswith("/stop"), (method, path, odd[:9])
            for body in bodies if method in ("post", "put", "patch") else ():
                url = re.sub(r"\{[^}]+\}", str(echo.id), path)
                answer = await client.request(method, url, content=body, headers=JSON)
                assert told(answer), (method, path, body[:20], answer.text)
