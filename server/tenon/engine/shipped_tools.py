"""The tools that ship with the product, on the engine's ports: for servers and for runs on the command line."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from tenon.engine.errors import NodeError, ToolFailed
from tenon.engine.files import File
from tenon.engine.ports import (
    CodePort,
    FilesPort,
    FormPart,
    HttpPort,
    HttpRequest,
    PicturesPort,
    RetrievePort,
    ToolMessage,
)
from tenon.errors import TenonError
from tenon.models.port import ModelRef
from tenon.rag.extract.document import extract
from tenon.rag.extract.errors import ExtractError
from tenon.tools import arguments, library
from tenon.tools.declaration import ToolDeclaration
from tenon.tools.errors import ToolError, ToolFileError, ToolProviderNotFound
from tenon.tools.provider import ProviderDeclaration
from tenon.tools.runtime import Drawn, FileBytes, ToolContext, WebAnswer, WebRequest

KINDS = ("builtin", "plugin")
"""Provider types that may mean a shipped tool: what other installations keep as a plugin may be ours."""
KNOWLEDGE = "dataset-retrieval"


class ShippedTools:
    """Fulfils `ToolsPort` for the tools of `tenon.tools.builtin`."""

    def __init__(
        self,
        http: HttpPort,
        code: CodePort,
        files: FilesPort,
        retrieve: RetrievePort,
        pictures: PicturesPort | None = None,
    ) -> None:
        self.context = ToolContext(
            web=_Web(http),
            code=_Code(code),
            files=_Files(files),
            documents=_Documents(),
            knowledge=_Knowledge(retrieve),
            pictures=_Pictures(pictures),
        )

    async def invoke(
        self, provider_type: str, provider_id: str, tool: str, parameters: Mapping[str, Any], credential_id: str | None
    ) -> AsyncIterator[ToolMessage]:
        """The messages of a shipped tool that needs no credential. Raises `ToolFailed`.

        The type `dataset-retrieval` asks the knowledge base whose id is the provider's.
        """
        if provider_type == KNOWLEDGE:
            parameters = {**parameters, "dataset_ids": [provider_id]}
            provider_type, provider_id, tool = "builtin", "knowledge", "knowledge_search"
        async for message in self.call(_provider(provider_type, provider_id), tool, parameters, {}):
            yield message

    async def declaration(self, provider_type: str, provider_id: str, tool: str) -> ToolDeclaration:
        """How a shipped tool is declared. Raises `ToolFailed`."""
        if provider_type == KNOWLEDGE:
            provider_type, provider_id, tool = "builtin", "knowledge", "knowledge_search"
        try:
            return _provider(provider_type, provider_id).tool(tool)
        except ToolError as error:
            raise failed(error) from error

    async def call(
        self,
        provider: ProviderDeclaration,
        tool: str,
        parameters: Mapping[str, Any],
        credentials: Mapping[str, str],
    ) -> AsyncIterator[ToolMessage]:
        """The messages of a tool with its credential. Raises `ToolFailed`."""
        shipped = library.load()
        try:
            library.require_credentials(provider, credentials)
            given = arguments.check(provider.tool(tool), parameters)
            messages = await shipped.function(provider, tool)(self.with_credentials(credentials), given)
        except ToolError as error:
            raise failed(error) from error
        for message in messages:
            yield message

    def with_credentials(self, credentials: Mapping[str, str]) -> ToolContext:
        """What a tool works with, and its credential."""
        return replace(self.context, credentials=credentials)


def failed(error: ToolError) -> ToolFailed:
    """A tool's error as the engine's."""
    return ToolFailed(error.message, error_type=error.error_type)


def missing(provider_type: str, provider_id: str, tool: str = "") -> ToolFailed:
    """The error of a tool that is not there; it names the tool (TOOL-USE-08)."""
    named = f"The tool {tool!r} of {provider_id!r}" if tool else f"The tool provider {provider_id!r}"
    return ToolFailed(
        f"{named} ({provider_type}) is not installed or was deleted. Remove it from the app or install it again.",
        error_type=ToolProviderNotFound.error_type,
    )


def _provider(provider_type: str, provider_id: str) -> ProviderDeclaration:
    found = library.load().find(provider_id) if provider_type in KINDS else None
    if found is None:
        raise missing(provider_type, provider_id)
    return found


class _Web:
    def __init__(self, http: HttpPort) -> None:
        self._http = http

    async def send(self, request: WebRequest) -> WebAnswer:
        form = tuple(FormPart(f.name, f.value, f.filename, f.mime_type) for f in request.form)
        sent = HttpRequest(
            request.method,
            request.url,
            request.headers,
            request.params,
            request.body,
            form,
            request.connect_timeout,
            request.read_timeout,
            request.read_timeout,
            max_bytes=request.max_bytes,
        )
        try:
            answer = await self._http.send(sent)
        except NodeError as error:
            raise ToolError(error.message) from error
        return WebAnswer(answer.status, answer.headers, answer.body, answer.url or request.url)


class _Code:
    def __init__(self, code: CodePort) -> None:
        self._code = code

    async def run(
        self, language: Literal["python3", "javascript"], code: str, inputs: Mapping[str, Any]
    ) -> dict[str, Any]:
        try:
            return await self._code.run(language, code, inputs)
        except NodeError as error:
            raise ToolError(error.message) from error


class _Files:
    def __init__(self, files: FilesPort) -> None:
        self._files = files

    async def read(self, file: Any) -> FileBytes:
        if not isinstance(file, File):
            raise ToolFileError("The tool got something that is no file.")
        try:
            data = await self._files.read(file)
        except TenonError as error:
            raise ToolFileError(error.message) from error
        return FileBytes(data, file.filename or "file", file.mime_type or "application/octet-stream")


class _Documents:
    async def text(self, data: bytes, filename: str, mime_type: str) -> str:
        try:
            return await asyncio.to_thread(extract, data, filename, mime_type)
        except ExtractError as error:
            raise ToolError(error.message) from error


class _Knowledge:
    def __init__(self, retrieve: RetrievePort) -> None:
        self._retrieve = retrieve

    async def retrieve(self, query: str, request: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        try:
            return await self._retrieve.retrieve(query, request)
        except NodeError as error:
            raise ToolError(error.message) from error


class _Pictures:
    def __init__(self, models: PicturesPort | None) -> None:
        self._models = models

    async def draw(self, prompt: str, *, model: str, number: int, size: str, quality: str) -> Sequence[Drawn]:
        if self._models is None:
            raise ToolError("Pictures cannot be drawn here. Use the tool in an app of a workspace.")
        provider, _, name = model.rpartition("/")
        try:
            ref = ModelRef(provider, name, "text2img") if model else await self._models.default("text2img")
            if ref is None:
                raise ToolError(
                    "The workspace has no model that draws. Add one in Settings > Model providers, of the type "
                    "text-to-image, for example gpt-image-1 of OpenAI."
                )
            drawn = await (await self._models.images(ref)).draw(prompt, number=number, size=size, quality=quality)
        except TenonError as error:
            raise ToolError(error.message) from error
        return [Drawn(picture.data, picture.url or "", picture.mime_type) for picture in drawn.pictures]
