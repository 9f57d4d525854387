"""`tenon run` as people and scripts use it."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from tenon.cli.main import command
from tests.engine.builders import end, node, stored, template

TENON = Path(sys.executable).with_name("tenon")


def app(nodes: list[dict[str, Any]], *chains: str, mode: str = "workflow", **workflow: Any) -> dict[str, Any]:
    graph = stored(nodes, *chains)
    return {"kind": "app", "version": "0.5.0", "app": {"mode": mode}, "workflow": {"graph": graph, **workflow}}


def form(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"variable": name, "type": kind, "label": name, **more}


def echo(*fields: dict[str, Any]) -> dict[str, Any]:
    outputs = {field["variable"]: ["start", field["variable"]] for field in fields}
    return app([node("start", "start", variables=list(fields)), end("end", **outputs)], "start>end")


def invoke(document: Any, folder: Path, *arguments: str) -> Result:
    file = folder / "app.yml"
    file.write_text(document if isinstance(document, str) else yaml.safe_dump(document), "utf-8")
    return CliRunner().invoke(command, ["run", str(file), *arguments])


def outputs(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["outputs"]


def test_the_json_object(tmp_path: Path) -> None:
    result = invoke(echo(form("q", "text-input")), tmp_path, "--json", "-i", "q=hello")
    data = json.loads(result.stdout)
    assert list(data) == [
        "status", "outputs", "error", "elapsed_time", "total_tokens", "total_steps", "exceptions_count", "events",
    ]  # fmt: skip
    assert (data["status"], data["outputs"], data["error"], data["total_steps"]) == (
        "succeeded",
        {"q": "hello"},
        None,
        2,
    )
    names = [event["event"] for event in data["events"]]
    assert names == [
        "workflow_started", "node_started", "text_chunk", "node_finished", "node_started", "node_finished",
        "workflow_finished",
    ]  # fmt: skip
    assert list(data["events"][0])[:3] == ["event", "workflow_run_id", "task_id"]


def test_inputs_come_from_pairs_over_the_object(tmp_path: Path) -> None:
    fields = [form("a", "text-input"), form("n", "number"), form("c", "checkbox"), form("j", "json_object")]
    given = json.dumps({"a": "object", "n": 1, "extra": 1})
    pairs = ["-i", "a=x=y", "-i", "n=2.5", "-i", "c=yes", "-i", 'j={"k": 1}']
    result = invoke(echo(*fields), tmp_path, "--json", "--inputs", given, *pairs)
    assert outputs(result) == {"a": "x=y", "n": 2.5, "c": True, "j": {"k": 1}}
    (tmp_path / "in.json").write_text(given, "utf-8")
    again = invoke(echo(*fields), tmp_path, "--json", "--inputs", f"@{tmp_path / 'in.json'}")
    assert outputs(again) == {"a": "object", "n": 1, "c": None, "j": None}


def test_files_from_paths_and_urls(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello", "utf-8")
    fields = [form("one", "file"), form("many", "file-list")]
    pairs = ["-i", f"one={tmp_path / 'a.txt'}", "-i", "many=http://x.example/b.png", "-i", f"many={tmp_path / 'a.txt'}"]
    found = outputs(invoke(echo(*fields), tmp_path, "--json", *pairs))
    assert (found["one"]["filename"], found["one"]["size"], found["one"]["type"]) == ("a.txt", 5, "document")
    assert [file["transfer_method"] for file in found["many"]] == ["remote_url", "local_file"]
    assert found["many"][0]["type"] == "image"


def test_events_come_as_lines(tmp_path: Path) -> None:
    result = invoke(echo(form("q", "text-input")), tmp_path, "--events", "-i", "q=x")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [lines[0]["event"], lines[-1]["event"]] == ["workflow_started", "workflow_finished"]


def test_a_chatflow_sends_messages(tmp_path: Path) -> None:
    nodes = [
        node("start", "start"),
        node("a", "answer", answer="You said {{#sys.query#}} {{#env.k#}}{{#conversation.c#}}"),
    ]
    document = app(
        nodes,
        "start>a",
        mode="advanced-chat",
        environment_variables=[{"name": "k", "value": "K", "value_type": "string"}],
        conversation_variables=[{"name": "c", "value": "C", "value_type": "string"}],
    )
    result = invoke(document, tmp_path, "--json", "--query", "hi")
    assert outputs(result) == {"answer": "You said hi KC", "files": []}
    messages = [event for event in json.loads(result.stdout)["events"] if event["event"] == "message"]
    assert list(messages[0])[:4] == ["event", "conversation_id", "message_id", "created_at"]
    assert "".join(message["answer"] for message in messages) == "You said hi KC"


def test_people_see_a_tree_and_the_outputs(tmp_path: Path) -> None:
    result = invoke(echo(form("q", "text-input")), tmp_path, "-i", "q=hello")
    assert result.exit_code == 0
    assert "start" in result.stdout
    assert '"q": "hello"' in result.stdout
    assert "succeeded" in result.stdout


def failing() -> dict[str, Any]:
    return app([node("start", "start"), node("bad", "llm"), end("end")], "start>bad>end")


def test_a_failed_run_ends_with_1(tmp_path: Path) -> None:
    mocks = tmp_path / "mocks.json"
    mocks.write_text('{"node_errors": {"bad": "no luck"}}', "utf-8")
    result = invoke(failing(), tmp_path, "--mocks", str(mocks))
    assert result.exit_code == 1
    assert "no luck" in result.stderr
    assert "bad" in result.stderr
    data = json.loads(invoke(failing(), tmp_path, "--json", "--mocks", str(mocks)).stdout)
    assert (data["status"], data["error"]) == ("failed", "no luck")


def test_without_a_model_the_message_says_what_to_do(tmp_path: Path) -> None:
    prompt = [{"role": "user", "text": "hi"}]
    llm = node("m", "llm", model={"provider": "openai", "name": "gpt", "mode": "chat"}, prompt_template=prompt)
    result = invoke(app([node("start", "start"), llm], "start>m"), tmp_path)
    assert result.exit_code == 1
    assert "--model-url" in result.stderr


CYCLE = app([node("start", "start"), template("a", "x"), template("b", "x")], "start>a>b>a")


@pytest.mark.parametrize(
    ("document", "arguments", "message"),
    [
        ("a: [1", [], "not valid YAML"),
        ("- a", [], "must be a mapping"),
        ("app: {mode: workflow}", [], "Missing workflow data"),
        ("app: {mode: chat}", [], "Missing model_config"),
        (CYCLE, [], "cycle"),
        (app([node("start", "start"), node("odd", "teleport")], "start>odd"), [], "teleport"),
        (echo(form("q", "text-input", required=True)), [], "q is required in input form"),
        (echo(form("n", "number")), ["-i", "n=many"], "n in input form must be a valid number"),
        (echo(form("q", "text-input")), ["-i", "q"], "NAME=VALUE"),
        (echo(form("q", "text-input")), ["--inputs", "{"], "--inputs is not valid JSON"),
        (echo(form("q", "text-input")), ["--inputs", "[]"], "--inputs must be a JSON object"),
        (echo(form("f", "file")), ["-i", "f=/no/such/file"], "there is no file"),
        (echo(form("q", "text-input")), ["--mocks", "/no/such/mocks"], "cannot be read"),
    ],
)
def test_bad_use_ends_with_2(document: Any, arguments: list[str], message: str, tmp_path: Path) -> None:
    result = invoke(document, tmp_path, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    as_json = invoke(document, tmp_path, "--json", *arguments)
    assert as_json.exit_code == 2
    assert json.loads(as_json.stdout)["status"] == "failed"


@pytest.mark.parametrize("arguments", [["--no-such-option"], []])
def test_unknown_options_and_missing_files(arguments: list[str], tmp_path: Path) -> None:
    assert CliRunner().invoke(command, ["run", str(tmp_path / "absent.yml"), *arguments]).exit_code == 2


def test_a_chat_app_becomes_a_graph(tmp_path: Path) -> None:
    config = {
        "model": {"provider": "openai", "name": "gpt", "mode": "chat"},
        "pre_prompt": "You speak {{language}}.",
        "user_input_form": [{"text-input": {"variable": "language", "label": "L", "required": True}}],
    }
    mocks = tmp_path / "mocks.json"
    mocks.write_text('{"llm_text": "bonjour"}', "utf-8")
    document = {"kind": "app", "app": {"mode": "chat"}, "model_config": config}
    result = invoke(document, tmp_path, "--json", "-i", "language=French", "--mocks", str(mocks))
    assert outputs(result)["answer"] == "bonjour"


def test_a_file_on_standard_input() -> None:
    text = yaml.safe_dump(echo(form("q", "text-input")))
    result = CliRunner().invoke(command, ["run", "-", "--json", "-i", "q=x"], input=text)
    assert outputs(result) == {"q": "x"}


def test_help_lists_commands_without_importing_them() -> None:
    code = "import sys; from tenon.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "print([name for name in ('aiohttp', 'sqlalchemy', 'fastapi', 'pydantic') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "run" in done.stdout
    assert done.stdout.rstrip().endswith("[]")


def test_run_needs_no_server_and_no_database(tmp_path: Path) -> None:
    file = tmp_path / "app.yml"
    file.write_text(yaml.safe_dump(echo(form("q", "text-input"))), "utf-8")
    code = f"import sys; from tenon.cli.main import main\ntry: main(['run', {str(file)!r}, '--json'])\n"
    code += "except SystemExit: pass\n"
    code += "print([name for name in ('sqlalchemy', 'fastapi', 'starlette', 'dbos') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")


def test_a_terminal_gets_a_live_tree(tmp_path: Path) -> None:
    file = tmp_path / "app.yml"
    file.write_text(yaml.safe_dump(echo(form("q", "text-input"))), "utf-8")
    parent, child = pty.openpty()
    process = subprocess.Popen([TENON, "run", file, "-i", "q=hello"], stdout=child, stderr=child, close_fds=True)
    os.close(child)
    written = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    os.close(parent)
    assert process.wait(30) == 0
    text = written.decode()
    assert "✓" in text
    assert "\x1b[" in text
    assert '"q": "hello"' in text


@contextmanager
def scripted_model(*arguments: str) -> Generator[str]:
    """A scripted model server; its address."""
    server = subprocess.Popen([TENON, "dev", "model", "--port", "0", *arguments], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield next(word for word in server.stdout.readline().split() if word.startswith("http"))
    finally:
        server.terminate()
        server.wait(10)


SCRIPT = """
rules:
  - when: {system: "(?s)Categories"}
    answer: '{"category_id": "2", "category_name": "two"}'
  - when: {tools: [extract_parameters]}
    tool_calls: [{name: extract_parameters, arguments: {city: Bern, tags: [a, b]}}]
  - when: {system: "(?s)JSON Schema of the object"}
    answer: '{"city": "Basel", "tags": ["x"]}'
  - when: {json_schema: true}
    json: {name: Ada}
  - when: {last: boom}
    error: {status: 500, message: it broke}
