"""The engine's ports, bound to the workspace and user of a run."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from tenon.domain.file.engine_port import RunFiles
from tenon.domain.file.service import Owner, Uploads
from tenon.domain.run.spec import RunRequest
from tenon.domain.run.stream import Serialiser
from tenon.engine.errors import NodeError
from tenon.engine.files import File
from tenon.engine.ports import (
    CodePort,
    FilesPort,
    HistoryPort,
    HttpPort,
    Limits,
    ModelsPort,
    PicturesPort,
    Ports,
    RetrievePort,
    ToolsPort,
)
from tenon.engine.shipped_tools import ShippedTools
from tenon.kit.outbound import OutboundClient
from tenon.models.messages import Message


class NoKnowledge:
    """There are no knowledge bases in this installation yet."""

    async def retrieve(self, query: str, request: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        """Raise a clear error, unless nothing is asked or no knowledge base is chosen."""
        if not query or not request.get("dataset_ids"):
            return []
        raise NodeError("Knowledge bases are not available on this server. Remove the knowledge retrieval node.")


class NoHistory:
    """Workflows have no conversation."""

    async def messages(self, limit_rounds: int | None) -> Sequence[Message]:
        """Nothing was said before."""
        return ()

    async def files(self, rounds: int) -> Sequence[Sequence[File]]:
        """Nothing was sent before."""
        return ()


class PortsFactory:
    """Makes the ports of a run. `history` is set by the conversation domain, `tools` by the tool domain."""

    def __init__(
        self,
        models: Callable[[UUID, UUID | None, UUID | None], ModelsPort],
        code: CodePort,
        http: HttpPort,
        uploads: Uploads,
        outbound: OutboundClient,
        limits: Limits | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._models, self._code, self._http = models, code, http
        self._uploads, self._outbound = uploads, outbound
        self._knowledge, self._none = NoKnowledge(), NoHistory()
        self.history: Callable[[RunRequest], HistoryPort] | None = None
        self.tools: Callable[[RunRequest, ShippedTools], ToolsPort] | None = None
        self.knowledge: Callable[[UUID, UUID | None], RetrievePort] | None = None
        """The knowledge bases of a workspace for an app; set by the knowledge domain."""
        self.pictures: Callable[[UUID, UUID | None, UUID | None], PicturesPort] | None = None
        """The models of a workspace that draw, for an app and an API key."""

    def of(self, request: RunRequest) -> Ports:
        """The ports for one run."""
        history: HistoryPort = self._none
        if self.history is not None and request.conversation_id is not None:
            history = self.history(request)
        files = self._files(request)
        knowledge: RetrievePort = self._knowledge
        if self.knowledge is not None:
            knowledge = self.knowledge(request.version.workspace_id, request.version.app_id)
        key = UUID(named) if (named := request.extra.get("key")) else None
        caller = request.version.workspace_id, request.version.app_id, key
        drawing = self.pictures(*caller) if self.pictures is not None else None
        shipped = ShippedTools(self._http, self._code, files, knowledge, drawing)
        return Ports(
            models=self._models(*caller),
            code=self._code,
            http=self._http,
            files=files,
            tools=shipped if self.tools is None else self.tools(request, shipped),
            retrieve=knowledge,
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
