"""What the engine needs from outside. The host (domain/run, the command line, a test) supplies these."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tenon.engine.files import File, FileKind
from tenon.models.messages import Message
from tenon.models.port import ChatModel, ImageModel, ModelKind, ModelRef
from tenon.tools.declaration import ToolDeclaration
from tenon.tools.messages import ToolMessage as ToolMessage


class ModelsPort(Protocol):
    """Finds models by the name an app uses."""

    async def chat(self, ref: ModelRef) -> ChatModel:
        """The model with its credential. Raises `ProviderNotConfigured` or `ModelNotSupported`."""
        ...


class PicturesPort(Protocol):
    """Finds the models that draw."""

    async def images(self, ref: ModelRef) -> ImageModel:
        """The model with its credential. Raises `ProviderNotConfigured` or `ModelNotSupported`."""
        ...

    async def default(self, kind: ModelKind) -> ModelRef | None:
        """The workspace's model of a kind; None when there is none."""
        ...


class CodePort(Protocol):
    """Runs users' code, confined. Raises the errors of `engine.errors` (`CodeFailed`, `SandboxUnavailable`)."""

    async def run(
        self, language: Literal["python3", "javascript"], code: str, inputs: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Call `main` with the inputs and give back the map it returned, unchecked."""
        ...

    async def render(self, template: str, inputs: Mapping[str, Any]) -> str:
        """Render a Jinja2 template."""
        ...


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """An outbound request. `body` is bytes, or form parts; timeouts are seconds."""

    method: str
    url: str
    headers: Sequence[tuple[str, str]] = ()
    params: Sequence[tuple[str, str]] = ()
    body: bytes | None = None
    form: Sequence["FormPart"] = ()
    connect_timeout: float = 10
    read_timeout: float = 600
    write_timeout: float = 600
    ssl_verify: bool = True
    max_bytes: int = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FormPart:
    """A field of a multipart form; a file when `filename` is set."""

    name: str
    value: bytes
    filename: str | None = None
    mime_type: str | None = None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """The whole answer; header names as sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = ""


class HttpPort(Protocol):
    """Sends a request of a user under the outbound rules. Raises the `Http...` errors of `engine.errors`."""

    async def send(self, request: HttpRequest) -> HttpResponse:
        """The answer, read completely up to `max_bytes`."""
        ...


class FilesPort(Protocol):
    """Reads and stores the bytes behind file variables."""

    async def read(self, file: File) -> bytes:
        """The bytes. Raises `FileFetchFailed`."""
        ...

    async def store(self, data: bytes, *, filename: str, mime_type: str, kind: FileKind | None = None) -> File:
        """Keep bytes a node produced and give back the file variable."""
        ...

    async def signed_url(self, file: File) -> str:
        """An address under which people and models can fetch the file for a short time."""
        ...


class ToolsPort(Protocol):
    """Invokes tools. Results stream as messages of the tool contract (TOOL-MSG)."""

    def invoke(
        self, provider_type: str, provider_id: str, tool: str, parameters: Mapping[str, Any], credential_id: str | None
    ) -> AsyncIterator[ToolMessage]:
        """Messages in order. Raises the `Tool...` errors of `engine.errors`."""
        ...

    async def declaration(self, provider_type: str, provider_id: str, tool: str) -> ToolDeclaration:
        """How the tool is declared. Raises `ToolFailed` for one that is not there."""
        ...


class RetrievePort(Protocol):
    """Asks knowledge bases."""

    async def retrieve(self, query: str, request: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        """Items of the knowledge-retrieval node's `result`; `request` is that node's data. Empty query, empty list."""
        ...


class HistoryPort(Protocol):
    """Earlier turns of the conversation, oldest first; the host binds conversation and branch."""

    async def messages(self, limit_rounds: int | None) -> Sequence[Message]:
        """User and assistant messages in turn; at most so many rounds, the newest."""
        ...

    async def files(self, rounds: int) -> Sequence[Sequence[File]]:
        """What the user sent with each of the newest rounds that `messages` gives, oldest first."""
        ...


class AgentPort(Protocol):
    """Runs agent strategies. Results stream as the same messages as tools', steps as `log` messages."""

    def run(
        self, provider: str, strategy: str, parameters: Mapping[str, Any], *, memory_window: int | None = None
    ) -> AsyncIterator[ToolMessage]:
        """Messages in order. `memory_window` is the number of rounds of history to use; None: no memory."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What nodes may take and give. Sizes of texts are characters, of answers and files bytes; times are seconds."""

    http_max_text: int = 1024 * 1024
    http_max_binary: int = 10 * 1024 * 1024
    http_max_connect_timeout: float = 10
    http_max_read_timeout: float = 600
    http_max_write_timeout: float = 600
    code_max_string: int = 400_000
    code_max_depth: int = 5
    code_max_precision: int = 20
    code_max_number: int = 2**63 - 1
    code_min_number: int = -(2**63)
    code_max_string_array: int = 30
    code_max_object_array: int = 30
    code_max_number_array: int = 1000
    template_max_length: int = 400_000
    variable_max_bytes: int = 200 * 1024
    document_max_bytes: int = 100 * 1024 * 1024
    agent_max_iterations: int = 99
    agent_tool_timeout: float = 300
    agent_max_observation: int = 50_000


@dataclass(frozen=True, slots=True)
class Ports:
    """All ports of a run. A port that a host does not have raises a clear error when it is used."""

    models: ModelsPort
    code: CodePort
    http: HttpPort
    files: FilesPort
    tools: ToolsPort
    retrieve: RetrievePort
    history: HistoryPort
    agent: AgentPort | None = None
    limits: Limits = Limits()
