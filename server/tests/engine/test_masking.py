"""Secret environment variables are used by nodes and shown by no event."""

from typing import Any

from tenon.engine.errors import CodeFailed
from tenon.engine.events import Event, NodeRetry
from tenon.engine.run import Run
from tenon.engine.wire import Wire, encode
from tenon.models.errors import ModelUnavailable
from tests.engine.builders import end, graph, node, template
from tests.engine.nodes.test_in_a_run import MODEL
from tests.fixtures.engine_context import Stage

SECRET = "s3cr3t-token"


async def told(stage: Stage, nodes: list[dict[str, Any]], *chains: str) -> tuple[str, list[Event]]:
    """All that clients are told, as text."""
    events: list[Event] = []
    run = Run(
        graph([node("start", "start"), *nodes, end()], *chains),
        stage.ports(),
        run_id="run",
        mode="workflow",
        inputs={},
        system={"files": []},
        environment={"token": SECRET, "short": "ab", "plain": "open"},
        conversation={},
        on_event=events.append,
        secrets=["token", "short", "gone"],
    )
    await run.execute()
    wire = Wire.workflow(task_id="t", run_id="run", workflow_id="w")
    payloads = [wire.payload(event) for event in events]
    return "\n".join(encode(p).decode() for p in payloads if p is not None), events


async def test_prompts_templates_and_requests_are_masked() -> None:
    stage = Stage()
    model = stage.play("done")
    prompt = [{"role": "user", "text": "Use {{#env.token#}} and {{#env.plain#}} and {{#env.short#}}"}]
    nodes = [
        template("tpl", "x", shows={"key": ["env", "token"]}),
        node("llm", "llm", model=MODEL, prompt_template=prompt),
        node("http", "http-request", method="get", url="https://x.example/?t={{#env.token#}}"),
    ]
    text, _ = await told(stage, nodes, "start>tpl>llm>http>end")
    assert model.sent == [("user", f"Use {SECRET} and open and ab")]
    assert stage.played_http.requests[0].url.endswith(SECRET)
    assert stage.code.calls[0][2] == {"key": SECRET}
    assert SECRET not in text
    assert "Use ****** and open and ab" in text
    assert '"inputs":{"key":"******"}' in text


async def test_errors_and_retries_are_masked() -> None:
    stage = Stage()
    stage.play(ModelUnavailable(f"cannot use {SECRET}"), CodeFailed(f"no {SECRET}"))
    retry = {"retry_enabled": True, "max_retries": 1, "retry_interval": 1}
    prompt = [{"role": "user", "text": "{{#env.token#}}"}]
    failing = node("llm", "llm", model=MODEL, prompt_template=prompt, retry_config=retry)
    text, events = await told(stage, [failing], "start>llm>end")
    assert [e.failed.error for e in events if isinstance(e, NodeRetry)] == ["cannot use ******"]
    assert SECRET not in text
    assert '"error":"no ******"' in text
