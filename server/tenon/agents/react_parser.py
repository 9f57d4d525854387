"""Reads the text of a ReAct round while it streams: thoughts, actions, or the final answer.

Understood are `Thought:`, `Action:` with JSON (bare or in a code block) or with a name and `Action Input:`,
`Final Answer:`, JSON actions without a heading, JSON actions named "Final Answer" (whose text streams as well), and
reasoning between `<think>` tags. Headings may be bold and may come in any pieces.
"""

import re
from collections.abc import Sequence
from typing import Final, Literal

from tenon.agents.react_action import Action, FinalAnswerText, read_actions
from tenon.agents.task import Piece

State = Literal["plain", "thought", "think", "answer", "action", "ignored"]


def _prefixes(word: str) -> str:
    """A pattern for every beginning of a word, the empty one as well."""
    pattern = ""
    for letter in reversed(word):
        pattern = f"(?:{re.escape(letter) if letter != ' ' else '[ _]'}{pattern})?"
    return pattern


_WORDS: Final = ("thought", "action", "observation", "final answer")
_LEAD, _TAIL = r"[*#_]{0,3}[ \t]{0,3}", r"[ \t*_]{0,5}"
_HEADING: Final = re.compile(rf"{_LEAD}(thought|action|observation|final[ _]answer){_TAIL}[:：]", re.IGNORECASE)
_JSON: Final = re.compile(r"(?:```[a-zA-Z]*\s*)?(?:\[\s*)?\{\s*\"action(?:_name)?\"\s*:")
_THINK: Final = re.compile(r"<think(?:\s[^<>]*)?>", re.IGNORECASE)
_THINK_END: Final = re.compile(r"</think\s*>", re.IGNORECASE)
_HALF_HEADING = "|".join(rf"{_LEAD}(?:{word.replace(' ', '[ _]')}{_TAIL}|{_prefixes(word)})" for word in _WORDS)
_QUOTED = r"\"(?:action(?:_name)?\"\s*|" + _prefixes("action_name") + ")"
_HALF_JSON = rf"`{{1,2}}|(?:```[a-zA-Z]*\s*)?(?:\[\s*)?(?:\{{\s*(?:{_QUOTED})?)?"
_HALF_THINK = rf"<(?:think\s[^<>]*|{_prefixes('think')})"
_UNDECIDED: Final = re.compile(f"(?:{_HALF_HEADING}|{_HALF_JSON}|{_HALF_THINK})", re.IGNORECASE)
_TAG = len("</think ")
_HEAD = 2000
"""Characters of an action within which an answer in JSON has to begin."""


class ReactParser:
    """One round. Everything after an action, and after an observation the model made up, is passed over."""

    def __init__(self) -> None:
        self._texts: dict[State, list[str]] = {"plain": [], "thought": [], "think": [], "answer": []}
        self._state: State = "plain"
        self._before: State = "plain"
        self._held = ""
        self._in_line = False
        self._lead = 0
        self._drop = " \t\r\n"
        self._action = ""
        self._final: FinalAnswerText | None = None

    def text(self, state: State) -> str:
        """Everything of one kind."""
        return "".join(self._texts[state]).strip()

    @property
    def written(self) -> str:
        """The action as the model wrote it."""
        return self._action.strip()

    def actions(self) -> Sequence[Action]:
        """The actions asked for; none when the text is an answer already."""
        return read_actions(self._action) if self._action.strip() and self._final is None else ()

    def feed(self, text: str) -> list[Piece]:
        """The pieces that are certain after this text."""
        out: list[Piece] = []
        self._held += text
        while self._held and self._step(out):
            pass
        return out

    def end(self) -> list[Piece]:
        """What was held back."""
        out: list[Piece] = []
        held, self._held = self._held.rstrip(), ""
        if self._state not in ("action", "ignored"):
            self._say(out, held)
        return out

    def _step(self, out: list[Piece]) -> bool:
        """Read on; True when another step may follow."""
        if self._state == "ignored":
            self._held = ""
        elif self._state == "action":
            self._read_action(out)
        elif self._state == "answer":
            self._take(out, len(self._held))
        elif self._state == "think":
            return self._read_reasoning(out)
        elif self._in_line:
            return self._read_line(out)
        else:
            return self._begin_line()
        return False

    def _begin_line(self) -> bool:
        """At the beginning of a line: does something new begin here?"""
        bare = self._held.lstrip()
        if found := _HEADING.match(bare):
            word = found[1].lower().replace("_", " ")
            stars = "*" in bare[: found.start(1)] and "*" not in bare[found.end(1) : found.end()]
            self._become(_STATES[word], " \t\r\n*" if stars else " \t\r\n")
            self._held = bare[found.end() :]
        elif _JSON.match(bare):
            self._become("action")
        elif found := _THINK.match(bare):
            self._before = self._state
            self._become("think")
            self._held = bare[found.end() :]
        elif _UNDECIDED.fullmatch(bare):
            return False
        else:
            self._in_line, self._lead = True, len(self._held) - len(bare)
        return True

    def _read_line(self, out: list[Piece]) -> bool:
        """The rest of an ordinary line; line breaks wait for what follows them."""
        end = self._held.find("\n", self._lead)
        self._lead = 0
        if end < 0:
            self._take(out, len(self._held))
            return False
        self._take(out, end)
        self._in_line = False
        return True

    def _read_reasoning(self, out: list[Piece]) -> bool:
        found = _THINK_END.search(self._held)
        if found is None:
            tag = self._held.rfind("<", -_TAG)
            self._take(out, tag if tag >= 0 else len(self._held))
            return False
        rest = self._held[found.end() :]
        self._take(out, found.start())
        self._held = rest
        self._become(self._before)
        return True

    def _read_action(self, out: list[Piece]) -> None:
        self._action += self._held
        self._held = ""
        if self._final is None and len(self._action) < _HEAD:
            self._final = FinalAnswerText.begun(self._action)
        if self._final is not None and (new := self._final.feed(self._action)):
            self._texts["answer"].append(new)
            out.append(Piece("text", new))

    def _become(self, state: State, drop: str = " \t\r\n") -> None:
        self._state, self._in_line, self._drop = state, False, drop

    def _take(self, out: list[Piece], upto: int) -> None:
        text, self._held = self._held[:upto], self._held[upto:]
        self._say(out, text)

    def _say(self, out: list[Piece], text: str) -> None:
        if self._drop:
            text = text.lstrip(self._drop)
        if not text:
            return
        kept = self._texts[self._state]
        if self._drop and kept and self._state in ("thought", "think"):
            text = f"\n{text}"
        self._drop = ""
        kept.append(text)
        out.append(Piece(_KINDS[self._state], text))


_STATES: Final[dict[str, State]] = {
    "thought": "thought", "action": "action", "observation": "ignored", "final answer": "answer",
}  # fmt: skip
_KINDS: Final[dict[State, Literal["text", "thought", "reasoning"]]] = {
    "plain": "text", "thought": "thought", "think": "reasoning", "answer": "text",
}  # fmt: skip
