"""Generation with messages: a turn in a new conversation or an existing one, and the texts of text generators."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tenon.domain.auth.principal import AppAccess, Principal
from tenon.domain.conversation import messages
from tenon.domain.conversation import service as conversations
from tenon.domain.conversation.agent_projection import AgentProjection
from tenon.domain.conversation.basic_projection import BasicProjection
from tenon.domain.conversation.earlier import Earlier, default_of, go_on, load, opening, resumed_turn
from tenon.domain.conversation.errors import AgentStreamsOnly, ChatRunFailed, MoreLikeThisDisabled, NotCompletionApp
from tenon.domain.conversation.guard import TurnGuard
from tenon.domain.conversation.naming import Namer, fallback_name, first_name
from tenon.domain.conversation.projection import ChatProjection, TurnProjection, failure
from tenon.domain.conversation.repository import MessageRepository
from tenon.domain.conversation.schemas import ConversationItem, Owner
from tenon.domain.conversation.tables import MessageRow
from tenon.domain.conversation.turn import Turn, now_seconds
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.run.active import ActiveRun
from tenon.domain.run.body import GenerationBody
from tenon.domain.run.canned import CANNED
from tenon.domain.run.errors import AppUnavailable, NotChatApp
from tenon.domain.run.records import revive
from tenon.domain.run.service import Runs
from tenon.domain.run.spec import Actor, RunRequest, Version
from tenon.domain.run.stream import page_metadata
from tenon.domain.run.tables import RunRow
from tenon.engine.basic.compile import MODES as BASIC_MODES
from tenon.engine.basic.config import variable_names
from tenon.engine.basic.prompts import without_marks
from tenon.engine.events import RunFinished
from tenon.engine.files import File
from tenon.errors import InvalidParam
from tenon.kit.db import Database, UnitOfWork, utc_now
from tenon.kit.group_commit import Lane
from tenon.kit.ids import uuid7

CHAT_MODES = ("chat", "advanced-chat", "agent-chat")
MESSAGE_MODES = (*CHAT_MODES, "completion")


class Chats:
    """Starts turns for the routers."""

    def __init__(
        self, db: Database, runs: Runs, namer: Namer, sign: Callable[[File, str], str | None], addresses: FileAddresses
    ) -> None:
        self._db, self.runs, self._namer, self._sign, self._addresses = db, runs, namer, sign, addresses
        self.guard: TurnGuard | None = None
        for mode in MESSAGE_MODES:
            runs.runner.makers[mode] = lambda request: self._projection(resumed_turn(request))
        runs.runner.on_abandoned.append(_abandoned)

    async def start(
        self, app: AppAccess, actor: Actor, write_actor: Callable[[Lane], None], body: GenerationBody
    ) -> ActiveRun:
        """A turn with what is published, or with the version of a chatflow that is asked for.

        Raises `NotChatApp`, `AppUnavailable`, `ConversationNotFound`, `InputError` and what `Versions` raises.
        """
        check_chat_app(app)
        owner = Owner(app.workspace_id, app.id, actor.origin, actor.id)
        if app.mode in BASIC_MODES:
            earlier = await load(self._db, owner, body, variables=False)
            version = await self._served(app, earlier)
        else:
            version = await self.runs.versions.published(app.workspace_id, app.id, body.workflow_id)
            earlier = await load(self._db, owner, body, variables=True)
        request = await self._request(version, actor, body, earlier)
        request.limit = self.runs.limit(app)
        return await self._start(request, write_actor, body, earlier)

    async def complete(
        self, app: AppAccess, actor: Actor, write_actor: Callable[[Lane], None], body: GenerationBody
    ) -> ActiveRun:
        """A text of a text generator. Raises `AppUnavailable`, also for other apps, and `InputError`."""
        check_completion_app(app)
        version = await self.runs.versions.published(app.workspace_id, app.id, mode=app.mode)
        version = self._with_query(version, body)
        request = await self._request(version, actor, body, None)
        request.limit = self.runs.limit(app)
        return await self._start(request, write_actor, body, None)

    async def more_like_this(
        self, app: AppAccess, actor: Actor, write_actor: Callable[[Lane], None], message_id: UUID, body: GenerationBody
    ) -> ActiveRun:
        """Another text for the inputs of a message; `body` says how it is answered.

        Raises `NotCompletionApp`, `MessageNotFound`, `MoreLikeThisDisabled`.
        """
        if app.mode != "completion":
            raise NotCompletionApp()
        owner = Owner(app.workspace_id, app.id, actor.origin, actor.id)
        async with self._db.unit_of_work() as uow:
            message = await messages.get(uow, owner, message_id)
            rows = await MessageRepository(uow).files([message.id])
        version = await self.runs.versions.published(app.workspace_id, app.id, mode=app.mode)
        feature: dict[str, Any] = version.features.get("more_like_this") or {}
        if not feature.get("enabled"):
            raise MoreLikeThisDisabled()
        inputs: dict[str, Any] = revive(message.inputs)
        version = self.runs.versions.variation(version)
        request = await self.runs.request(version, actor, body, triggered_from="app-run", inputs=inputs)
        request.system["files"] = [File.from_dict(row.file) for row in rows if row.belongs_to == "user"]
        request.limit = self.runs.limit(app)
        return await self._start(request, write_actor, body, None)

    async def start_draft(self, who: Principal, app_id: UUID, body: GenerationBody) -> ActiveRun:
        """A turn with the draft of a chatflow, or the version asked for, for a person of the team."""
        who.require("app.edit")
        version = await self.runs.versions.tried(who.workspace_id, app_id, body.workflow_id)
        if version.mode != "advanced-chat":
            raise NotChatApp()
        return await self._debug(who, version, body)

    async def start_debug(
        self, who: Principal, app_id: UUID, body: GenerationBody, config: dict[str, Any] | None, *, chat: bool
    ) -> ActiveRun:
        """A turn or a text with the draft of a basic app, or with a configuration that was not saved.

        Raises `NotChatApp`, `AppUnavailable`.
        """
        who.require("app.edit")
        version = await self.runs.versions.draft_config(who.workspace_id, app_id, config)
        if version is None or chat != (version.mode in CHAT_MODES):
            raise NotChatApp() if chat else AppUnavailable()
        if not chat:
            version = self._with_query(version, body)
        return await self._debug(who, version, body)

    async def _debug(self, who: Principal, version: Version, body: GenerationBody) -> ActiveRun:
        actor = debugger(who)
        owner = Owner(who.workspace_id, version.app_id, actor.origin, actor.id)
        earlier = await load(self._db, owner, body, variables=version.config is None)
        request = await self._request(version, actor, body, earlier, triggered_from="debugging")
        return await self._start(request, lambda _lane: None, body, earlier)

    def _projection(self, turn: Turn) -> TurnProjection:
        """What speaks for a turn on the wire."""
        version = turn.request.version
        if version.config is None:
            return ChatProjection(turn)
        return AgentProjection(turn, self._sign) if version.agent else BasicProjection(turn)

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
        await self._stop(app.id, actor, task_id, reason)

    async def stop_debug(self, who: Principal, app_id: UUID, task_id: str, reason: str) -> None:
        """Stop an answer that this person tries."""
        who.require("app.edit")
        await self._stop(app_id, debugger(who), task_id, reason)

    async def _stop(self, app_id: UUID, actor: Actor, task_id: str, reason: str) -> None:
        try:
            run_id = UUID(task_id)
        except ValueError:
            return
        active = self.runs.runner.active(run_id)
        if active is not None:
            if active.request.actor.id == actor.id and active.request.version.app_id == app_id:
                active.stop(reason)
            return
        async with self._db.unit_of_work() as uow:
            if await MessageRepository(uow).run_of_user(app_id, run_id, actor.id):
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

    async def _served(self, app: AppAccess, earlier: Earlier | None) -> Version:
        """The configuration that a conversation began with, else the one that is served now."""
        versions = self.runs.versions
        if earlier is not None and earlier.row.config_id is not None:
            version = await versions.config(app.workspace_id, app.id, earlier.row.config_id)
            if version is not None:
                return version
        return await versions.published(app.workspace_id, app.id, mode=app.mode)

    def _with_query(self, version: Version, body: GenerationBody) -> Version:
        """The query of the old API: a variable of this name when the form has one, else part of the prompt."""
        if not body.query:
            return version
        if "query" in variable_names(version.config or {}):
            body.inputs = {"query": body.query, **body.inputs}
            return version
        return self.runs.versions.with_query(version)

    async def _request(
        self,
        version: Version,
        actor: Actor,
        body: GenerationBody,
        earlier: Earlier | None,
        *,
        triggered_from: str = "app-run",
    ) -> RunRequest:
        """The request. Inputs of a basic app's conversation are fixed by its first turn (PUB-API-03)."""
        if version.agent and not body.streaming:
            raise AgentStreamsOnly()
        inputs = None
        if version.config is not None and earlier is not None and (actor.origin == "service-api" or not body.inputs):
            inputs = revive(earlier.row.inputs)
        return await self.runs.request(version, actor, body, triggered_from=triggered_from, inputs=inputs)

    async def _start(
        self,
        request: RunRequest,
        write_actor: Callable[[Lane], None],
        body: GenerationBody,
        earlier: Earlier | None,
    ) -> ActiveRun:
        if self.guard is not None:
            await self.guard.before(request, body)
        turn = _turn(request, body, earlier)

        def rows(lane: Lane) -> None:
            write_actor(lane)
            turn.rows(lane)
            if self.guard is not None:
                self.guard.rows(lane, request, body.query)

        run = await self.runs.runner.start(request, self._projection(turn), rows)
        named = turn.new and body.auto_generate_name and request.version.mode != "completion"
        if named and CANNED not in request.extra:  # what needed no model, or is not meant for one, is not told to it
            self._namer.after(run, turn, self.runs.runner)
        return run


