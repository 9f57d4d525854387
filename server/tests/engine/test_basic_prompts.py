"""What basic apps send to their models: simple and expert prompts, knowledge, history, bounds."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from tenon.engine.basic.agent import agent_data
from tenon.engine.basic.compile import compile_app
from tenon.engine.basic.config import external_variables, is_agent
from tenon.engine.basic.knowledge import knowledge_data
from tenon.engine.errors import DslError
from tenon.engine.events import Event, NodeFinished
from tenon.engine.graph import Graph
from tenon.engine.run import Run
from tenon.models.messages import ChatDelta, ChatRequest, Message, Usage
from tenon.models.port import ModelFacts
from tenon.models.tokens import count_messages
from tests.fixtures.engine_context import Stage

MODEL: dict[str, Any] = {"provider": "p", "name": "m", "mode": "chat", "completion_params": {}}
WHOLE = {**MODEL, "mode": "completion"}
NAME = {"text-input": {"variable": "name", "label": "Name"}}
KNOWLEDGE = {"datasets": {"datasets": [{"dataset": {"enabled": True, "id": "d1"}}]}}


class Listener:
    """A model that keeps what it is asked."""

    provider, name = "p", "m"

    def __init__(self, context_size: int = 32_000) -> None:
        self.facts = ModelFacts(context_size=context_size)
        self.asked: list[ChatRequest] = []

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        self.asked.append(request)
        yield ChatDelta(text="ok")
        yield ChatDelta(finish_reason="stop", usage=Usage())

    def count_tokens(self, messages: Sequence[Message], tools: object = ()) -> int:
        return count_messages(messages)

    @property
    def prompt(self) -> list[tuple[str, str]]:
        return [(message.role, message.text) for message in self.asked[-1].messages]


class Surroundings:
    """What the run sees: one model, a history and a knowledge base."""

    def __init__(
        self, model: Listener, history: Sequence[tuple[str, str]] = (), found: Sequence[str] = ("Rain is wet.",)
    ) -> None:
        self.model, self.stage = model, Stage()
        self.stage.models.model = model
        self.stage.history.rounds = history
        self.stage.retrieve.items = [{"content": text, "title": "t", "metadata": {}} for text in found]

    @property
    def searched(self) -> list[str]:
        return [query for query, _ in self.stage.retrieve.calls]


async def ask(
    config: dict[str, Any],
    around: Surroundings,
    *,
    mode: str = "chat",
    inputs: dict[str, Any] | None = None,
    query: str = "hi",
) -> tuple[str, str]:
    """Run a basic app; the status, and its errors with their types."""
    config = {"model": MODEL, "user_input_form": [NAME], **config}
    events: list[Event] = []
    run = Run(
        Graph(compile_app(mode, config, query=mode == "completion" and bool(query))),
        around.stage.ports(),
        run_id="run",
        mode="workflow" if mode == "completion" else "advanced-chat",
        inputs=inputs or {},
        system={"files": [], "query": query, "conversation_id": "c"},
        environment={},
        conversation={},
        on_event=events.append,
    )
    finished = await run.execute()
    failed = [str(e.error_type) for e in events if isinstance(e, NodeFinished) and e.status == "failed"]
    return finished.status, " ".join([finished.error or "", *failed])


EARLIER = [("one", "1")]


async def test_a_simple_prompt_is_the_system_message() -> None:
    around = Surroundings(Listener(), EARLIER)
    await ask({"pre_prompt": "Help {{name}}, {{other}}."}, around, inputs={"name": "Ada"})
    assert around.model.prompt == [
        ("system", "Help Ada, {{other}}."), ("user", "one"), ("assistant", "1"), ("user", "hi"),
    ]  # fmt: skip


async def test_knowledge_is_wrapped_in_the_system_message() -> None:
    around = Surroundings(Listener(), found=("Rain is wet.", "Snow is cold."))
    await ask({"pre_prompt": "Be kind.", "dataset_configs": KNOWLEDGE}, around)
    system, user = around.model.prompt
    assert "<context>\nRain is wet.\nSnow is cold.\n</context>" in system[1]
    for rule in ("don't know", "not sure, ask", "Do not mention", "language of the user"):
        assert rule in system[1]
    assert system[1].endswith("Be kind.")
    assert (user, around.searched) == (("user", "hi"), ["hi"])


async def test_nothing_is_said_of_knowledge_when_none_is_found() -> None:
    around = Surroundings(Listener(), found=())
    await ask({"pre_prompt": "Be kind.", "dataset_configs": KNOWLEDGE}, around)
    assert around.model.prompt == [("system", "Be kind."), ("user", "hi")]
    assert around.searched == ["hi"]
    await ask({"pre_prompt": "", "dataset_configs": KNOWLEDGE}, around)
    assert around.model.prompt == [("user", "hi")]


async def test_expert_messages_take_their_places() -> None:
    rows = [
        {"role": "system", "text": "For {{name}}: {{#context#}} {{#histories#}}"},
        {"role": "user", "text": "Example"},
        {"role": "assistant", "text": "Answer"},
        {"role": "user", "text": "Now: {{#query#}}!"},
    ]
    expert = {"prompt_type": "advanced", "chat_prompt_config": {"prompt": rows}, "dataset_configs": KNOWLEDGE}
    around = Surroundings(Listener(), EARLIER)
    await ask(expert, around, inputs={"name": "Ada"})
    assert around.model.prompt == [
        ("system", "For Ada: Rain is wet. "), ("user", "Example"), ("assistant", "Answer"),
        ("user", "one"), ("assistant", "1"), ("user", "Now: hi!"),
    ]  # fmt: skip


async def test_a_completion_model_in_a_chat_app_gets_histories_in_tags() -> None:
    around = Surroundings(Listener(), EARLIER)
    await ask({"model": WHOLE, "pre_prompt": "Help {{name}}."}, around, inputs={"name": "Ada"})
    ((role, text),) = around.model.prompt
    assert role == "user"
    assert text.startswith("Help Ada.\n")
    assert "<histories>\nHuman: one\nAssistant: 1\n</histories>" in text
    assert text.endswith("Human: hi\n\nAssistant: ")
    assert around.model.asked[-1].stop == ["\nHuman:", "</histories>"]


async def test_expert_prompts_of_completion_models_rename_roles() -> None:
    expert = {
        "model": {**WHOLE, "completion_params": {"stop": ["END"]}},
        "prompt_type": "advanced",
        "completion_prompt_config": {
            "prompt": {"text": "{{name}}|{{#context#}}|{{#histories#}}|{{#query#}}"},
            "conversation_histories_role": {"user_prefix": "Q", "assistant_prefix": "A"},
        },
    }
    around = Surroundings(Listener(), EARLIER)
    await ask(expert, around, inputs={"name": "Ada"})
    assert around.model.prompt == [("user", "Ada||Q: one\nA: 1|hi")]
    assert around.model.asked[-1].stop == ["END"]


@pytest.mark.parametrize(
    ("config", "query", "prompt"),
    [
        ({"pre_prompt": "On {{name}}."}, "", [("user", "On Ada.")]),
        ({"pre_prompt": "On {{name}}."}, "now", [("system", "On Ada."), ("user", "now")]),
        ({"pre_prompt": "On {{name}} {{#query#}}."}, "now", [("user", "On Ada now.")]),
        ({"pre_prompt": "On {{name}} {{#query#}}."}, "", [("user", "On Ada .")]),
        ({"model": WHOLE, "pre_prompt": "On {{name}}."}, "", [("user", "On Ada.")]),
        ({"model": WHOLE, "pre_prompt": "On {{name}}."}, "now", [("user", "On Ada.\nnow")]),
        (
            {"prompt_type": "advanced", "chat_prompt_config": {"prompt": [{"role": "user", "text": "X {{name}}"}]}},
            "",
            [("user", "X Ada")],
        ),
        (
            {"model": WHOLE, "prompt_type": "advanced", "completion_prompt_config": {"prompt": {"text": "Y {{name}}"}}},
            "",
            [("user", "Y Ada")],
        ),
    ],
)
async def test_text_generators_send_no_history(config: dict[str, Any], query: str, prompt: list[Any]) -> None:
    around = Surroundings(Listener(), EARLIER)
    await ask(config, around, mode="completion", inputs={"name": "Ada"}, query=query)
    assert around.model.prompt == prompt


async def test_a_text_generator_searches_for_its_variable() -> None:
    config = {"pre_prompt": "On {{name}}.", "dataset_configs": KNOWLEDGE, "dataset_query_variable": "name"}
    around = Surroundings(Listener())
    await ask(config, around, mode="completion", inputs={"name": "rain"}, query="")
    ((role, text),) = around.model.prompt
    assert (role, around.searched) == ("user", ["rain"])
    assert "Rain is wet." in text
    assert text.endswith("On rain.")


async def test_history_is_bounded_by_tokens_oldest_dropped_first() -> None:
    rounds = [(f"{n}:" + "x" * 400, "y") for n in range(40)]
    around = Surroundings(Listener(context_size=200_000), rounds)
    await ask({"pre_prompt": "p"}, around)
    sent = around.model.prompt[1:-1]
    assert 0 < len(sent) < 2 * len(rounds)
    assert sent[-2][1].startswith("39:")
    assert count_messages(around.model.asked[-1].messages[1:-1]) <= 2000


async def test_a_prompt_beyond_the_context_is_refused_with_advice() -> None:
    model = {**MODEL, "completion_params": {"max_tokens": 900}}
    around = Surroundings(Listener(context_size=1000))
    status, error = await ask({"model": model, "pre_prompt": "word " * 200}, around)
    assert (status, around.model.asked) == ("failed", [])
    for advice in ("Shorten the prefix prompt", "lower max tokens", "larger context", "InvokeBadRequestError"):
        assert advice in error
    assert (await ask({"model": model, "pre_prompt": "short"}, around))[0] == "succeeded"


def test_retrieval_settings() -> None:
    settings: dict[str, Any] = {
        **KNOWLEDGE,
        "retrieval_model": "multiple",
        "top_k": 6,
        "score_threshold": 0.4,
        "score_threshold_enabled": True,
        "reranking_model": {"reranking_provider_name": "cohere", "reranking_model_name": "rr"},
        "metadata_filtering_mode": "manual",
        "metadata_filtering_conditions": {"logical_operator": "and", "conditions": []},
    }
    data = knowledge_data("chat", {"model": MODEL, "dataset_configs": settings})
    assert data is not None
    assert data["multiple_retrieval_config"] == {
        "top_k": 6,
        "score_threshold": 0.4,
        "reranking_mode": "reranking_model",
        "reranking_enable": True,
        "reranking_model": {"provider": "cohere", "model": "rr"},
    }
    assert data["metadata_filtering_mode"] == "manual"
    assert "metadata_filtering_conditions" in data
    single = knowledge_data("chat", {"model": MODEL, "dataset_configs": {**KNOWLEDGE, "retrieval_model": "single"}})
    assert single is not None
    assert single["single_retrieval_config"] == {"model": MODEL}
    off = {"datasets": {"datasets": [{"dataset": {"enabled": False, "id": "d1"}}]}}
    assert knowledge_data("chat", {"model": MODEL, "dataset_configs": off}) is None


def test_agents() -> None:
    tool = {
        "provider_id": "time", "provider_type": "builtin", "provider_name": "time", "tool_name": "now",
        "tool_parameters": {"zone": "UTC"}, "enabled": True,
    }  # fmt: skip
    old = {"dataset": {"enabled": True, "id": "d1"}}
    tools = [tool, {**tool, "enabled": False}, old]
    agent = {"enabled": True, "strategy": "react", "max_iteration": 200, "tools": tools}
    config = {"model": MODEL, "pre_prompt": "Help {{name}}.", "user_input_form": [NAME], "agent_mode": agent}
    data = agent_data(config)
    assert data["agent_parameters"]["maximum_iterations"]["value"] == 99
    assert data["agent_parameters"]["instruction"]["value"] == "Help {{#start.name#}}."
    given = data["agent_parameters"]["tools"]["value"]
    assert [(t["provider_name"], t["tool_name"], t["settings"]) for t in given] == [("time", "now", {"zone": "UTC"})]
    assert data["knowledge"]["dataset_ids"] == ["d1"]
    assert is_agent("chat", config)
    assert not is_agent("chat", {**config, "agent_mode": {**agent, "strategy": "router"}})


def test_external_variables_of_form_and_list() -> None:
    form = [{"external_data_tool": {"variable": "a", "type": "api", "config": {"x": 1}}}]
    listed: list[dict[str, Any]] = [
        {"variable": "b", "type": "api", "enabled": True, "config": {}},
        {"variable": "c", "type": "api", "enabled": False, "config": {}},
    ]
    found = external_variables({"user_input_form": form, "external_data_tools": listed})
    assert [(v.name, v.type, v.config) for v in found] == [("a", "api", {"x": 1}), ("b", "api", {})]


@pytest.mark.parametrize(("mode", "config"), [("workflow", {"model": MODEL}), ("chat", {}), ("chat", {"model": "m"})])
def test_what_cannot_be_compiled_says_so(mode: str, config: dict[str, Any]) -> None:
    with pytest.raises(DslError):
        compile_app(mode, config)


@pytest.mark.parametrize("mode", ["chat", "completion", "agent-chat"])
@pytest.mark.parametrize("broken", [None, "text", 3, [], [3], {}, {"prompt": 3}])
def test_broken_parts_read_as_their_defaults(mode: str, broken: Any) -> None:
    names = ("pre_prompt", "chat_prompt_config", "completion_prompt_config", "user_input_form", "dataset_configs",
             "agent_mode", "file_upload", "external_data_tools", "prompt_type")  # fmt: skip
    for name in names:
        Graph(compile_app(mode, {"model": MODEL, name: broken}))
