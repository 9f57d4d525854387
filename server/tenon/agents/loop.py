"""The loop of every strategy: ask the model, call the tools it wants, tell it what they gave, until it answers."""

import time
from collections.abc import Callable
from typing import Protocol

from tenon.agents.invoking import invoke_all
from tenon.agents.task import AgentEvent, Outcome, Piece, RoundFinished, RoundStarted, Talk, Task, Thought, Turn
from tenon.agents.usage import added
from tenon.models.delivery import deliver
from tenon.models.messages import ChatDelta, ChatRequest, Usage

GAP = "\n\n"
"""Stands between texts of different rounds."""


class Strategy(Protocol):
    """A way to have a model use tools."""

    name: str

    def begin(self, task: Task) -> Talk:
        """The prompts of a task."""
        ...


async def run(strategy: Strategy, task: Task, tell: Callable[[AgentEvent], None]) -> Outcome:
    """Work on a task to its end; `tell` hears of everything as it happens.

    Raises the errors of `models.errors`; what tools raise goes to the model. Cancelling closes the model's stream and
    the tools.
    """
    return await _Loop(strategy, task, tell).run()


class _Loop:
    def __init__(self, strategy: Strategy, task: Task, tell: Callable[[AgentEvent], None]) -> None:
        self._task, self._tell = task, tell
        self._talk = strategy.begin(task)
        self._usage = Usage()
        self._spoken = ""

    async def run(self) -> Outcome:
        task = self._task
        names = frozenset(tool.name for tool in task.box.tools())
        limit = max(task.max_iterations, 0) if names else 0
        number = 0
        while True:
            number += 1
            last = number > limit
            began = time.perf_counter()
            request = self._talk.request(last=last)
            self._tell(RoundStarted(number, time.time(), request.messages))
            turn, usage = await self._ask(number, request, last=last)
            self._usage = added(self._usage, usage)
            self._tell(Thought(number, turn, usage, time.perf_counter() - began))
            if last or not turn.calls:
                answer = self._answer(turn, limited=last and limit > 0)
                self._tell(RoundFinished(number, usage, time.perf_counter() - began))
                return Outcome(answer, number, self._usage, last and limit > 0)
            observations = await invoke_all(task, number, turn.calls, self._tell, names)
            self._talk.observe(turn, observations)
            self._tell(RoundFinished(number, usage, time.perf_counter() - began))

    async def _ask(self, number: int, request: ChatRequest, *, last: bool) -> tuple[Turn, Usage]:
        reader = self._talk.reader(number, last=last)
        usage = Usage()
        first = True

        def take(delta: ChatDelta) -> None:
            nonlocal usage, first
            if delta.usage is not None:
                usage = delta.usage
            for piece in reader.feed(delta):
                first = self._say(piece, first)

        await deliver(self._task.model, request, take)
        pieces, turn = reader.end()
        for piece in pieces:
            first = self._say(piece, first)
        return turn, usage

    def _say(self, piece: Piece, first: bool) -> bool:
        """Tell a piece; a gap goes before the first text of a round when there was text before."""
        if piece.kind != "text" or not piece.text:
            if piece.text:
                self._tell(piece)
            return first
        if first and self._spoken and not self._spoken.endswith("\n"):
            self._tell(Piece("text", GAP))
        self._tell(piece)
        self._spoken = piece.text
        return False

    def _answer(self, turn: Turn, *, limited: bool) -> str:
        """The answer; an agent that used up its rounds without one says so."""
        if turn.answer.strip() or not limited:
            return turn.answer
        text = f"I used all {self._task.max_iterations} rounds of tool calls and did not find an answer."
        self._say(Piece("text", text), True)
        turn.answer = text
        return text
