"""Texts of answer and end nodes, streamed in template order while the nodes before them still work.

A response opens when nothing on its way is undecided any more (`Section`). Open responses take turns: one that has
begun to speak keeps the floor until its text is complete, also across rounds of containers, so texts never mix.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tenon.engine.events import TextChunk
from tenon.engine.section import Response
from tenon.engine.state import Scope
from tenon.engine.variables import MISSING, lookup, to_markdown


class Session:
    """One response in one scope: how far its text has gone out. `whole` holds the node's own text once it ran."""

    __slots__ = ("forced", "offset", "position", "response", "scope", "spoke", "whole")

    def __init__(self, scope: Scope, response: Response) -> None:
        self.scope, self.response = scope, response
        self.position = 0
        self.offset = 0
        self.spoke = False
        self.forced = False
        self.whole: list[str] = []

    @property
    def complete(self) -> bool:
        """Whether all of the text is out."""
        return self.position >= len(self.response.segments)

    def follows(self, scope: Scope, key: tuple[str, str], pieces: int) -> bool:
        """Whether this has sent all pieces of `key` but the last, and has to wait for more after it."""
        return (
            self.scope is scope
            and 0 < self.offset == pieces - 1
            and not self.forced
            and key[0] not in scope.pool
            and self.response.segments[self.position] == key
        )


class Streams:
    """The open responses of a run. `silent` mutes what an earlier attempt of the run has sent already."""

    def __init__(self, emit: Callable[[TextChunk], None], nodes: Iterable[str]) -> None:
        self._emit = emit
        self._nodes = frozenset(nodes)
        self._waiting: list[Session] = []
        self._floor: Session | None = None
        self._spoken: list[list[str]] = []
        self.silent = False

    @property
    def answer(self) -> str | None:
        """The texts of all answers that ran, in the order they went out; None when there is none."""
        texts = [text for whole in self._spoken for text in whole]
        return "".join(texts) if texts else None

    def open(self, scope: Scope, number: int) -> None:
        """Let a response speak as soon as it is its turn; a second opening changes nothing."""
        response = scope.section.responses[number]
        if response.index not in scope.sessions:
            self._add(scope, response)

    def piece(self, scope: Scope, node_id: str, name: str, text: str) -> None:
        """A node made a piece of a text."""
        key = (node_id, name)
        if key in scope.section.streamed:
            pieces = scope.buffers.setdefault(key, [])
            pieces.append(text)
            floor = self._floor
            if floor is None or not floor.follows(scope, key, len(pieces)):
                self.flush()
                return
            floor.offset += 1
            self._send(floor, text, key, always=True)

    def discard(self, scope: Scope, node_id: str) -> None:
        """Forget pieces of a node that failed, as far as they have not gone out."""
        for key in [key for key in scope.buffers if key[0] == node_id]:
            sent = max((s.offset for s in self._waiting if s.scope is scope and _head(s) == key), default=0)
            if sent:
                del scope.buffers[key][sent:]
            else:
                del scope.buffers[key]

    def finish(self, scope: Scope, number: int, text: str | None) -> None:
        """A response node ran: the rest of its text goes out as far as it is known."""
        session = scope.sessions.get(number)
        if session is None:
            session = self._add(scope, next(r for r in scope.section.responses if r.index == number))
        session.forced = True
        if text is not None:
            session.whole.append(text)
        self.flush()

    def skip(self, scope: Scope, number: int) -> None:
        """A response node will not run."""
        session = scope.sessions.get(number)
        if session is not None:
            self._remove(session)

    def close(self, scope: Scope) -> None:
        """A scope ended before its time."""
        for session in scope.sessions.values():
            self._remove(session)

    def flush(self) -> None:
        """Send what can be sent."""
        while self._waiting:
            session = self._floor
            if session is None:
                session = next((s for s in self._waiting if self._can_speak(s)), None)
                if session is None:
                    return
            self._speak(session)
            if not session.complete:
                if session.spoke:
                    self._floor = session
                return
            self._remove(session)
            self._spoken.append(session.whole)

    def _add(self, scope: Scope, response: Response) -> Session:
        session = scope.sessions[response.index] = Session(scope, response)
        self._waiting.append(session)
        return session

    def _remove(self, session: Session) -> None:
        if session in self._waiting:
            self._waiting.remove(session)
        if self._floor is session:
            self._floor = None

    def _can_speak(self, session: Session) -> bool:
        if session.forced or session.complete:
            return True
        segment = session.response.segments[session.position]
        if isinstance(segment, str) or _known(session, segment):
            return True
        return len(segment) == 2 and (segment[0], segment[1]) in session.scope.buffers

    def _speak(self, session: Session) -> None:
        segments = session.response.segments
        while session.position < len(segments):
            segment = segments[session.position]
            if isinstance(segment, str):
                self._send(session, segment, ())
            elif not self._variable(session, segment):
                return
            session.position += 1
            session.offset = 0

    def _variable(self, session: Session, selector: tuple[str, ...]) -> bool:
        """Send a variable as far as it is there; False when more is to come."""
        scope = session.scope
        known = _known(session, selector)
        pieces = scope.buffers.get((selector[0], selector[1])) if len(selector) == 2 else None
        if pieces:
            self._pieces(session, selector, pieces)
            return known or session.forced
        if not known and not session.forced:
            return False
        value = lookup(scope.pool, selector)
        if session.response.is_end:
            if isinstance(value, str):
                self._end_text(session, value, selector)
        else:
            text = ".".join(selector) if value is MISSING else to_markdown(value)
            self._send(session, text, selector)
        return True

    def _pieces(self, session: Session, selector: tuple[str, ...], pieces: Sequence[str]) -> None:
        while session.offset < len(pieces):
            first = session.offset == 0
            session.offset += 1
            if first and session.response.is_end:
                self._end_text(session, pieces[0], selector)
            else:
                self._send(session, pieces[session.offset - 1], selector, always=True)

    def _end_text(self, session: Session, text: str, selector: tuple[str, ...]) -> None:
        """A text output of an end node; a line break stands between two of them."""
        if session.spoke:
            self._send(session, "\n", ())
        session.spoke = True
        self._send(session, text, selector)

    def _send(self, session: Session, text: str, selector: tuple[str, ...], *, always: bool = False) -> None:
        if not text and not always:
            return
        session.spoke = True
        if self.silent:
            return
        node_id = selector[0] if selector and selector[0] in self._nodes else session.response.node.id
        self._emit(TextChunk(text, selector, node_id))


def _head(session: Session) -> Any:
    return None if session.complete else session.response.segments[session.position]


def _known(session: Session, selector: tuple[str, ...]) -> bool:
    """Whether the value is there and no node before the response may change it any more."""
    pool = session.scope.pool
    if selector[0] not in pool:
        return False
    writers = session.response.writers
    return not writers or all(writer in pool for writer in writers.get(selector[:2], ()))
