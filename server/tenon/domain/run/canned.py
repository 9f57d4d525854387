"""An answer that is known before anything runs: a preset reply, or one that people wrote."""

import time
from collections.abc import Callable
from typing import Any

from tenon.domain.run.guard import answer_key
from tenon.domain.run.spec import RunRequest
from tenon.engine.events import Event, RunFinished, TextChunk

CANNED = "canned"
"""The answer's place in `RunRequest.extra`, so that a resumed run gives it as well."""


class CannedRun:
    """Takes the place of an engine's run: says the answer and ends, without nodes and without tokens."""

    def __init__(self, request: RunRequest, on_event: Callable[[Event], None]) -> None:
        self._request, self._on_event = request, on_event

    async def execute(self) -> RunFinished:
        """Say the answer. The last event is also given back."""
        answer = str(self._request.extra[CANNED])
        if answer:
            self._on_event(TextChunk(answer, (), "answer"))
        outputs: dict[str, Any] = {answer_key(self._request): answer}
        finished = RunFinished(
            run_id=str(self._request.id),
            status="succeeded",
            outputs=outputs,
            at=time.time(),
            elapsed=0.0,
            total_tokens=0,
            total_steps=0,
            exceptions_count=0,
        )
        self._on_event(finished)
        return finished

    def stop(self, reason: str) -> None:
        """It is over before anyone could stop it."""
