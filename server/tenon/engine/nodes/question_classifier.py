"""The question classifier: a model chooses one of the classes; each class is a way out."""

import json
from typing import Any, cast

from pydantic import Field, field_validator

from tenon.engine.errors import NodeError
from tenon.engine.loose_json import read_json
from tenon.engine.model_call import ask, model_trace, open_model, request_for
from tenon.engine.model_config import ChosenSelector, Memory, ModelConfig, Stored, Vision
from tenon.engine.model_usage import usage_dict, usage_metadata
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.reasoning import without_reasoning
from tenon.engine.task_prompts import task_prompt
from tenon.engine.variables import MISSING

_TASK = "You sort texts. Choose the one category that fits the user's text best. Do not answer the text itself."
_FORM = """Answer with one JSON object and nothing else: {"category_id": "<id>", "category_name": "<name>"}
Take id and name from the list above, unchanged."""


class QuestionClass(Stored):
    """A class: `name` is a template and tells the model what belongs here; `label` is its short title."""

    id: str
    name: str = ""
    label: str | None = None

    @field_validator("id", "name", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        return "" if value is None else str(value)


class QuestionClassifierData(NodeData):
    """Stored shape (contract: dsl.md 7, question-classifier)."""

    model: ModelConfig = Field(default_factory=ModelConfig)
    query_variable_selector: ChosenSelector = Field(default_factory=list[str])
    classes: list[QuestionClass] = Field(default_factory=list[QuestionClass])
    instruction: str | None = ""
    memory: Memory | None = None
    vision: Vision | None = None


class QuestionClassifier(Node[QuestionClassifierData]):
    """Asks for JSON; a reply that names no known class takes the first one."""

    type = "question-classifier"
    group = "model"
    outputs = {"class_name": "string", "class_id": "string", "usage": "object"}
    data_class = QuestionClassifierData

    @classmethod
    def upgrade(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """Old files write `instructions`."""
        return raw if "instruction" in raw else {**raw, "instruction": raw.get("instructions") or ""}

    async def run(self, data: QuestionClassifierData, ctx: Context) -> Outputs:
        """The chosen class and its way out. Raises `NodeError` without classes, `ModelError` for the model."""
        if not data.classes:
            raise NodeError("The classifier has no classes. Add at least two.")
        model = await open_model(ctx, data.model)
        query: Any = ctx.get(data.query_variable_selector)
        names = {c.id: ctx.text(c.name) for c in data.classes}
        task = _task(names, ctx.text(data.instruction or ""))
        prompt = await task_prompt(task, query, ctx, model, data.model, memory=data.memory, vision=data.vision)
        ctx.note(process_data=model_trace(data.model, model, prompt.messages, None))
        reply = await ask(model, request_for(data.model, prompt.messages))
        chosen = choose(reply.text, data.classes, names)
        values: dict[str, Any] = {
            "class_name": names[chosen.id],
            "class_id": chosen.id,
            "usage": usage_dict(reply.usage),
        }
        if chosen.label:
            values["class_label"] = chosen.label
        return Outputs(
            values=values,
            handle=chosen.id,
            inputs=prompt.inputs,
            process_data=model_trace(data.model, model, prompt.messages, reply),
            metadata=usage_metadata(reply.usage),
        )


def _task(names: dict[str, str], instruction: str) -> str:
    categories = json.dumps(
        [{"category_id": id, "category_name": name} for id, name in names.items()], ensure_ascii=False, indent=1
    )
    return "\n\n".join(filter(None, (_TASK, instruction.strip(), f"Categories:\n{categories}", _FORM)))


def choose(reply: str, classes: list[QuestionClass], names: dict[str, str]) -> QuestionClass:
    """The class a reply names by id, else by name, else in plain words; the first one when it names none."""
    answer = read_json(reply, dict)
    plain = without_reasoning(reply).strip().strip("\"'`.。")
    said: list[Any] = [plain]
    if answer is not MISSING:
        entry = cast(dict[str, Any], answer)
        said = [entry.get(key) for key in ("category_id", "category_name", "class_id", "class_name", "id", "name")]
    for value in (str(item).strip() for item in said if item is not None):
        for known in classes:
            if value == known.id:
                return known
        for known in classes:
            if value.casefold() == names[known.id].strip().casefold():
                return known
    return classes[0]
