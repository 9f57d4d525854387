"""The LLM node: prompts, memory, files, structured output, reasoning, streaming, errors."""

import asyncio
from decimal import Decimal
from typing import Any, ClassVar, cast

import pytest

from tenon.engine.errors import NodeError
from tenon.engine.files import File
from tenon.engine.nodes.llm import Llm
from tenon.models.errors import ModelConnectionError, ModelRateLimited, ModelUnavailable, ProviderNotConfigured
from tenon.models.messages import ChatDelta, MediaPart, TextPart, Usage
from tests.fixtures.engine_context import Stage

MODEL = {"provider": "openai", "name": "gpt", "mode": "chat", "completion_params": {"temperature": 0.3}}
COMPLETION = {**MODEL, "mode": "completion"}


def prompt(*items: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"role": role, "text": text} for role, text in items]


async def test_prompt_answer_and_usage() -> None:
    stage = Stage({"start": {"name": "Ada", "n": 3}})
    usage = Usage(10, 2, prompt_price=Decimal("0.01"), completion_price=Decimal("0.02"), latency=0.12345)
    model = stage.play([ChatDelta(text="Hel"), ChatDelta(text="lo"), ChatDelta(finish_reason="length", usage=usage)])
    data = {"model": MODEL, "prompt_template": prompt(("system", "Be kind."), ("user", "I am {{#start.name#}}"))}
    result = await stage.run(Llm(), data)
    assert model.sent == [("system", "Be kind."), ("user", "I am Ada")]
    assert model.requests[0].parameters == {"temperature": 0.3}
    assert result.values["text"] == "Hello"
    assert result.values["finish_reason"] == "length"
    assert result.values["reasoning_content"] == ""
    assert result.values["files"] == []
    assert result.values["usage"]["total_tokens"] == 12
    assert result.values["usage"]["total_price"] == "0.03"
    assert result.metadata == {"total_tokens": 12, "total_price": "0.03", "currency": "USD"}
    assert result.inputs == {"#start.name#": "Ada"}
    assert stage.sink.pieces == [("text", "Hel"), ("text", "lo")]
    assert model.closed == 1


async def test_stop_words_leave_the_parameters() -> None:
    stage = Stage()
    model = stage.play("x")
    params = {"stop": ["END", ""], "max_tokens": 5}
    await stage.run(Llm(), {"model": {**MODEL, "completion_params": params}, "prompt_template": prompt(("user", "a"))})
    assert model.requests[0].stop == ["END"]
    assert model.requests[0].parameters == {"max_tokens": 5}


async def test_empty_messages_are_dropped() -> None:
    stage = Stage({"a": {"x": ""}})
    model = stage.play("x")
    await stage.run(Llm(), {"model": MODEL, "prompt_template": prompt(("system", "{{#a.x#}}"), ("user", "hi"))})
    assert model.sent == [("user", "hi")]


@pytest.mark.parametrize("template", [[], prompt(("user", " ")), {"text": ""}, None])
async def test_an_empty_prompt_fails(template: Any) -> None:
    stage = Stage()
    stage.play("x")
    with pytest.raises(NodeError) as caught:
        await stage.run(Llm(), {"model": MODEL, "prompt_template": template})
    assert caught.value.error_type == "NoPromptFoundError"


async def test_no_model_chosen() -> None:
    with pytest.raises(NodeError) as caught:
        await Stage().run(Llm(), {"model": {"provider": "", "name": ""}, "prompt_template": prompt(("user", "x"))})
    assert caught.value.error_type == "ModelNotExistError"


async def test_unknown_edition() -> None:
    stage = Stage()
    stage.play("x")
    with pytest.raises(NodeError) as caught:
        await stage.run(Llm(), {"model": MODEL, "prompt_template": [{"role": "user", "edition_type": "mustache"}]})
    assert caught.value.error_type == "InvalidVariableTypeError"


