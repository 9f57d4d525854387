"""External data: values of variables that are fetched when a turn begins (contract: web-and-embed.md 6)."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenon.domain.extension.kinds import ExtensionKinds
from tenon.domain.extension.service import ApiExtensions
from tenon.domain.extension.wire import failed
from tenon.engine.basic.config import external_variables
from tenon.engine.variables import to_plain

POINT = "app.external_data_tool.query"


class ExternalData:
    """Fetches the external variables of an app, each once per request and all at the same time."""

    def __init__(self, extensions: ApiExtensions, kinds: ExtensionKinds) -> None:
        self._extensions, self._kinds = extensions, kinds

    async def values(
        self, workspace_id: UUID, app_id: UUID, config: Mapping[str, Any], inputs: Mapping[str, Any], query: str | None
    ) -> dict[str, str]:
        """The values by the names of their variables; `config` is the app's `model_config`.

        `query` is None where the app has none. Raises `ExtensionFailed`, which names the extension.
        """
        wanted = external_variables(config)
        if not wanted:
            return {}
        plain = {name: to_plain(value) for name, value in inputs.items()}
        asked = [self.query(workspace_id, app_id, v.name, v.type, v.config, plain, query) for v in wanted]
        results = await asyncio.gather(*asked, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return {v.name: str(result) for v, result in zip(wanted, results, strict=True)}

    async def query(
        self,
        workspace_id: UUID,
        app_id: UUID,
        variable: str,
        kind: str,
        config: Mapping[str, Any],
        inputs: Mapping[str, Any],
        query: str | None,
    ) -> str:
        """One value. Raises `ExtensionFailed`."""
        if kind != "api":
            more = {"variable": variable}
            found = await self._kinds.call(
                "external_data_tool", kind, "query", workspace_id, app_id, config, inputs=inputs, query=query, more=more
            )
            return "" if found is None else str(found)
        id = config.get("api_based_extension_id")
        params = {"app_id": str(app_id), "tool_variable": variable, "inputs": inputs, "query": query}
        answer = await self._extensions.call(workspace_id, id, POINT, params)
        result = answer.get("result")
        if not isinstance(result, str):
            name = await self._extensions.name(workspace_id, id)
            raise failed(name, 'the answer must be {"result": "<text>"}.')
        return result
