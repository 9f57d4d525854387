"""The nodes that use ports inside whole runs: streaming, branches, retries and error strategies."""

import asyncio
from typing import Any

import pytest

from tenon.engine.events import Event, NodeFinished, NodeRetry, RunFinished, TextChunk
from tenon.engine.run import Run
from tenon.models.errors import ModelConnectionError, ModelRateLimited
from tenon.models.messages import ChatDelta
from tests.engine.builders import end, graph, node, template
from tests.fixtures.engine_context import Stage

MODEL = {"provider": "openai", "name": "gpt", "mode": "chat"}
START = node("start", "start")


def llm(node_id: str = "llm", text: str = "Say it.", **data: Any) -> dict[str, Any]:
    return node(node_id, "llm", model=MODEL, prompt_template=[{"role": "user", "text": text}], **data)


def begin(stage: Stage, nodes: list[dict[str, Any]], *chains: str, query: str | None = None) -> tuple[Run, list[Event]]:
    events: list[Event] = []
    chatflow = query is not None
    run = Run(
        graph(nodes, *chains),
        stage.ports(),
        run_id="run",
        mode="advanced-chat" if chatflow else "workflow",
        inputs={},
        system={"user_id": "u", "files": [], **({"query": query} if chatflow else {})},
        environment={},
        conversation={},
        on_event=events.append,
    )
    return run, events


async def finish(stage: Stage, nodes: list[dict[str, Any]], *chains: str) -> tuple[RunFinished, list[Event]]:
    run, events = begin(stage, nodes, *chains)
    return await run.execute(), events


async def test_text_streams_through_the_answer() -> None:
    stage = Stage()
    stage.play("Hello there")
    run, events = begin(stage, [START, llm(text="{{#sys.query#}}"), node("a", "answer", answer="[{{#llm.text#}}]")],
                        "start>llm>a", query="hi")  # fmt: skip
    finished = await run.execute()
    assert finished.outputs["answer"] == "[Hello there]"
    assert finished.total_tokens > 0
    chunks = [event.text for event in events if isinstance(event, TextChunk)]
    assert "".join(chunks) == "[Hello there]"
    assert len(chunks) > 4


async def test_the_classifier_takes_one_branch() -> None:
    stage = Stage()
    stage.play('{"category_id": "2"}')
    classes = [{"id": "1", "name": "one"}, {"id": "2", "name": "two"}]
    classifier = node(
        "qc", "question-classifier", model=MODEL, classes=classes, query_variable_selector=["sys", "user_id"]
    )
    nodes = [START, classifier, template("a", "A"), template("b", "B"), end(a=["a", "output"], b=["b", "output"])]
    finished, _ = await finish(stage, nodes, "start>qc", "qc:1>a>end", "qc:2>b>end")
    assert finished.outputs == {"a": None, "b": "B"}


async def test_retry_after_a_refusal_and_after_a_cut() -> None:
    stage = Stage()
    stage.play(ModelRateLimited("429"), [ChatDelta(text="half"), ModelConnectionError("cut")], "whole")
    retry = {"retry_enabled": True, "max_retries": 3, "retry_interval": 1}
    finished, events = await finish(stage, [START, llm(retry_config=retry), end(x=["llm", "text"])], "start>llm>end")
    assert finished.outputs == {"x": "whole"}
    assert [e.retry_index for e in events if isinstance(e, NodeRetry)] == [1, 2]


async def test_fail_branch_knows_the_kind_of_error() -> None:
    stage = Stage()
    stage.play(ModelRateLimited("too fast"))
    stage.code.result = {}
    rescue = template("r", "{{ t }}: {{ m }}", shows={"t": ["llm", "error_type"], "m": ["llm", "error_message"]})
    nodes = [START, llm(error_strategy="fail-branch"), template("ok", "fine"), rescue, end(x=["r", "output"])]
    finished, events = await finish(stage, nodes, "start>llm>ok>end", "llm:fail-branch>r>end")
    assert (finished.status, finished.outputs) == ("partial-succeeded", {"x": "InvokeRateLimitError: too fast"})
    (failed,) = [e for e in events if isinstance(e, NodeFinished) and e.node_id == "llm"]
    assert (failed.status, failed.error_type) == ("exception", "InvokeRateLimitError")


@pytest.mark.parametrize("result", [None, "text", {"other": 1}, {"r": "not a number"}, {"r": float("nan")}])
async def test_code_that_returns_nonsense(result: Any) -> None:
    stage = Stage()
    stage.code.result = result
    data: dict[str, Any] = {"code": "x", "outputs": {"r": {"type": "number"}}}
    failed, _ = await finish(stage, [START, node("c", "code", **data), end(x=["c", "r"])], "start>c>end")
    assert failed.status == "failed"
    data |= {"error_strategy": "default-value", "default_value": [{"key": "r", "type": "number", "value": "7"}]}
    finished, _ = await finish(stage, [START, node("c", "code", **data), end(x=["c", "r"])], "start>c>end")
    assert (finished.status, finished.outputs) == ("partial-succeeded", {"x": 7})


async def test_stopping_a_run_closes_the_model_stream() -> None:
    stage = Stage()
    model = stage.play([ChatDelta(text="x")] * 3)
    begun, never, closed = asyncio.Event(), asyncio.Event(), asyncio.Event()
    plain = model.stream

    async def hanging(request: Any) -> Any:
        try:
            async for delta in plain(request):
                yield delta
            begun.set()
            await never.wait()
        finally:
            closed.set()

    model.stream = hanging  # type: ignore[method-assign]  # the played model hangs after its text
    run, _ = begin(stage, [START, llm(), end(x=["llm", "text"])], "start>llm>end")
    task = asyncio.create_task(run.execute())
    await begun.wait()
    run.stop("by a test")
    finished = await task
    assert finished.status == "stopped"
    await asyncio.wait_for(closed.wait(), 5)