async def test_jinja_prompt_with_own_variables_and_context() -> None:
    stage = Stage({"a": {"items": ["x", "y"]}, "k": {"c": "facts {{ not_jinja }}"}})
    model = stage.play("ok")
    item = {"role": "user", "edition_type": "jinja2", "jinja2_text": "{{ xs }} from {{#context#}}", "text": "unused"}
    data = {
        "model": MODEL,
        "prompt_template": [item],
        "prompt_config": {"jinja2_variables": [{"variable": "xs", "value_selector": ["a", "items"]}]},
        "context": {"enabled": True, "variable_selector": ["k", "c"]},
    }
    await stage.run(Llm(), data)
    assert model.sent == [("user", '["x", "y"] from facts {{ not_jinja }}')]


class TestContext:
    def data(self) -> dict[str, Any]:
        context = {"enabled": True, "variable_selector": ["k", "result"]}
        return {"model": MODEL, "context": context, "prompt_template": prompt(("user", "Use {{#context#}}!"))}

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("plain {{#env.secret#}}", "Use plain {{#env.secret#}}!"),
            (["a", "b"], "Use a\nb!"),
            (list[str](), "Use !"),
            ([{"content": "one", "metadata": None}, {"content": "two"}], "Use one\ntwo!"),
            (None, "Use !"),
        ],
    )
    async def test_shapes(self, value: Any, expected: str) -> None:
        stage = Stage({"k": {"result": value}, "env": {"secret": "s3"}})
        model = stage.play("x")
        await stage.run(Llm(), self.data())
        assert model.sent == [("user", expected)]

    async def test_only_the_best_chunks_that_fit_are_sent(self) -> None:
        chunks = [{"content": f"{name * 80}", "metadata": None} for name in "abc"]  # 20 tokens each
        stage = Stage({"k": {"result": chunks}})
        model = stage.play("x", context_size=80)
        await stage.run(Llm(), self.data())
        assert model.sent == [("user", f"Use {'a' * 80}\n{'b' * 80}!")]
        model = stage.play("x", context_size=20)
        await stage.run(Llm(), self.data())
        assert model.sent == [("user", f"Use {'a' * 80}!")]

    @pytest.mark.parametrize("value", [[{"title": "no content"}], [["nested"]], {"content": "x"}])
    async def test_wrong_structure(self, value: Any) -> None:
        stage = Stage({"k": {"result": value}})
        stage.play("x")
        with pytest.raises(NodeError) as caught:
            await stage.run(Llm(), self.data())
        assert caught.value.error_type == "InvalidContextStructureError"


class TestMemory:
    def stage(self, rounds: int = 3) -> Stage:
        stage = Stage({"sys": {"query": "now", "files": []}}, is_chatflow=True)
        stage.history.rounds = [(f"q{i}", f"a{i}") for i in range(rounds)]
        return stage

    async def test_window_sends_exactly_its_rounds_then_the_query(self) -> None:
        stage = self.stage()
        model = stage.play("x")
        memory = {"window": {"enabled": True, "size": 2}, "query_prompt_template": "Q: {{#sys.query#}}"}
        await stage.run(Llm(), {"model": MODEL, "prompt_template": prompt(("system", "s")), "memory": memory})
        assert model.sent == [
            ("system", "s"),
            *(("user", "q1"), ("assistant", "a1"), ("user", "q2"), ("assistant", "a2")),
            ("user", "Q: now"),
        ]

    async def test_without_window_whole_rounds_fill_the_context(self) -> None:
        stage = self.stage(5)
        model = stage.play("x", context_size=30)
        params = {"max_tokens": 17}
        data = {"model": {**MODEL, "completion_params": params}, "prompt_template": prompt(("system", "s"))}
        await stage.run(Llm(), {**data, "memory": {"window": {"enabled": False, "size": 50}}})
        # 30 tokens - 17 for the answer - 4 of the prompt = 9: two rounds of 4 fit.
        assert [text for _, text in model.sent] == ["s", "q3", "a3", "q4", "a4", "now"]

    async def test_only_in_chatflows_and_only_when_on(self) -> None:
        for change, memory in ((False, {"enabled": None}), (True, {"enabled": False})):
            stage = self.stage()
            stage.is_chatflow = change
            model = stage.play("x")
            await stage.run(Llm(), {"model": MODEL, "prompt_template": prompt(("user", "u")), "memory": memory})
            assert model.sent == [("user", "u")]

    async def test_completion_model_gets_history_and_query_in_its_text(self) -> None:
        stage = self.stage(1)
        model = stage.play("x", mode="completion")
        template = {"text": "H:\n{{#histories#}}\nQ: {{#sys.query#}}"}
        memory = {"role_prefix": {"user": "Guest", "assistant": ""}, "window": {"enabled": False}}
        await stage.run(Llm(), {"model": COMPLETION, "prompt_template": template, "memory": memory})
        assert model.sent == [("user", "H:\nGuest: q0\nAssistant: a0\nQ: now")]

    async def test_history_goes_first_where_the_text_has_no_place_for_it(self) -> None:
        stage = self.stage(1)
        model = stage.play("x")
        await stage.run(Llm(), {"model": COMPLETION, "prompt_template": {"text": "Go."}, "memory": {"window": {}}})
        assert model.sent == [("user", "Human: q0\nAssistant: a0\nGo.")]


