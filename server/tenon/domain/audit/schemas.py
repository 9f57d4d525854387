"""The audit log as the console shows it."""

from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import UUID

from tenon.kit.shapes import Shape

Action = Literal[
    "workspace.created",
    "workspace.renamed",
    "member.invited",
    "member.added",
    "member.activated",
    "member.role_changed",
    "member.removed",
    "app.created",
    "app.imported",
    "app.overwritten",
    "app.copied",
    "app.converted",
    "app.updated",
    "app.published",
    "app.version_deleted",
    "app.api_switched",
    "app.exported_with_secrets",
    "app.logs_exported",
    "app.deleted",
    "api_key.created",
    "api_key.deleted",
    "site.updated",
    "site.switched",
    "site.code_reset",
    "provider.credential_added",
    "provider.credential_changed",
    "provider.credential_chosen",
    "provider.credential_deleted",
    "provider.model_removed",
    "provider.model_switched",
    "provider.defaults_changed",
    "provider.pool_changed",
    "budget.created",
    "budget.changed",
    "budget.deleted",
    "tool.created",
    "tool.changed",
    "tool.deleted",
    "tool.credential_changed",
    "tool.credential_deleted",
    "extension.created",
    "extension.changed",
    "extension.deleted",
]
"""Every change that is recorded."""
ACTIONS: tuple[Action, ...] = get_args(Action)

TargetType = Literal[
    "workspace", "member", "app", "api_key", "site", "provider", "model", "budget", "tool", "extension"
]


@dataclass(frozen=True, slots=True)
class Target:
    """What was changed."""

    type: TargetType
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """How the log is narrowed; empty texts narrow nothing. Times are seconds since 1970."""

    actor: str = ""
    action: str = ""
    target: str = ""
    since: int | None = None
    until: int | None = None


class AuditActor(Shape):
    """Who did it."""

    id: UUID | None
    name: str
    email: str


class AuditTarget(Shape):
    """What was changed, under the name it had then."""

    type: str
    id: str
    name: str


class AuditRecord(Shape):
    """One change. `before` and `after` hold what differs, without secrets."""

    id: UUID
    action: str
    actor: AuditActor
    address: str
    """Of the machine it was done from; empty for the operator's commands."""
    target: AuditTarget
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    created_at: int
