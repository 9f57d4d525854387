"""The examples of the API guides run as they stand there, against a server with a scripted model behind it.

A block whose fence says `run` is executed. The first one of a language in a page prepares the others and is put before
each of them; the addresses and keys come from the environment, as the guide says.
"""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tenon.adapters.scripted_model.script import Script
from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import Json, answer, chain, end, node, start, text_input
from tests.fixtures.process import ServerProcess

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = ("en/api.md", "zh/api.md")
COMMANDS = {"bash": ("bash", ".sh"), "python": (sys.executable, ".py"), "javascript": ("node", ".mjs")}
BLOCK = re.compile(r"^```(bash|python|javascript) run\n(.*?)^```$", re.M | re.S)
MODEL: Json = {"provider": "openai", "name": "gpt-4o-mini", "mode": "chat", "completion_params": {}}
SCRIPT = """
rules:
  - when: {tools: [current_time], tool_result: false}
    answer: "I look at the clock. "
    tool_calls: [{name: current_time, arguments: {timezone: Asia/Tokyo}}]
  - when: {tool_result: true}
    answer: It is late in Tokyo.
  - when: {last: "story|故事"}
    answer: Once upon a time a long story began and it went on and on and on until somebody stopped it at last.
    delay: {token_ms: 100}
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A runnable block: its text with what prepares it, and the line where it begins."""

    page: str
    line: int
    language: str
    text: str


def blocks(page: str) -> list[Block]:
    """The runnable blocks of a page, in order."""
    text = (DOCS / page).read_text()
    prepared: dict[str, str] = {}
    found: list[Block] = []
    for match in BLOCK.finditer(text):
        language, body = match[1], match[2]
        before = prepared.setdefault(language, body)
        whole = body if before is body else f"{before}\n{body}"
        found.append(Block(page, text.count("\n", 0, match.start()) + 1, language, whole))
    return found


async def _basic(process: ServerProcess, mode: str, config: Json) -> str:
    path = f"/apps/{(await process.call('POST', '/apps', {'name': 'Guide', 'mode': mode}))['id']}"
    draft = await process.call("GET", f"{path}/model-config")
    body = {"config": {**draft["config"], "model": MODEL, **config}, "hash": draft["hash"]}
    await process.call("PUT", f"{path}/model-config", body)
    await process.call("POST", f"{path}/model-config/publish", {})
    return str((await process.call("POST", f"{path}/api-keys", {}))["token"])


async def _chatflow(process: ServerProcess) -> str:
    """A chatflow with a conversation variable."""
    app = await process.call("POST", "/apps", {"name": "Guide", "mode": "advanced-chat"})
    path = f"/apps/{app['id']}/workflows"
    draft = await process.call("GET", f"{path}/draft")
    llm = node("llm", "llm", model=MODEL, prompt_template=[{"role": "user", "text": "{{#sys.query#}}"}])
    language = {"id": "0b4a3a39-7c41-4f3e-9d55-3c9d4b1f0a01", "name": "language", "value_type": "string", "value": "en"}
    body = {
        "graph": chain(start(), llm, answer("{{#llm.text#}}")),
        "features": {},
        "environment_variables": [],
        "conversation_variables": [{**language, "description": ""}],
        "hash": draft["hash"],
    }
    await process.call("POST", f"{path}/draft", body)
    await process.call("POST", f"{path}/publish", {})
    return str((await process.call("POST", f"/apps/{app['id']}/api-keys", {}))["token"])


def _workflow() -> Json:
    model = node("llm", "llm", model=MODEL, prompt_template=[{"role": "user", "text": "{{#start.text#}}"}])
    files = {"variable": "document", "label": "Document", "type": "file", "required": False}
    kinds: Json = {"allowed_file_types": ["document"], "allowed_file_upload_methods": ["local_file", "remote_url"]}
    form = start(text_input("text", required=True, max_length=400), {**files, **kinds, "allowed_file_extensions": []})
    return chain(form, model, end(text=["llm", "text"]))


CHAT: Json = {
    "opening_statement": "Hello.",
    "suggested_questions_after_answer": {"enabled": True},
    "speech_to_text": {"enabled": True},
    "text_to_speech": {"enabled": True, "voice": "nova", "language": "en-US"},
    "file_upload": {
        "enabled": True,
        "allowed_file_types": ["image", "document"],
        "allowed_file_extensions": [],
        "allowed_file_upload_methods": ["local_file", "remote_url"],
        "number_limits": 3,
    },
}
TOOL: Json = {"provider_id": "time", "provider_type": "builtin", "provider_name": "time", "tool_name": "current_time"}
AGENT: Json = {
    "agent_mode": {
        "enabled": True,
        "strategy": "function_call",
        "max_iteration": 5,
        "tools": [{**TOOL, "tool_label": "Current time", "tool_parameters": {}, "enabled": True}],
    }
}


@pytest.fixture
async def environment(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """Addresses and keys of an app of each type on a server of its own, as the guide wants them."""
    server = ServerProcess(f"sqlite:///{tmp_path}/tenon.db", tmp_path / "data")
    await server.start()
    try:
        async with ScriptedModel(Script()) as model:
            model.play(SCRIPT)
            await server.set_up()
            credentials = {"openai_api_key": "sk-test", "openai_api_base": model.url}
            path = "/workspaces/current/model-providers/openai/credentials"
            await server.call("POST", path, {"credentials": credentials})
            yield os.environ | {
                "TENON_URL": f"{server.base}/v1",
                "CHAT_KEY": await _basic(server, "chat", CHAT),
                "TEXT_KEY": await _basic(server, "completion", {}),
                "AGENT_KEY": await _basic(server, "agent-chat", AGENT),
                "CHATFLOW_KEY": await _chatflow(server),
                "WORKFLOW_KEY": await server.publish("workflow", _workflow()),
            }
    finally:
        await server.stop()


async def _run(block: Block, folder: Path, environment: dict[str, str]) -> str | None:
    """What went wrong with a block; None when it printed something and ended well."""
    command, suffix = COMMANDS[block.language]
    file = folder / f"example-{block.line}{suffix}"
    file.write_text(block.text)
    options = ("-euo", "pipefail") if block.language == "bash" else ()
    process = await asyncio.create_subprocess_exec(
        command,
        *options,
        str(file),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    if process.returncode == 0 and out.strip():
        return None
    where = f"docs/{block.page}:{block.line} ({block.language}, exit code {process.returncode})"
    return f"{where}\n{out.decode()[-1500:]}\n{err.decode()[-1500:]}"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", list(COMMANDS))
async def test_examples_run(page: str, language: str, environment: dict[str, str], tmp_path: Path) -> None:
    if shutil.which(COMMANDS[language][0]) is None:
        pytest.skip(f"{COMMANDS[language][0]} is not installed")
    found = [block for block in blocks(page) if block.language == language]
    assert len(found) > 3, "the page has examples in this language"
    folder = tmp_path / "examples"
    folder.mkdir()
    wrong = [problem for block in found if (problem := await _run(block, folder, environment)) is not None]
    assert not wrong, "\n\n".join(wrong)


def test_both_pages_have_the_same_examples() -> None:
    kinds: list[Any] = [[block.language for block in blocks(page)] for page in PAGES]
    assert kinds[0] == kinds[1]
