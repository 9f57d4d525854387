"""The agent node: a model that calls tools until it can answer, by one of our strategies or one of a plugin."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field, field_validator

from tenon.agents import strategies
from tenon.agents.loop import Strategy, run
from tenon.agents.task import Task
from tenon.engine.agent_parameters import AgentParameters, read_parameters
from tenon.engine.agent_report import AgentReport
from tenon.engine.agent_tools import NodeToolBox
from tenon.engine.errors import NodeError
from tenon.engine.knowledge import filled
from tenon.engine.media import can_read, files_in, media_parts
from tenon.engine.model_call import history, open_model, remembers, request_for
from tenon.engine.model_config import Memory, Vision
from tenon.engine.model_usage import usage_dict
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.reports import describe
from tenon.engine.tool_inputs import resolve
from tenon.engine.tool_messages import collect
from tenon.engine.variables import to_plain
from tenon.models.messages import MediaPart, Message
from tenon.models.port import ChatModel, ModelFacts

_ALL_ROUNDS = 500


class AgentData(NodeData):
    """Stored shape (contract: dsl.md 7, agent). `knowledge`, `vision` and `react_prompt` come from agent apps."""

    agent_strategy_provider_name: str = ""
    agent_strategy_name: str = ""
    agent_parameters: dict[str, Any] = Field(default_factory=dict[str, Any])
    memory: Memory | None = None
    knowledge: dict[str, Any] | None = None
    vision: Vision | None = None
    react_prompt: dict[str, Any] | None = None

    @field_validator("agent_parameters", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return value or {}


class Agent(Node[AgentData]):
    """Runs the strategies function calling and ReAct itself; others go to the agent port."""

    type = "agent"
    group = "model"
    outputs = {"text": "string", "usage": "object", "files": "array[file]", "json": "array[object]"}
    data_class = AgentData
    side_effects = True

    async def run(self, data: AgentData, ctx: Context) -> Outputs:
        """What the agent answered. Raises `NodeError`, `ToolFailed` for a missing tool, or the model's errors."""
        if not data.agent_strategy_name:
            raise NodeError("No agent strategy is chosen. Choose one in the settings of this node.")
        provider, name = data.agent_strategy_provider_name, data.agent_strategy_name
        if strategies.find(provider, name, ModelFacts()) is not None:
            return await _run_ours(data, ctx)
        if ctx.ports.agent is None:
            raise NodeError(
                f"The agent strategy {provider}/{name} is not installed. Install the plugin that brings it, or choose "
                "Function Calling or ReAct in the settings of this node.",
                error_type="AgentNodeError",
            )
        return await _run_theirs(data, ctx)


async def _run_ours(data: AgentData, ctx: Context) -> Outputs:
    parameters = await read_parameters(data.agent_parameters, ctx)
    inputs = parameters.shown()
    ctx.note(inputs=inputs)
    model = await open_model(ctx, parameters.model)
    strategy = _strategy(data, model)
    box = NodeToolBox(ctx)
    await box.add(parameters.tools)
    if data.knowledge:
        box.add_knowledge(filled(data.knowledge, ctx))
    _check_model(strategy, model, box)
    task = await _task(data, parameters, ctx, model, box)
    report = AgentReport(ctx, model, box)
    try:
        outcome = await run(strategy, task, report.tell)
    except Exception as error:
        report.fail(describe(error)[0])
        raise
    process = {**report.trace(), "strategy": strategy.name, "rounds": outcome.rounds, "limited": outcome.limited}
    if report.resources:
        process["retriever_resources"] = report.resources
    return Outputs(
        values={
            "text": report.text,
            "usage": usage_dict(outcome.usage),
            "files": report.files,
            "json": report.json,
        },
        inputs=inputs,
        process_data=process,
        metadata=report.metadata(),
        files=report.files,
    )


def _strategy(data: AgentData, model: ChatModel) -> Strategy:
    found = strategies.find(data.agent_strategy_provider_name, data.agent_strategy_name, model.facts)
    assert found is not None
    return found


def _check_model(strategy: Strategy, model: ChatModel, box: NodeToolBox) -> None:
    if strategy.name == "function_calling" and not model.facts.tool_call and box.tools():
        raise NodeError(
            f"Model {model.name} cannot call tools. Choose the strategy ReAct, or a model that can.",
            error_type="AgentNodeError",
        )


async def _task(data: AgentData, parameters: AgentParameters, ctx: Context, model: ChatModel, box: NodeToolBox) -> Task:
    request = request_for(parameters.model, ())
    files = await _files(data, ctx, model)
    if not parameters.query.strip() and not files:
        raise NodeError("The query of the agent is empty. Fill it in the settings of this node, or check its variable.")
    limits = ctx.ports.limits
    return Task(
        model=model,
        box=box,
        query=parameters.query,
        instruction=parameters.instruction,
        history=await _history(data, parameters, ctx, model),
        files=files,
        parameters=request.parameters,
        stop=request.stop,
        max_iterations=parameters.iterations,
        tool_timeout=limits.agent_tool_timeout,
        observation_limit=limits.agent_max_observation,
        template=str((data.react_prompt or {}).get("first_prompt") or ""),
    )


async def _history(data: AgentData, parameters: AgentParameters, ctx: Context, model: ChatModel) -> Sequence[Message]:
    if data.memory is None or not remembers(ctx, data.memory):
        return ()
    prompt = [Message("system", parameters.instruction), Message("user", parameters.query)]
    return await history(ctx, data.memory, model, parameters.model, prompt, data.vision)


async def _files(data: AgentData, ctx: Context, model: ChatModel) -> Sequence[MediaPart]:
    vision = data.vision
    if vision is None or not vision.enabled:
        return ()
    selector = vision.configs.variable_selector if vision.configs else ["sys", "files"]
    files = [file for file in files_in(ctx.find(selector)) if can_read(model.facts, file)]
    return await media_parts(ctx, files, vision.configs.detail if vision.configs else "high")


async def _run_theirs(data: AgentData, ctx: Context) -> Outputs:
    """A strategy of a plugin."""
    assert ctx.ports.agent is not None
    parameters = resolve(data.agent_parameters, ctx, fill_constants=True)
    inputs = to_plain(parameters)
    ctx.note(inputs=inputs)
    window = _window(data.memory) if data.memory and remembers(ctx, data.memory) else None
    messages = ctx.ports.agent.run(
        data.agent_strategy_provider_name, data.agent_strategy_name, parameters, memory_window=window
    )
    found = await collect(messages, ctx)
    values = found.values()
    usage: Any = values.setdefault("usage", {})
    metadata = {key: usage[key] for key in ("total_tokens", "total_price", "currency") if key in usage}
    return Outputs(values=values, inputs=inputs, metadata={**metadata, **found.metadata}, files=found.files)


def _window(memory: Memory) -> int:
    window = memory.window
    return int(window.size) if window and window.enabled and window.size else _ALL_ROUNDS