class TestFiles:
    def stage(self) -> Stage:
        stage = Stage({"sys": {"query": "what?"}}, is_chatflow=True)
        picture = stage.files.put(b"PNG", "a.png", "image/png", "image")
        paper = stage.files.put(b"%PDF", "b.pdf", "application/pdf", "document")
        stage.pool["sys"]["files"] = [picture, paper]
        stage.pool["start"] = {"paper": paper, "picture": picture}
        return stage

    async def test_vision_sends_what_the_model_can_see(self) -> None:
        stage = self.stage()
        model = stage.play("x", vision=True)
        vision = {"enabled": True, "configs": {"detail": "low", "variable_selector": ["sys", "files"]}}
        data = {"model": MODEL, "prompt_template": prompt(("user", "look")), "vision": vision}
        result = await stage.run(Llm(), data)
        content = model.requests[0].messages[0].content
        assert not isinstance(content, str)
        first = content[0]
        assert isinstance(first, MediaPart)
        assert (first.kind, first.data, first.detail, len(content)) == ("image", b"PNG", "low", 2)
        assert model.sent == [("user", "look")]
        assert result.process_data["skipped_files"] == ["b.pdf"]
        assert result.process_data["prompts"][0]["files"] == [{"type": "image", "filename": "a.png"}]

    async def test_earlier_files_go_with_the_history(self) -> None:
        stage = self.stage()
        picture, paper = stage.pool["sys"].pop("files")
        gone = File("image", "local_file", related_id="gone", filename="gone.png")
        stage.history.rounds = [(f"q{i}", f"a{i}") for i in range(3)]
        stage.history.sent = [[picture], [], [paper, gone, picture]]
        model = stage.play("x", vision=True)
        data = {"model": MODEL, "prompt_template": prompt(("system", "s")), "memory": {"enabled": True}}
        await stage.run(Llm(), {**data, "vision": {"enabled": True, "configs": {"detail": "low"}}})
        sent = model.requests[0].messages[1:]
        shown = MediaPart("image", "image/png", data=b"PNG", filename="a.png", detail="low")
        assert [message.text for message in sent] == ["q0", "a0", "q1", "a1", "q2", "a2", "what?"]
        assert sent[0].content == [shown, TextPart("q0")]
        assert sent[2].content == "q1"
        assert sent[4].content == [shown, TextPart("q2")]
        await stage.run(Llm(), data)
        assert all(isinstance(message.content, str) for message in model.requests[1].messages)

    async def test_vision_without_a_user_message_makes_one(self) -> None:
        stage = self.stage()
        model = stage.play("x", vision=True)
        await stage.run(
            Llm(), {"model": MODEL, "prompt_template": prompt(("system", "s")), "vision": {"enabled": True}}
        )
        assert [m.role for m in model.requests[0].messages] == ["system", "user"]

    async def test_other_files_on_purpose_are_an_error(self) -> None:
        stage = self.stage()
        stage.play("x", vision=True)
        vision = {"enabled": True, "configs": {"variable_selector": ["start", "paper"]}}
        with pytest.raises(NodeError, match=r"cannot read document files \(b.pdf\).*Document Extractor"):
            await stage.run(Llm(), {"model": MODEL, "prompt_template": prompt(("user", "u")), "vision": vision})

    async def test_files_in_a_prompt_stand_in_their_place(self) -> None:
        stage = self.stage()
        model = stage.play("x", vision=True, document=True)
        await stage.run(
            Llm(), {"model": MODEL, "prompt_template": prompt(("user", "A{{#start.paper#}}B {{#sys.query#}}"))}
        )
        content = model.requests[0].messages[0].content
        assert [getattr(part, "text", None) or getattr(part, "kind", "") for part in content] == [
            "A", "document", "B what?"
        ]  # fmt: skip

    async def test_files_of_a_system_prompt_follow_as_user_message(self) -> None:
        stage = self.stage()
        model = stage.play("x", document=True)
        await stage.run(Llm(), {"model": MODEL, "prompt_template": prompt(("system", "Read {{#start.paper#}}."))})
        assert [m.role for m in model.requests[0].messages] == ["system", "user"]

    async def test_a_model_that_draws(self) -> None:
        stage = Stage()
        media = [MediaPart("image", "image/png", data=b"px"), MediaPart("image", "image/png", url="https://x/y.png")]
        stage.play([ChatDelta(media=media), ChatDelta(finish_reason="stop", usage=Usage())])
        result = await stage.run(Llm(), {"model": MODEL, "prompt_template": prompt(("user", "draw"))})
        drawn, linked = result.values["files"]
        assert await stage.files.read(drawn) == b"px"
        assert (drawn.filename, linked.remote_url) == ("image-1.png", "https://x/y.png")


