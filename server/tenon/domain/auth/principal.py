"""Who is asking: a person in the console, or a program with a key."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from tenon.domain.auth.permissions import Permission, Role, allowed
from tenon.errors import Forbidden
from tenon.kit.db import UnitOfWork

CALLING_KEY: ContextVar[UUID | None] = ContextVar("calling_key", default=None)
"""The API key of the request that is being answered; what its runs use is counted for it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person in the workspace they work in now."""

    account_id: UUID
    workspace_id: UUID
    role: Role
    name: str
    email: str
    language: str = "en_US"
    timezone: str = "UTC"
    session_id: UUID | None = None
    address: str = ""
    """Of the machine that asks."""

    def require(self, permission: Permission) -> None:
        """Raise `Forbidden` when the role does not have the permission."""
        if not allowed(self.role, permission):
            raise Forbidden(f"Your role ({self.role}) may not do this. Ask an administrator of the workspace.")


@dataclass(frozen=True, slots=True)
class AppAccess:
    """What must be known of an app to let a program or a visitor in. `max_active_requests` 0: no limit."""

    id: UUID
    workspace_id: UUID
    mode: str
    name: str
    status: str
    enable_api: bool
    workspace_status: str
    max_active_requests: int = 0


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """A program with an app key."""

    key_id: UUID
    workspace_id: UUID
    app: AppAccess


@dataclass(frozen=True, slots=True)
class DatasetPrincipal:
    """A program with a knowledge key: acts as the owner of the workspace, in the name of who made the key."""

    key_id: UUID
    workspace_id: UUID
    account_id: UUID | None = None


class Directory(Protocol):
    """Finds a person's place. Fulfilled by the workspace domain."""

    async def principal(self, uow: UnitOfWork, account_id: UUID, session_id: UUID) -> Principal | None:
        """The person in their current workspace; None when the account is gone, banned or in no workspace."""
        ...


class AppGate(Protocol):
    """Finds an app without asking who wants to know. Fulfilled by the app domain, from a cache."""

    async def access(self, app_id: UUID) -> AppAccess | None:
        """The app; None when it is gone."""
        ...


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor of a published page, known by the passport of the page."""

    app: AppAccess
    site_code: str
    end_user_id: UUID
    session_id: str


class VisitorGate(Protocol):
    """Checks passports. Fulfilled by the site domain."""

    async def visitor(self, site_code: str, passport: str) -> Visitor:
        """The visitor. Raises `Unauthorized` for a passport that is not of this page, `NotFound` for a closed one."""
        ...
