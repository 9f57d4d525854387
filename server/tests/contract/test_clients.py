"""The published client libraries, unmodified, against a real server."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from dify_client import ChatClient, CompletionClient, DifyClient

from tenon.adapters.scripted_model.script import Script
from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import answer, chain, end, start, text_input
from tests.fixtures.process import ServerProcess

NODE_CLIENT = "dify-client@2.3.2"


@dataclass(frozen=True)
class Keys:
    """A key for an app of each kind of route."""

    workflow: str
    chatflow: str
    chat: str
    completion: str


async def _apps(process: ServerProcess, model: ScriptedModel) -> Keys:
    credentials = {"openai_api_key": "sk-test", "openai_api_base": model.url}
    await process.call("POST", "/workspaces/current/model-providers/openai/credentials", {"credentials": credentials})
    workflow = chain(start(text_input("text", required=True)), end(out=["start", "text"]))
    chatflow = chain(start(), answer("You said: {{#sys.query#}}"))
    return Keys(
        await process.publish("workflow", workflow),
        await process.publish("advanced-chat", chatflow),
        await _basic(process, "chat", {"pre_prompt": "", "user_input_form": []}),
        await _basic(process, "completion", {}),
    )


async def _basic(process: ServerProcess, mode: str, more: dict[str, Any]) -> str:
    """Make and publish a basic app through the console; its key."""
    path = f"/apps/{(await process.call('POST', '/apps', {'name': 'App', 'mode': mode}))['id']}"
    draft = await process.call("GET", f"{path}/model-config")
    model: dict[str, Any] = {"provider": "openai", "name": "gpt-4o-mini", "mode": "chat", "completion_params": {}}
    config = {**draft["config"], **more, "model": model}
    await process.call("PUT", f"{path}/model-config", {"config": config, "hash": draft["hash"]})
    await process.call("POST", f"{path}/model-config/publish", {})
    return str((await process.call("POST", f"{path}/api-keys", {}))["token"])


@pytest.fixture
async def keys(process: ServerProcess) -> AsyncIterator[Keys]:
    """Apps on a server with the scripted model behind it."""
    async with ScriptedModel(Script()) as model:
        yield await _apps(process, model)


async def test_python_client(process: ServerProcess, keys: Keys) -> None:
    await asyncio.to_thread(_python, process.base, keys)


def _python(base: str, keys: Keys) -> None:
    runs: Any = DifyClient(keys.workflow)
    runs.base_url = f"{base}/v1"
    body = {"inputs": {"text": "x"}, "user": "u", "response_mode": "blocking", "files": None}
    assert runs._send_request("POST", "/workflows/run", body).json()["data"]["outputs"] == {"out": "x"}
    texts: Any = CompletionClient(keys.completion)
    texts.base_url = f"{base}/v1"
    made = texts.create_completion_message({"query": "rain"}, "blocking", "u").json()
    assert (made["mode"], made["answer"]) == ("completion", "rain")
    lines = texts.create_completion_message({"query": "sun"}, "streaming", "u").iter_lines()
    events = [json.loads(line[6:]) for line in lines if line.startswith(b"data: ")]
    assert "".join(e["answer"] for e in events if e["event"] == "message") == "sun"
    assert events[-1]["event"] == "message_end"
    for key, said, last in ((keys.chatflow, "You said: ", "workflow_finished"), (keys.chat, "", "message_end")):
        _python_chat(base, key, said, last)


def _python_chat(base: str, key: str, said: str, last: str) -> None:
    client: Any = ChatClient(key)
    client.base_url = f"{base}/v1"
    assert "user_input_form" in client.get_application_parameters("u").json()
    blocking = client.create_chat_message({}, "one", "u").json()
    assert blocking["answer"] == f"{said}one"
    stream = client.create_chat_message({}, "two", "u", "streaming", blocking["conversation_id"])
    events = [json.loads(line[6:]) for line in stream.iter_lines() if line.startswith(b"data: ")]
    assert "".join(e["answer"] for e in events if e["event"] == "message") == f"{said}two"
    assert events[-1]["event"] == last
    listed = client.get_conversations("u", pinned=True).json()
    assert [c["id"] for c in listed["data"]] == [blocking["conversation_id"]]
    messages = client.get_conversation_messages("u", blocking["conversation_id"]).json()["data"]
    assert [m["query"] for m in messages] == ["one", "two"]
    assert client.message_feedback(blocking["id"], "like", "u").json() == {"result": "success"}
    assert client.rename_conversation(blocking["conversation_id"], "N", "u").json()["name"] == "N"
    made = client.file_upload("u", {"file": ("a.txt", b"hello", "text/plain")})
    assert made.status_code == 201


_NODE_PROGRAM = """
import { ChatClient, CompletionClient } from "dify-client";
const [base, workflow, chat, completion] = process.argv.slice(2);
const out = {};
const runs = new CompletionClient(workflow, base);
out.run = (await runs.runWorkflow({ text: "x" }, "u")).data;
const texts = new CompletionClient(completion, base);
out.text = (await texts.createCompletionMessage({ query: "rain" }, "u")).data;
const file = new FormData();
file.append("user", "u");
file.append("file", new Blob(["hello"], { type: "text/plain" }), "a.txt");
out.file = (await texts.fileUpload(file)).data;
texts.updateApiKey(completion);
const pieces = (await texts.createCompletionMessage({ query: "sun" }, "u", true)).data;
out.textStream = "";
for await (const piece of pieces) out.textStream += piece.toString();
const client = new ChatClient(chat, base);
out.first = (await client.createChatMessage({}, "one", "u")).data;
const conversation = out.first.conversation_id;
const stream = (await client.createChatMessage({}, "two", "u", true, conversation)).data;
let text = "";
for await (const piece of stream) text += piece.toString();
out.stream = text;
out.conversations = (await client.getConversations("u")).data;
out.messages = (await client.getConversationMessages("u", conversation)).data;
out.parameters = (await client.getApplicationParameters("u")).data;
out.feedback = (await client.messageFeedback(out.first.id, "like", "u")).data;
out.renamed = (await client.renameConversation(conversation, "N", "u")).data;
out.deleted = (await client.deleteConversation(conversation, "u")).status;
console.log(JSON.stringify(out));
"""


@pytest.fixture(scope="session")
def node_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the Node client installed."""
    if shutil.which("npm") is None and not os.environ.get("CI"):
        pytest.skip("npm is not installed")
    return tmp_path_factory.mktemp("node-client")


