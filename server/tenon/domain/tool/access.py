"""What the services of this domain need besides a transaction, and the reading and writing of secrets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from tenon.domain.workspace.vault import Vault
from tenon.engine.errors import FileFetchFailed
from tenon.engine.files import File, FileKind
from tenon.engine.ports import CodePort, HttpPort
from tenon.engine.shipped_tools import ShippedTools
from tenon.kit.crypto import HIDDEN, mask
from tenon.kit.db import Database, UnitOfWork
from tenon.kit.outbound import OutboundClient
from tenon.tools.api.call import CallLimits
from tenon.tools.provider import CredentialField, ProviderDeclaration
from tenon.tools.runtime import ToolContext

TOPIC = "tool"
"""Changes of a workspace's tools; the key is the workspace's id."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Values as they are kept: those that may be shown, and the secrets encrypted."""

    shown: dict[str, str]
    secrets: str


@dataclass(frozen=True, slots=True)
class Positions:
    """Which shipped providers the library shows, and which of them first (TOOL-UI-09). Runs are not affected."""

    pins: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    @staticmethod
    def parse(pins: str, includes: str, excludes: str) -> "Positions":
        """Read names separated by commas."""
        names = (tuple(filter(None, (n.strip() for n in text.split(",")))) for text in (pins, includes, excludes))
        return Positions(*names)

    def shown(self, providers: Iterable[ProviderDeclaration]) -> list[ProviderDeclaration]:
        """The providers to show, in order."""
        left = [p for p in providers if p.name not in self.excludes and (not self.includes or p.name in self.includes)]
        rank = {name: place for place, name in enumerate(self.pins)}
        return sorted(left, key=lambda p: rank.get(p.name, len(rank)))


@dataclass(frozen=True, slots=True)
class ToolAccess:
    """The database, the vault, the outside world of tools and the limits of API calls. `max_depth` bounds workflows
    that call each other."""

    db: Database
    vault: Vault
    outbound: OutboundClient
    context: ToolContext
    limits: CallLimits
    max_depth: int = 5
    positions: Positions = field(default_factory=Positions)

    async def seal(
        self, uow: UnitOfWork, workspace_id: UUID, secret: Sequence[str], values: Mapping[str, str]
    ) -> Sealed:
        """Values to be kept; those named in `secret` are encrypted, and masked for showing."""
        hidden = {name: value for name, value in values.items() if name in secret and value}
        shown = {name: mask(value) if name in secret else value for name, value in values.items() if value}
        return Sealed(shown, await self.vault.encrypt(uow, workspace_id, orjson.dumps(hidden).decode()))

    async def open(self, uow: UnitOfWork, workspace_id: UUID, sealed: Sealed) -> dict[str, str]:
        """The values in clear."""
        secrets = orjson.loads(await self.vault.decrypt(uow, workspace_id, sealed.secrets))
        return {**sealed.shown, **secrets}


class _NoFiles:
    """Tries of tools and credentials have no files."""

    async def read(self, file: File) -> bytes:
        raise FileFetchFailed("Files cannot be used in a test. Try the tool in an app.")

    async def store(self, data: bytes, *, filename: str, mime_type: str, kind: FileKind | None = None) -> File:
        raise FileFetchFailed("Files cannot be kept in a test.")

    async def signed_url(self, file: File) -> str:
        raise FileFetchFailed("Files cannot be used in a test.")


class _NoKnowledge:
    """Tries of tools ask no knowledge base."""

    async def retrieve(self, query: str, request: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        return []


def outside_of_runs(http: HttpPort, code: CodePort) -> ToolContext:
    """What tools work with when they are tried outside of a run."""
    return ShippedTools(http, code, _NoFiles(), _NoKnowledge()).context


def with_kept(secret: Sequence[str], values: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
    """The values as meant: trimmed, hidden or masked secrets replaced by the stored ones, empty ones left out."""
    meant: dict[str, str] = {}
    for name, value in values.items():
        value = value.strip()
        kept = stored.get(name)
        if name in secret and kept is not None and value in (HIDDEN, mask(kept)):
            value = kept
        if value:
            meant[name] = value
    return meant


def secret_names(fields: Sequence[CredentialField]) -> list[str]:
    """Names of the secret fields of a form."""
    return [field.name for field in fields if field.secret]
