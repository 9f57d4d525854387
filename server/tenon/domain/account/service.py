"""Accounts: made, signed in, changed."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import available_timezones

from tenon.domain.account.passwords import hash_password, matches
from tenon.domain.account.repository import AccountRepository
from tenon.domain.account.schemas import Account, AccountPatch
from tenon.domain.account.tables import AccountRow
from tenon.domain.auth import sessions
from tenon.domain.auth.principal import Principal
from tenon.domain.auth.sessions import SessionPolicy, Tokens
from tenon.errors import InvalidParam, NotFound, Unauthorized
from tenon.kit.changes import Changes
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.ratelimit import RateLimit

_ACTIVE_EVERY = timedelta(minutes=10)


class WrongPassword(Unauthorized):
    """One message for an unknown address and for a wrong password."""

    code, message = "wrong_email_or_password", "E-mail or password is wrong."


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where a sign-in comes from."""

    address: str
    user_agent: str = ""


class SignInLimits:
    """Slows guessing down: by address of the account, and by address of the machine; at all servers together."""

    def __init__(self, changes: Changes) -> None:
        self._by_email = RateLimit(5, 300)
        self._by_machine = RateLimit(30, 300)
        self._by_email.share(changes, "sign_in_account")
        self._by_machine.share(changes, "sign_in_machine")

    def check(self, email: str, machine: str) -> None:
        """Raise `TooManyRequests` when there were too many failures."""
        self._by_email.check(f"{email} {machine}")
        self._by_machine.check(machine)

    def failed(self, email: str, machine: str) -> None:
        """Note a failure."""
        self._by_email.count(f"{email} {machine}")
        self._by_machine.count(machine)

    def succeeded(self, email: str, machine: str) -> None:
        """Forget the failures of this account."""
        self._by_email.forget(f"{email} {machine}")


def shown(row: AccountRow) -> Account:
    """The account as the console sees it."""
    return Account(
        id=row.id,
        name=row.name,
        email=row.email,
        language=row.language,
        timezone=row.timezone,
        theme=row.theme,
        created_at=int(row.created_at.timestamp()),
    )


async def sign_in(
    uow: UnitOfWork, policy: SessionPolicy, limits: SignInLimits, email: str, password: str, attempt: Attempt
) -> tuple[Account, Tokens]:
    """Check the password and start a session. Raises `WrongPassword`, `TooManyRequests`."""
    email = email.strip().lower()
    limits.check(email, attempt.address)
    row = await AccountRepository(uow).by_email(email)
    good = await matches(row.password_hash if row is not None else None, password)
    if row is None or not good or row.status != "active":
        limits.failed(email, attempt.address)
        raise WrongPassword()
    limits.succeeded(email, attempt.address)
    row.last_login_at = row.last_active_at = utc_now()
    tokens = await sessions.open_session(uow, policy, row.id, address=attempt.address, user_agent=attempt.user_agent)
    return shown(row), tokens


async def create(
    uow: UnitOfWork, *, email: str, name: str, password: str | None, language: str = "en_US"
) -> AccountRow:
    """A new account; without a password it waits for its owner. Raises `InvalidParam`, `WeakPassword`."""
    repository, email = AccountRepository(uow), email.strip().lower()
    if await repository.by_email(email) is not None:
        raise InvalidParam("There is an account with this e-mail already.", params="email")
    return await repository.add(
        AccountRow(
            id=uuid7(),
            email=email,
            name=name,
            password_hash=await hash_password(password) if password is not None else None,
            language=language,
            status="active" if password is not None else "pending",
        )
    )


async def get(uow: UnitOfWork, account_id: UUID) -> AccountRow:
    """An account. Raises `NotFound`."""
    row = await AccountRepository(uow).get(account_id)
    if row is None:
        raise NotFound("There is no such account.")
    return row


async def by_email(uow: UnitOfWork, email: str) -> AccountRow | None:
    """An account by its address, in any spelling of letters."""
    return await AccountRepository(uow).by_email(email.strip().lower())


async def exists_any(uow: UnitOfWork) -> bool:
    """Whether anybody is registered."""
    return await AccountRepository(uow).count() > 0


async def activate(uow: UnitOfWork, row: AccountRow, *, name: str, password: str, language: str) -> None:
    """The owner of an invited account sets name and password."""
    row.name, row.language, row.status = name, language, "active"
    row.password_hash = await hash_password(password)


async def update(uow: UnitOfWork, who: Principal, patch: AccountPatch) -> Account:
    """Change one's own profile. Raises `InvalidParam`."""
    row = await get(uow, who.account_id)
    if patch.timezone is not None and patch.timezone not in available_timezones():
        raise InvalidParam("Give the name of a time zone, such as Asia/Shanghai.", params="timezone")
    for name, value in patch.model_dump(exclude_none=True).items():
        setattr(row, name, value)
    return shown(row)


async def change_password(uow: UnitOfWork, who: Principal, password: str, new: str) -> None:
    """Change one's own password; other browsers are signed out. Raises `WrongPassword`, `WeakPassword`."""
    row = await get(uow, who.account_id)
    if not await matches(row.password_hash, password):
        raise InvalidParam("The password is wrong.", params="password")
    row.password_hash = await hash_password(new)
    await sessions.close_sessions(uow, row.id, but=who.session_id)


async def reset_password(uow: UnitOfWork, email: str, password: str) -> AccountRow:
    """Set a password by the operator; all browsers are signed out. Raises `NotFound`, `WeakPassword`."""
    row = await by_email(uow, email)
    if row is None:
        raise NotFound(f"There is no account with the e-mail {email}.")
    row.password_hash, row.status = await hash_password(password), "active"
    await sessions.close_sessions(uow, row.id)
    return row


def touch(row: AccountRow) -> None:
    """Note that the person is active, at most every few minutes."""
    now = utc_now()
    if row.last_active_at is None or now - row.last_active_at > _ACTIVE_EVERY:
        row.last_active_at = now
