"""Guards over a streamed answer: what they let through is what users see and what is stored."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from tenon.domain.moderation.keywords import Keywords
from tenon.domain.moderation.review import Verdict, texts_of
from tenon.domain.run.guard import GuardedRun
from tenon.engine.events import AgentLog, Event, RunFinished, TextChunk
from tenon.errors import TenonError
from tenon.kit.logging import get_log

log = get_log(__name__)

SLICE = 100
"""Characters of a piece that is judged while the answer streams."""
AT_ONCE = 4
"""Pieces of one answer that are judged at the same time."""
REASON = "output_moderation"
UNJUDGED = "Content moderation failed; the server's log says why."


def ended(finished: RunFinished, key: str, answer: str, error: str | None = None) -> RunFinished:
    """The end of a run whose answer was taken back: the one put in its place, or an error.

    `key` is the output that is the answer.
    """
    outputs = {**finished.outputs, key: answer}
    status = "failed" if error is not None else "succeeded"
    return replace(finished, status=status, outputs=outputs, error=error, error_node_id=None, files=())


class KeywordGuard:
    """Holds back what may become a listed word; on a listed word the preset takes the place of the whole answer."""

    def __init__(self, words: Keywords, preset: str, key: str = "answer") -> None:
        self._words, self._preset, self._key = words, preset, key
        self._held = self._shown = ""
        self._last: TextChunk | None = None
        self._blocked = False
        self._run: GuardedRun | None = None

    def attach(self, run: GuardedRun) -> None:
        """Watch over this run."""
        self._run = run

    def passes(self, event: Event) -> bool:
        """Whether the event goes on as it is."""
        if isinstance(event, TextChunk):
            self._take(event)
            return False
        if isinstance(event, AgentLog):
            if not self._blocked and any(map(self._words.found, texts_of([event.data]))):
                self._block()
            return not self._blocked
        return True

    def _take(self, event: TextChunk) -> None:
        if self._blocked:
            return
        text = self._held + event.text
        if self._words.found(text):
            self._block()
            return
        held = self._words.held(text)
        self._held, self._last = text[len(text) - held :], event
        self._say(text[: len(text) - held])

    def _say(self, text: str) -> None:
        assert self._run is not None
        if text and self._last is not None:
            self._shown += text
            self._run.say(replace(self._last, text=text))

    def _block(self) -> None:
        assert self._run is not None
        self._blocked, self._held = True, ""
        self._run.put_in_place(self._preset, REASON)
        self._run.stop("The answer was held back by content moderation.")

    async def settle(self, finished: RunFinished) -> RunFinished:
        """Let the rest through and give the end as users see it."""
        if not self._blocked:
            rest, self._held = self._held, ""
            self._say(rest)
            whole = finished.outputs.get(self._key)
            if self._words.found(whole if isinstance(whole, str) else self._shown):
                self._block()  # what was sent before a restart, and letters that join to others
        return ended(finished, self._key, self._preset) if self._blocked else finished


class SliceGuard:
    """Shows text at once and has pieces of it judged meanwhile, and at the end all of it, for what lies across pieces.

    `whole`: only all of it at the end.
    """

    def __init__(
        self, review: Callable[[str], Awaitable[Verdict | None]], key: str = "answer", *, whole: bool = False
    ) -> None:
        self._review, self._key, self._whole = review, key, whole
        self._pieces: list[str] = []
        self._tail = self._raw = ""
        self._preset: str | None = None
        self._error: str | None = None
        self._overridden = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._run: GuardedRun | None = None

    def attach(self, run: GuardedRun) -> None:
        """Watch over this run."""
        self._run = run

    @property
    def _over(self) -> bool:
        return self._preset is not None or self._error is not None

    @property
    def _text(self) -> str:
        return "".join(self._pieces) + self._tail

    def passes(self, event: Event) -> bool:
        """Whether the event goes on as it is."""
        if isinstance(event, AgentLog):
            return not self._over
        if not isinstance(event, TextChunk):
            return True
        if self._over:
            return False
        self._raw += event.text
        self._tail += event.text
        while not self._whole and len(self._tail) >= SLICE:
            self._cut(SLICE)
        return True

    def _cut(self, length: int) -> None:
        piece, self._tail = self._tail[:length], self._tail[length:]
        self._pieces.append(piece)
        task = asyncio.get_running_loop().create_task(self._judge(len(self._pieces) - 1, piece))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _judge(self, index: int, piece: str) -> None:
        assert self._run is not None
        try:
            async with self._slots:
                verdict = None if self._over else await self._review(piece)
        except Exception as error:  # what nobody judged is not let through
            if not isinstance(error, TenonError):
                log.exception("moderation.broken", error)
            if not self._over:
                self._error = error.message if isinstance(error, TenonError) else UNJUDGED
                self._run.stop(self._error)
            return
        if verdict is None or self._over:
            return
        if verdict.action == "direct_output":
            self._preset = verdict.preset
            self._run.put_in_place(verdict.preset, REASON)
            self._run.stop("The answer was held back by content moderation.")
        elif verdict.text is not None:
            self._pieces[index], self._overridden = verdict.text, True
            self._run.put_in_place(self._text, REASON)

    async def settle(self, finished: RunFinished) -> RunFinished:
        """Have the rest judged, wait for every verdict, and give the end as users see it."""
        whole = finished.outputs.get(self._key)
        if isinstance(whole, str) and whole != self._raw and not self._over and not self._overridden:
            self._pieces, self._tail = [], whole  # the run was taken up again: judge all of it
        if self._tail and not self._over:
            self._cut(len(self._tail))
        while self._tasks and not self._over:
            await asyncio.wait(set(self._tasks), return_when=asyncio.FIRST_COMPLETED)
        if len(self._pieces) > 1 and not self._over and not self._overridden:
            self._pieces = [self._text]
            await self._judge(0, self._pieces[0])
        for task in self._tasks:
            task.cancel()
        if self._preset is not None:
            return ended(finished, self._key, self._preset)
        if self._error is not None:
            return ended(finished, self._key, self._text, self._error)
        if self._overridden:
            return replace(finished, outputs={**finished.outputs, self._key: self._text})
        return finished