async def _command(*arguments: str, folder: Path) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *arguments, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, err.decode()
    return out


@pytest.mark.parametrize("kind", ["chatflow", "chat"])
async def test_node_client(process: ServerProcess, node_client: Path, keys: Keys, kind: str) -> None:
    if not (node_client / "node_modules").exists():
        (node_client / "package.json").write_text('{"type": "module", "private": true}')
        await _command("npm", "install", "--silent", "--no-audit", "--no-fund", NODE_CLIENT, folder=node_client)
    (node_client / "main.mjs").write_text(_NODE_PROGRAM)
    arguments = (f"{process.base}/v1", keys.workflow, getattr(keys, kind), keys.completion)
    printed = await _command("node", "main.mjs", *arguments, folder=node_client)
    out = json.loads(printed)
    assert out["run"]["data"]["outputs"] == {"out": "x"}
    assert (out["text"]["answer"], out["file"]["name"]) == ("rain", "a.txt")
    assert '"event":"message_end"' in out["textStream"]
    assert out["first"]["answer"] == ("You said: one" if kind == "chatflow" else "one")
    events = [json.loads(line[6:]) for line in out["stream"].splitlines() if line.startswith("data: ")]
    assert events[-1]["event"] == ("workflow_finished" if kind == "chatflow" else "message_end")
    assert [m["query"] for m in out["messages"]["data"]] == ["one", "two"]
    assert len(out["conversations"]["data"]) == 1
    assert out["parameters"]["system_parameters"]["file_size_limit"] == 15
    assert out["feedback"] == {"result": "success"}
    assert out["renamed"]["name"] == "N"
    assert out["deleted"] == 204


async def test_a_bridge(process: ServerProcess, keys: Keys) -> None:
    """What bridges to chat systems do: inputs nobody declared, one conversation for each peer, told by its id alone."""
    for key in (keys.chatflow, keys.chat):
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=f"{process.base}/v1", headers=headers, timeout=30) as bridge:
            known: dict[str, str] = {}
            for peer, text in (("ada", "one"), ("bob", "two"), ("ada", "three"), ("bob", "four"), ("ada", "five")):
                body: dict[str, Any] = {
                    "inputs": {"sender_name": peer, "channel": "chat", "nothing": None, "list": [1]},
                    "query": text,
                    "response_mode": "blocking",
                    "conversation_id": known.get(peer, ""),
                    "user": peer,
                }
                answered = await bridge.post("/chat-messages", json=body)
                assert answered.status_code == 200, answered.text
                assert answered.json()["answer"].endswith(text)
                known[peer] = answered.json()["conversation_id"]
            for peer, texts in (("ada", ["one", "three", "five"]), ("bob", ["two", "four"])):
                query = {"user": peer, "conversation_id": known[peer]}
                listed = (await bridge.get("/messages", params=query)).json()["data"]
                assert [message["query"] for message in listed] == texts
