"""Answers of chat models handed over by calls instead of pulled: nothing is switched for a piece of an answer."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol, cast

from tenon.models.messages import ChatDelta, ChatRequest

type Take = Callable[[ChatDelta], None]


class Streaming(Protocol):
    """A chat model, as far as it is needed here."""

    def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        """Deltas of the answer."""
        ...


async def deliver(model: Streaming, request: ChatRequest, take: Take) -> None:
    """Ask, and call `take` with every delta as it comes; what it raises is raised here. The answer is over on return.

    A model may have a method `deliver(request, take)` of its own, which is used then; `take` must be quick and never
    waits, so the answer is not held up for a slow consumer. Raises the errors of `models.errors`.
    """
    own = getattr(model, "deliver", None)
    if own is not None:
        await own(request, take)
        return
    stream = model.stream(request)
    try:
        async for delta in stream:
            take(delta)
    finally:
        # The protocol promises an iterator; generators, which nearly all are, must be closed when the call is stopped.
        if hasattr(stream, "aclose"):
            await cast(Any, stream).aclose()
