"""The agent node: hands a model, tools and a task to an agent strategy."""

from typing import Any

from pydantic import Field, field_validator

from tenon.engine.errors import NodeError
from tenon.engine.model_call import remembers
from tenon.engine.model_config import Memory
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.tool_inputs import resolve
from tenon.engine.tool_messages import collect
from tenon.engine.variables import to_plain

_ALL_ROUNDS = 500


class AgentData(NodeData):
    """Stored shape (contract: dsl.md 7, agent)."""

    agent_strategy_provider_name: str = ""
    agent_strategy_name: str = ""
    agent_parameters: dict[str, Any] = Field(default_factory=dict[str, Any])
    memory: Memory | None = None

    @field_validator("agent_parameters", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return value or {}


class Agent(Node[AgentData]):
    """Fills the parameters and lets the agent port run the strategy. Hosts without that port refuse the node."""

    type = "agent"
    group = "model"
    outputs = {"text": "string", "usage": "object", "files": "array[file]", "json": "array[object]"}
    data_class = AgentData
    side_effects = True

    async def run(self, data: AgentData, ctx: Context) -> Outputs:
        """What the strategy gives back. Raises `NodeError` where agents cannot run."""
        strategy = f"{data.agent_strategy_provider_name}/{data.agent_strategy_name}"
        if not data.agent_strategy_name:
            raise NodeError("No agent strategy is chosen. Choose one in the settings of this node.")
        if ctx.ports.agent is None:
            raise NodeError(
                f"This installation has no agent strategies, so {strategy} cannot run. Install the plugin that brings "
                "it, or replace the node by an LLM node with tools around it.",
                error_type="AgentNodeError",
            )
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
