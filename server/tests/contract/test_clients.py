"""The published client libraries, unmodified, against a real server."""

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from dify_client import ChatClient, DifyClient

from tests.fixtures.apps import answer, chain, end, start, text_input
from tests.fixtures.process import ServerProcess

NODE_CLIENT = "dify-client@2.3.2"


async def _apps(process: ServerProcess) -> tuple[str, str]:
    workflow = chain(start(text_input("text", required=True)), end(out=["start", "text"]))
    chat = chain(start(), answer("You said: {{#sys.query#}}"))
    return await process.publish("workflow", workflow), await process.publish("advanced-chat", chat)


async def test_python_client(process: ServerProcess) -> None:
    workflow, chat = await _apps(process)
    await asyncio.to_thread(_python, process.base, workflow, chat)


def _python(base: str, workflow: str, chat: str) -> None:
    runs: Any = DifyClient(workflow)
    runs.base_url = f"{base}/v1"
    body = {"inputs": {"text": "x"}, "user": "u", "response_mode": "blocking", "files": None}
    assert runs._send_request("POST", "/workflows/run", body).json()["data"]["outputs"] == {"out": "x"}
    client: Any = ChatClient(chat)
    client.base_url = f"{base}/v1"
    assert "user_input_form" in client.get_application_parameters("u").json()
    blocking = client.create_chat_message({}, "one", "u").json()
    assert blocking["answer"] == "You said: one"
    stream = client.create_chat_message({}, "two", "u", "streaming", blocking["conversation_id"])
    events = [json.loads(line[6:]) for line in stream.iter_lines() if line.startswith(b"data: ")]
    assert "".join(e["answer"] for e in events if e["event"] == "message") == "You said: two"
    assert [e["event"] for e in events][-2:] == ["message_end", "workflow_finished"]
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
const [base, workflow, chat] = process.argv.slice(2);
const out = {};
const runs = new CompletionClient(workflow, base);
out.run = (await runs.runWorkflow({ text: "x" }, "u")).data;
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


async def test_node_client(process: ServerProcess, node_client: Path) -> None:
    if not (node_client / "node_modules").exists():
        (node_client / "package.json").write_text('{"type": "module", "private": true}')
        await _command("npm", "install", "--silent", "--no-audit", "--no-fund", NODE_CLIENT, folder=node_client)
    (node_client / "main.mjs").write_text(_NODE_PROGRAM)
    workflow, chat = await _apps(process)
    printed = await _command("node", "main.mjs", f"{process.base}/v1", workflow, chat, folder=node_client)
    out = json.loads(printed)
    assert out["run"]["data"]["outputs"] == {"out": "x"}
    assert out["first"]["answer"] == "You said: one"
    events = [json.loads(line[6:]) for line in out["stream"].splitlines() if line.startswith("data: ")]
    assert [e["event"] for e in events][-2:] == ["message_end", "workflow_finished"]
    assert [m["query"] for m in out["messages"]["data"]] == ["one", "two"]
    assert len(out["conversations"]["data"]) == 1
    assert out["parameters"]["system_parameters"]["file_size_limit"] == 15
    assert out["feedback"] == {"result": "success"}
    assert out["renamed"]["name"] == "N"
    assert out["deleted"] == 204
