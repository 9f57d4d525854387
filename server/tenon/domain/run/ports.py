"""The engine's ports, bound to the workspace and user of a run."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from tenon.domain.file.engine_port import RunFiles
from tenon.domain.file.service import Owner, Uploads
from tenon.domain.run.spec import RunRequest
from tenon.domain.run.stream import Serialiser
from tenon.engine.errors import NodeError, ToolFailed
from tenon.engine.files import File
from tenon.engine.ports import (
    CodePort,
    FilesPort,
    HistoryPort,
    HttpPort,
    Limits,
    ModelsPort,
    Ports,
    ToolMessage,
)
from tenon.kit.outbound import OutboundClient
from tenon.models.messages import Message
from tenon.tools.declaration import ToolDeclaration


class NoTools:
    """There are no tools in this installation yet."""

    async def invoke(
        self, provider_type: str, provider_id: str, tool: str, parameters: Mapping[str, Any], credential_id: str | None
    ) -> AsyncIterator[ToolMessage]:
        """Raise `ToolFailed`, which names the tool."""
        raise ToolFailed(f"The tool {tool!r} of {provider_id!r} is not installed. Remove the node or install the tool.")
        yield ToolMessage("text", "")

    async def declaration(self, provider_type: str, provider_id: str, tool: str) -> ToolDeclaration:
        """Raise `ToolFailed`, which names the tool."""
        raise ToolFailed(f"The tool {tool!r} of {provider_id!r} is not installed. Remove it or install the tool.")


class NoKnowledge:
    """There are no knowledge bases in this installation yet."""

    async def retrieve(self, query: str, request: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        """Raise a clear error, except for an empty query."""
        if not query:
            return []
        raise NodeError("Knowledge bases are not available on this server. Remove the knowledge retrieval node.")


class NoHistory:
    """Workflows have no conversation."""

    async def messages(self, limit_rounds: int | None) -> Sequence[Message]:
        """Nothing was said before."""
        return ()


class PortsFactory:
    """Makes the ports of a run. `history` is set by the conversation domain."""

    def __init__(
        self,
        models: Callable[[UUID], ModelsPort],
        code: CodePort,
        http: HttpPort,
        uploads: Uploads,
        outbound: OutboundClient,
        limits: Limits | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._models, self._code, self._http = models, code, http
        self._uploads, self._outbound = uploads, outbound
        self._tools, self._knowledge, self._none = NoTools(), NoKnowledge(), NoHistory()
        self.history: Callable[[RunRequest], HistoryPort] | None = None

    def of(self, request: RunRequest) -> Ports:
        """The ports for one run."""
        history: HistoryPort = self._none
        if self.history is not None and request.conversation_id is not None:
            history = self.history(request)
        return Ports(
            models=self._models(request.version.workspace_id),
            code=self._code,
            http=self._http,
            files=self._files(request),
            tools=self._tools,
            retrieve=self._knowledge,
            history=history,
            limits=self.limits,
        )

    def serialiser(self, request: RunRequest) -> Serialiser:
        """What writes the run's events."""
        return Serialiser(self.address, str(request.extra.get("base") or ""))

    def address(self, file: File, base: str = "") -> str | None:
        """Where a file can be fetched: freshly signed when we keep it."""
        if file.related_id is None:
            return file.remote_url or file.url
        addresses = self._uploads.addresses
        if file.transfer_method == "tool_file":
            return addresses.tool(file.related_id, file.extension, base=base)
        return addresses.preview(file.related_id, base=base)

    def _files(self, request: RunRequest) -> FilesPort:
        owner = Owner(request.version.workspace_id, request.actor.role, request.actor.id)
        return RunFiles(self._uploads, self._outbound, owner, str(request.extra.get("base") or "") or None)
