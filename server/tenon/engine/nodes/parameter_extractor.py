"""The parameter extractor: a model finds typed values in a text."""

import json
from dataclasses import replace
from typing import Any, cast

from pydantic import Field

from tenon.engine.errors import NodeError
from tenon.engine.loose_json import read_json
from tenon.engine.model_call import Reply, ask, is_completion, model_trace, open_model, request_for
from tenon.engine.model_config import ChosenSelector, Memory, ModelConfig, Vision
from tenon.engine.model_usage import usage_dict, usage_metadata
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.parameters import RESERVED, Parameter, checked, parameters_schema
from tenon.engine.task_prompts import task_prompt
from tenon.engine.variables import MISSING
from tenon.models.messages import ChatRequest, Tool

_TOOL = "extract_parameters"
_TASK = "You find values in texts. Take them from the user's text as it stands; never invent one."
_CALL = f"Call the function {_TOOL} once with the values you found. Leave out what the text does not tell."
_FORM = "Answer with one JSON object of these values and nothing else. Leave out what the text does not tell."


class ParameterExtractorData(NodeData):
    """Stored shape (contract: dsl.md 7, parameter-extractor)."""

    model: ModelConfig = Field(default_factory=ModelConfig)
    query: ChosenSelector = Field(default_factory=list[str])
    parameters: list[Parameter] = Field(default_factory=list[Parameter])
    instruction: str | None = ""
    memory: Memory | None = None
    vision: Vision | None = None
    reasoning_mode: str = "function_call"


class ParameterExtractor(Node[ParameterExtractorData]):
    """Uses the model's tool calls where it has them and the node asks for them, else JSON in words."""

    type = "parameter-extractor"
    group = "model"
    outputs = {"__is_success": "number", "__reason": "string", "__usage": "object"}
    data_class = ParameterExtractorData

    async def run(self, data: ParameterExtractorData, ctx: Context) -> Outputs:
        """All parameters; an unreadable reply does not fail. Raises `NodeError` for settings, `ModelError`."""
        if not data.parameters:
            raise NodeError("The extractor has no parameters. Add at least one.")
        for parameter in data.parameters:
            if parameter.name in RESERVED:
                raise NodeError(f"The parameter name {parameter.name} is reserved. Choose another.")
        model = await open_model(ctx, data.model)
        one_text = is_completion(model, data.model)
        by_call = data.reasoning_mode == "function_call" and model.facts.tool_call and not one_text
        query: Any = ctx.get(data.query)
        task = _task(data.parameters, ctx.text(data.instruction or ""), by_call=by_call)
        prompt = await task_prompt(task, query, ctx, model, data.model, memory=data.memory, vision=data.vision)
        inputs = {"query": prompt.inputs["query"], "instruction": data.instruction or ""}
        function = parameters_schema(data.parameters) if by_call else None
        trace = model_trace(data.model, model, prompt.messages, None)
        ctx.note(inputs=inputs, process_data={**trace, "function": function})
        request = request_for(data.model, prompt.messages)
        reply = await ask(model, _with_tool(request, data.parameters) if by_call else request)
        found = found_in(reply)
        if found is None:
            values, reason = checked(data.parameters, {})
            reason = "Nothing could be read from the model's reply."
        else:
            values, reason = checked(data.parameters, found)
        usage = usage_dict(reply.usage)
        return Outputs(
            values={**values, "__is_success": 0 if reason else 1, "__reason": reason, "__usage": usage},
            inputs=inputs,
            process_data={
                **model_trace(data.model, model, prompt.messages, reply),
                "function": function,
                "tool_call": [{"name": c.name, "arguments": c.arguments} for c in reply.tool_calls],
                "llm_text": reply.text,
            },
            metadata=usage_metadata(reply.usage),
        )


def _task(parameters: list[Parameter], instruction: str, *, by_call: bool) -> str:
    schema = json.dumps(parameters_schema(parameters), ensure_ascii=False, indent=1)
    form = _CALL if by_call else f"{_FORM}\nJSON Schema of the object:\n{schema}"
    return "\n\n".join(filter(None, (_TASK, instruction.strip(), form)))


def _with_tool(request: ChatRequest, parameters: list[Parameter]) -> ChatRequest:
    tool = Tool(_TOOL, "Takes the values found in the user's text.", parameters_schema(parameters))
    return replace(request, tools=[tool])


def found_in(reply: Reply) -> dict[str, Any] | None:
    """The values in a tool call or, without one, in the text; None when there are none."""
    for source in (*(call.arguments for call in reply.tool_calls), reply.text):
        value = read_json(source, dict) if source else MISSING
        if value is not MISSING:
            return cast(dict[str, Any], value)
    return None
