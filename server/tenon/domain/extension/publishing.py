"""Checks what an app asks of extensions before it is published."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from tenon.domain.extension import moderation_settings
from tenon.domain.extension.errors import ExtensionConfigRefused, ExtensionFailed
from tenon.domain.extension.kinds import ExtensionKinds
from tenon.domain.extension.schemas import Kind
from tenon.domain.extension.service import ApiExtensions
from tenon.engine.basic.config import external_variables
from tenon.kit.db import UnitOfWork

type Listener = Callable[[UnitOfWork, UUID, UUID, Mapping[str, Any], Mapping[str, Any]], Awaitable[None]]
"""Hears that an app is published: transaction, workspace, app, the features before and now."""


class FeatureCheck:
    """Asks code extensions about their settings, and whether chosen API extensions are there.

    `listeners` are told of what is published.
    """

    def __init__(self, extensions: ApiExtensions, kinds: ExtensionKinds) -> None:
        self._extensions, self._kinds = extensions, kinds
        self.listeners: list[Listener] = []

    async def check(self, workspace_id: UUID, features: Mapping[str, Any]) -> None:
        """Moderation and external data of an app's features. Raises `InvalidParam`, `ExtensionConfigRefused`."""
        moderation_settings.check(features)
        found = moderation_settings.read(features)
        if found is not None:
            await self._one("moderation", found.kind, workspace_id, found.config)
        for variable in external_variables(features):
            await self._one("external_data_tool", variable.type, workspace_id, variable.config)

    async def published(
        self,
        uow: UnitOfWork,
        workspace_id: UUID,
        app_id: UUID,
        before: Mapping[str, Any] | None,
        now: Mapping[str, Any],
    ) -> None:
        """Tell that features are served from now on; `before` are those that were."""
        for listener in self.listeners:
            await listener(uow, workspace_id, app_id, before or {}, now)

    async def _one(self, module: Kind, kind: str, workspace_id: UUID, config: Mapping[str, Any]) -> None:
        if not self._kinds.built_in(module, kind):
            await self._kinds.validate(module, kind, workspace_id, config)
        elif kind == "api":
            try:
                await self._extensions.name(workspace_id, config.get("api_based_extension_id"))
            except ExtensionFailed as error:
                raise ExtensionConfigRefused(error.message) from error
