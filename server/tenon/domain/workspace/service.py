"""Workspaces: set up, named, switched."""

import hmac
from collections.abc import Sequence
from uuid import UUID

from tenon.domain.account import service as accounts
from tenon.domain.account.schemas import Account
from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth import sessions
from tenon.domain.auth.permissions import role_named
from tenon.domain.auth.principal import Principal
from tenon.domain.auth.sessions import SessionPolicy, Tokens
from tenon.domain.workspace.repository import WorkspaceRepository
from tenon.domain.workspace.schemas import Setup, Workspace, WorkspaceItem
from tenon.domain.workspace.tables import InstallationRow, MemberRow, WorkspaceRow
from tenon.domain.workspace.vault import Vault
from tenon.errors import Forbidden, NotFound
from tenon.kit.changes import Changes
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.ratelimit import RateLimit


class SetupFinished(Forbidden):
    """The first administrator exists."""

    code, message = "setup_finished", "This installation is set up already. Sign in."


class WrongInitPassword(Forbidden):
    """The operator's set-up password was not given."""

    code, message = "wrong_init_password", "The set-up password is wrong. Ask the operator for TENON_INIT_PASSWORD."


class SetupGuard:
    """The operator's set-up password, and a limit on guessing it."""

    def __init__(self, init_password: str, changes: Changes) -> None:
        self._password = init_password
        self._limit = RateLimit(5, 300)
        self._limit.share(changes, "set_up")

    @property
    def needed(self) -> bool:
        """Whether a password must be given."""
        return bool(self._password)

    def check(self, given: str | None, machine: str) -> None:
        """Raise `WrongInitPassword` or `TooManyRequests`."""
        if not self._password:
            return
        self._limit.check(machine)
        if not hmac.compare_digest((given or "").encode(), self._password.encode()):
            self._limit.count(machine)
            raise WrongInitPassword()


class WorkspaceDirectory:
    """Fulfils `auth.Directory`."""

    async def principal(self, uow: UnitOfWork, account_id: UUID, session_id: UUID) -> Principal | None:
        """The person in the workspace they work in now."""
        place = await WorkspaceRepository(uow).place(account_id)
        if place is None or place[0].status != "active":
            return None
        account, member = place
        accounts.touch(account)
        return Principal(
            account.id,
            member.workspace_id,
            role_named(member.role),
            account.name,
            account.email,
            account.language,
            account.timezone,
            session_id,
        )


async def installed(uow: UnitOfWork) -> bool:
    """Whether set-up is done."""
    return await WorkspaceRepository(uow).installed()


async def create(
    uow: UnitOfWork,
    vault: Vault,
    *,
    email: str,
    name: str,
    password: str,
    workspace: str | None,
    language: str,
    address: str = "",
) -> tuple[Account, UUID]:
    """A new account that owns a new workspace. Raises `InvalidParam`, `WeakPassword`."""
    owner = await accounts.create(uow, email=email, name=name, password=password, language=language)
    default = f"{name} 的工作空间" if language == "zh_Hans" else f"{name}'s workspace"
    keys = await vault.create_keys()
    row = WorkspaceRow(id=uuid7(), name=workspace or default, public_key=keys.public_key, private_key=keys.private_key)
    member = MemberRow(workspace_id=row.id, account_id=owner.id, role="owner", current=True)
    await WorkspaceRepository(uow).add(row, member)
    who = Principal(owner.id, row.id, "owner", owner.name, owner.email, address=address)
    audit.record(uow, who, "workspace.created", Target("workspace", str(row.id), row.name))
    return accounts.shown(owner), row.id


async def setup(
    uow: UnitOfWork, vault: Vault, policy: SessionPolicy, guard: SetupGuard, body: Setup, attempt: tuple[str, str]
) -> tuple[Account, Tokens]:
    """Create the first administrator and sign them in. Raises `SetupFinished`, `WrongInitPassword`, `WeakPassword`."""
    repository = WorkspaceRepository(uow)
    if await repository.installed():
        raise SetupFinished()
    guard.check(body.init_password, attempt[0])
    if not await repository.install(InstallationRow(id=1, finished_at=utc_now())):
        raise SetupFinished()
    account, _ = await create(
        uow,
        vault,
        email=body.email,
        name=body.name,
        password=body.password,
        workspace=body.workspace_name,
        language=body.language,
        address=attempt[0],
    )
    tokens = await sessions.open_session(uow, policy, account.id, address=attempt[0], user_agent=attempt[1])
    return account, tokens


async def finish_installation(uow: UnitOfWork) -> None:
    """Note that an administrator exists, made by the operator's command."""
    if not await WorkspaceRepository(uow).installed():
        await WorkspaceRepository(uow).install(InstallationRow(id=1, finished_at=utc_now()))


async def of_account(uow: UnitOfWork, who: Principal) -> list[WorkspaceItem]:
    """The workspaces a person belongs to."""
    found = await WorkspaceRepository(uow).of_account(who.account_id)
    return [
        WorkspaceItem(id=row.id, name=row.name, role=member.role, current=row.id == who.workspace_id)
        for row, member in found
    ]


async def switch(uow: UnitOfWork, who: Principal, workspace_id: UUID) -> Workspace:
    """Work in another workspace from now on. Raises `NotFound` when the person does not belong to it."""
    repository = WorkspaceRepository(uow)
    member = await repository.member(workspace_id, who.account_id)
    row = await repository.get(workspace_id)
    if member is None or row is None:
        raise NotFound("There is no such workspace.")
    await repository.make_current(who.account_id, workspace_id)
    return Workspace(id=row.id, name=row.name, role=member.role)


async def current(uow: UnitOfWork, who: Principal) -> Workspace:
    """The workspace a person works in."""
    row = await WorkspaceRepository(uow).get(who.workspace_id)
    if row is None:
        raise NotFound("There is no such workspace.")
    return Workspace(id=row.id, name=row.name, role=who.role)


async def rename(uow: UnitOfWork, who: Principal, name: str) -> Workspace:
    """Give the workspace another name. Raises `Forbidden`."""
    who.require("workspace.rename")
    row = await WorkspaceRepository(uow).get(who.workspace_id)
    if row is None:
        raise NotFound("There is no such workspace.")
    names = {"name": row.name}, {"name": name}
    row.name = name
    target = Target("workspace", str(row.id), name)
    audit.record(uow, who, "workspace.renamed", target, before=names[0], after=names[1])
    return Workspace(id=row.id, name=row.name, role=who.role)


async def all_workspaces(uow: UnitOfWork) -> Sequence[WorkspaceRow]:
    """Every workspace: for the operator's commands only."""
    return await WorkspaceRepository(uow).all()


async def owner_principal(uow: UnitOfWork, workspace_id: UUID) -> Principal:
    """The owner of a workspace: the operator's commands and knowledge keys act as them. Raises `NotFound`."""
    member = await WorkspaceRepository(uow).owner(workspace_id)
    if member is None:
        raise NotFound("The workspace has no owner.")
    account = await accounts.get(uow, member.account_id)
    return Principal(account.id, workspace_id, "owner", account.name, account.email, account.language)
