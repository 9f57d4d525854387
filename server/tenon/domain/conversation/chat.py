"""Chatflow generation: a turn in a new conversation or an existing one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tenon.domain.auth.principal import AppAccess, Principal
from tenon.domain.conversation import messages
from tenon.domain.conversation import service as conversations
from tenon.domain.conversation.errors import ChatRunFailed, ConversationNotFound
from tenon.domain.conversation.guard import TurnGuard
from tenon.domain.conversation.naming import Namer, fallback_name, first_name
from tenon.domain.conversation.repository import ConversationRepository, MessageRepository
from tenon.domain.conversation.schemas import ConversationItem, Owner
from tenon.domain.conversation.tables import ConversationVariableRow, MessageRow
from tenon.domain.conversation.turn import ChatProjection, Turn, blocking_body, failure, now_seconds
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.run.active import ActiveRun
from tenon.domain.run.body import GenerationBody
from tenon.domain.run.errors import NotChatApp
from tenon.domain.run.records import revive
from tenon.domain.run.service import Runs, check_runs_here
from tenon.domain.run.spec import Actor, RunRequest, Version
from tenon.domain.run.stream import page_metadata
from tenon.domain.run.tables import RunRow
from tenon.engine.events import RunFinished
from tenon.engine.files import File
from tenon.errors import InvalidParam
from tenon.kit.db import Database, UnitOfWork, utc_now
from tenon.kit.group_commit import Lane
from tenon.kit.ids import uuid7

CHAT_MODES = ("chat", "advanced-chat", "agent-chat")


class Chats:
    """Starts turns for the routers."""

    def __init__(
        self, db: Database, runs: Runs, namer: Namer, sign: Callable[[File, str], str | None], addresses: FileAddresses
    ) -> None:
        self._db, self.runs, self._namer, self._sign, self._addresses = db, runs, namer, sign, addresses
        self.guard: TurnGuard | None = None
        runs.runner.makers["advanced-chat"] = lambda request: ChatProjection(resumed_turn(request))
        runs.runner.on_abandoned.append(_abandoned)

    async def start(
        self, app: AppAccess, actor: Actor, write_actor: Callable[[Lane], None], body: GenerationBody
    ) -> ActiveRun:
        """A turn with the published version, or the one asked for.

        Raises `NotChatApp`, `AppUnavailable`, `ConversationNotFound`, `InputError` and what `Versions` raises.
        """
        check_chat_app(app)
        check_runs_here(app)
        version = await self.runs.versions.published(app.workspace_id, app.id, body.workflow_id)
        return await self._start(version, actor, write_actor, body, "app-run", self.runs.limit(app))

    async def start_draft(self, who: Principal, app_id: UUID, body: GenerationBody) -> ActiveRun:
        """A turn with the draft for a person of the team."""
        who.require("app.edit")
        version = await self.runs.versions.draft(who.workspace_id, app_id)
        if version.mode != "advanced-chat":
            raise NotChatApp()
        actor = Actor("account", who.account_id, who.name, "debugging", who.email)
        return await self._start(version, actor, lambda _lane: None, body, "debugging", 0)

    async def ensure(self, write_actor: Callable[[Lane], None]) -> None:
        """Have the row of an end user durable."""
        lane = self.runs.runner.writer.lane()
        write_actor(lane)
        await lane.flush()

    def links(self, base: str) -> messages.Links:
        """Fresh addresses of files for a caller who reached us at `base`."""
        return messages.Links(
            lambda file: self._sign(file, base), lambda text: self._addresses.renewed(text, base=base)
        )

    async def stop(self, app: AppAccess, actor: Actor, task_id: str, reason: str) -> None:
        """Stop an answer of this user; an unknown one, or another user's, is passed over."""
        try:
            run_id = UUID(task_id)
        except ValueError:
            return
        active = self.runs.runner.active(run_id)
        if active is not None:
            if active.request.actor.id == actor.id and active.request.version.app_id == app.id:
                active.stop(reason)
            return
        async with self._db.unit_of_work() as uow:
            if await MessageRepository(uow).run_of_user(app.id, run_id, actor.id):
                await self.runs.runner.stop(run_id, reason)

    async def rename(self, uow: UnitOfWork, owner: Owner, id: str, name: Any, *, auto: bool) -> ConversationItem:
        """Give a name, or have one made. Raises `InvalidParam`, `ConversationNotFound`."""
        if auto:
            row = await conversations.get(uow, owner, id)
            first = await MessageRepository(uow).first(row.id)
            query = first.query if first is not None else ""
            made = await self._namer.title(owner.workspace_id, query)
            return await conversations.rename(uow, owner, id, made or fallback_name(query) or row.name)
        if not isinstance(name, str) or not name.strip():
            raise InvalidParam("name is required when auto_generate is false", params="name")
        return await conversations.rename(uow, owner, id, name.strip()[:255])

    async def _start(
        self,
        version: Version,
        actor: Actor,
        write_actor: Callable[[Lane], None],
        body: GenerationBody,
        triggered_from: str,
        limit: int,
    ) -> ActiveRun:
        request = await self.runs.request(version, actor, body, triggered_from=triggered_from)
        request.limit = limit
        if self.guard is not None:
            await self.guard.before(request, body)
        turn = await self._turn(request, body)

        def rows(lane: Lane) -> None:
            write_actor(lane)
            turn.rows(lane)
            if self.guard is not None:
                self.guard.rows(lane, request, body.query)

        run = await self.runs.runner.start(request, ChatProjection(turn), rows)
        if turn.new and body.auto_generate_name:
            self.runs.runner.spawn(self._namer.after(run, turn))
        return run

    async def _turn(self, request: RunRequest, body: GenerationBody) -> Turn:
        features = request.version.features
        files: list[File] = request.system["files"]
        turn = Turn(request, body.query, files, body.conversation_id is None, now_seconds())
        resources: dict[str, Any] = features.get("retriever_resource") or {}
        turn.citations = bool(resources.get("enabled"))
        request.conversation = {
            v["name"]: default_of(v) for v in request.version.conversation_variables if v.get("name")
        }
        request.message_id = uuid7()
        if body.conversation_id is None:
            request.conversation_id = uuid7()
            turn.name = first_name(body.query)
            turn.introduction = str(features.get("opening_statement") or "")
        else:
            request.conversation_id = body.conversation_id
            await self._load(turn, request.actor)
        request.system |= {
            "query": body.query,
            "conversation_id": str(turn.conversation_id),
            "dialogue_count": turn.dialogue_count,
        }
        request.extra |= {"query": body.query, "created_at": turn.created_at, "citations": turn.citations}
        return turn

    async def _load(self, turn: Turn, actor: Actor) -> None:
        """What the conversation holds already. Raises `ConversationNotFound`."""
        version = turn.request.version
        owner = Owner(version.workspace_id, version.app_id, actor.origin, actor.id)
        async with self._db.unit_of_work() as uow:
            row = await ConversationRepository(uow).get(owner, turn.conversation_id)
            if row is None:
                raise ConversationNotFound()
            stored = await ConversationRepository(uow).variables(row.id)
            last = await MessageRepository(uow).older(row.id, before=None, limit=1)
        turn.dialogue_count = row.dialogue_count + 1
        turn.parent_id = last[0].id if last else None
        turn.request.conversation |= {v.name: revive(v.value.get("value")) for v in stored if kept(turn, v)}
        turn.variables = {v.name: v.id for v in stored}


