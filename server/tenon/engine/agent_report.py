"""What an agent does, as the node tells it: streamed text, `agent_log` steps, files, and the node's outputs.

A round is a step with two kinds of children: the model's thought and each call (contract: service-api.md 2.6).
`metadata.kind` of a step is `round`, `thought` or `call`, and `metadata.round` its number.
"""

import time
from collections.abc import Sequence
from typing import Any, Final, Literal, assert_never, cast

from tenon.agents.task import (
    AgentEvent,
    CallFinished,
    CallStarted,
    Piece,
    RoundFinished,
    RoundStarted,
    Thought,
)
from tenon.agents.usage import added
from tenon.engine.agent_tools import NodeToolBox
from tenon.engine.files import File
from tenon.engine.ids import execution_id
from tenon.engine.model_call import shown
from tenon.engine.model_usage import usage_dict, usage_metadata
from tenon.engine.node import Context
from tenon.models.messages import Usage
from tenon.models.port import ChatModel

_STEP: Final = ("id", "parent_id", "error", "status", "data", "label", "metadata", "node_id")


class AgentReport:
    """Listens to one run of an agent."""

    def __init__(self, ctx: Context, model: ChatModel, box: NodeToolBox) -> None:
        self._ctx, self._model, self._box = ctx, model, box
        self._steps: dict[str, dict[str, Any]] = {}
        self._metadata: dict[str, Any] = {"agent_log": []}
        ctx.note(metadata=self._metadata)
        self._calls: dict[str, str] = {}
        self._round = self._thought = ""
        self._responses: list[dict[str, Any]] = []
        self._reasons = False
        self._prompts: list[dict[str, Any]] = []
        self._text: list[str] = []
        self.usage = Usage()
        self.files: list[File] = []
        self.resources: list[Any] = []
        self._json: list[Any] = []

    @property
    def text(self) -> str:
        """Everything that was said."""
        return "".join(self._text)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """All steps as they ended, in the order they began."""
        return cast(list[dict[str, Any]], self._metadata["agent_log"])

    @property
    def json(self) -> list[Any]:
        """The steps, then what tools gave as JSON."""
        return [*self.steps, *self._json]

    def trace(self) -> dict[str, Any]:
        """The last prompt, which holds those of the rounds before, and what the model took so far."""
        return {
            "model_provider": self._model.provider,
            "model_name": self._model.name,
            "prompts": self._prompts,
            "usage": usage_dict(self.usage),
        }

    def metadata(self) -> dict[str, Any]:
        """Members of `execution_metadata`; a node that fails or is stopped shows them as they are then."""
        return self._metadata

    def tell(self, event: AgentEvent) -> None:
        """Take in what the agent does."""
        match event:
            case Piece():
                self._piece(event)
            case RoundStarted():
                self._begin(event)
            case Thought():
                self._thought_through(event)
            case CallStarted():
                self._call(event)
            case CallFinished():
                self._answered(event)
            case RoundFinished():
                self._end(event)
            case _:
                assert_never(event)

    def fail(self, error: str) -> None:
        """The agent broke off: steps that are open end with the error."""
        for id, step in self._steps.items():
            if step["status"] == "start":
                self._log(id, "error", error=error)

    def _piece(self, piece: Piece) -> None:
        if piece.kind == "text":
            self._text.append(piece.text)
            self._ctx.emit(piece.text)
            return
        self._reasons = True
        self._ctx.emit_reasoning(piece.text)

    def _begin(self, event: RoundStarted) -> None:
        self._round, self._thought = execution_id(), execution_id()
        self._responses, self._calls = [], {}
        self._prompts = shown(event.messages)
        self._ctx.note(process_data=self.trace())
        common = {"round": event.number, "started_at": event.at}
        self._open(self._round, f"ROUND {event.number}", None, {"kind": "round", **common})
        label = f"{self._model.name} Thought"
        self._open(self._thought, label, self._round, {"kind": "thought", **common, "provider": self._model.provider})

    def _thought_through(self, event: Thought) -> None:
        if self._reasons:
            self._reasons = False
            self._ctx.emit_reasoning("", final=True)
        self.usage = added(self.usage, event.usage)
        self._metadata |= usage_metadata(self.usage)
        self._ctx.note(process_data=self.trace())
        turn = event.turn
        calls = [
            {
                "id": call.id,
                "name": call.name,
                "args": call.raw if call.problem and not call.arguments else call.arguments,
            }
            for call in turn.calls
        ]
        labels = {call.name: dict(entry.labels) for call in turn.calls if (entry := self._box.entry(call.name))}
        data = {
            "output": {"llm_response": turn.thought or turn.answer, "answer": turn.answer, "tool_calls": calls},
            "thought": turn.thought or turn.reasoning,
            "tool_name": ";".join(call.name for call in turn.calls),
            "tool_input": [{"name": call.name, "args": call.arguments} for call in turn.calls],
            "tool_labels": labels,
        }
        self._log(self._thought, "success", data=data, metadata=_spent(event.elapsed, event.usage))

    def _call(self, event: CallStarted) -> None:
        id = self._calls[event.call.id] = execution_id()
        entry = self._box.entry(event.call.name)
        metadata = {
            "kind": "call",
            "round": event.number,
            "started_at": event.at,
            "provider": entry.provider if entry else "",
            "provider_type": entry.provider_type if entry else "",
        }
        data: dict[str, Any] = {"tool_call_name": event.call.name, "tool_call_input": event.call.arguments}
        if entry and entry.shown:
            data["fixed"] = dict(entry.shown)
        self._open(id, f"CALL {event.call.name}", self._round, metadata, data)

    def _answered(self, event: CallFinished) -> None:
        files = [m.value for m in event.kept if isinstance(m.value, File)]
        self.files += files
        self._json += [m.value for m in event.kept if m.kind == "json"]
        for message in event.kept:
            if message.kind == "retriever_resources":
                self.resources += cast(Sequence[Any], message.value)
        output: dict[str, Any] = {
            "tool_call_id": event.call.id,
            "tool_call_name": event.call.name,
            "tool_call_input": event.call.arguments,
            "tool_response": event.observation,
        }
        if files:
            output["files"] = files
        self._responses.append(output)
        status: Literal["success", "error"] = "error" if event.error else "success"
        self._log(self._calls[event.call.id], status, event.error, {"output": output}, _ended(event.elapsed))

    def _end(self, event: RoundFinished) -> None:
        said = self._steps[self._thought]["data"]["output"]["llm_response"]
        data = {"output": {"llm_response": said, "tool_responses": self._responses}}
        self._log(self._round, "success", None, data, _spent(event.elapsed, event.usage))

    def _open(
        self, id: str, label: str, parent: str | None, metadata: dict[str, Any], data: dict[str, Any] | None = None
    ) -> None:
        step: dict[str, Any] = {
            "id": id,
            "parent_id": parent,
            "error": None,
            "status": "start",
            "data": data or {},
            "label": label,
            "metadata": metadata,
            "node_id": self._ctx.node_id,
        }
        self._steps[id] = step
        self.steps.append(step)
        self._send(step)

    def _log(
        self,
        id: str,
        status: Literal["success", "error"],
        error: str | None = None,
        data: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        step = self._steps[id]
        before: dict[str, dict[str, Any]] = {"data": step["data"], "metadata": step["metadata"]}
        step["status"], step["error"] = status, error
        step["data"] = {**before["data"], **(data or {})}
        step["metadata"] = {**before["metadata"], **(metadata or {})}
        self._send(step)

    def _send(self, step: dict[str, Any]) -> None:
        self._ctx.log(
            step["id"],
            step["label"],
            step["status"],
            parent_id=step["parent_id"],
            error=step["error"],
            data=step["data"],
            metadata=step["metadata"],
        )


def _ended(elapsed: float) -> dict[str, Any]:
    return {"finished_at": time.time(), "elapsed_time": elapsed}


def _spent(elapsed: float, usage: Usage) -> dict[str, Any]:
    return {**_ended(elapsed), **usage_metadata(usage)}
