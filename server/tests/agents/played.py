"""A tool box and a listener for agents."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tenon.agents.loop import Strategy, run
from tenon.agents.task import AgentEvent, Call, CallFinished, Outcome, Piece, Task, Thought
from tenon.models.messages import ChatDelta, Tool, ToolCall, Usage
from tenon.models.port import ModelFacts
from tenon.tools.messages import ToolMessage
from tests.fixtures.engine_context import PlayedModel, Reply

type Play = Callable[[dict[str, Any]], Sequence[ToolMessage | Exception] | AsyncIterator[ToolMessage]]


def tool(name: str, *required: str, **optional: Any) -> Tool:
    """A tool with these text parameters; others with their schema."""
    properties = {**{key: {"type": "string"} for key in required}, **optional}
    return Tool(name, f"Does {name}.", {"type": "object", "properties": properties, "required": list(required)})


@dataclass
class PlayedBox:
    """Tools that do what the test says."""

    plays: Mapping[str, tuple[Tool, Play]]
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])
    running: int = 0
    most: int = 0
    closed: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def busy(self, count: int) -> None:
        """Wait until so many calls go on."""
        while self.running < count:
            self.begun.clear()
            await self.begun.wait()

    def tools(self) -> Sequence[Tool]:
        return [tool for tool, _ in self.plays.values()]

    async def invoke(self, call: Call) -> AsyncIterator[ToolMessage]:
        self.calls.append((call.name, call.arguments))
        self.running += 1
        self.most = max(self.most, self.running)
        self.begun.set()
        try:
            given = self.plays[call.name][1](call.arguments)
            if isinstance(given, AsyncIterator):
                async for message in given:
                    yield message
                return
            for message in given:
                if isinstance(message, Exception):
                    raise message
                yield message
        finally:
            self.running -= 1
            self.closed += 1


def box(**plays: Play) -> PlayedBox:
    """Tools with one required text, `q`."""
    return PlayedBox({name: (tool(name, "q"), play) for name, play in plays.items()})


def says(text: str) -> Play:
    """A tool that says this."""
    return lambda _: [ToolMessage("text", text)]


def gives(messages: Sequence[ToolMessage | Exception]) -> Play:
    """A tool that gives these messages."""
    return lambda _: messages


async def hang() -> AsyncIterator[ToolMessage]:
    """A tool that never answers."""
    await asyncio.Event().wait()
    yield ToolMessage("text", "never")


def calls(*wanted: tuple[str, str], text: str = "", id: str = "c") -> Sequence[ChatDelta | Exception]:
    """A model's answer that asks for tools: names and arguments as text."""
    asked = [ToolCall(f"{id}{place}", name, arguments) for place, (name, arguments) in enumerate(wanted)]
    end = ChatDelta(tool_calls=asked, finish_reason="tool_calls", usage=Usage(prompt_tokens=10, completion_tokens=5))
    return [*([ChatDelta(text=text)] if text else []), end]


@dataclass
class Heard:
    """What an agent told, and how it ended."""

    model: PlayedModel
    box: PlayedBox
    events: list[AgentEvent] = field(default_factory=list[AgentEvent])
    outcome: Outcome | None = None

    def said(self, kind: str = "text") -> str:
        return "".join(e.text for e in self.events if isinstance(e, Piece) and e.kind == kind)

    @property
    def thoughts(self) -> list[str]:
        return [e.turn.thought for e in self.events if isinstance(e, Thought)]

    @property
    def results(self) -> list[CallFinished]:
        return [e for e in self.events if isinstance(e, CallFinished)]

    @property
    def names(self) -> list[str]:
        return [type(e).__name__ for e in self.events if not isinstance(e, Piece)]


async def work(
    strategy: Strategy, replies: Sequence[Reply], tools: PlayedBox, heard: Heard | None = None, **options: Any
) -> Heard:
    """Run a task with these answers of the model."""
    facts = options.pop("facts", ModelFacts(context_size=100_000, tool_call=True))
    heard = heard or Heard(PlayedModel(list(replies), facts), tools)
    task = Task(model=heard.model, box=tools, query=options.pop("query", "What?"), **options)
    heard.outcome = await run(strategy, task, heard.events.append)
    return heard
