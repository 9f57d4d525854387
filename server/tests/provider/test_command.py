"""`tenon provider` on a data directory of its own, against a scripted vendor in another thread."""

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tenon.adapters.scripted_model.script import Script
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.cli.main import command
from tests.provider.conftest import KEY


@pytest.fixture
def address() -> Iterator[str]:
    """A vendor that takes one key only."""
    ready, loop, urls = threading.Event(), asyncio.new_event_loop(), list[str]()

    async def serve() -> None:
        async with ScriptedModel(Script(api_key=KEY)) as server:
            urls.append(server.url)
            ready.set()
            await stop.wait()

    stop = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(10)
    yield urls[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


def test_add_list_test(address: str, tmp_path: Path) -> None:
    def tenon(*arguments: str) -> Result:
        return CliRunner().invoke(command, [*arguments, "--data-dir", str(tmp_path)])

    created = tenon("admin", "create", "--email", "a@example.com", "--password", "passw0rd of tests", "--name", "A")
    assert created.exit_code == 0, created.output
    values = json.dumps({"openai_api_key": KEY, "openai_api_base": address})
    added = tenon("provider", "add", "openai", "--credentials", values, "--json")
    assert added.exit_code == 0, added.output
    assert json.loads(added.stdout)["masked"]["openai_api_key"] == "sk-****6789"
    custom = ("--model", "vec", "--type", "text-embedding", "-c", f"endpoint_url={address}", "-c", f"api_key={KEY}")
    assert tenon("provider", "add", "vllm", *custom).exit_code == 0
    refused = tenon("provider", "add", "openai", "-c", "openai_api_key=bad", "-c", f"openai_api_base={address}")
    assert refused.exit_code == 1
    assert "Incorrect API key" in refused.output
    found = {p["provider"]: p for p in json.loads(tenon("provider", "list", "--models", "--json").stdout)}
    assert found["openai"]["status"] == "active"
    assert "gpt-4o" in [model["model"] for model in found["openai"]["models"]]
    assert found["vllm"]["custom_models"][0]["model"] == "vec"
    forms = tenon("provider", "list", "--forms").stdout
    assert "dashscope_api_key" in forms
    for arguments in (("openai",), ("openai", "gpt-4o"), ("vllm",), ("vllm", "vec", "--type", "text-embedding")):
        tried = tenon("provider", "test", *arguments)
        assert tried.exit_code == 0, tried.output
    missing = tenon("provider", "test", "deepseek", "--json")
    assert missing.exit_code == 1
    assert "not set up" in json.loads(missing.stdout)["error"]
    wrong = tenon("provider", "add", "openai", "--credentials", "[1")
    assert wrong.exit_code == 2
    everything = "".join(r.output for r in (added, refused, missing, tried, wrong)) + forms
    assert KEY not in everything