def kept(turn: Turn, stored: ConversationVariableRow) -> bool:
    """Whether the version still declares the variable with this type."""
    declared: list[dict[str, Any]] = turn.request.version.conversation_variables
    return any(v.get("name") == stored.name and v.get("value_type") == stored.value_type for v in declared)


_EMPTY: dict[str, Any] = {"string": "", "number": 0, "integer": 0, "float": 0, "boolean": False}


def default_of(variable: dict[str, Any]) -> Any:
    """The value a conversation starts with; empty when none is declared."""
    value = variable.get("value")
    if value is not None:
        return revive(value)
    kind = str(variable.get("value_type") or "string")
    if kind.startswith("array"):
        return []
    return {} if kind == "object" else _EMPTY.get(kind)


def resumed_turn(request: RunRequest) -> Turn:
    """The turn of a run that is taken up; its rows are there already."""
    extra = request.extra
    files: list[File] = request.system.get("files") or []
    turn = Turn(request, str(extra.get("query") or ""), files, False, int(extra.get("created_at") or now_seconds()))
    turn.citations = bool(extra.get("citations"))
    variables: dict[str, str] = extra.get("variables") or {}
    turn.variables = {name: UUID(id) for name, id in variables.items()}
    return turn


def _abandoned(lane: Lane, run: RunRow, text: str) -> None:
    if run.message_id is not None:
        lane.update(MessageRow, run.message_id, {"status": "error", "error": text, "updated_at": utc_now()})


def check_chat_app(app: AppAccess) -> None:
    """Raise `NotChatApp` for every other mode."""
    if app.mode not in CHAT_MODES:
        raise NotChatApp()


async def blocking_answer(run: ActiveRun, *, page: bool = False) -> bytes:
    """The body of a blocking chat; `page` leaves out what pages are not told. Raises `ChatRunFailed`, `WriteFailed`."""
    finished: RunFinished = await run.wait()
    projection = run.projection
    assert isinstance(projection, ChatProjection)
    if finished.status == "failed":
        raise ChatRunFailed(failure(finished))
    body = blocking_body(projection, finished)
    if page:
        body["metadata"] = page_metadata(body["metadata"])
    return run.stream.serialise(body)
