"""What a run on the command line has around it: one model server, the sandbox, outbound HTTP, local files."""

import asyncio
import mimetypes
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import aiohttp

from tenon.adapters.http.outbound import OutboundHttp
from tenon.adapters.sandbox.broker import Network
from tenon.adapters.sandbox.helper import Limits
from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.engine.errors import FileFetchFailed, NodeError
from tenon.engine.files import File, FileKind
from tenon.engine.ports import HttpRequest, HttpResponse, ModelsPort, Ports
from tenon.engine.shipped_tools import ShippedTools
from tenon.errors import TenonError
from tenon.kit.addresses import AddressRules
from tenon.kit.outbound import OutboundClient
from tenon.models.errors import ProviderNotConfigured
from tenon.models.messages import Message
from tenon.models.port import ChatModel, ModelFacts, ModelRef
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.openai_chat import OpenAIChat

if TYPE_CHECKING:
    from tenon.settings import Settings

_KINDS: dict[str, FileKind] = {"image": "image", "audio": "audio", "video": "video"}
_FACTS = ModelFacts(
    context_size=128_000, vision=True, audio=True, video=True, document=True, tool_call=True, json_schema=True
)


class LocalPorts:
    """Opens what a run needs when it first needs it. `close` it at the end."""

    def __init__(self, model_url: str | None = None, models: ModelsPort | None = None) -> None:
        self._model_url = model_url
        self._models = models
        self._session: aiohttp.ClientSession | None = None
        self._outbound: OutboundClient | None = None
        self._sandbox: ZygoteSandbox | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def ports(self) -> Ports:
        """The ports of a run."""
        return Ports(
            models=self._models or self,
            code=self,
            http=self,
            files=self,
            tools=ShippedTools(self, self, self, self),
            retrieve=self,
            history=self,
        )

    async def close(self) -> None:
        """Give everything back; files that nodes made stay where they are."""
        if self._sandbox is not None:
            await self._sandbox.close()
        if self._outbound is not None:
            await self._outbound.close()
        if self._session is not None:
            await self._session.close()

    async def chat(self, ref: ModelRef) -> ChatModel:
        """The model of that name at `--model-url`."""
        if not self._model_url:
            text = f"No address for the model {ref.provider}/{ref.name}. Give --model-url, or --mocks with `llm_text`."
            raise ProviderNotConfigured(text, provider=ref.provider, model=ref.name)
        if self._session is None:
            self._session = aiohttp.ClientSession()
        key = os.environ.get("TENON_MODEL_API_KEY", "")
        endpoint = Endpoint.bearer(ref.provider, ref.name, self._model_url, key)
        return OpenAIChat(self._session, endpoint, _FACTS)

    async def run(
        self, language: Literal["python3", "javascript"], code: str, inputs: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Call `main` in the sandbox."""
        return await self._code().run(language, code, inputs)

    async def render(self, template: str, inputs: Mapping[str, Any]) -> str:
        """Render a Jinja2 template in the sandbox."""
        return await self._code().render(template, inputs)

    def _code(self) -> ZygoteSandbox:
        if self._sandbox is None:
            settings = _settings()
            modules = tuple(name.strip() for name in settings.code_modules.split(",") if name.strip())
            limits = Limits(
                timeout=settings.code_timeout,
                memory=settings.code_memory_mb << 20,
                unsafe=settings.code_unsafe,
                extra_modules=modules,
            )
            network = Network(
                self._client().rules,
                settings.outbound_proxy,
                settings.code_network_max_connections,
                settings.code_network_max_mb << 20,
            )
            self._sandbox = ZygoteSandbox(limits, network=network if settings.code_network else None)
        return self._sandbox

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request under the outbound rules of the environment (`TENON_OUTBOUND_...`)."""
        return await OutboundHttp(self._client()).send(request)

    def _client(self) -> OutboundClient:
        if self._outbound is None:
            settings = _settings()
            rules = AddressRules.parse(settings.outbound_allow_hosts, allow_private=settings.outbound_allow_private)
            self._outbound = OutboundClient(rules, proxy=settings.outbound_proxy)
        return self._outbound

    async def read(self, file: File) -> bytes:
        """Bytes of a local path or of a URL."""
        try:
            if file.transfer_method == "remote_url" and file.remote_url:
                return (await self._client().fetch(file.remote_url)).body
            return await asyncio.to_thread(Path(file.related_id or "").read_bytes)
        except (OSError, TenonError) as error:
            raise FileFetchFailed(f"The file {file.filename!r} cannot be read: {error}") from error

    async def store(self, data: bytes, *, filename: str, mime_type: str, kind: FileKind | None = None) -> File:
        """Keep bytes in a folder of this run."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="tenon-", delete=False)
        path = Path(self._folder.name) / (Path(filename).name or "file")
        await asyncio.to_thread(path.write_bytes, data)
        return local_file(path, kind=kind, mime_type=mime_type, transfer_method="tool_file")

    async def signed_url(self, file: File) -> str:
        """The address of a file on this machine, or its URL."""
        return file.url or file.remote_url or Path(file.related_id or "").as_uri()

    async def retrieve(self, query: str, request: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        """There are no knowledge bases here."""
        if not query:
            return []
        raise NodeError("There are no knowledge bases on the command line. Give --mocks with `node_outputs`.")

    async def messages(self, limit_rounds: int | None) -> Sequence[Message]:
        """A run on the command line is the first turn."""
        return []

    async def files(self, rounds: int) -> Sequence[Sequence[File]]:
        """A run on the command line is the first turn."""
        return []


def _settings() -> "Settings":
    """The settings of the environment, read only by runs that need them: reading takes a while."""
    from tenon.settings import Settings

    return Settings()


def local_file(
    path: Path,
    *,
    kind: FileKind | None = None,
    mime_type: str = "",
    transfer_method: Literal["local_file", "tool_file"] = "local_file",
) -> File:
    """A file variable for a file on this machine."""
    path = path.resolve()
    mime = mime_type or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return File(
        kind=kind or kind_of(mime),
        transfer_method=transfer_method,
        filename=path.name,
        extension=path.suffix,
        mime_type=mime,
        size=path.stat().st_size,
        related_id=str(path),
        url=path.as_uri(),
    )


def remote_file(url: str, *, kind: FileKind | None = None) -> File:
    """A file variable for a URL; nothing is fetched yet."""
    name = url.split("?")[0].rstrip("/").rpartition("/")[2]
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return File(
        kind=kind or kind_of(mime),
        transfer_method="remote_url",
        filename=name,
        extension=Path(name).suffix,
        mime_type=mime,
        remote_url=url,
        url=url,
    )


def kind_of(mime_type: str) -> FileKind:
    """The kind of a file by its MIME type."""
    return _KINDS.get(mime_type.partition("/")[0], "document")
