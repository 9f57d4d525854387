"""Moderation of turns: the inputs before anything runs, the answer while it streams."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenon.domain.extension import moderation_settings as feature
from tenon.domain.extension.kinds import ExtensionKinds
from tenon.domain.extension.moderation_settings import ModerationSettings, words_of
from tenon.domain.extension.service import ApiExtensions
from tenon.domain.moderation.keywords import Keywords
from tenon.domain.moderation.output import KeywordGuard, SliceGuard
from tenon.domain.moderation.review import (
    ApiReviewer,
    CodeReviewer,
    KeywordReviewer,
    ModelReviewer,
    Reviewer,
    Verdict,
)
from tenon.domain.provider.gateway import Gateway
from tenon.domain.run.canned import CANNED
from tenon.domain.run.guard import OutputGuard, answer_key
from tenon.domain.run.spec import RunRequest
from tenon.engine.variables import to_plain
from tenon.kit.cache import TimedCache
from tenon.models.port import ModelRef

OPENAI = ModelRef("openai", "omni-moderation-latest", "moderation")


class Moderations:
    """Finds what moderates an app and has it judge."""

    def __init__(self, gateway: Gateway, extensions: ApiExtensions, kinds: ExtensionKinds) -> None:
        self._gateway, self._extensions, self._kinds = gateway, extensions, kinds
        self._lists: TimedCache[str, Keywords] = TimedCache(500, 3600)

    async def inputs(
        self,
        workspace_id: UUID,
        app_id: UUID,
        features: Mapping[str, Any],
        inputs: Mapping[str, Any],
        query: str | None,
    ) -> Verdict | None:
        """The verdict on what a user sent; None when nothing is wrong. Raises what a reviewer raises."""
        found = feature.read(features)
        if found is None or not found.inputs.enabled:
            return None
        reviewer = await self._reviewer(found, workspace_id, app_id)
        return await reviewer.review_inputs({name: to_plain(value) for name, value in inputs.items()}, query)

    def guard(self, request: RunRequest) -> OutputGuard | None:
        """What watches over the answer of a run; None when nothing does."""
        version = request.version
        if feature.FEATURE not in version.features or request.message_id is None:
            return None
        found = feature.read(version.features)
        if found is None or not found.outputs.enabled or CANNED in request.extra:
            return None
        key = answer_key(request)
        if found.kind == "keywords":
            return KeywordGuard(self._words(found), found.outputs.preset, key)

        async def review(text: str) -> Verdict | None:
            reviewer = await self._reviewer(found, version.workspace_id, version.app_id)
            return await reviewer.review_output(text)

        return SliceGuard(review, key, whole=bool(request.extra.get("blocking")))

    async def _reviewer(self, found: ModerationSettings, workspace_id: UUID, app_id: UUID) -> Reviewer:
        match found.kind:
            case "keywords":
                return KeywordReviewer(found, self._words(found))
            case "api":
                return ApiReviewer(found, self._extensions, workspace_id, app_id)
            case "openai_moderation":
                return ModelReviewer(found, await self._gateway.for_workspace(workspace_id, app_id).moderation(OPENAI))
            case _:
                return CodeReviewer(found, self._kinds, workspace_id, app_id)

    def _words(self, found: ModerationSettings) -> Keywords:
        text = str(found.config.get("keywords") or "")
        known = self._lists.get(text)
        if known is None:
            known = Keywords(words_of(text))
            self._lists.put(text, known)
        return known