class TestReasoning:
    TEXT = "<think>\nhm, 1<2\n</think>\n\nIt is <b>four</b>."

    async def run(self, stage: Stage, format: str) -> dict[str, Any]:
        data = {"model": MODEL, "prompt_template": prompt(("user", "u")), "reasoning_format": format}
        return (await stage.run(Llm(), data)).values

    async def test_tagged_keeps_the_text(self) -> None:
        stage = Stage()
        stage.play(self.TEXT)
        values = await self.run(stage, "tagged")
        assert values["text"] == self.TEXT == stage.sink.streamed()
        assert values["reasoning_content"] == ""

    async def test_separated(self) -> None:
        stage = Stage()
        stage.play(self.TEXT)
        values = await self.run(stage, "separated")
        assert values["text"] == "It is <b>four</b>." == stage.sink.streamed()
        assert values["reasoning_content"] == "hm, 1<2"
        assert "".join(chunk.text for chunk in stage.sink.reasoning) == "hm, 1<2"
        assert stage.sink.reasoning[-1].final

    async def test_reasoning_sent_apart(self) -> None:
        deltas = [
            ChatDelta(reasoning="a"),
            ChatDelta(reasoning="b"),
            ChatDelta(text="c"),
            ChatDelta(finish_reason="stop"),
        ]
        stage = Stage()
        stage.play(deltas)
        assert (await self.run(stage, "tagged"))["text"] == "<think>\nab\n</think>\nc"
        stage = Stage()
        stage.play(deltas)
        values = await self.run(stage, "separated")
        assert (values["text"], values["reasoning_content"]) == ("c", "ab")


