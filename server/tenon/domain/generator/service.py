"""Has a model write for a builder, and streams what it writes."""

import asyncio
from uuid import UUID

import orjson

from tenon.domain.app import service as apps
from tenon.domain.auth.principal import Principal
from tenon.domain.generator.instructions import messages, result
from tenon.domain.generator.schemas import Generate, Kind
from tenon.domain.provider.gateway import Gateway
from tenon.domain.run.projection import error_event
from tenon.domain.run.runner import Runner
from tenon.errors import BadRequest, TenonError
from tenon.kit.db import Database
from tenon.kit.logging import get_log
from tenon.kit.sse import Frames, frame
from tenon.models.delivery import deliver
from tenon.models.errors import ProviderNotConfigured
from tenon.models.messages import ChatDelta, ChatRequest
from tenon.models.port import ChatModel, ModelRef

log = get_log(__name__)
PATIENCE = 300.0
"""Seconds that a model may take."""


class UnusableAnswer(BadRequest):
    """The model wrote nothing that can be taken over."""

    code = "generation_unusable"
    message = "The model gave no usable answer. Say more precisely what you want, or choose another model."


class Generator:
    """Writes prompts, code and schemas. One for the process."""

    def __init__(self, db: Database, gateway: Gateway, runner: Runner) -> None:
        self._db, self._gateway, self._runner = db, gateway, runner

    async def start(self, who: Principal, app_id: UUID, kind: Kind, wish: Generate) -> "Writing":
        """Begin; the frames are events `text` with pieces, then one `end` with the whole, or one `error`.

        Raises `AppNotFound` and what finding the model raises.
        """
        who.require("app.edit")
        async with self._db.unit_of_work() as uow:
            await apps.row(uow, who.workspace_id, app_id)
        model = await self._model(who.workspace_id, app_id, wish)
        parameters = wish.model.completion_params if wish.model is not None else {}
        writing = Writing(kind, model, ChatRequest(messages(kind, wish), parameters))
        writing.task = self._runner.spawn(writing.work())
        return writing

    async def _model(self, workspace_id: UUID, app_id: UUID, wish: Generate) -> ChatModel:
        models = self._gateway.for_workspace(workspace_id, app_id)
        if wish.model is not None:
            return await models.chat(ModelRef(wish.model.provider, wish.model.name))
        ref = await models.default("llm")
        if ref is None:
            raise ProviderNotConfigured("No language model is set up. Add one under Settings > Model providers.")
        return await models.chat(ref)


class Writing:
    """One answer on its way to a builder."""

    def __init__(self, kind: Kind, model: ChatModel, request: ChatRequest) -> None:
        self.frames = Frames()
        self.task: asyncio.Task[None] | None = None
        self._kind: Kind = kind
        self._model, self._request = model, request
        self._text: list[str] = []
        self._cut = False

    def stop(self) -> None:
        """Nobody waits any more: the model is not asked on."""
        if self.task is not None:
            self.task.cancel()

    async def work(self) -> None:
        """Ask, send on, end."""
        try:
            async with asyncio.timeout(PATIENCE):
                await deliver(self._model, self._request, self._take)
            text = result(self._kind, "".join(self._text))
            if not text:
                raise UnusableAnswer()
            self._put({"event": "end", "text": text, "cut": self._cut})
        except TimeoutError:
            self._put(error_event({}, UnusableAnswer("The model took too long. Try again, or choose another one.")))
        except TenonError as error:
            self._put(error_event({}, error))
        except Exception as error:
            log.exception("generator.failed", error)
            self._put(error_event({}, error))
        finally:
            self.frames.close()

    def _take(self, delta: ChatDelta) -> None:
        if delta.finish_reason == "length":
            self._cut = True
        if delta.text:
            self._text.append(delta.text)
            self._put({"event": "text", "text": delta.text})

    def _put(self, event: dict[str, object]) -> None:
        self.frames.put(frame(orjson.dumps(event)))
