"""Wire events of agent apps: thoughts with their tools, pieces of the answer, files of tools (PUB-SSE-04)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tenon.domain.conversation.agent_steps import AgentSteps, MadeFile, Thought
from tenon.domain.conversation.basic_projection import BasicProjection
from tenon.domain.conversation.turn import Turn
from tenon.domain.run.stretches import TextForm
from tenon.engine.events import AgentLog, Event, NodeFinished, ReasoningChunk, RunFinished, TextChunk
from tenon.engine.files import File
from tenon.kit.group_commit import Lane

type Sign = Callable[[File, str], str | None]
"""Gives a file's address, fresh, for somebody who reached us under this base."""
_OPEN, _CLOSE = "<think>\n", "\n</think>\n\n"


class AgentProjection(BasicProjection):
    """`agent_thought` when a round opens, when it names tools and when they answered; `agent_message`; `message_file`.

    What the model or the strategy thinks streams between `<think>` tags and is no part of the stored answer. Where
    outputs are moderated it does not stream: reviewers see whole thoughts only.
    """

    event_name = "agent_message"

    def __init__(self, turn: Turn, sign: Sign) -> None:
        super().__init__(turn)
        self.steps = AgentSteps(turn)
        self._sign, self._base = sign, str(turn.request.extra.get("base") or "")
        self._thinking = False
        self._quiet = _moderates(turn.request.version.features)

    def events(self, event: Event) -> Iterator[dict[str, Any]]:
        """Wire events for one engine event, in order."""
        if isinstance(event, TextChunk):
            yield from self._stop_thinking()
        elif isinstance(event, NodeFinished) and event.node_type == "agent" and self.turn.lane is not None:
            self.steps.rows(self.turn.lane)  # with the node's record, which a run that is taken up does not repeat
        yield from super().events(event)

    def text(self, event: TextChunk) -> TextForm | None:
        """Take note of a piece of the answer; the first one behind a thought closes that."""
        return None if self._thinking else super().text(event)

    def tell(self, event: Event) -> Iterator[dict[str, Any]]:
        """Thoughts, files, and reasoning while it comes."""
        if isinstance(event, AgentLog):
            for told in self.steps.take(event):
                yield from self._stop_thinking()
                yield self._thought(told) if isinstance(told, Thought) else self._file(told)
        elif isinstance(event, ReasoningChunk) and not self._quiet:
            if event.text:
                opening = "" if self._thinking else _OPEN
                self._thinking = True
                yield self.piece(opening + event.text)
            elif event.final:
                yield from self._stop_thinking()

    def finish(self, lane: Lane, finished: RunFinished) -> Iterator[dict[str, Any]]:
        """`message_end` or `error`; the thoughts are kept with the message."""
        yield from self._stop_thinking()
        self.steps.rows(lane)
        made = [one.file for one in self.steps.files]
        yield from super().finish(lane, replace(finished, files=[f for f in finished.files if f not in made]))

    def end(self, finished: RunFinished) -> dict[str, Any]:
        """`message_end` with the files that tools made."""
        return super().end(replace(finished, files=[*(one.file for one in self.steps.files), *finished.files]))

    def _stop_thinking(self) -> Iterator[dict[str, Any]]:
        if self._thinking:
            self._thinking = False
            yield self.piece(_CLOSE)

    def _thought(self, thought: Thought) -> dict[str, Any]:
        return {"event": "agent_thought", **self.head, **thought.wire()}

    def _file(self, made: MadeFile) -> dict[str, Any]:
        file = made.file
        url = self._sign(file, self._base)
        shown = {"id": str(made.id), "type": file.kind, "belongs_to": "assistant", "url": url}
        return {"event": "message_file", **self.head, **shown}


def _moderates(features: Mapping[str, Any]) -> bool:
    """Whether what the app says is reviewed."""
    review: Mapping[str, Any] = features.get("sensitive_word_avoidance") or {}
    config: Mapping[str, Mapping[str, Any]] = review.get("config") or {}
    return bool(review.get("enabled")) and config.get("outputs_config", {}).get("enabled") is True
