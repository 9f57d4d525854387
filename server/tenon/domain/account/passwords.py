"""Password rules and hashes (argon2id). Hashing takes some 50 ms and runs in a thread."""

import asyncio
import re
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tenon.errors import TenonError

_HASHER = PasswordHasher()
_STRONG = re.compile(r"(?=.*[^\W\d_])(?=.*\d).{8,}", re.DOTALL)


class WeakPassword(TenonError):
    """The password does not follow the rule."""

    code, status = "weak_password", 400
    message = "A password has at least 8 characters, with letters and digits."


def check_strength(password: str) -> None:
    """Raise `WeakPassword` unless it has 8 characters or more with letters and digits."""
    if len(password) > 1024 or not _STRONG.match(password):
        raise WeakPassword(params="password")


async def hash_password(password: str) -> str:
    """What is stored. Raises `WeakPassword`."""
    check_strength(password)
    return await asyncio.to_thread(_HASHER.hash, password)


async def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; takes as long for an unknown account as for a known one."""
    return await asyncio.to_thread(_verify, password_hash, password)


@cache
def _unknown() -> str:
    return _HASHER.hash("nobody")


def _verify(password_hash: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash or _unknown(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
