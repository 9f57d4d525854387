"""Calling tools: all calls of a round at once, none of them able to harm the agent."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any, cast

from tenon.agents.observation import Heard, clean
from tenon.agents.task import AgentEvent, Call, CallFinished, CallStarted, Task
from tenon.tools.messages import ToolMessage

MOST_CALLS = 32
"""Calls of one round that are made; the model is told to ask for the others later."""
_LONGEST_ERROR = 4000


async def invoke_all(
    task: Task, number: int, calls: Sequence[Call], tell: Callable[[AgentEvent], None], names: frozenset[str]
) -> list[str]:
    """The observations in the order of the calls. Only cancellation gets out of here."""
    one = _Invoker(task, number, tell, names)
    if len(calls) == 1:
        return [await one.invoke(calls[0], 0)]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one.invoke(call, place)) for place, call in enumerate(calls)]
    return [done.result() for done in tasks]


class _Invoker:
    def __init__(self, task: Task, number: int, tell: Callable[[AgentEvent], None], names: frozenset[str]) -> None:
        self._task, self._number, self._tell, self._names = task, number, tell, names
        self._limit = min(task.observation_limit, max(8000, task.model.facts.context_size))

    async def invoke(self, call: Call, place: int) -> str:
        began = time.perf_counter()
        self._tell(CallStarted(self._number, call, time.time()))
        heard = Heard(self._limit)
        error = self._refused(call, place) or await self._made(call, heard)
        if error is None:
            text = heard.text()
        else:
            error = clean(error)[:_LONGEST_ERROR]
            before = "" if heard.silent else f"{heard.text()}\n"
            text = f"{before}Error: {error}"
        self._tell(CallFinished(self._number, call, text, error, heard.kept, time.perf_counter() - began))
        return text

    def _refused(self, call: Call, place: int) -> str | None:
        """Why the call is not made."""
        if call.name not in self._names and (call.name or not call.problem):
            known = ", ".join(sorted(self._names)) or "none"
            return f"There is no tool named {call.name!r}. The tools are: {known}."
        if call.problem:
            return call.problem
        if place >= MOST_CALLS:
            return f"At most {MOST_CALLS} calls are made in one step. Ask for this one again in the next."
        return None

    async def _made(self, call: Call, heard: Heard) -> str | None:
        """Call the tool; what went wrong, if anything did."""
        limit = self._task.tool_timeout
        try:
            async with asyncio.timeout(limit):
                await _listen(self._task.box.invoke(call), heard)
        except TimeoutError:
            return f"The tool {call.name} did not answer within {limit:g} seconds."
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            return f"The tool {call.name} broke off."  # it cancelled itself, nobody stopped the agent
        except Exception as error:  # a tool may raise anything; the model is to know
            text = getattr(error, "message", None) or str(error)
            return str(text) or type(error).__name__
        return None


async def _listen(messages: AsyncIterator[ToolMessage], heard: Heard) -> None:
    if not hasattr(messages, "aclose"):
        async for message in messages:
            heard.take(message)
            if heard.full:
                return
        return
    async with aclosing(cast(Any, messages)) as stream:
        async for message in stream:
            heard.take(message)
            if heard.full:
                return
