"""The function calling strategy: the model's own interface for tools."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from tenon.agents.observation import clean
from tenon.agents.room import fitted
from tenon.agents.task import Call, Piece, Task, Turn
from tenon.models.messages import ChatDelta, ChatRequest, Message, SignedThought, TextPart, Tool, ToolCall


class FunctionCalling:
    """Offers the tools with every request but the last, and sends results back as tool messages."""

    name = "function_calling"

    def begin(self, task: Task) -> "FunctionTalk":
        """The prompts of a task."""
        return FunctionTalk(task)


class FunctionTalk:
    """One task's messages: instruction, history, query, then calls and results."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._tools = task.box.tools()
        self._messages = [*system(task.instruction), *task.history, question(task)]
        self._results: list[int] = []
        self._newest = 0

    def request(self, *, last: bool) -> ChatRequest:
        """The messages so far; without tools when this is to be the answer."""
        task = self._task
        old = self._results[: len(self._results) - self._newest]
        return ChatRequest(
            messages=fitted(self._messages, old, task.model, self._tools),
            parameters=task.parameters,
            tools=() if last else self._tools,
            stop=task.stop,
            user=task.user,
        )

    def reader(self, number: int, *, last: bool) -> "FunctionReader":
        """Reads text and calls; calls of the last round are passed over."""
        return FunctionReader(number, {tool.name: tool for tool in self._tools}, last=last)

    def observe(self, turn: Turn, observations: Sequence[str]) -> None:
        """The model's message as it was, and a result for each of its calls."""
        calls = [ToolCall(call.id, call.name, call.raw, call.signature) for call in turn.calls]
        said = Message("assistant", turn.thought, tool_calls=calls, reasoning=turn.reasoning, thoughts=turn.signed)
        self._messages.append(said)
        self._newest = len(observations)
        for call, observation in zip(turn.calls, observations, strict=True):
            self._results.append(len(self._messages))
            self._messages.append(Message("tool", observation, name=call.name, tool_call_id=call.id))


class FunctionReader:
    """Text goes to the user as it comes: whether calls follow shows only at the end."""

    def __init__(self, number: int, tools: Mapping[str, Tool], *, last: bool) -> None:
        self._number, self._tools, self._last = number, tools, last
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._calls: list[ToolCall] = []
        self._signed: list[SignedThought] = []

    def feed(self, delta: ChatDelta) -> Sequence[Piece]:
        """The delta's text and reasoning."""
        if delta.tool_calls:
            self._calls += delta.tool_calls
        if delta.thoughts:
            self._signed += delta.thoughts
        if not delta.reasoning:
            if not delta.text:
                return ()
            self._text.append(delta.text)
            return (Piece("text", delta.text),)
        self._reasoning.append(delta.reasoning)
        pieces = [Piece("reasoning", delta.reasoning)]
        if delta.text:
            self._text.append(delta.text)
            pieces.append(Piece("text", delta.text))
        return pieces

    def end(self) -> tuple[Sequence[Piece], Turn]:
        """The turn; its text is a thought when calls follow, else the answer."""
        text = "".join(self._text)
        calls = () if self._last else self._read_calls()
        turn = Turn(text, "" if calls else text, "".join(self._reasoning), calls, self._signed)
        return (), turn

    def _read_calls(self) -> list[Call]:
        seen: set[str] = set()
        found: list[Call] = []
        for place, call in enumerate(self._calls, 1):
            id = call.id
            if not id or id in seen:
                id = f"call_{self._number}_{place}"
            seen.add(id)
            read = read_call(id, call.name, call.arguments, self._tools)
            found.append(replace(read, signature=call.signature) if call.signature else read)
        return found


def system(instruction: str) -> list[Message]:
    """The instruction as a message, when there is one."""
    return [Message("system", instruction)] if instruction.strip() else []


def question(task: Task) -> Message:
    """The query with its files."""
    if not task.files:
        return Message("user", task.query)
    return Message("user", [*task.files, TextPart(task.query)] if task.query else task.files)


def read_call(id: str, name: str, text: str, tools: Mapping[str, Tool]) -> Call:
    """A call with its arguments read and checked against the tool's parameters; `problem` says what is wrong.

    What goes back to the model as its own words must be JSON, or vendors refuse the next request.
    """
    text = clean(text)
    try:
        value: Any = json.loads(text, strict=False) if text.strip() else {}
    except (ValueError, RecursionError) as error:
        problem = f"The arguments are not valid JSON ({error}). Call the tool again with a JSON object."
        return Call(id, name, {}, "{}", f"{problem} You wrote: {text[:500]}")
    if isinstance(value, str) and value.lstrip().startswith("{"):  # some models encode them twice
        return read_call(id, name, value, tools)
    if value is None:
        value = {}
    if not isinstance(value, dict):
        problem = f"The arguments must be a JSON object, not {type(value).__name__}. Call the tool again."
        return Call(id, name, {}, "{}", problem)
    arguments = cast(dict[str, Any], value)
    return Call(id, name, arguments, text if text.strip() else "{}", missing(arguments, tools.get(name)))


def missing(arguments: Mapping[str, Any], tool: Tool | None) -> str:
    """What a call lacks or has wrongly; empty when it can be made."""
    if tool is None:
        return ""
    required: Sequence[str] = tool.parameters.get("required") or ()
    absent = [name for name in required if arguments.get(name) is None]
    if absent:
        return f"Required parameters are missing: {', '.join(absent)}. Call the tool again with them."
    properties: Mapping[str, Mapping[str, Any]] = tool.parameters.get("properties") or {}
    for name, value in arguments.items():
        found: Sequence[object] = properties.get(name, {}).get("enum") or ()
        choices = [str(choice) for choice in found]
        if choices and value is not None and str(value) not in choices:
            return f"{name} must be one of {', '.join(choices)}, not {str(value)[:100]!r}."
    return ""