def _turn(request: RunRequest, body: GenerationBody, earlier: Earlier | None) -> Turn:
    version, features = request.version, request.version.features
    files: list[File] = request.system["files"]
    turn = Turn(request, body.query, files, earlier is None, now_seconds())
    resources: dict[str, Any] = features.get("retriever_resource") or {}
    turn.citations = bool(resources.get("enabled"))
    request.conversation = {v["name"]: default_of(v) for v in version.conversation_variables if v.get("name")}
    request.message_id = uuid7()
    query = body.query
    if version.config is not None:
        query = without_marks(query)
        request.inputs = {k: without_marks(v) if isinstance(v, str) else v for k, v in request.inputs.items()}
        request.system |= {name: request.inputs.get(of) for of, name in version.aliases.items()}
    if earlier is None:
        request.conversation_id = uuid7()
        turn.name = first_name(body.query or next((v for v in request.inputs.values() if isinstance(v, str)), ""))
        turn.introduction = opening(features, request.inputs)
    else:
        go_on(turn, earlier)
    request.system |= {
        "query": query,
        "conversation_id": str(turn.conversation_id),
        "dialogue_count": turn.dialogue_count,
    }
    request.extra |= {"query": body.query, "created_at": turn.created_at, "citations": turn.citations}
    if turn.parent_id is not None:
        request.extra["parent_message_id"] = str(turn.parent_id)
    return turn


