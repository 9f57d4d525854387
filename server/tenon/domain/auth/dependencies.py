"""Router parameters that say who is asking. Each raises the documented error when nobody valid is.

Console: `Who` (any role) or `Annotated[Principal, Depends(permitted("app.edit"))]`. Service API: `AppKey`,
`DatasetKey`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from tenon.domain.auth import sessions
from tenon.domain.auth.api_keys import ApiKeys, KeyType, KnownKey
from tenon.domain.auth.permissions import Permission
from tenon.domain.auth.principal import (
    CALLING_KEY,
    AppGate,
    DatasetPrincipal,
    Directory,
    Principal,
    ServicePrincipal,
    Visitor,
    VisitorGate,
)
from tenon.domain.auth.sessions import SessionPolicy, Tokens
from tenon.errors import Forbidden, Unauthorized
from tenon.kit.db import Database
from tenon.kit.http import provided, services_of

ACCESS_COOKIE, REFRESH_COOKIE, CSRF_COOKIE = "tenon_access", "tenon_refresh", "tenon_csrf"
CSRF_HEADER = "X-CSRF-Token"
REFRESH_PATH = "/console/api/refresh"
_SAFE = ("GET", "HEAD", "OPTIONS")


async def console_principal(request: Request) -> Principal:
    """The signed-in person; writes must carry the CSRF token. Raises `Unauthorized`, `CsrfFailed`."""
    services = services_of(request)
    policy = services.get(SessionPolicy)
    async with services.get(Database).unit_of_work() as uow:
        access = request.cookies.get(ACCESS_COOKIE, "")
        principal = await sessions.who(uow, policy, services.get(Directory), access)
    if request.method not in _SAFE and principal.session_id is not None:
        cookie = request.cookies.get(CSRF_COOKIE)
        sessions.check_csrf(policy, principal.session_id, request.headers.get(CSRF_HEADER), cookie)
    return replace(principal, address=request.client.host) if request.client else principal


Who = Annotated[Principal, Depends(console_principal)]
"""A router parameter: the signed-in person, any role."""


def permitted(permission: Permission) -> Callable[[Principal], Awaitable[Principal]]:
    """A dependency: the signed-in person, whose role must have the permission. Raises `Forbidden`."""

    async def check(who: Who) -> Principal:
        who.require(permission)
        return who

    return check


class KeyRefused(Unauthorized):
    """No or no valid key of the service API (contract: service-api.md 1.2)."""

    headers = {"WWW-Authenticate": 'Bearer realm="api"'}  # noqa: RUF012 - a constant


async def _key(request: Request, kind: KeyType) -> KnownKey:
    parts = (request.headers.get("Authorization") or "").split(None, 1)
    if len(parts) < 2:
        raise KeyRefused("Authorization header must be provided and start with 'Bearer'")
    if parts[0].lower() != "bearer":
        raise KeyRefused("Authorization scheme must be 'Bearer'")
    known = await services_of(request).get(ApiKeys).find(parts[1].strip(), kind)
    if known is None:
        raise KeyRefused("Access token is invalid")
    return known


async def app_key(request: Request, gate: Annotated[AppGate, Depends(provided(AppGate))]) -> ServicePrincipal:
    """The app behind an `app-` key. Raises `KeyRefused` or `Forbidden` with the contract's texts."""
    known = await _key(request, "app")
    app = await gate.access(known.app_id) if known.app_id is not None else None
    if app is None:
        raise Forbidden("The app no longer exists.")
    if app.status != "normal":
        raise Forbidden("The app's status is abnormal.")
    if not app.enable_api:
        raise Forbidden("The app's API service has been disabled.")
    if app.workspace_status == "archived":
        raise Forbidden("The workspace's status is archived.")
    CALLING_KEY.set(known.id)
    return ServicePrincipal(known.id, known.workspace_id, app)


AppKey = Annotated[ServicePrincipal, Depends(app_key)]
"""A router parameter of the service API: the app whose key was sent."""


async def dataset_key(request: Request) -> DatasetPrincipal:
    """The workspace behind a `dataset-` key. Raises `KeyRefused`."""
    known = await _key(request, "dataset")
    CALLING_KEY.set(known.id)
    return DatasetPrincipal(known.id, known.workspace_id, known.created_by)


DatasetKey = Annotated[DatasetPrincipal, Depends(dataset_key)]
"""A router parameter of the service API: the workspace whose knowledge key was sent."""


def attempt_of(request: Request) -> tuple[str, str]:
    """Address and browser of the machine that asks."""
    return (request.client.host if request.client else "", request.headers.get("user-agent", ""))


def set_cookies(request: Request, response: Response, policy: SessionPolicy, tokens: Tokens) -> None:
    """Give a browser its session. The refresh token travels to one address only; scripts can read the CSRF token."""
    secure, days = _secure(request), int(policy.refresh_seconds)
    response.set_cookie(
        ACCESS_COOKIE, tokens.access, max_age=days, path="/console/api", secure=secure, httponly=True, samesite="lax"
    )
    response.set_cookie(CSRF_COOKIE, tokens.csrf, max_age=days, path="/", secure=secure, samesite="lax")
    if tokens.refresh is not None:
        response.set_cookie(
            REFRESH_COOKIE,
            tokens.refresh,
            max_age=days,
            path=REFRESH_PATH,
            secure=secure,
            httponly=True,
            samesite="strict",
        )


def clear_cookies(request: Request, response: Response) -> None:
    """Take a browser's session away."""
    for name, path in ((ACCESS_COOKIE, "/console/api"), (CSRF_COOKIE, "/"), (REFRESH_COOKIE, REFRESH_PATH)):
        response.delete_cookie(name, path=path, secure=_secure(request), samesite="lax")


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


async def visitor(request: Request, gate: Annotated[VisitorGate, Depends(provided(VisitorGate))]) -> Visitor:
    """The visitor of a published page. Raises `Unauthorized` or `NotFound`."""
    code = request.headers.get("X-App-Code", "")
    passport = request.headers.get("X-App-Passport", "")
    if not passport:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        passport = token.strip() if scheme.lower() == "bearer" else ""
    return await gate.visitor(code, passport)


PageVisitor = Annotated[Visitor, Depends(visitor)]
"""A router parameter of the web API: the visitor whose passport was sent."""
