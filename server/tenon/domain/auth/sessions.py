"""Signed-in browsers: short-lived access tokens and refresh tokens that change at every use."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tenon.domain.auth.principal import Directory, Principal
from tenon.domain.auth.repository import SessionRepository
from tenon.domain.auth.tables import SessionRow
from tenon.errors import Forbidden, Unauthorized
from tenon.kit import crypto
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.secret import SecretKey, random_secret

GRACE = timedelta(seconds=20)
"""So long the former refresh token still works: two tabs may refresh at once."""


@dataclass(frozen=True, slots=True)
class SessionPolicy:
    """How long tokens live: access in seconds, refresh in seconds; and the key that signs them."""

    key: SecretKey
    access_seconds: int
    refresh_seconds: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a browser is given. `refresh` None: keep the one it has."""

    access: str
    csrf: str
    refresh: str | None


class SessionExpired(Unauthorized):
    """The refresh token is unknown, old or used twice."""

    message = "Your session has ended. Sign in again."


class CsrfFailed(Forbidden):
    """A write without the token that only our own pages can read."""

    code, message = "csrf_failed", "The request did not come from this site. Reload the page and try again."


def _tokens(policy: SessionPolicy, row_id: UUID, account_id: UUID, refresh: str | None) -> Tokens:
    claims = {"sub": str(account_id), "sid": str(row_id)}
    access = crypto.make_token(policy.key.value, claims, purpose="access", seconds=policy.access_seconds)
    return Tokens(access, csrf_token(policy, row_id), refresh)


def csrf_token(policy: SessionPolicy, session_id: UUID) -> str:
    """The token a page sends back with every write; bound to its session."""
    return crypto.sign(policy.key.value, str(session_id), purpose="csrf")


def check_csrf(policy: SessionPolicy, session_id: UUID, header: str | None, cookie: str | None) -> None:
    """Raise `CsrfFailed` unless header and cookie both carry this session's token."""
    good = header is not None and header == cookie
    if not good or not crypto.verify(policy.key.value, str(session_id), header or "", purpose="csrf"):
        raise CsrfFailed()


async def open_session(
    uow: UnitOfWork, policy: SessionPolicy, account_id: UUID, *, address: str = "", user_agent: str = ""
) -> Tokens:
    """Start a session for someone whose password was right."""
    refresh, now = random_secret(), utc_now()
    row = SessionRow(
        id=uuid7(),
        account_id=account_id,
        refresh_hash=crypto.hash_secret(refresh),
        rotated_at=now,
        expires_at=now + timedelta(seconds=policy.refresh_seconds),
        address=address[:64],
        user_agent=user_agent[:255],
    )
    SessionRepository(uow).add(row)
    return _tokens(policy, row.id, account_id, refresh)


async def refresh_session(uow: UnitOfWork, policy: SessionPolicy, refresh: str) -> Tokens | None:
    """New tokens for a refresh token. None when it is unknown, expired or was used before: the session is over then.

    A former token within `GRACE` gets a new access token only. The caller commits also when None is returned, so that
    the end of a stolen session is kept.
    """
    repository, now, given = SessionRepository(uow), utc_now(), crypto.hash_secret(refresh)
    row = await repository.by_refresh(given)
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    if row.refresh_hash != given:
        if now - row.rotated_at <= GRACE:
            return _tokens(policy, row.id, row.account_id, None)
        await repository.revoke(row.id, now)
        return None
    new = random_secret()
    expires_at = now + timedelta(seconds=policy.refresh_seconds)
    if not await repository.rotate(row.id, given, crypto.hash_secret(new), now, expires_at):
        return _tokens(policy, row.id, row.account_id, None)
    return _tokens(policy, row.id, row.account_id, new)


async def who(uow: UnitOfWork, policy: SessionPolicy, directory: Directory, access: str) -> Principal:
    """The person behind an access token. Raises `Unauthorized`."""
    claims = crypto.read_token(policy.key.value, access, purpose="access")
    if claims is None:
        raise Unauthorized()
    session_id, account_id = UUID(claims["sid"]), UUID(claims["sub"])
    row = await SessionRepository(uow).get(session_id)
    if row is None or row.revoked_at is not None:
        raise SessionExpired()
    principal = await directory.principal(uow, account_id, session_id)
    if principal is None:
        raise Unauthorized("This account is not active in any workspace. Ask an administrator to invite you.")
    return principal


async def close_session(uow: UnitOfWork, session_id: UUID) -> None:
    """Sign out: both tokens are worth nothing from now on."""
    await SessionRepository(uow).revoke(session_id, utc_now())


async def close_sessions(uow: UnitOfWork, account_id: UUID, *, but: UUID | None = None) -> None:
    """Sign an account out everywhere (a changed password)."""
    await SessionRepository(uow).revoke_all(account_id, utc_now(), but)
