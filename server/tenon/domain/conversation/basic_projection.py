"""Wire events of chat assistants and text generators: pieces of the answer, then its end (PUB-SSE-03)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tenon.domain.conversation.projection import RunFailed, TurnProjection
from tenon.domain.conversation.turn import Turn
from tenon.domain.run.projection import error_event
from tenon.domain.run.stretches import TextForm
from tenon.engine.events import Event, NodeFinished, RunFinished, TextChunk
from tenon.engine.wire import encode
from tenon.errors import TenonError
from tenon.kit.group_commit import Lane
from tenon.models.errors import ModelError, ModelNotSupported, ProviderNotConfigured, QuotaExceeded
from tenon.models.tokens import count_text

_PLACE = "the text goes here"
_KINDS: dict[str, type[TenonError]] = {
    "LLMModeRequiredError": ProviderNotConfigured,
    "ModelNotExistError": ModelNotSupported,
    "QuotaExceededError": QuotaExceeded,
}


def run_failed(finished: RunFinished, error_type: str) -> TenonError:
    """The error of a turn whose run failed: its code is that of the kind of trouble."""
    kind = _KINDS.get(error_type) or (ModelError if error_type.startswith("Invoke") else RunFailed)
    return kind(finished.error or "The run failed.")


class BasicProjection(TurnProjection):
    """`message` chunks and `message_end`. What goes on inside is not told.

    A subclass that tells more overrides `tell`, which sees every event but pieces of text; `event_name` is that of a
    piece.
    """

    event_name = "message"

    def __init__(self, turn: Turn) -> None:
        super().__init__(turn)
        self.head = {**self.head, "task_id": str(turn.request.id)}
        self._error_type = ""
        self._broken_off: NodeFinished | None = None
        self._form = self._text_form()

    def events(self, event: Event) -> Iterator[dict[str, Any]]:
        """Wire events for one engine event, in order."""
        if isinstance(event, TextChunk):
            self.answer.append(event.text)
            yield self.piece(event.text)
            return
        if isinstance(event, NodeFinished):
            self.cite(event)
            if event.status == "failed":
                self._error_type = event.error_type or ""
            elif event.status == "stopped":
                self._broken_off = event
        yield from self.tell(event)

    def tell(self, _event: Event) -> Iterator[dict[str, Any]]:
        """What else a client is told."""
        return iter(())

    def text(self, event: TextChunk) -> TextForm | None:
        """Take note of a piece of the answer and give its event without the text."""
        self.answer.append(event.text)
        return self._form

    def piece(self, text: str) -> dict[str, Any]:
        """The event of a piece of the answer."""
        event: dict[str, Any] = {"event": self.event_name, **self.head, "id": str(self.turn.message_id), "answer": text}
        if self.event_name == "message":
            event["from_variable_selector"] = None
        return event

    def finish(self, lane: Lane, finished: RunFinished) -> Iterator[dict[str, Any]]:
        """`message_end`, or `error` when the run failed; the message is kept in any case."""
        if self._broken_off is not None:
            finished = replace(finished, usage=self._counted(self._broken_off, finished.usage))
        self.settle(lane, finished)
        if finished.status == "failed":
            yield error_event(self._bare_head(), self.failure(finished))
        else:
            yield self.end(finished)

    def end(self, finished: RunFinished) -> dict[str, Any]:
        """`message_end`."""
        id, files = str(self.turn.message_id), list(finished.files)
        return {"event": "message_end", **self.head, "id": id, "metadata": self.metadata, "files": files}

    def _counted(self, stopped: NodeFinished, usage: Mapping[str, Any]) -> dict[str, Any]:
        """The usage with the tokens of an answer that was broken off: its model told none."""
        texts = [str(message.get("text") or "") for message in stopped.process_data.get("prompts") or ()]
        asked = sum(map(count_text, texts or [str(self.turn.request.extra.get("query") or "")]))
        prompt = int(usage.get("prompt_tokens") or 0) or asked
        answer = max(int(usage.get("completion_tokens") or 0), count_text("".join(self.answer)))
        counts = {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}
        return {**usage, **counts}

    def failure(self, finished: RunFinished) -> TenonError:
        """The error of a turn whose run failed."""
        return run_failed(finished, self._error_type)

    def failed(self, error: TenonError) -> Iterator[dict[str, Any]]:
        """The one event when the end could not be stored."""
        yield error_event(self._bare_head(), error)

    def _bare_head(self) -> dict[str, Any]:
        return {name: value for name, value in self.head.items() if name != "task_id"}

    def _text_form(self) -> TextForm:
        before, after = encode(self.piece(_PLACE)).split(b'"%b"' % _PLACE.encode())
        return TextForm(before, after)
