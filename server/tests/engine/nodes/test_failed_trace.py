"""What the trace shows of nodes that failed, were tried again or stopped: inputs, process data and tokens."""

import asyncio
from typing import Any

import pytest

from tenon.engine.errors import CodeFailed, HttpFailed
from tenon.engine.events import ContainerFinished, Event, NodeFinished, NodeRetry, RunFinished
from tenon.engine.ports import HttpRequest, HttpResponse
from tenon.models.errors import ModelConnectionError, ModelUnavailable
from tenon.models.messages import ChatDelta
from tests.engine.builders import end, node, template
from tests.engine.nodes.test_in_a_run import MODEL, START, begin, llm
from tests.fixtures.engine_context import Stage

SCHEMA: dict[str, Any] = {"structured_output_enabled": True, "structured_output": {"schema": {"type": "object"}}}


async def failed(stage: Stage, kind: str, /, **data: Any) -> tuple[RunFinished, NodeFinished]:
    return (await _events(stage, [START, node("n", kind, **data), end()], "start>n>end"))[:2]


async def _events(
    stage: Stage, nodes: list[dict[str, Any]], *chains: str
) -> tuple[RunFinished, NodeFinished, list[Event]]:
    run, events = begin(stage, nodes, *chains)
    finished = await run.execute()
    return finished, [e for e in events if isinstance(e, NodeFinished) and e.node_id == "n"][-1], events


async def test_a_model_that_fails_leaves_its_prompt() -> None:
    stage = Stage()
    stage.play(ModelUnavailable("down"))
    run, told = await failed(stage, "llm", model=MODEL, prompt_template=[{"role": "user", "text": "{{#sys.user_id#}}"}])
    assert (run.status, told.status) == ("failed", "failed")
    assert told.inputs == {"#sys.user_id#": "u"}
    assert told.process_data["prompts"] == [{"role": "user", "text": "u", "files": []}]
    assert told.process_data["model_name"] == "actor"


async def test_an_unreadable_structured_reply_shows_its_text_and_its_tokens() -> None:
    stage = Stage()
    stage.play("no json here")
    run, told = await failed(stage, "llm", model=MODEL, prompt_template=[{"role": "user", "text": "x"}], **SCHEMA)
    assert told.error == "Failed to parse structured output: output is not a valid json str"
    assert told.process_data["text"] == "no json here"
    assert told.metadata["total_tokens"] == 7 + 4
    assert run.total_tokens == 11
    assert run.usage["total_tokens"] == 11


@pytest.mark.parametrize("strategy", ["fail-branch", "default-value"])
async def test_every_attempt_counts_and_a_handled_failure_too(strategy: str) -> None:
    stage = Stage()
    stage.play("nonsense", "nonsense")
    retry = {"retry_enabled": True, "max_retries": 1, "retry_interval": 1}
    nodes = [START, {**llm("n", **SCHEMA, retry_config=retry, error_strategy=strategy), "id": "n"}, end()]
    run, told, events = await _events(stage, nodes, "start>n>end", "n:fail-branch>end")
    (again,) = [e for e in events if isinstance(e, NodeRetry)]
    assert again.failed.process_data["text"] == "nonsense"
    assert again.failed.metadata["total_tokens"] == told.metadata["total_tokens"] == 10
    assert told.status == "exception"
    assert told.metadata["error_strategy"] == strategy
    assert run.total_tokens == run.usage["total_tokens"] == 20


async def test_tokens_of_a_failed_round_count_for_its_iteration() -> None:
    stage = Stage()
    stage.play("nonsense", "nonsense")
    stage.code.result = {"list": [1, 2]}
    make = node("make", "code", code="x", outputs={"list": {"type": "array[number]"}})
    box = node("it", "iteration", iterator_selector=["make", "list"], output_selector=["llm", "text"],
               error_handle_mode="continue-on-error")  # fmt: skip
    inner = {**llm(**SCHEMA), "parentId": "it"}
    run, events = begin(stage, [START, make, box, inner, end(x=["it", "output"])], "start>make>it>end")
    finished = await run.execute()
    (told,) = [e for e in events if isinstance(e, ContainerFinished)]
    assert told.total_tokens == finished.total_tokens == 20
    assert finished.outputs == {"x": [None, None]}


