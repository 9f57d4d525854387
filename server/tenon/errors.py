"""The base error of the product. Every error a caller can meet is a subclass with a stable code."""

from typing import Any, ClassVar


class TenonError(Exception):
    """An error that a caller can act on.

    `code` is a contract and never changes; `status` is the HTTP status; `message` says what to do next and holds no
    secret. `extra` are further members of the answer's body (for example `params`, the name of the wrong field).
    """

    code: ClassVar[str] = "internal_server_error"
    status: ClassVar[int] = 500
    message: str = "Something went wrong on our side."

    def __init__(self, message: str | None = None, **extra: Any) -> None:
        if message is not None:
            self.message = message
        self.extra = extra
        super().__init__(self.message)


class InvalidParam(TenonError):
    """A value of the request is missing, of the wrong type or out of range."""

    code, status, message = "invalid_param", 400, "A parameter is not valid."


class BadRequest(TenonError):
    """The request cannot be served as it stands."""

    code, status, message = "bad_request", 400, "The request is not valid."


class Unauthorized(TenonError):
    """No or no valid credential."""

    code, status, message = "unauthorized", 401, "Sign in first."


class Forbidden(TenonError):
    """The caller is known and may not do this."""

    code, status, message = "forbidden", 403, "You have no right to do this. Ask an administrator of the workspace."


class NotFound(TenonError):
    """The thing does not exist or belongs to another workspace or user."""

    code, status, message = "not_found", 404, "Not found."


class Conflict(TenonError):
    """The thing was changed or exists already."""

    code, status, message = "conflict", 409, "It was changed by someone else. Reload and try again."


class TooManyRequests(TenonError):
    """A rate or concurrency limit was reached."""

    code, status, message = "too_many_requests", 429, "Too many requests. Try again later."


class PayloadTooLarge(TenonError):
    """The body or file passes a limit."""

    code, status, message = "request_entity_too_large", 413, "The request is too large."
