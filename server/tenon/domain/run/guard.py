"""What may stand between the engine and those who read an answer. Runs without a guard pay nothing for it."""

from typing import Any, Protocol

from tenon.domain.run.spec import RunRequest
from tenon.engine.events import Event, RunFinished, TextChunk


class GuardedRun(Protocol):
    """What a guard can do with its run."""

    def say(self, event: TextChunk) -> None:
        """Send a piece of the answer."""
        ...

    def put_in_place(self, answer: str, reason: str) -> None:
        """Have clients show this text instead of all that was sent."""
        ...

    def stop(self, reason: str) -> None:
        """End the run early."""
        ...


class OutputGuard(Protocol):
    """Sees the events of one run before anyone else."""

    def attach(self, run: GuardedRun) -> None:
        """Watch over this run; called once, before it starts."""
        ...

    def passes(self, event: Event) -> bool:
        """Whether the event goes on as it is; a guard that keeps text sends it later itself."""
        ...

    async def settle(self, finished: RunFinished) -> RunFinished:
        """The end as it is stored and sent; waits for what is still judged."""
        ...


def answer_key(request: RunRequest) -> str:
    """The output that is the answer: `answer`, of text generators `text`."""
    return "text" if str(request.version.mode) == "completion" else "answer"


def replaced_event(request: RunRequest, answer: str, reason: str) -> dict[str, Any]:
    """The `message_replace` event of a run (contract: service-api.md 2.6)."""
    head: dict[str, Any] = {"event": "message_replace"}
    if str(request.version.mode) != "completion":
        head["conversation_id"] = str(request.conversation_id)
    head |= {"message_id": str(request.message_id), "created_at": request.extra.get("created_at")}
    return {**head, "task_id": str(request.id), "answer": answer, "reason": reason}
