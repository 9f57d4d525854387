"""The kinds of moderation and external data an app can choose: built in, and code that the operator installed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenon.domain.extension.errors import ExtensionConfigRefused
from tenon.domain.extension.schemas import CodeExtension, Kind
from tenon.domain.extension.wire import failed
from tenon.ports import ExtensionBroken, ExtensionHost

_API: dict[str, str] = {"en-US": "API extension", "zh-Hans": "API 扩展"}
_BUILT_IN: dict[Kind, dict[str, dict[str, str]]] = {
    "moderation": {
        "openai_moderation": {"en-US": "OpenAI Moderation", "zh-Hans": "OpenAI 内容审核"},
        "keywords": {"en-US": "Keywords", "zh-Hans": "关键词"},
        "api": _API,
    },
    "external_data_tool": {"api": _API},
}


class ExtensionKinds:
    """Lists kinds and calls those of the operator's own code."""

    def __init__(self, host: ExtensionHost) -> None:
        self._host = host

    async def list(self, module: Kind) -> list[CodeExtension]:
        """Built-in kinds first, then installed ones by name."""
        found = [
            CodeExtension(name=name, label=label, form_schema=(), builtin=True)
            for name, label in _BUILT_IN[module].items()
        ]
        for kind in await self._host.installed(module):
            if kind.name not in _BUILT_IN[module]:
                entry = CodeExtension(
                    name=kind.name,
                    label=dict(kind.label),
                    form_schema=kind.form_schema,
                    builtin=False,
                    error=kind.error,
                )
                found.append(entry)
        return found

    def built_in(self, module: Kind, name: str) -> bool:
        """Whether the product brings this kind."""
        return name in _BUILT_IN[module]

    async def validate(self, module: Kind, name: str, workspace_id: UUID, config: Mapping[str, Any]) -> None:
        """Ask a code extension about its settings. Raises `ExtensionConfigRefused` with what it says."""
        try:
            await self._host.call(module, name, "validate", config, tenant_id=str(workspace_id), app_id="")
        except ExtensionBroken as error:
            raise ExtensionConfigRefused(
                f"The extension {name!r} does not accept its settings: {error.message}"
            ) from error

    async def call(
        self, module: Kind, name: str, operation: str, workspace_id: UUID, app_id: UUID, config: Mapping[str, Any],
        **values: Any,
    ) -> Any:  # fmt: skip
        """Call a code extension. Raises `ExtensionFailed`."""
        ids = {"tenant_id": str(workspace_id), "app_id": str(app_id)}
        try:
            return await self._host.call(module, name, operation, config, **ids, **values)
        except ExtensionBroken as error:
            raise failed(name, error.message) from error