class TestStructuredOutput:
    SCHEMA: ClassVar = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}

    def data(self, **change: Any) -> dict[str, Any]:
        base = {"model": MODEL, "prompt_template": prompt(("user", "u")), "structured_output_enabled": True}
        return {**base, "structured_output": {"schema": self.SCHEMA}, **change}

    async def test_native(self) -> None:
        stage = Stage()
        model = stage.play('{"age": 3}', json_schema=True)
        result = await stage.run(Llm(), self.data())
        assert model.requests[0].json_schema == self.SCHEMA
        assert model.sent == [("user", "u")]
        assert result.values["structured_output"] == {"age": 3}
        assert result.values["text"] == '{"age": 3}'

    @pytest.mark.parametrize("template", [prompt(("user", "u")), prompt(("system", "s"), ("user", "u"))])
    async def test_prompted(self, template: Any) -> None:
        stage = Stage()
        model = stage.play("<think>{}</think>Sure:\n```json\n{'age': 3,}\n```")
        result = await stage.run(Llm(), self.data(prompt_template=template))
        assert model.requests[0].json_schema is None
        assert model.sent[0][0] == "system"
        assert '"required": ["age"]' in model.sent[0][1]
        assert len(model.sent) == 2
        assert result.values["structured_output"] == {"age": 3}

    async def test_prompted_completion_model_gets_one_text(self) -> None:
        stage = Stage()
        model = stage.play("{}", mode="completion")
        await stage.run(Llm(), self.data(model=COMPLETION, prompt_template={"text": "t"}))
        assert len(model.sent) == 1

    @pytest.mark.parametrize("reply", ["I would rather not.", "", "[1, 2]", "{broken", '"text"'])
    async def test_the_exact_error(self, reply: str) -> None:
        stage = Stage()
        stage.play(reply)
        with pytest.raises(NodeError) as caught:
            await stage.run(Llm(), self.data())
        assert caught.value.message == "Failed to parse structured output: output is not a valid json str"

    async def test_no_schema(self) -> None:
        stage = Stage()
        stage.play("x")
        with pytest.raises(NodeError, match="no JSON Schema"):
            await stage.run(Llm(), self.data(structured_output={}))

    async def test_off_by_default(self) -> None:
        stage = Stage()
        stage.play("x")
        data = self.data(structured_output_enabled=False, structured_output={"enabled": False})
        assert "structured_output" not in (await stage.run(Llm(), data)).values


@pytest.mark.parametrize(
    "error", [ModelRateLimited("429"), ModelUnavailable("down"), ModelConnectionError("cut"), ModelConnectionError("x")]
)
async def test_trouble_with_the_model_reaches_the_engine(error: Exception) -> None:
    stage = Stage()
    model = stage.play([ChatDelta(text="par"), error], error)
    data = {"model": MODEL, "prompt_template": prompt(("user", "u"))}
    for _ in range(2):
        with pytest.raises(type(error)):
            await stage.run(Llm(), data)
    assert stage.sink.streamed() == "par"
    assert model.closed == 2


async def test_stopping_closes_the_stream() -> None:
    class Endless:
        provider = name = "endless"
        closed = False

        def __init__(self) -> None:
            self.facts = Stage().play().facts

        async def stream(self, request: Any) -> Any:
            try:
                yield ChatDelta(text="x")
                await asyncio.Event().wait()
            finally:
                self.closed = True

        def count_tokens(self, messages: Any, tools: Any = ()) -> int:
            return 0

    stage = Stage()
    model = Endless()
    stage.models.model = cast(Any, model)
    task = asyncio.create_task(stage.run(Llm(), {"model": MODEL, "prompt_template": prompt(("user", "u"))}))
    await stage.sink.heard.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert model.closed


@pytest.mark.parametrize("text", ["{{#gone.text#}}", "{{#a.object.missing#}}"])
async def test_a_prompt_that_names_no_variable_fails(text: str) -> None:
    stage = Stage({"a": {"object": {"x": 1}}})
    stage.play("x")
    with pytest.raises(NodeError) as caught:
        await stage.run(Llm(), {"model": MODEL, "prompt_template": prompt(("system", "s"), ("user", text))})
    assert caught.value.error_type == "VariableNotFoundError"


async def test_a_model_without_a_key_has_its_own_error() -> None:
    stage = Stage()
    with pytest.raises(ProviderNotConfigured) as caught:
        await stage.run(Llm(), {"model": MODEL, "prompt_template": prompt(("user", "x"))})
    assert caught.value.error_type == "LLMModeRequiredError"
