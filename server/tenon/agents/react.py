"""The ReAct strategy: for models without an interface for tools. Thoughts, actions and observations are plain text."""

import json
from collections.abc import Sequence
from typing import Any, cast

from tenon.agents.function_calling import missing, question
from tenon.agents.observation import clean
from tenon.agents.react_action import Action
from tenon.agents.react_parser import ReactParser
from tenon.agents.room import fitted
from tenon.agents.task import Call, Piece, Task, Turn
from tenon.models.messages import ChatDelta, ChatRequest, MediaPart, Message, TextPart, Tool

STOP = "\nObservation:"
_MOST_STOPS = 4
_PROMPT = """{{instruction}}

Answer the user as well as you can. You can use these tools:

{{tools}}

Write in this form, each heading at the beginning of a line:

Thought: what you know and what you need next
Action:
```json
{"action": "name of a tool", "action_input": {"parameter": "value"}}
```

Then stop. The result comes back as `Observation:`, and you go on with the next `Thought:`. The name of a tool is one \
of: {{tool_names}}. As soon as you can answer, and also when no tool is needed, write:

Thought: I can answer now
Final Answer: your answer to the user, in the user's language
"""
_LAST = "No more tools can be used. Give your Final Answer now with what you know."


class ReAct:
    """Describes the tools in the system prompt and reads actions from the text."""

    name = "ReAct"

    def begin(self, task: Task) -> "ReactTalk":
        """The prompts of a task."""
        return ReactTalk(task)


