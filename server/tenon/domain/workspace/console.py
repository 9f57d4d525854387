"""Set-up, workspaces, members and the server's state."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from tenon.domain.account import service as accounts
from tenon.domain.account.schemas import AccountAnswer
from tenon.domain.auth import sessions
from tenon.domain.auth.dependencies import Who, attempt_of, set_cookies
from tenon.domain.auth.sessions import SessionPolicy
from tenon.domain.workspace import members, service
from tenon.domain.workspace.schemas import (
    Activation,
    InvitationState,
    Invite,
    InvitedList,
    Member,
    MemberList,
    RoleChange,
    SandboxState,
    Setup,
    SetupState,
    Switch,
    System,
    Workspace,
    WorkspaceList,
    WorkspacePatch,
)
from tenon.domain.workspace.service import SetupGuard
from tenon.domain.workspace.system import SystemInfo
from tenon.domain.workspace.vault import Vault
from tenon.kit.http import Uow, base_url, provided
from tenon.kit.routes import Router

router = Router(prefix="/console/api", tags=["workspace"])
Policy = Annotated[SessionPolicy, Depends(provided(SessionPolicy))]
Guard = Annotated[SetupGuard, Depends(provided(SetupGuard))]
Secrets = Annotated[Vault, Depends(provided(Vault))]
Info = Annotated[SystemInfo, Depends(provided(SystemInfo))]


@router.get("/setup")
async def get_setup(uow: Uow, guard: Guard, info: Info) -> SetupState:
    """Whether the first administrator exists; the server's checks are told only before."""
    finished = await service.installed(uow)
    checks = [] if finished else await info.checks()
    return SetupState(finished=finished, needs_init_password=guard.needed, checks=checks)


@router.post("/setup", status_code=201)
async def post_setup(
    uow: Uow, vault: Secrets, policy: Policy, guard: Guard, request: Request, response: Response, body: Setup
) -> AccountAnswer:
    """Create the first administrator and sign them in."""
    account, tokens = await service.setup(uow, vault, policy, guard, body, attempt_of(request))
    set_cookies(request, response, policy, tokens)
    return AccountAnswer(account=account)


@router.get("/workspaces")
async def list_workspaces(uow: Uow, who: Who) -> WorkspaceList:
    """The workspaces one belongs to."""
    return WorkspaceList(data=await service.of_account(uow, who))


@router.post("/workspaces/switch")
async def switch_workspace(uow: Uow, who: Who, body: Switch) -> Workspace:
    """Work in another workspace."""
    return await service.switch(uow, who, body.workspace_id)


@router.get("/workspaces/current")
async def get_workspace(uow: Uow, who: Who) -> Workspace:
    """The workspace one works in."""
    return await service.current(uow, who)


@router.patch("/workspaces/current")
async def patch_workspace(uow: Uow, who: Who, body: WorkspacePatch) -> Workspace:
    """Rename the workspace."""
    return await service.rename(uow, who, body.name)


@router.get("/workspaces/current/members")
async def list_members(uow: Uow, who: Who) -> MemberList:
    """The members."""
    return MemberList(data=await members.all_members(uow, who))


@router.post("/workspaces/current/members/invite", status_code=201)
async def invite_members(uow: Uow, who: Who, info: Info, request: Request, body: Invite) -> InvitedList:
    """Invite people with one role."""
    address = info.public_url or base_url(request)
    return InvitedList(data=await members.invite(uow, who, body.emails, body.role, body.language, address))


@router.patch("/workspaces/current/members/{account_id}")
async def change_role(uow: Uow, who: Who, account_id: UUID, body: RoleChange) -> Member:
    """Give a member another role."""
    return await members.change_role(uow, who, account_id, body.role)


@router.delete("/workspaces/current/members/{account_id}", status_code=204)
async def remove_member(uow: Uow, who: Who, account_id: UUID) -> None:
    """Remove a member."""
    await members.remove(uow, who, account_id)


@router.get("/activate")
async def get_invitation(uow: Uow, token: str) -> InvitationState:
    """Where an invitation leads to."""
    return await members.invitation(uow, token)


@router.post("/activate", status_code=201)
async def activate(uow: Uow, policy: Policy, request: Request, response: Response, body: Activation) -> AccountAnswer:
    """An invited person completes the account and is signed in."""
    address, user_agent = attempt_of(request)
    account = await members.activate(uow, body, address)
    tokens = await sessions.open_session(uow, policy, account.id, address=address, user_agent=user_agent)
    set_cookies(request, response, policy, tokens)
    return AccountAnswer(account=accounts.shown(account))


@router.get("/system")
async def system(who: Who, info: Info) -> System:
    """What the console must know of the server."""
    level, layers = info.sandbox()
    return System(
        version=info.version,
        sandbox=SandboxState(level=level, layers=layers),
        limits=info.limits,
        public_url=info.public_url,
    )
