"""Members: invited, given roles, removed."""

from datetime import timedelta
from uuid import UUID

from tenon.domain.account import service as accounts
from tenon.domain.account.tables import AccountRow
from tenon.domain.audit import service as audit
from tenon.domain.audit.schemas import Target
from tenon.domain.auth.permissions import Role, role_named
from tenon.domain.auth.principal import Principal
from tenon.domain.workspace.repository import WorkspaceRepository
from tenon.domain.workspace.schemas import Activation, InvitationState, Invited, Member
from tenon.domain.workspace.tables import InvitationRow, MemberRow
from tenon.errors import BadRequest, Forbidden, NotFound
from tenon.kit import crypto
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.secret import random_secret

INVITATION_LIFE = timedelta(hours=72)


class InvitationInvalid(NotFound):
    """The link is wrong, used or too old."""

    code, message = "invitation_invalid", "This invitation is not valid any more. Ask for a new one."


def _shown(member: MemberRow, account: AccountRow) -> Member:
    active = account.last_active_at
    return Member(
        id=account.id,
        name=account.name,
        email=account.email,
        role=member.role,
        last_active_at=int(active.timestamp()) if active is not None else None,
        status=account.status,
    )


async def all_members(uow: UnitOfWork, who: Principal) -> list[Member]:
    """The members of the workspace."""
    who.require("member.view")
    return [_shown(*pair) for pair in await WorkspaceRepository(uow).members(who.workspace_id)]


async def invite(
    uow: UnitOfWork, who: Principal, emails: list[str], role: Role, language: str, base_url: str
) -> list[Invited]:
    """Add people with one role. Who has no account yet gets a link that is good for three days."""
    who.require("member.manage")
    seen = dict.fromkeys(email.strip().lower() for email in emails)
    return [await _invite_one(uow, who, email, role, language, base_url) for email in seen]


async def _invite_one(uow: UnitOfWork, who: Principal, email: str, role: Role, language: str, base_url: str) -> Invited:
    repository = WorkspaceRepository(uow)
    account = await accounts.by_email(uow, email)
    if account is None:
        account = await accounts.create(uow, email=email, name=email.split("@")[0], password=None, language=language)
    member = await repository.member(who.workspace_id, account.id)
    if member is None:
        await repository.add(
            MemberRow(
                workspace_id=who.workspace_id,
                account_id=account.id,
                role=role,
                current=account.status == "pending",
                invited_by=who.account_id,
            )
        )
    done = "member.invited" if account.status == "pending" else "member.added"
    if member is None or account.status == "pending":
        audit.record(uow, who, done, _target(account), after={"role": role})
    if account.status != "pending":
        return Invited(email=email, status="added" if member is None else "already_member", url=None)
    if member is not None:
        member.role = role
    token, now = random_secret(), utc_now()
    await repository.expire_invitations(who.workspace_id, account.id, now)
    await repository.add(
        InvitationRow(
            id=uuid7(),
            workspace_id=who.workspace_id,
            account_id=account.id,
            token_hash=crypto.hash_secret(token),
            expires_at=now + INVITATION_LIFE,
        )
    )
    return Invited(email=email, status="invited", url=f"{base_url}/activate?token={token}")


async def _open(uow: UnitOfWork, token: str) -> InvitationRow:
    row = await WorkspaceRepository(uow).invitation(crypto.hash_secret(token), utc_now())
    if row is None:
        raise InvitationInvalid()
    return row


async def invitation(uow: UnitOfWork, token: str) -> InvitationState:
    """Where an invitation leads to. Raises `InvitationInvalid`."""
    row = await _open(uow, token)
    workspace = await WorkspaceRepository(uow).get(row.workspace_id)
    account = await accounts.get(uow, row.account_id)
    return InvitationState(email=account.email, workspace_name=workspace.name if workspace is not None else "")


async def activate(uow: UnitOfWork, body: Activation, address: str = "") -> AccountRow:
    """An invited person sets name and password. Raises `InvitationInvalid`, `WeakPassword`."""
    row = await _open(uow, body.token)
    account = await accounts.get(uow, row.account_id)
    if account.status != "pending":
        raise InvitationInvalid()
    await accounts.activate(uow, account, name=body.name, password=body.password, language=body.language)
    row.accepted_at = utc_now()
    member = await WorkspaceRepository(uow).member(row.workspace_id, account.id)
    if member is not None:
        role = role_named(member.role)
        who = Principal(account.id, row.workspace_id, role, account.name, account.email, address=address)
        audit.record(uow, who, "member.activated", _target(account), after={"role": role})
    return account


def _target(account: AccountRow) -> Target:
    return Target("member", str(account.id), account.email)


async def _other(uow: UnitOfWork, who: Principal, account_id: UUID) -> MemberRow:
    who.require("member.manage")
    row = await WorkspaceRepository(uow).member(who.workspace_id, account_id)
    if row is None:
        raise NotFound("There is no such member.")
    if row.role == "owner":
        raise Forbidden("The owner's place cannot be changed.")
    if account_id == who.account_id:
        raise BadRequest("You cannot change your own place. Ask another administrator.")
    return row


async def change_role(uow: UnitOfWork, who: Principal, account_id: UUID, role: Role) -> Member:
    """Give a member another role; it counts from the next action. Raises `NotFound`, `Forbidden`, `BadRequest`."""
    row = await _other(uow, who, account_id)
    account = await accounts.get(uow, account_id)
    before, row.role = {"role": row.role}, role
    audit.record(uow, who, "member.role_changed", _target(account), before=before, after={"role": role})
    return _shown(row, account)


async def remove(uow: UnitOfWork, who: Principal, account_id: UUID) -> None:
    """End a membership at once; what the person made stays. Raises `NotFound`, `Forbidden`, `BadRequest`."""
    row = await _other(uow, who, account_id)
    account = await accounts.get(uow, account_id)
    audit.record(uow, who, "member.removed", _target(account), before={"role": row.role})
    await WorkspaceRepository(uow).remove(row)
