"""Bodies of account routes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from tenon.kit.shapes import Shape

Language = Literal["en_US", "zh_Hans"]
Theme = Literal["system", "light", "dark"]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Account(Shape):
    """A person. `created_at` is Unix seconds."""

    id: UUID
    name: str
    email: str
    language: str
    timezone: str
    theme: str
    created_at: int


class AccountAnswer(Shape):
    """Who is signed in now."""

    account: Account


class Login(Shape):
    """E-mail and password."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)


class AccountPatch(Shape):
    """What a person may change about themselves."""

    name: PersonName | None = None
    language: Language | None = None
    timezone: str | None = Field(None, max_length=64)
    theme: Theme | None = None


class PasswordChange(Shape):
    """The password in use and the new one."""

    password: str = Field(max_length=1024)
    new_password: str = Field(max_length=1024)
