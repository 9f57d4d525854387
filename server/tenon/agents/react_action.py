"""Actions as ReAct models write them: JSON objects, lists of them, or a name and an `Action Input:`."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final, cast

from tenon.models.fact import fact

_NAMES: Final = ("action", "action_name", "tool", "tool_name", "name")
_INPUTS: Final = ("action_input", "input", "arguments", "args", "parameters", "tool_input")
_INPUT_HEADING: Final = re.compile(
    r"([^\n]*)\n\s{0,9}[*_]{0,3}action[ _]input[*_ ]{0,4}[:：][*_ ]{0,4}(.*)", re.DOTALL | re.IGNORECASE
)
_OBSERVATION: Final = re.compile(r"\n\s{0,9}[*_]{0,3}observation[*_ ]{0,4}[:：].*", re.DOTALL | re.IGNORECASE)
_ANSWERED: Final = re.compile(
    r"[^\n{]*\n\s{0,9}[*_]{0,3}final answer[*_ ]{0,4}[:：][*_ ]{0,4}(.*)", re.DOTALL | re.IGNORECASE
)
_FINAL: Final = re.compile(
    r"[^{]*\{\s*\"action\"\s*:\s*\"final[ _]?answer\"\s*,\s*\"action_input\"\s*:\s*\"", re.IGNORECASE
)
_UNFINISHED: Final = re.compile(
    r"(?:\\|\\u[0-9a-fA-F]{0,3}|\\u[dD][89abAB][0-9a-fA-F]{2}(?:\\(?:u[0-9a-fA-F]{0,3})?)?)$"
)
_STRING: Final = re.compile(r"[^\"\\]*(?:\\.[^\"\\]*)*", re.DOTALL)


@fact
class Action:
    """A tool's name and its input as written (text or JSON value); `problem` says why it cannot be read."""

    name: str
    input: Any
    problem: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether this is no tool but the answer."""
        return re.sub(r"[^a-z]", "", self.name.lower()) == "finalanswer"


def read_actions(text: str) -> Sequence[Action]:
    """The actions of what stands behind `Action:`. What cannot be read is one action with its problem."""
    text = _OBSERVATION.sub("", text).strip()
    named = _INPUT_HEADING.match(text)
    if named:
        return (Action(_bare(named[1]), _value(named[2].strip())),)
    answered = _ANSWERED.match(text)
    if answered:
        return (Action("Final Answer", answered[1].strip()),)
    start = min((place for place in (text.find("{"), text.find("[")) if place >= 0), default=-1)
    if start < 0:
        name = _bare(text)
        if name and "\n" not in name:
            return (Action(name, {}),)
        return (Action("", {}, "The action holds no JSON object."),)
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        return (Action("", {}, f"The action is not valid JSON ({error})."),)
    items = cast(list[Any], value) if isinstance(value, list) else [value]
    return [_action(item) for item in items] or (Action("", {}, "The action is an empty list."),)


def _action(item: Any) -> Action:
    if not isinstance(item, dict):
        return Action("", {}, "The action must be a JSON object.")
    entry = cast(dict[str, Any], item)
    name = next((entry[key] for key in _NAMES if isinstance(entry.get(key), str)), "")
    if not name:
        return Action("", {}, 'The action has no "action" with the name of a tool.')
    given: Any = next((entry[key] for key in _INPUTS if key in entry), None)
    return Action(str(name).strip(), given)


def _bare(text: str) -> str:
    return text.strip().strip("`*\"'").strip()


def _value(text: str) -> Any:
    """JSON behind `Action Input:` as its value, anything else as text."""
    bare = re.sub(r"^```[a-zA-Z]*\s*|\s*```$", "", text)
    try:
        return json.JSONDecoder(strict=False).raw_decode(bare)[0] if bare[:1] in ("{", "[", '"') else bare
    except (ValueError, RecursionError):
        return bare


class FinalAnswerText:
    """The text of a JSON action named "Final Answer", read while it streams."""

    def __init__(self, start: int) -> None:
        self._at = start
        self._done = False

    @staticmethod
    def begun(text: str) -> "FinalAnswerText | None":
        """A reader, once the text has come to the beginning of the answer."""
        found = _FINAL.match(text)
        return FinalAnswerText(found.end()) if found else None

    def feed(self, text: str) -> str:
        """What is new in the whole text so far."""
        if self._done:
            return ""
        found = _STRING.match(text, self._at)
        end = found.end() if found else self._at
        self._done = text[end : end + 1] == '"'
        raw = text[self._at : end]
        if not self._done and (cut := _UNFINISHED.search(raw)):
            raw = raw[: cut.start()]
        self._at += len(raw)
        try:
            return str(json.loads(f'"{raw}"', strict=False))
        except ValueError:
            return raw
