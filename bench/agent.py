"""What an agent costs over its model and tools: CPU per round of tool calls, as node of a graph, with every event."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import uvloop

from bench.graphs import edge, node
from tenon.engine.events import Event
from tenon.engine.graph import Graph
from tenon.engine.ports import Ports, ToolMessage
from tenon.engine.run import Run
from tenon.engine.wire import Wire, encode
from tenon.models.messages import ChatDelta, ChatRequest, Message, Tool, ToolCall, Usage
from tenon.models.port import ModelFacts, ModelRef
from tenon.tools.declaration import ToolDeclaration, ToolParameter

RESULT = "A line of what a tool gives back. " * 60
TOOLS = 10
_ACTION = 'Thought: I need to look that up first\nAction:\n```json\n{"action": "t0", "action_input": {"q": "x"}}\n```'


class Model:
    """Calls tools in so many rounds, then answers; `calls` at once. Without tools in the request it writes ReAct."""

    provider, name = "bench", "model"

    def __init__(self, rounds: int, calls: int, *, react: bool) -> None:
        self.facts = ModelFacts(context_size=128_000, tool_call=not react)
        self._left, self._calls = rounds, calls

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        """The next answer, as soon as it is asked for."""
        self._left -= 1
        end = ChatDelta(finish_reason="stop", usage=Usage(prompt_tokens=100, completion_tokens=20))
        if self._left < 0:
            yield ChatDelta(text="Final Answer: done" if not self.facts.tool_call else "done")
        elif self.facts.tool_call:
            calls = [ToolCall(f"c{place}", f"t{place}", '{"q": "x"}') for place in range(self._calls)]
            yield ChatDelta(tool_calls=calls)
        else:
            for start in range(0, len(_ACTION), 4):
                yield ChatDelta(text=_ACTION[start : start + 4])
        yield end

    def count_tokens(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """Never asked."""
        return 0


class Outside:
    """Models and tools that answer at once."""

    def __init__(self, model: Model) -> None:
        self._model = model

    async def chat(self, ref: ModelRef) -> Model:
        """The model."""
        return self._model

    async def declaration(self, provider_type: str, provider_id: str, tool: str) -> ToolDeclaration:
        """A tool with one parameter."""
        parameter = ToolParameter("q", "string", {"en_US": "q"}, required=True, llm_description="What to look for.")
        return ToolDeclaration(provider_id, tool, {"en_US": tool}, {"en_US": tool}, f"Looks {tool} up.", [parameter])

    async def invoke(
        self, provider_type: str, provider_id: str, tool: str, parameters: Mapping[str, Any], credential_id: str | None
    ) -> AsyncIterator[ToolMessage]:
        """Two kilobytes of text."""
        yield ToolMessage("text", RESULT)


def _graph() -> Graph:
    tools = [{"type": "builtin", "provider_name": "bench", "tool_name": f"t{place}"} for place in range(TOOLS)]
    parameters = {
        "model": {"type": "constant", "value": {"provider": "bench", "model": "model"}},
        "tools": {"type": "constant", "value": tools},
        "instruction": {"type": "constant", "value": "Answer."},
        "query": {"type": "constant", "value": "{{#start.q#}}"},
        "maximum_iterations": {"type": "constant", "value": 99},
    }
    agent = node("agent", "agent", agent_strategy_name="auto", agent_parameters=parameters)
    end = node("end", "end", outputs=[{"variable": "text", "value_selector": ["agent", "text"]}])
    return Graph(
        {"nodes": [node("start", "start"), agent, end], "edges": [edge("start", "agent"), edge("agent", "end")]}
    )


async def _run(graph: Graph, rounds: int, calls: int, *, react: bool) -> None:
    outside: Any = Outside(Model(rounds, calls, react=react))
    nothing: Any = None
    wire = Wire.workflow(task_id="t", run_id="r", workflow_id="w")

    def show(event: Event) -> None:
        payload = wire.payload(event)
        if payload is not None:
            encode(payload)

    run = Run(
        graph,
        Ports(outside, nothing, nothing, nothing, outside, nothing, nothing),
        run_id="run",
        mode="workflow",
        inputs={"q": "x"},
        system={"user_id": "bench", "workflow_run_id": "run"},
        environment={},
        conversation={},
        on_event=show,
    )
    finished = await run.execute()
    if finished.status != "succeeded" or finished.outputs != {"text": "done"}:
        raise RuntimeError(f"{finished.error} {finished.outputs}")


async def _cost(graph: Graph, rounds: int, calls: int, *, react: bool) -> float:
    """CPU seconds of a run; the best of five times ten, as the machine is shared."""
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for _ in range(10):
            await _run(graph, rounds, calls, react=react)
        best = min(best, (time.process_time() - began) / 10)
    return best


async def _measure() -> list[tuple[str, str, str]]:
    graph = _graph()
    found: list[tuple[str, str, str]] = []
    for label, calls, react in (
        ("function calling, one call", 1, False),
        ("function calling, five calls at once", 5, False),
        ("ReAct, one call", 1, True),
    ):
        few = await _cost(graph, 1, calls, react=react)
        many = await _cost(graph, 11, calls, react=react)
        found.append((f"tool round, {label}, CPU", f"{(many - few) / 10 * 1e3:.3f} ms", "5 ms"))
        if not found[1:]:
            found.insert(0, ("run with one tool round, 10 tools offered, CPU", f"{few * 1e3:.3f} ms", ""))
    return found


def main() -> None:
    """Print the table."""
    print("| what | figure | target |\n|---|---|---|")
    for row in uvloop.run(_measure()):
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