"""


def test_every_node_with_a_model_and_files_from_paths(tmp_path: Path) -> None:
    model = {"provider": "langgenius/openai/openai", "name": "any", "mode": "chat"}
    parameters = [{"name": "city", "type": "string", "required": True}, {"name": "tags", "type": "array[string]"}]
    schema = {"schema": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}}
    fields = [form("q", "text-input"), form("picture", "file"), form("papers", "file-list", max_length=2)]
    vision = {"enabled": True, "configs": {"detail": "low", "variable_selector": ["start", "picture"]}}
    extract: dict[str, Any] = {"model": model, "query": ["start", "q"], "parameters": parameters}
    said = [{"role": "user", "text": "See {{#start.q#}}"}]
    nodes = [
        node("start", "start", variables=fields),
        node("chat", "llm", model=model, prompt_template=said, vision=vision),
        node("text", "llm", model={**model, "mode": "completion"}, prompt_template={"text": "Go on: {{#start.q#}}"}),
        node("data", "llm", model=model, prompt_template=said, structured_output_enabled=True,
             structured_output=schema),
        node("kind", "question-classifier", model=model, query_variable_selector=["start", "q"],
             classes=[{"id": "1", "name": "one"}, {"id": "2", "name": "two"}]),
        node("call", "parameter-extractor", reasoning_mode="function_call", **extract),
        node("words", "parameter-extractor", reasoning_mode="prompt", **extract),
        node("read", "document-extractor", variable_selector=["start", "papers"], is_array_file=True),
        node("bad", "llm", model=model, prompt_template=[{"role": "user", "text": "boom"}],
             error_strategy="fail-branch"),
        end("end", chat=["chat", "text"], text=["text", "text"], name=["data", "structured_output", "name"],
            kind=["kind", "class_name"], call=["call", "tags"], words=["words", "city"], read=["read", "text"],
            error=["bad", "error_type"]),
    ]  # fmt: skip
    document = app(nodes, "start>chat>text>data>kind", "kind:2>call>words>read>bad", "bad:fail-branch>end")
    for name, content in {"p.png": b"\x89PNG", "a.txt": b"first", "b.md": b"# second"}.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "script.yaml").write_text(SCRIPT, "utf-8")
    pairs = ["q=it", *(f"papers={tmp_path / name}" for name in ("a.txt", "b.md")), f"picture={tmp_path / 'p.png'}"]
    with scripted_model("--script", str(tmp_path / "script.yaml")) as url:
        given = [word for pair in pairs for word in ("-i", pair)]
        result = invoke(document, tmp_path, "--json", "--model-url", url, *given)
    assert outputs(result) == {
        "chat": "See it",
        "text": "Go on: it",
        "name": "Ada",
        "kind": "two",
        "call": ["a", "b"],
        "words": "Basel",
        "read": ["first", "# second"],
        "error": "InvokeServerUnavailableError",
    }
    events = {
        e["data"]["node_id"]: e["data"] for e in json.loads(result.stdout)["events"] if e["event"] == "node_finished"
    }
    assert json.loads(result.stdout)["status"] == "partial-succeeded"
    assert events["chat"]["process_data"]["prompts"][-1]["files"] == [{"type": "image", "filename": "p.png"}]
    assert events["bad"]["process_data"]["prompts"][0]["text"] == "boom"


def test_requests_go_where_the_environment_allows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = node("ask", "http-request", method="get", url="{{#start.url#}}/v1/models")
    start = node("start", "start", variables=[form("url", "text-input")])
    document = app([start, ask, end("end", code=["ask", "status_code"])], "start>ask>end")
    with scripted_model() as url:
        place = f"url={url.removesuffix('/v1')}"
        refused = invoke(document, tmp_path, "--json", "-i", place)
        monkeypatch.setenv("TENON_OUTBOUND_ALLOW_PRIVATE", "true")
        allowed = invoke(document, tmp_path, "--json", "-i", place)
    assert (refused.exit_code, outputs(allowed)) == (1, {"code": 200})


def test_model_calls_go_to_the_address(tmp_path: Path) -> None:
    prompt = [{"role": "user", "text": "Say {{#start.q#}}"}]
    llm = node("m", "llm", model={"provider": "openai", "name": "any", "mode": "chat"}, prompt_template=prompt)
    start = node("start", "start", variables=[form("q", "text-input")])
    document = app([start, llm, end("end", text=["m", "text"])], "start>m>end")
    with scripted_model() as url:
        result = invoke(document, tmp_path, "--json", "-i", "q=cheese", "--model-url", url)
    assert outputs(result) == {"text": "Say cheese"}
    assert json.loads(result.stdout)["total_tokens"] > 0
    chunks = [event["data"]["text"] for event in json.loads(result.stdout)["events"] if event["event"] == "text_chunk"]
    assert "".join(chunks) == "Say cheese"


def test_an_interrupt_stops_the_run(tmp_path: Path) -> None:
    code = "import time\ndef main():\n    time.sleep(60)\n    return {}\n"
    slow = node("slow", "code", code_language="python3", code=code, outputs={}, variables=[])
    file = tmp_path / "app.yml"
    file.write_text(yaml.safe_dump(app([node("start", "start"), slow], "start>slow")), "utf-8")
    process = subprocess.Popen([TENON, "run", file, "--events"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if '"node_started"' in line and '"slow"' in line:
            process.send_signal(signal.SIGINT)
            break
    rest = process.stdout.read()
    assert process.wait(30) == 1
    assert '"status":"stopped"' in rest
