"""What an agent is given, and what the loop and its strategies say to one another."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from tenon.models.fact import fact
from tenon.models.messages import ChatDelta, ChatRequest, MediaPart, Message, SignedThought, Tool, Usage
from tenon.models.port import ChatModel
from tenon.tools.messages import ToolMessage


@fact
class Call:
    """A call the model asks for. `problem` says why it cannot be made; `raw` is what the model wrote.

    `signature` goes back to the model with it.
    """

    id: str
    name: str
    arguments: dict[str, Any]
    raw: str = ""
    problem: str = ""
    signature: str = ""


class ToolBox(Protocol):
    """The tools of an agent."""

    def tools(self) -> Sequence[Tool]:
        """The functions the model is told of; their names differ."""
        ...

    def invoke(self, call: Call) -> AsyncIterator[ToolMessage]:
        """What a tool gives back, piece by piece. Whatever it raises is told to the model."""
        ...


@dataclass(frozen=True, slots=True)
class Task:
    """One task for an agent.

    `files` come with the query. `parameters` and `stop` are those of the model. An agent calls tools in at most
    `max_iterations` rounds and then answers without them. `tool_timeout` is seconds; `observation_limit` the most
    characters of one tool's result that the model is told. `template` replaces the strategy's own system prompt.
    """

    model: ChatModel
    box: ToolBox
    query: str
    instruction: str = ""
    history: Sequence[Message] = ()
    files: Sequence[MediaPart] = ()
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    stop: Sequence[str] = ()
    max_iterations: int = 10
    tool_timeout: float = 120.0
    observation_limit: int = 50_000
    template: str = ""
    user: str = ""


@fact
class Piece:
    """A piece of what the model says: `text` for the user, a `thought` of the strategy, or the model's `reasoning`."""

    kind: Literal["text", "thought", "reasoning"]
    text: str


@dataclass(slots=True)
class Turn:
    """What the model said in one round: what it thought, what it answered, and what it wants called.

    `signed` are thoughts that go back to the model unchanged.
    """

    thought: str = ""
    answer: str = ""
    reasoning: str = ""
    calls: Sequence[Call] = ()
    signed: Sequence[SignedThought] = ()


class Reader(Protocol):
    """Reads one answer of the model while it streams."""

    def feed(self, delta: ChatDelta) -> Sequence[Piece]:
        """What is certain after this delta."""
        ...

    def end(self) -> tuple[Sequence[Piece], Turn]:
        """What was held back, and the whole."""
        ...


class Talk(Protocol):
    """The prompts of one task. `last` is the round without tools."""

    def request(self, *, last: bool) -> ChatRequest:
        """The next request."""
        ...

    def reader(self, number: int, *, last: bool) -> Reader:
        """Reads the answer to it."""
        ...

    def observe(self, turn: Turn, observations: Sequence[str]) -> None:
        """Take in what the calls of a turn gave, in their order."""
        ...


@fact
class RoundStarted:
    """The model is asked with `messages`. Rounds count from 1; times are Unix seconds, `elapsed` everywhere seconds."""

    number: int
    at: float
    messages: Sequence[Message] = ()


@fact
class Thought:
    """The model answered."""

    number: int
    turn: Turn
    usage: Usage
    elapsed: float


@fact
class CallStarted:
    """A tool is called."""

    number: int
    call: Call
    at: float


@fact
class CallFinished:
    """A tool answered, failed (`error`) or was not there. `kept` are its messages that are more than text."""

    number: int
    call: Call
    observation: str
    error: str | None
    kept: Sequence[ToolMessage]
    elapsed: float


@fact
class RoundFinished:
    """All calls of a round are through; `usage` is the round's."""

    number: int
    usage: Usage
    elapsed: float


AgentEvent = Piece | RoundStarted | Thought | CallStarted | CallFinished | RoundFinished


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended. `limited` says that the rounds were used up."""

    answer: str
    rounds: int
    usage: Usage
    limited: bool = False