class ReactTalk:
    """One task's messages: system prompt, history, query, then the rounds as text."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._tools = {tool.name: tool for tool in task.box.tools()}
        self._messages = [Message("system", self._system()), *task.history, question(task)]
        self._results: list[int] = []

    def request(self, *, last: bool) -> ChatRequest:
        """The messages so far."""
        messages = fitted(self._messages, self._results[:-1], self._task.model, ())
        if last and self._tools:
            messages = _joined(messages, _LAST)
        if self._task.model.facts.mode == "completion":
            messages = _one_text(messages)
        stop = list(self._task.stop)
        if self._tools and not last and len(stop) < _MOST_STOPS:
            stop.append(STOP)
        return ChatRequest(messages=messages, parameters=self._task.parameters, stop=stop, user=self._task.user)

    def reader(self, number: int, *, last: bool) -> "ReactReader":
        """Reads one round."""
        return ReactReader(number, self._tools, last=last)

    def observe(self, turn: Turn, observations: Sequence[str]) -> None:
        """The round as it should have been written, and what the tools gave."""
        pairs = zip(turn.calls, observations, strict=True)
        said = "".join(f"\nAction:\n{_written(call)}" for call in turn.calls)
        told = "\n".join(
            f"Observation: {text}" if len(observations) == 1 else f"Observation of {call.name}: {text}"
            for call, text in pairs
        )
        self._messages.append(Message("assistant", f"Thought: {turn.thought}{said}"))
        self._results.append(len(self._messages))
        self._messages.append(Message("user", told))

    def _system(self) -> str:
        task = self._task
        if not self._tools:
            return task.instruction or "Answer the user as well as you can."
        described = [
            {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
            for tool in self._tools.values()
        ]
        template = task.template if "{{tools}}" in task.template else _PROMPT
        filled = {
            "{{tools}}": json.dumps(described, ensure_ascii=False),
            "{{tool_names}}": ", ".join(self._tools),
            "{{historic_messages}}": "",
            "{{agent_scratchpad}}": "",
            "{{query}}": "",
            "{{instruction}}": task.instruction,  # the last, so that what it holds stays as it is
        }
        for name, value in filled.items():
            template = template.replace(name, value)
        return template.strip()


class ReactReader:
    """Reads one round with the parser."""

    def __init__(self, number: int, tools: dict[str, Tool], *, last: bool) -> None:
        self._number, self._tools, self._last = number, tools, last
        self._parser = ReactParser()
        self._reasoning: list[str] = []

    def feed(self, delta: ChatDelta) -> Sequence[Piece]:
        """What is certain after this delta."""
        if delta.reasoning:
            self._reasoning.append(delta.reasoning)
            return [Piece("reasoning", delta.reasoning), *(self._parser.feed(delta.text) if delta.text else ())]
        return self._parser.feed(delta.text) if delta.text else ()

    def end(self) -> tuple[Sequence[Piece], Turn]:
        """What was held back, and the turn. Text without any heading is an answer, unless an action follows it."""
        pieces = self._parser.end()
        text = self._parser.text
        actions = self._parser.actions()
        answer = text("answer")
        if answer or not actions:
            answer = answer or text("plain")
            if not answer:
                answer = text("thought")
                pieces += [Piece("text", answer)] if answer else []
            return pieces, self._turn(answer, ())
        final = next((action for action in actions if action.is_answer), None)
        if final is not None:
            value = final.input
            answer = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            return [*pieces, Piece("text", answer)], self._turn(answer, ())
        return pieces, self._turn("", () if self._last else [self._call(a, i) for i, a in enumerate(actions, 1)])

    def _turn(self, answer: str, calls: Sequence[Call]) -> Turn:
        text = self._parser.text
        thought = "\n".join(
            part for part in (text("plain") if calls or answer != text("plain") else "", text("thought")) if part
        )
        return Turn(thought, answer, "".join(self._reasoning) or text("think"), calls)

    def _call(self, action: Action, place: int) -> Call:
        id = f"call_{self._number}_{place}"
        if action.problem:
            how = 'Write "Action:" and behind it one JSON object with "action" and "action_input".'
            return Call(id, "", {}, clean(self._parser.written[:500]), f"{action.problem} {how}")
        tool = self._tools.get(action.name)
        arguments = _arguments(action.input, tool)
        if arguments is None:
            return Call(id, action.name, {}, "{}", '"action_input" must be a JSON object with the tool\'s parameters.')
        raw = clean(json.dumps(arguments, ensure_ascii=False))
        return Call(id, action.name, arguments, raw, missing(arguments, tool))


def _arguments(value: Any, tool: Tool | None) -> dict[str, Any] | None:
    """The arguments as an object. A bare text is the one parameter of a tool that has only one."""
    if isinstance(value, dict):
        return cast(dict[str, Any], value)
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            read: Any = json.loads(value, strict=False)
        except (ValueError, RecursionError):
            read = None
        if isinstance(read, dict):
            return cast(dict[str, Any], read)
    names: list[str] = list((tool.parameters.get("properties") or {}) if tool else {})
    required: list[str] = list((tool.parameters.get("required") or ()) if tool else ())
    if value is None or value == "":
        return {}
    if len(names) == 1:
        return {names[0]: value}
    return {required[0]: value} if len(required) == 1 else None


def _written(call: Call) -> str:
    if not call.name:
        return call.raw
    name = json.dumps(call.name, ensure_ascii=False)
    return f'```json\n{{"action": {name}, "action_input": {call.raw or "{}"}}}\n```'


def _joined(messages: Sequence[Message], text: str) -> list[Message]:
    """The messages with a text added to the last one of the user."""
    last = messages[-1]
    if isinstance(last.content, str):
        return [*messages[:-1], Message(last.role, f"{last.content}\n\n{text}")]
    return [*messages[:-1], Message(last.role, [*last.content, TextPart(f"\n\n{text}")])]


def _one_text(messages: Sequence[Message]) -> list[Message]:
    """The messages as the prompt of a completion model."""
    names = {"system": "", "user": "Question: ", "assistant": ""}
    parts = [
        (m.text if m.text.startswith("Observation") else f"{names.get(m.role, '')}{m.text}") for m in messages if m.text
    ]
    media = [p for m in messages if not isinstance(m.content, str) for p in m.content if isinstance(p, MediaPart)]
    text = "\n\n".join(parts) + "\n"
    return [Message("user", [*media, TextPart(text)] if media else text)]
