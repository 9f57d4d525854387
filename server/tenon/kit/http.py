"""What routers need from the server that runs them: services by type, a transaction, the request's own address."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import HTTPConnection

from tenon.kit.db import Database, UnitOfWork


class Services:
    """Long-lived objects by their class, filled by `tenon.wiring`."""

    def __init__(self) -> None:
        self._by_kind: dict[type[Any], Any] = {}

    def add[T](self, kind: type[T], service: T) -> T:
        """Offer an object under a class or protocol."""
        self._by_kind[kind] = service
        return service

    def get[T](self, kind: type[T]) -> T:
        """The object. Raises `LookupError` when wiring does not offer it: a bug."""
        try:
            return self._by_kind[kind]
        except KeyError:
            raise LookupError(f"{kind.__name__} is not wired") from None


def services_of(connection: HTTPConnection) -> Services:
    """The services of the server behind a request."""
    return connection.app.state.services


def provided[T](kind: type[T]) -> Callable[[HTTPConnection], Awaitable[T]]:
    """A FastAPI dependency that gives the service of this class: `Annotated[Runner, Depends(provided(Runner))]`."""

    async def give(connection: HTTPConnection) -> T:  # a plain function would be run in a thread
        return services_of(connection).get(kind)

    return give


async def unit_of_work(connection: HTTPConnection) -> AsyncIterator[UnitOfWork]:
    """The transaction of a request; it is committed before the answer is sent."""
    async with services_of(connection).get(Database).unit_of_work() as uow:
        yield uow


Uow = Annotated[UnitOfWork, Depends(unit_of_work, scope="function")]
"""A router parameter: the request's transaction. Streaming routes take `Db` instead."""

Db = Annotated[Database, Depends(provided(Database))]
"""A router parameter: the database handle, for short transactions."""


_BASES: dict[tuple[str, bytes, str], str] = {}


def base_url(connection: HTTPConnection) -> str:
    """Scheme and host under which the request came, without a slash at the end."""
    scope = connection.scope
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    key = (scope["scheme"], host, scope.get("app_root_path", scope.get("root_path", "")))
    base = _BASES.get(key)
    if base is None:
        base = str(connection.base_url).rstrip("/")
        if host and len(_BASES) < 256:
            _BASES[key] = base
    return base
