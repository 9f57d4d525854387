"""Finding and making end users without a query: the id follows from app, kind and session id."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid5

from tenon.domain.end_user.repository import EndUserRepository
from tenon.domain.end_user.tables import EndUserRow
from tenon.errors import NotFound
from tenon.kit.cache import TimedCache
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.group_commit import Lane

Kind = Literal["service-api", "browser", "mcp"]
ANONYMOUS = "DEFAULT-USER"
_SPACE = UUID("6f1d3c1e-52bb-4f0e-9d5b-7a5c2a0c9f10")


class EndUserNotFound(NotFound):
    """No such end user in this app."""

    code, message = "end_user_not_found", "End user not found."


@dataclass(frozen=True, slots=True)
class EndUser:
    """A known user of an app."""

    id: UUID
    workspace_id: UUID
    app_id: UUID
    kind: Kind
    session_id: str


class EndUsers:
    """Gives end users out. A new one is written with the rows of whatever it does first."""

    def __init__(self) -> None:
        self._known: TimedCache[tuple[UUID, Kind, str], EndUser] = TimedCache(50_000, 3600)
        self._written: TimedCache[UUID, bool] = TimedCache(50_000, 3600)

    def find(self, workspace_id: UUID, app_id: UUID, kind: Kind, session_id: str) -> EndUser:
        """The user with this session id; an empty one is the shared anonymous user. No query is made."""
        session_id = session_id.replace("\0", "")[:255] or ANONYMOUS
        key = (app_id, kind, session_id)
        known = self._known.get(key)
        if known is None:
            known = EndUser(end_user_id(app_id, kind, session_id), workspace_id, app_id, kind, session_id)
            self._known.put(key, known)
        return known

    def write(self, lane: Lane, user: EndUser) -> None:
        """Add the user's row when it is not known to be there."""
        if self._written.get(user.id):
            return
        now = utc_now()
        values = {
            "id": user.id,
            "workspace_id": user.workspace_id,
            "app_id": user.app_id,
            "type": user.kind,
            "session_id": user.session_id,
            "external_user_id": user.session_id,
            "name": None,
            "is_anonymous": user.session_id == ANONYMOUS,
            "created_at": now,
            "updated_at": now,
        }
        lane.insert(EndUserRow, user.id, values)  # a row that is there already stays
        lane.on_durable(lambda: self._written.put(user.id, True))


def end_user_id(app_id: UUID, kind: Kind, session_id: str) -> UUID:
    """The id of a user: the same in every process, without a query."""
    return uuid5(_SPACE, f"{app_id}/{kind}/{session_id}")


async def get(uow: UnitOfWork, workspace_id: UUID, app_id: UUID, id: UUID) -> EndUserRow:
    """A user of the app. Raises `EndUserNotFound`."""
    row = await EndUserRepository(uow).get(workspace_id, app_id, id)
    if row is None:
        raise EndUserNotFound()
    return row


async def named(uow: UnitOfWork, workspace_id: UUID, ids: Iterable[UUID]) -> dict[UUID, EndUserRow]:
    """The users with these ids, by id."""
    return await EndUserRepository(uow).named(workspace_id, ids)


async def some(uow: UnitOfWork, workspace_id: UUID, app_id: UUID, most: int) -> list[UUID]:
    """The ids of at most so many users of an app."""
    return await EndUserRepository(uow).some(workspace_id, app_id, most)


async def remove(uow: UnitOfWork, workspace_id: UUID, app_id: UUID, ids: list[UUID]) -> None:
    """Forget users of an app."""
    await EndUserRepository(uow).remove(workspace_id, app_id, ids)


async def count(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> int:
    """How many users an app has had."""
    return await EndUserRepository(uow).count(workspace_id, app_id)
