"""What a tool gets to work with: the outside world behind protocols, and its credential."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

from tenon.tools.messages import ToolMessage

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a multipart form; a file when `filename` is set."""

    name: str
    value: bytes
    filename: str | None = None
    mime_type: str | None = None


@dataclass(frozen=True, slots=True)
class WebRequest:
    """An outbound request. `form` takes the place of `body`; timeouts are seconds, sizes bytes."""

    method: str
    url: str
    headers: Sequence[tuple[str, str]] = ()
    params: Sequence[tuple[str, str]] = ()
    body: bytes | None = None
    form: Sequence[FormField] = ()
    connect_timeout: float = 10
    read_timeout: float = 60
    max_bytes: int = 10 * MB


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """The whole answer; `url` is where redirects ended."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = ""

    def header(self, name: str) -> str:
        """A header by its name in any case; empty when it is missing."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    @property
    def mime_type(self) -> str:
        """The type without its parameters, lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()


class Web(Protocol):
    """Sends requests under the outbound rules."""

    async def send(self, request: WebRequest) -> WebAnswer:
        """The answer of any status. Raises `ToolError` when there is none."""
        ...


class Code(Protocol):
    """Runs code confined."""

    async def run(
        self, language: Literal["python3", "javascript"], code: str, inputs: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Call `main` and give back the map it returned. Raises `ToolError`."""
        ...


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file that was handed to a tool."""

    data: bytes
    filename: str
    mime_type: str


class Files(Protocol):
    """Reads the files that are handed to a tool."""

    async def read(self, file: Any) -> FileBytes:
        """The bytes behind a file variable. Raises `ToolFileError`."""
        ...


class Documents(Protocol):
    """Turns documents into text."""

    async def text(self, data: bytes, filename: str, mime_type: str) -> str:
        """Markdown of a page or document. Raises `ToolError` for what cannot be read."""
        ...


class Knowledge(Protocol):
    """Asks knowledge bases."""

    async def retrieve(self, query: str, request: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        """Items of the knowledge-retrieval node's `result`, best first. Raises `ToolError`."""
        ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture: its bytes, or else the address where it can be fetched."""

    data: bytes | None
    url: str
    mime_type: str


class Pictures(Protocol):
    """Has pictures drawn by a model of the workspace."""

    async def draw(self, prompt: str, *, model: str, number: int, size: str, quality: str) -> Sequence[Drawn]:
        """Pictures of a text. `model` is `provider/name`; empty: the workspace's own. Raises `ToolError`."""
        ...


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Everything outside a tool."""

    web: Web
    code: Code
    files: Files
    documents: Documents
    knowledge: Knowledge
    pictures: Pictures
    credentials: Mapping[str, str] = field(default_factory=dict[str, str])
    now: Callable[[], datetime] = utc_now


type Arguments = Mapping[str, Any]
"""Checked values by parameter name, defaults filled in; optional ones may be missing."""
type ToolFunction = Callable[[ToolContext, Arguments], Awaitable[Sequence[ToolMessage]]]
"""Runs a tool; its messages in order. Raises `ToolError`."""
type CredentialCheck = Callable[[ToolContext], Awaitable[None]]
"""Tries a credential. Raises `CredentialRefused`."""
