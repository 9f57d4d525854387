"""What happens before an answer: moderation of the inputs, curated answers, external data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from tenon.domain.extension.external_data import ExternalData
from tenon.domain.moderation.service import Moderations
from tenon.domain.run.body import GenerationBody
from tenon.domain.run.canned import CANNED
from tenon.domain.run.spec import RunRequest
from tenon.kit.group_commit import Lane

ANNOTATION_REPLY = "annotation_reply"
"""Who wrote the answer: its place in `RunRequest.extra` and in the metadata of `message_end`."""
CURATED = "curated"
"""The match in `RunRequest.extra`: `id`, `question`, `answer`, `score`."""


@dataclass(frozen=True, slots=True)
class Curated:
    """An answer that people wrote for this question."""

    annotation_id: UUID
    question: str
    answer: str
    score: float
    account_id: UUID | None
    account_name: str

    def wire(self) -> dict[str, Any]:
        """`metadata.annotation_reply` of the service API."""
        account = {"id": str(self.account_id) if self.account_id else "", "name": self.account_name}
        return {"id": str(self.annotation_id), "account": account}

    def kept(self) -> dict[str, Any]:
        """What stays with the run."""
        return {
            "id": str(self.annotation_id),
            "question": self.question,
            "answer": self.answer,
            "score": self.score,
        }


class CuratedAnswers(Protocol):
    """Fulfilled by the annotation domain."""

    async def find(self, workspace_id: UUID, app_id: UUID, query: str) -> Curated | None:
        """The best answer above the app's threshold; None when there is none, or the reply is off."""
        ...

    def rows(self, lane: Lane, request: RunRequest, query: str) -> None:
        """Keep that an answer was used: the one in the request's `extra`, see `CURATED`."""
        ...


class TurnGuard:
    """Looks at a turn before it runs. `curated` is set by wiring; without it no answers are looked up."""

    def __init__(self, moderation: Moderations, external: ExternalData) -> None:
        self._moderation, self._external = moderation, external
        self.curated: CuratedAnswers | None = None

    async def before(self, request: RunRequest, body: GenerationBody) -> None:
        """Change inputs and query as a reviewer wants it, answer from what people wrote, fetch external data.

        An answer that is known is put into the request, so that nothing else runs. Raises what reviewers and
        extensions raise.
        """
        version = request.version
        if not body.streaming:
            request.extra["blocking"] = True
        query = body.query if str(version.mode) != "completion" or body.query else None
        verdict = await self._moderation.inputs(
            version.workspace_id, version.app_id, version.features, request.inputs, query
        )
        if verdict is not None and verdict.action == "direct_output":
            request.extra[CANNED] = verdict.preset
            return
        if verdict is not None:
            request.inputs = _overridden(request.inputs, verdict.inputs)
            body.query = body.query if verdict.query is None else verdict.query
        if self.curated is not None and body.query and str(version.mode) != "completion":
            found = await self.curated.find(version.workspace_id, version.app_id, body.query)
            if found is not None:
                request.extra |= {CANNED: found.answer, ANNOTATION_REPLY: found.wire(), CURATED: found.kept()}
                return
        values = await self._external.values(
            version.workspace_id, version.app_id, version.config or {}, request.inputs, body.query or None
        )
        request.inputs = {**request.inputs, **values}

    def rows(self, lane: Lane, request: RunRequest, query: str) -> None:
        """Rows at the start of the turn."""
        if self.curated is not None and CURATED in request.extra:
            self.curated.rows(lane, request, query)


def _overridden(inputs: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs with the texts that a reviewer has changed; files and unknown names stay as they were."""
    return {
        name: given[name] if isinstance(given.get(name), str | int | float | bool) and isinstance(value, str) else value
        for name, value in inputs.items()
    }