def debugger(who: Principal) -> Actor:
    """A person of the team who tries an app."""
    return Actor("account", who.account_id, who.name, "debugging", who.email)


def _abandoned(lane: Lane, run: RunRow, text: str) -> None:
    if run.message_id is not None:
        lane.update(MessageRow, run.message_id, {"status": "error", "error": text, "updated_at": utc_now()})


def check_chat_app(app: AppAccess) -> None:
    """Raise `NotChatApp` for every other mode."""
    if app.mode not in CHAT_MODES:
        raise NotChatApp()


def check_completion_app(app: AppAccess) -> None:
    """Raise `AppUnavailable` for every other mode."""
    if app.mode != "completion":
        raise AppUnavailable()


def check_message_app(app: AppAccess) -> None:
    """Raise `NotChatApp` for apps without messages."""
    if app.mode not in MESSAGE_MODES:
        raise NotChatApp()


async def blocking_answer(run: ActiveRun, *, page: bool = False) -> bytes:
    """The body of a blocking call; `page` leaves out what pages are not told.

    Raises `ChatRunFailed`, `BasicRunFailed`, `WriteFailed`.
    """
    finished: RunFinished = await run.wait()
    projection = run.projection
    assert isinstance(projection, TurnProjection)
    if finished.status == "failed":
        if isinstance(projection, ChatProjection):
            raise ChatRunFailed(failure(finished))
        raise projection.failure(finished)
    body = projection.body(finished)
    if page:
        body["metadata"] = page_metadata(body["metadata"])
    return run.stream.serialise(body)
