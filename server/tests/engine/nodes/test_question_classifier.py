"""The question classifier."""

from typing import Any

import pytest

from tenon.engine.errors import NodeError
from tenon.engine.nodes.question_classifier import QuestionClassifier
from tenon.models.errors import ModelUnavailable
from tests.fixtures.engine_context import Stage

DATA: dict[str, Any] = {
    "model": {"provider": "openai", "name": "gpt", "mode": "chat"},
    "query_variable_selector": ["sys", "query"],
    "classes": [{"id": "1", "name": "About {{#env.product#}}"}, {"id": "2", "name": "Returns", "label": "R"}],
    "instruction": "Look at {{#sys.query#}}",
}


def stage() -> Stage:
    return Stage({"sys": {"query": "I want my money back {{#env.product#}}", "files": []}, "env": {"product": "Lamp"}})


@pytest.mark.parametrize(
    ("reply", "id"),
    [
        ('{"category_id": "2", "category_name": "Returns"}', "2"),
        ("```json\n{'category_name': 'returns'}\n```", "2"),
        ('{"category_id": 2}', "2"),
        ('<think>{"category_id": "1"}</think>{"category_id": "2"}', "2"),
        ("Returns", "2"),
        ("2", "2"),
        ('{"category_id": "9", "category_name": "Other"}', "1"),
        ("no idea", "1"),
        ("", "1"),
    ],
)
async def test_choice(reply: str, id: str) -> None:
    s = stage()
    s.play(reply)
    result = await s.run(QuestionClassifier(), DATA)
    assert result.handle == result.values["class_id"] == id
    assert result.values["class_name"] == {"1": "About Lamp", "2": "Returns"}[id]
    assert result.values["usage"]["total_tokens"] == result.metadata["total_tokens"]
    assert result.values.get("class_label") == ("R" if id == "2" else None)


async def test_prompt_fills_templates_once() -> None:
    s = stage()
    model = s.play("1")
    result = await s.run(QuestionClassifier(), DATA)
    (_, task), (role, query) = model.sent
    assert "About Lamp" in task
    assert "Look at I want my money back {{#env.product#}}" in task
    assert (role, query) == ("user", "I want my money back {{#env.product#}}")
    assert result.inputs == {"query": query}
    assert s.sink.pieces == []


async def test_memory_in_chatflows() -> None:
    s = stage()
    s.is_chatflow = True
    s.history.rounds = [("q0", "a0"), ("q1", "a1")]
    model = s.play("1", "1")
    memory = {"window": {"enabled": True, "size": 1}}
    await s.run(QuestionClassifier(), {**DATA, "memory": memory})
    assert [text for _, text in model.sent[1:3]] == ["q1", "a1"]
    await s.run(QuestionClassifier(), {**DATA, "memory": memory, "model": {**DATA["model"], "mode": "completion"}})
    assert len(model.sent) == 1
    assert "Human: q1\nAssistant: a1" in model.sent[0][1]


async def test_old_files_write_instructions() -> None:
    s = stage()
    model = s.play("1")
    data = {key: value for key, value in DATA.items() if key != "instruction"}
    await s.run(QuestionClassifier(), {**data, "instructions": "OLD RULE", "topics": []})
    assert "OLD RULE" in model.sent[0][1]


async def test_settings_that_cannot_work() -> None:
    changes: list[tuple[dict[str, Any], str]] = [({"classes": []}, "no classes"), ({"model": {}}, "No model")]
    for change, text in changes:
        s = stage()
        s.play("1")
        with pytest.raises(NodeError, match=text):
            await s.run(QuestionClassifier(), {**DATA, **change})
    s = Stage({"sys": {"query": "  "}})
    s.play("1")
    with pytest.raises(NodeError, match="empty"):
        await s.run(QuestionClassifier(), {**DATA, "instruction": ""})


async def test_model_trouble_fails_the_node() -> None:
    s = stage()
    s.play(ModelUnavailable("down"))
    with pytest.raises(ModelUnavailable):
        await s.run(QuestionClassifier(), DATA)


async def test_a_file_as_query() -> None:
    s = stage()
    s.pool["start"] = {"p": s.files.put(b"x", "a.png", "image/png", "image")}
    model = s.play("2", vision=True)
    await s.run(QuestionClassifier(), {**DATA, "query_variable_selector": ["start", "p"]})
    assert len(model.requests[0].messages[-1].content) == 1
    s.play("2")
    with pytest.raises(NodeError, match="cannot read image"):
        await s.run(QuestionClassifier(), {**DATA, "query_variable_selector": ["start", "p"]})
