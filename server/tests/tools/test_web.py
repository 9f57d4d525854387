"""Tools that reach out, against scripted servers."""

import json

import pytest

from tenon.engine.errors import ToolFailed
from tests.tools.conftest import Bench

KEY = {"tavily": {"tavily_api_key": "k"}, "serper": {"serperapi_api_key": "k"}}


class TestReader:
    async def test_a_page(self, bench: Bench) -> None:
        page = (
            "<html><head><title>Über</title><script>x()</script></head><body><h2>Ä</h2><p>Text <b>here</b></p></body>"
        )
        bench.site.raw("/page", page.encode("latin-1"), "text/html; charset=latin-1")
        bench.site.raw("/old", b"", "text/plain", 302, Location="/page")
        text = await bench.text("webscraper", "webscraper", url=f"{bench.site.address}/old", user_agent="Mine/1")
        assert text == "# Über\n\n## Ä\n\nText here"
        assert bench.site.asked[0][0].headers["User-Agent"] == "Mine/1"
        assert (await bench.text("webscraper", "webscraper", url=f"{bench.site.address}/page", max_length=6)) == (
            "# Über\n\n[… 17 more characters]"
        )

    async def test_other_kinds(self, bench: Bench) -> None:
        bench.site.json("/data", {"a": 1})
        bench.site.raw("/table.csv", b"a,b\n1,2\n", "text/csv")
        assert '"a": 1' in await bench.text("webscraper", "webscraper", url=f"{bench.site.address}/data")
        assert "| a | b |" in await bench.text("webscraper", "webscraper", url=f"{bench.site.address}/table.csv")

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("/none", "404"),
            ("/empty", "no text"),
            ("/picture", "picture"),
            ("/large", "10485760 bytes"),
            ("/loop", "redirect"),
        ],
    )
    async def test_what_cannot_be_read(self, bench: Bench, path: str, said: str) -> None:
        bench.site.raw("/empty", b"<html><body></body></html>", "text/html")
        bench.site.raw("/picture", b"\x89PNG", "image/png")
        bench.site.raw("/large", b"x" * (11 << 20), "text/plain")
        bench.site.raw("/loop", b"", "text/plain", 302, Location="/loop")
        with pytest.raises(ToolFailed, match=said):
            await bench.call("webscraper", "webscraper", url=bench.site.address + path)

    @pytest.mark.parametrize(
        "url", ["http://10.0.0.1/", "http://169.254.169.254/latest", "file:///etc/passwd", "http://[::1]/"]
    )
    async def test_inner_addresses_are_refused(self, bench: Bench, url: str) -> None:
        bench.http._site.address = url.rstrip("/")  # pyright: ignore[reportPrivateUsage]  # no detour for these
        with pytest.raises(ToolFailed, match=r"not a public address|Only addresses|valid"):
            await bench.call("webscraper", "webscraper", url=url)


class TestHttpCall:
    async def test_text(self, bench: Bench) -> None:
        bench.site.json("/echo", {"ok": True}, 201)
        found = await bench.json(
            "http_call", "http_call", url=f"{bench.site.address}/echo", method="POST", body='{"a": 1}',
            headers="X-One: 1\nX-Two: 2", params='{"q": "x y"}',
        )  # fmt: skip
        assert (found["status_code"], found["body"]) == (201, '{"ok": true}')
        request, body = bench.site.asked[0]
        assert (request.method, request.query["q"], body) == ("POST", "x y", b'{"a": 1}')
        assert (request.headers["X-Two"], request.headers["Content-Type"]) == ("2", "application/json")

    async def test_a_file_and_an_error_status(self, bench: Bench) -> None:
        bench.site.raw("/cat.png", b"\x89PNG\x00", "image/png")
        bench.site.raw("/broken", b"<html>oops</html>", "text/html", 500)
        messages = await bench.call("http_call", "http_call", url=f"{bench.site.address}/cat.png")
        assert messages[1].value == {"data": b"\x89PNG\x00", "filename": "cat.png", "mime_type": "image/png"}
        assert (await bench.json("http_call", "http_call", url=f"{bench.site.address}/broken"))["status_code"] == 500

    async def test_bad_headers(self, bench: Bench) -> None:
        for headers in ("nonsense", "{broken"):
            with pytest.raises(ToolFailed, match="headers"):
                await bench.call("http_call", "http_call", url=bench.site.address, headers=headers)


