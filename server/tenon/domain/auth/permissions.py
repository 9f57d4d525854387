"""The one table of what a role may do."""

from typing import Literal, get_args

Role = Literal["owner", "admin", "editor", "normal", "dataset_operator"]
"""`normal` is shown as member."""

ROLES: tuple[Role, ...] = get_args(Role)

Permission = Literal[
    "workspace.view",
    "workspace.rename",
    "member.view",
    "member.manage",
    "audit.view",
    "provider.view",
    "provider.manage",
    "tool.view",
    "tool.manage",
    "app.use",
    "app.view",
    "app.edit",
    "tag.view",
    "tag.edit",
    "dataset.create",
    "dataset.edit",
    "file.upload",
]

_EVERYONE: frozenset[Role] = frozenset(ROLES)
_MANAGERS: frozenset[Role] = frozenset(("owner", "admin"))
_BUILDERS: frozenset[Role] = frozenset(("owner", "admin", "editor"))
_KNOWLEDGE: frozenset[Role] = frozenset(("owner", "admin", "editor", "dataset_operator"))
_MEMBERS: frozenset[Role] = frozenset(("owner", "admin", "editor", "normal"))

TABLE: dict[Permission, frozenset[Role]] = {
    "workspace.view": _EVERYONE,
    "workspace.rename": _MANAGERS,
    "member.view": _EVERYONE,
    "member.manage": _MANAGERS,
    "audit.view": _MANAGERS,
    "provider.view": _KNOWLEDGE,
    "provider.manage": _MANAGERS,
    "tool.view": _KNOWLEDGE,
    "tool.manage": _MANAGERS,
    "app.use": _MEMBERS,
    "app.view": _MEMBERS,
    "app.edit": _BUILDERS,
    "tag.view": _EVERYONE,
    "tag.edit": _KNOWLEDGE,
    "dataset.create": _BUILDERS,
    "dataset.edit": _KNOWLEDGE,
    "file.upload": _EVERYONE,
}


def allowed(role: Role, permission: Permission) -> bool:
    """Whether the role has the permission."""
    return role in TABLE[permission]


def role_named(name: str) -> Role:
    """The role of this name. Raises `ValueError` for a name that is none."""
    for role in ROLES:
        if role == name:
            return role
    raise ValueError(f"no such role: {name!r}")