async def test_classifier_and_extractor() -> None:
    stage = Stage()
    stage.play(ModelConnectionError("cut"), [ChatDelta(text="{"), ModelConnectionError("cut")])
    classes = [{"id": "1", "name": "one"}]
    query = ["sys", "user_id"]
    _, told = await failed(stage, "question-classifier", model=MODEL, classes=classes, query_variable_selector=query)
    assert told.inputs == {"query": "u"}
    assert [p["role"] for p in told.process_data["prompts"]] == ["system", "user"]
    parameters = [{"name": "a", "type": "string", "required": True}]
    _, told = await failed(
        stage, "parameter-extractor", model=MODEL, query=query, parameters=parameters, instruction="Be exact."
    )
    assert told.inputs == {"query": "u", "instruction": "Be exact."}
    assert told.process_data["prompts"]


async def test_code_and_template() -> None:
    stage = Stage()
    stage.code.result = CodeFailed("boom")
    variables = [{"variable": "who", "value_selector": ["sys", "user_id"]}]
    _, told = await failed(stage, "code", code="x", variables=variables, outputs={})
    assert (told.error, told.inputs) == ("boom", {"who": "u"})
    _, told = await failed(stage, "template-transform", template="{% x", variables=variables)
    assert told.inputs == {"who": "u"}


async def test_an_http_request_that_fails_is_shown_with_its_secrets_masked() -> None:
    stage = Stage()

    def refuse(request: HttpRequest) -> HttpResponse:
        raise HttpFailed("no route")

    stage.played_http.answer = refuse
    auth = {"type": "api-key", "config": {"type": "bearer", "api_key": "k-123"}}
    _, told = await failed(stage, "http-request", method="get", url="https://x.example/a", authorization=auth)
    assert told.process_data["request"].startswith("GET https://x.example/a\nAuthorization: ******")
    assert "k-123" not in told.process_data["request"]
    stage.played_http.answer = lambda _: HttpResponse(404, {}, b"gone")
    _, told = await failed(stage, "http-request", method="get", url="https://x.example/a", error_strategy="fail-branch")
    assert (told.status, told.error_type) == ("exception", "HTTPResponseCodeError")
    assert told.process_data["request"].startswith("GET https://x.example/a")


async def test_tools_documents_lists_and_assignments() -> None:
    stage = Stage()
    _, told = await failed(stage, "tool", provider_id="p", tool_name="t", tool_parameters={"q": "{{#sys.user_id#}}"})
    assert told.inputs == {"q": "u"}
    assert told.metadata["tool_info"]["tool_name"] == "t"
    _, told = await failed(stage, "document-extractor", variable_selector=["sys", "user_id"])
    assert told.inputs == {"variable_selector": ["sys", "user_id"]}
    _, told = await failed(
        stage, "list-operator", variable=["sys", "files"], extract_by={"enabled": True, "serial": "3"}
    )
    assert told.inputs == {"variable": []}
    item = {"variable_selector": ["conversation", "no"], "operation": "clear", "input_type": "constant"}
    _, told = await failed(stage, "assigner", version="2", items=[item])
    assert told.inputs["items"][0]["operation"] == "clear"


async def test_a_stopped_node_shows_what_it_was_doing() -> None:
    stage = Stage()
    begun, never = asyncio.Event(), asyncio.Event()

    async def hang(template: str, inputs: Any) -> str:
        begun.set()
        await never.wait()
        return ""

    stage.code.render = hang  # type: ignore[method-assign]  # the played sandbox hangs
    shows = {"who": ["sys", "user_id"]}
    run, events = begin(stage, [START, template("n", "x", shows=shows), end()], "start>n>end")
    task = asyncio.create_task(run.execute())
    await begun.wait()
    run.stop("by a test")
    assert (await task).status == "stopped"
    (told,) = [e for e in events if isinstance(e, NodeFinished) and e.node_id == "n"]
    assert (told.status, told.inputs) == ("stopped", {"who": "u"})
