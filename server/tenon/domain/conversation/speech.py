"""Answers that are spoken: found by their id, or sentence by sentence while they are written (`autoPlay`)."""

import asyncio
import re
from base64 import b64encode
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, Protocol
from uuid import UUID

from tenon.domain.conversation.repository import MessageRepository
from tenon.domain.provider.gateway import Gateway
from tenon.domain.run.spec import RunRequest
from tenon.domain.run.stream import RunStream
from tenon.errors import TenonError
from tenon.kit.db import Database
from tenon.kit.logging import get_log
from tenon.models.errors import ProviderNotConfigured
from tenon.models.port import TextToSpeechModel
from tenon.models.speech import speakable, voice_for

log = get_log(__name__)

SHORTEST = 12
"""Characters that are worth a call of their own."""
LONGEST = 400
PIECE = 8 * 1024
"""Bytes of sound in one event."""
LONGEST_WAIT = 120.0
"""Seconds that the sound may go on after the answer is complete."""
_PAUSE = re.compile(r"[。！？；!?]+[”’」』\"')）]*|\.(?=\s)|\n")


class StoredAnswers:
    """Fulfils `app.audio.Answers`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def answer_of(self, workspace_id: UUID, app_id: UUID, message_id: UUID) -> str | None:
        """The text of an answer; None when the app has no such message."""
        async with self._db.unit_of_work() as uow:
            return await MessageRepository(uow).answer(workspace_id, app_id, message_id)


class SpokenRun(Protocol):
    """What a voice uses of its run."""

    request: RunRequest

    @property
    def stream(self) -> RunStream:
        """Where its events go."""
        ...


class Voice:
    """Speaks the answer of one run while it is written.

    `said` takes text and returns at once; a task of its own speaks a sentence after the other and sends the sound as
    `tts_message` events. Sound is sent to those who follow and not stored: a client that comes later reads.
    """

    def __init__(self, run: SpokenRun, model: Callable[[], Awaitable[tuple[TextToSpeechModel, str]]]) -> None:
        self._run, self._model = run, model
        self._text = ""
        self._sentences: asyncio.Queue[str | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._silent = self._dot = False

    def said(self, text: str) -> None:
        """Take a piece of the answer."""
        if self._silent:
            return
        self._text += text
        after_dot, self._dot = self._dot, text.endswith(".")
        if not after_dot and _PAUSE.search(text) is None and len(self._text) < LONGEST:
            return
        sentence, self._text = _cut(self._text)
        if sentence:
            self._put(sentence)

    async def finish(self, *, whole: bool) -> None:
        """Speak what is left, or nothing more when the answer is not `whole`, and send the end of the sound."""
        if whole and not self._silent:
            if self._text.strip():
                self._put(self._text)
            self._sentences.put_nowait(None)
            if self._task is not None:
                await asyncio.wait([self._task], timeout=LONGEST_WAIT)
        self.hush()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        self._send("tts_message_end", "")

    def hush(self) -> None:
        """Say nothing more."""
        self._silent = True
        if self._task is not None:
            self._task.cancel()

    def _put(self, sentence: str) -> None:
        self._sentences.put_nowait(sentence)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._speak())

    async def _speak(self) -> None:
        try:
            model, voice = await self._model()
            user = str(self._run.request.actor.id)
            while (sentence := await self._sentences.get()) is not None:
                if self._run.stream.readers and (text := speakable(sentence)):
                    await self._one(model, text, voice, user)
        except TenonError as error:
            log.warning("conversation.speech_failed", run_id=str(self._run.request.id), error=error.message)
        except Exception as error:
            log.exception("conversation.speech_broken", error, run_id=str(self._run.request.id))

    async def _one(self, model: TextToSpeechModel, text: str, voice: str, user: str) -> None:
        held = bytearray()
        async with aclosing(_pieces(model, text, voice, user)) as pieces:
            async for piece in pieces:
                held += piece
                if len(held) >= PIECE:
                    self._send("tts_message", b64encode(held).decode())
                    held.clear()
        if held:
            self._send("tts_message", b64encode(held).decode())

    def _send(self, name: str, audio: str) -> None:
        request = self._run.request
        event: dict[str, Any] = {"event": name}
        if request.conversation_id is not None and request.version.mode != "completion":
            event["conversation_id"] = str(request.conversation_id)
        event |= {"message_id": str(request.message_id), "created_at": request.extra.get("created_at")}
        self._run.stream.aside({**event, "task_id": str(request.id), "audio": audio})


class Voices:
    """Gives runs a voice whose app wants its answers spoken at once (`text_to_speech.autoPlay`)."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def of(self, run: SpokenRun) -> Voice | None:
        """The voice of a run; None for nearly all of them."""
        request = run.request
        feature: dict[str, Any] | None = request.version.features.get("text_to_speech")
        if not feature or not feature.get("enabled") or feature.get("autoPlay") != "enabled":
            return None
        if request.message_id is None or request.extra.get("blocking"):
            return None
        workspace_id, app_id = request.version.workspace_id, request.version.app_id

        async def model() -> tuple[TextToSpeechModel, str]:
            ref = await self._gateway.default(workspace_id, "tts")
            if ref is None:
                raise ProviderNotConfigured("There is no text-to-speech model in this workspace.")
            found = await self._gateway.for_workspace(workspace_id, app_id).text_to_speech(ref)
            wanted, language = str(feature.get("voice") or ""), str(feature.get("language") or "")
            return found, voice_for(found.voices, wanted, language)

        return Voice(run, model)


async def _pieces(model: TextToSpeechModel, text: str, voice: str, user: str) -> AsyncGenerator[bytes]:
    async for piece in model.speak(text, voice=voice, user=user):
        yield piece


def _cut(text: str) -> tuple[str, str]:
    """The sentences that are complete, and the rest. A code block or a thought stays together until it is closed."""
    if text.count("```") % 2 or text.rfind("<think>") > text.rfind("</think>"):
        return "", text
    end = max((match.end() for match in _PAUSE.finditer(text)), default=0)
    if end >= SHORTEST:
        return text[:end], text[end:]
    return (text, "") if len(text) >= LONGEST else ("", text)