class TestSearch:
    async def test_wikipedia(self, bench: Bench) -> None:
        found = {"query": {"search": [{"title": "Big Ben"}], "pages": {"1": {"extract": "A bell."}}}}
        bench.site.json("/w/api.php", found)
        assert await bench.text("wikipedia", "wikipedia_search", query="ben", language="English") == (
            "[Big Ben](https://en.wikipedia.org/wiki/Big_Ben)\nA bell."
        )
        assert bench.http.hosts == ["en.wikipedia.org", "en.wikipedia.org"]
        with pytest.raises(ToolFailed, match="no Wikipedia"):
            await bench.call("wikipedia", "wikipedia_search", query="x", language="evil.example/")

    async def test_searxng(self, bench: Bench) -> None:
        bench.site.json("/search", {"results": [{"title": "T", "url": "https://x", "content": "C"}, {"title": None}]})
        server = {"searxng_base_url": f"{bench.site.address}/"}
        found = await bench.call("searxng", "searxng_search", server, query="q", num_results=1, time_range="day")
        assert found[0].value == "[T](https://x)\nC"
        assert found[1].value == {"results": [{"title": "T", "url": "https://x", "content": "C"}]}
        query = bench.site.asked[0][0].query
        assert (query["format"], query["categories"], query["time_range"]) == ("json", "general", "day")

    async def test_keys_go_where_they_belong(self, bench: Bench) -> None:
        hit = {"title": "T", "url": "https://x", "link": "https://x", "content": "C", "snippet": "C"}
        bench.site.json("/search", {"results": [hit], "organic": [hit], "answer": "42", "answerBox": {"answer": "42"}})
        for provider, tool, header in (("tavily", "tavily_search", "Authorization"), ("serper", "serper", "X-API-KEY")):
            found = await bench.call(provider, tool, KEY[provider], query="q")
            assert found[0].value == "42\n\n[T](https://x)\nC"
            request, body = bench.site.asked[-1]
            assert request.headers[header].endswith("k")
            assert "q" in json.loads(body).values()

    @pytest.mark.parametrize(
        ("status", "said"), [(401, "refused the key"), (500, "status 500: nope"), (200, "no JSON")]
    )
    async def test_errors_of_the_service(self, bench: Bench, status: int, said: str) -> None:
        bench.site.raw("/search", b"nope", "text/plain", status)
        with pytest.raises(ToolFailed, match=said):
            await bench.call("tavily", "tavily_search", KEY["tavily"], query="q")

    async def test_google(self, bench: Bench) -> None:
        hit = {"title": "T", "link": "https://x", "snippet": "C"}
        bench.site.json("/search", {"organic_results": [hit, "odd"], "answer_box": {"answer": "42"}})
        key = {"serpapi_api_key": "k"}
        assert (await bench.call("google", "google_search", key, query="q"))[0].value == "42\n\n[T](https://x)\nC"
        links = await bench.call("google", "google_search", key, query="q", result_type="link")
        assert links[0].value == "[T](https://x)"
        assert (bench.http.hosts[0], bench.site.asked[0][0].query["api_key"]) == ("serpapi.com", "k")

    async def test_jina_with_and_without_a_key(self, bench: Bench) -> None:
        bench.site.raw("/https://example.com/a", b"# Page", "text/plain")
        page = {"url": "https://example.com/a", "no_cache": True}
        for credentials in ({}, {"api_key": "k"}):
            assert (await bench.call("jina", "jina_reader", credentials, **page))[0].value == "# Page"
        assert [request.headers.get("Authorization") for request, _ in bench.site.asked] == [None, "Bearer k"]
        assert bench.site.asked[0][0].headers["X-No-Cache"] == "true"

    async def test_no_credential(self, bench: Bench) -> None:
        with pytest.raises(ToolFailed, match="needs a credential"):
            await bench.call("tavily", "tavily_search", query="q")
