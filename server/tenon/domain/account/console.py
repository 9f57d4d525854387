"""Sign-in and one's own account."""

from typing import Annotated

from fastapi import Depends, Request, Response

from tenon.domain.account import service
from tenon.domain.account.schemas import Account, AccountAnswer, AccountPatch, Login, PasswordChange
from tenon.domain.account.service import Attempt, SignInLimits
from tenon.domain.auth import sessions
from tenon.domain.auth.dependencies import REFRESH_COOKIE, Who, attempt_of, clear_cookies, set_cookies
from tenon.domain.auth.sessions import SessionExpired, SessionPolicy
from tenon.kit.http import Uow, provided
from tenon.kit.routes import Router

router = Router(prefix="/console/api", tags=["account"])
Policy = Annotated[SessionPolicy, Depends(provided(SessionPolicy))]
Limits = Annotated[SignInLimits, Depends(provided(SignInLimits))]


@router.post("/login")
async def login(
    uow: Uow, policy: Policy, limits: Limits, request: Request, response: Response, body: Login
) -> AccountAnswer:
    """Sign in with e-mail and password."""
    attempt = Attempt(*attempt_of(request))
    account, tokens = await service.sign_in(uow, policy, limits, body.email, body.password, attempt)
    set_cookies(request, response, policy, tokens)
    return AccountAnswer(account=account)


@router.post("/refresh", status_code=204)
async def refresh(uow: Uow, policy: Policy, request: Request, response: Response) -> None:
    """Trade the refresh token for new tokens."""
    tokens = await sessions.refresh_session(uow, policy, request.cookies.get(REFRESH_COOKIE, ""))
    if tokens is None:
        await uow.commit()
        raise SessionExpired()
    set_cookies(request, response, policy, tokens)


@router.post("/logout", status_code=204)
async def logout(uow: Uow, who: Who, request: Request, response: Response) -> None:
    """End this browser's session."""
    if who.session_id is not None:
        await sessions.close_session(uow, who.session_id)
    clear_cookies(request, response)


@router.get("/account")
async def get_account(uow: Uow, who: Who) -> Account:
    """Who is signed in."""
    return service.shown(await service.get(uow, who.account_id))


@router.patch("/account")
async def patch_account(uow: Uow, who: Who, body: AccountPatch) -> Account:
    """Change one's own name, language, time zone or theme."""
    return await service.update(uow, who, body)


@router.post("/account/password", status_code=204)
async def change_password(uow: Uow, who: Who, body: PasswordChange) -> None:
    """Change one's own password; other browsers are signed out."""
    await service.change_password(uow, who, body.password, body.new_password)
