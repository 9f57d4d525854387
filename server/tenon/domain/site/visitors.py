"""Visitors of published pages: passports given out and checked (contract: web-and-embed.md 2)."""

from uuid import uuid4

from tenon.domain.auth.principal import AppAccess, AppGate, Visitor
from tenon.domain.end_user.service import EndUsers
from tenon.domain.site.repository import SiteRepository
from tenon.domain.site.service import TOPIC
from tenon.domain.site.tables import SiteRow
from tenon.errors import NotFound, Unauthorized
from tenon.kit import crypto
from tenon.kit.cache import TimedCache
from tenon.kit.db import Database
from tenon.kit.group_commit import GroupCommit
from tenon.kit.secret import SecretKey

PURPOSE = "passport"
LIFE = 30 * 86_400
"""Seconds a passport is valid; the page asks for a new one when it is refused."""
SUBJECT = "Web API Passport"


class PageClosed(NotFound):
    """The page does not exist or is switched off."""

    message = "This page does not exist or is switched off."


class Visitors:
    """Fulfils `auth.VisitorGate`; passports are signed and hold no secret."""

    def __init__(self, db: Database, gate: AppGate, key: SecretKey, end_users: EndUsers, writer: GroupCommit) -> None:
        self._db, self._gate, self._key, self._end_users, self._writer = db, gate, key, end_users, writer
        self._open: TimedCache[str, AppAccess] = TimedCache(5000, 10)
        db.changes.follow(TOPIC, lambda _app: self._open.clear())
        db.changes.follow("app", lambda _app: self._open.clear())

    async def passport(self, site_code: str, user_id: str) -> str:
        """A passport for a visitor; the same `user_id` is the same visitor. Raises `Unauthorized`, `PageClosed`."""
        if not site_code:
            raise Unauthorized("X-App-Code header is missing.")
        app = await self._app(site_code)
        user = self._end_users.find(app.workspace_id, app.id, "browser", user_id or str(uuid4()))
        lane = self._writer.lane()
        self._end_users.write(lane, user)
        await lane.flush()
        claims = {
            "iss": str(app.id),
            "sub": SUBJECT,
            "app_id": str(app.id),
            "app_code": site_code,
            "end_user_id": str(user.id),
            "session_id": user.session_id,
        }
        return crypto.make_token(self._key.value, claims, purpose=PURPOSE, seconds=LIFE)

    async def visitor(self, site_code: str, passport: str) -> Visitor:
        """The visitor. Raises `Unauthorized` for a passport that is not of this page, `PageClosed`."""
        if not passport:
            raise Unauthorized("X-App-Passport header is missing. Ask /api/passport for one.")
        claims = crypto.read_token(self._key.value, passport, purpose=PURPOSE)
        if claims is None or claims.get("sub") != SUBJECT:
            raise Unauthorized("The passport is not valid. Ask /api/passport for a new one.")
        code = site_code or str(claims.get("app_code"))
        app = await self._app(code)
        if claims.get("app_code") != code or claims.get("app_id") != str(app.id):
            raise Unauthorized("The passport is of another page. Ask /api/passport for a new one.")
        user = self._end_users.find(app.workspace_id, app.id, "browser", str(claims.get("session_id")))
        return Visitor(app, code, user.id, user.session_id)

    async def page(self, visitor: Visitor) -> SiteRow:
        """The page of a visitor."""
        async with self._db.unit_of_work() as uow:
            row = await SiteRepository(uow).by_code(visitor.site_code)
        if row is None:
            raise PageClosed()
        return row

    async def _app(self, site_code: str) -> AppAccess:
        known = self._open.get(site_code)
        if known is not None:
            return known
        async with self._db.unit_of_work() as uow:
            row = await SiteRepository(uow).by_code(site_code)
        app = await self._gate.access(row.app_id) if row is not None and row.enabled else None
        if app is None or app.status != "normal" or app.workspace_status == "archived":
            raise PageClosed()
        self._open.put(site_code, app)
        return app
