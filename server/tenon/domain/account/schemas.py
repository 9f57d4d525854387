"""Bodies of account routes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

Language = Literal["en_US", "zh_Hans"]
Theme = Literal["system", "light", "dark"]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Account(BaseModel):
    """A person. `created_at` is Unix seconds."""

    id: UUID
    name: str
    email: str
    language: str
    timezone: str
    theme: str
    created_at: int


class AccountAnswer(BaseModel):
    """Who is signed in now."""

    account: Account


class Login(BaseModel):
    """E-mail and password."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)


class AccountPatch(BaseModel):
    """What a person may change about themselves."""

    name: PersonName | None = None
    language: Language | None = None
    timezone: str | None = Field(None, max_length=64)
    theme: Theme | None = None


class PasswordChange(BaseModel):
    """The password in use and the new one."""

    password: str = Field(max_length=1024)
    new_password: str = Field(max_length=1024)
