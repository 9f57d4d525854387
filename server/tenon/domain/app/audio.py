"""Speech of an app: writing down recordings and speaking texts or answers (contract: service-api.md 3)."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast
from uuid import UUID

from tenon.domain.app.errors import AppNotFound, NotServed
from tenon.domain.app.repository import AppRepository
from tenon.domain.app.schemas import Spoken, Transcript, VoiceItem, VoiceList
from tenon.domain.app.settings_reader import SettingsReader
from tenon.domain.auth.principal import CALLING_KEY, AppAccess, Principal
from tenon.domain.provider.gateway import Gateway
from tenon.domain.workflow.reader import Workflows
from tenon.errors import InvalidParam, PayloadTooLarge, TenonError
from tenon.kit.db import Database
from tenon.models.port import TextToSpeechModel
from tenon.models.speech import speakable, voice_for

MOST_BYTES = 30 * 1024 * 1024
MOST_CHARACTERS = 100_000
TYPES = ("audio/mp3", "audio/m4a", "audio/wav", "audio/amr", "audio/mpga")
BROWSER_TYPES = (*TYPES, "audio/mpeg", "audio/webm", "audio/mp4", "audio/ogg", "audio/x-m4a", "audio/x-wav")
"""What browsers record, taken from pages and the console besides the published list."""


class Recording(Protocol):
    """The file part of a form."""

    @property
    def content_type(self) -> str | None:
        """The stated type."""
        ...

    @property
    def filename(self) -> str | None:
        """The stated name."""
        ...

    @property
    def size(self) -> int | None:
        """Bytes."""
        ...

    async def read(self, size: int = -1) -> bytes:
        """The bytes."""
        ...


class Answers(Protocol):
    """Finds answers to speak. Fulfilled by the conversation domain."""

    async def answer_of(self, workspace_id: UUID, app_id: UUID, message_id: UUID) -> str | None:
        """The text of an answer; None when the app has no such message."""
        ...


class SpeechToTextDisabled(TenonError):
    """The app's speech-to-text feature is off."""

    code, status, message = "speech_to_text_disabled", 400, "Speech to text is disabled."


class NoAudioUploaded(TenonError):
    """The form has no file."""

    code, status, message = "no_audio_uploaded", 400, "Please upload your audio."


class UnsupportedAudioType(TenonError):
    """Not one of the types that are taken."""

    code, status, message = "unsupported_audio_type", 415, "Audio type not allowed."


class AudioTooLarge(PayloadTooLarge):
    """The recording passes the limit."""

    code, message = "audio_too_large", "Audio size larger than 30 mb"


class SpeechToTextUnsupported(TenonError):
    """No model can do it."""

    code, status, message = "provider_not_support_speech_to_text", 400, "Provider not support speech to text."


class TextToSpeechDisabled(InvalidParam):
    """The app's text-to-speech feature is off."""

    message = "TTS is not enabled"


class TextToSpeechUnsupported(TenonError):
    """No model can do it."""

    code, status = "provider_not_initialize", 400
    message = "There is no text-to-speech model. Set one up in Settings > Model providers."


@dataclass(frozen=True, slots=True)
class Sound:
    """Spoken text: the first piece is there already, so that trouble was told before."""

    mime_type: str
    pieces: AsyncIterator[bytes] = field(repr=False)


class Audio:
    """Speech for the routers. No transaction is open while a model works."""

    def __init__(
        self, db: Database, workflows: Workflows, settings: SettingsReader, gateway: Gateway, answers: Answers
    ) -> None:
        self._db, self._workflows, self._settings = db, workflows, settings
        self._gateway, self._answers = gateway, answers

    async def transcribe(
        self, app: AppAccess, file: Recording | None, user: str, types: Sequence[str] = TYPES
    ) -> Transcript:
        """The text of a recording. Raises the errors of this module and of `models.errors`."""
        feature = await self._feature(app, "speech_to_text")
        if not feature.get("enabled"):
            raise SpeechToTextDisabled()
        return await self._written_down(app.workspace_id, app.id, file, user, types)

    async def transcribe_for(self, who: Principal, app_id: UUID, file: Recording | None) -> Transcript:
        """The same for a person of the team who tries the app out; the feature may still be off."""
        await self._own_app(who, app_id)
        return await self._written_down(who.workspace_id, app_id, file, str(who.account_id), BROWSER_TYPES)

    async def speak(self, app: AppAccess, body: Spoken, user: str) -> Sound | None:
        """A text or an answer as sound; None for an unknown message.

        Raises the errors of this module and of `models.errors`.
        """
        feature = await self._feature(app, "text_to_speech")
        if not feature.get("enabled"):
            raise TextToSpeechDisabled()
        return await self._spoken(app.workspace_id, app.id, body, feature, user)

    async def speak_for(self, who: Principal, app_id: UUID, body: Spoken) -> Sound | None:
        """The same for a person of the team; `voice` and `language` of the body are those being tried."""
        await self._own_app(who, app_id)
        return await self._spoken(who.workspace_id, app_id, body, {}, str(who.account_id))

    async def voices(self, who: Principal, app_id: UUID, language: str) -> VoiceList:
        """The voices of the workspace's model for a language; all of them without one."""
        await self._own_app(who, app_id)
        ref = await self._gateway.default(who.workspace_id, "tts")
        if ref is None:
            raise TextToSpeechUnsupported()
        model = cast(TextToSpeechModel, await self._gateway.bound(who.workspace_id, ref))
        fitting = [v for v in model.voices if not language or not v.languages or _speaks(v.languages, language)]
        return VoiceList(data=[VoiceItem(name=v.name, value=v.id, languages=list(v.languages)) for v in fitting])

    async def _written_down(
        self, workspace_id: UUID, app_id: UUID, file: Recording | None, user: str, types: Sequence[str]
    ) -> Transcript:
        if file is None:
            raise NoAudioUploaded()
        kind = (file.content_type or "").partition(";")[0] if types is not TYPES else file.content_type
        if kind not in types:
            raise UnsupportedAudioType()
        if (file.size or 0) > MOST_BYTES:
            raise AudioTooLarge()
        ref = await self._gateway.default(workspace_id, "speech2text")
        if ref is None:
            raise SpeechToTextUnsupported()
        model = await self._gateway.for_workspace(workspace_id, app_id, CALLING_KEY.get()).speech_to_text(ref)
        name = file.filename or f"audio.{_EXTENSIONS.get(str(kind), 'mp3')}"
        text = await model.transcribe(await file.read(), filename=name, mime_type=str(kind), user=user)
        return Transcript(text=text)

    async def _spoken(
        self, workspace_id: UUID, app_id: UUID, body: Spoken, feature: dict[str, Any], user: str
    ) -> Sound | None:
        ref = await self._gateway.default(workspace_id, "tts")
        if ref is None:
            raise TextToSpeechUnsupported()
        text = body.text or ""
        if body.message_id:
            text = await self._answer(workspace_id, app_id, body.message_id)
            if not text:
                return None
        text = speakable(text)
        if not text:
            raise InvalidParam("Give a text to speak, or the id of a message that has an answer.", params="text")
        if len(text) > MOST_CHARACTERS:
            raise InvalidParam(f"A text may have {MOST_CHARACTERS} characters at most.", params="text")
        model = await self._gateway.for_workspace(workspace_id, app_id, CALLING_KEY.get()).text_to_speech(ref)
        wanted = body.voice or str(feature.get("voice") or "")
        voice = voice_for(model.voices, wanted, body.language or str(feature.get("language") or ""))
        return Sound(model.mime_type, await begun(model, text, voice, user))

    async def _answer(self, workspace_id: UUID, app_id: UUID, message_id: str) -> str:
        try:
            return await self._answers.answer_of(workspace_id, app_id, UUID(message_id)) or ""
        except ValueError:
            return ""

    async def _own_app(self, who: Principal, app_id: UUID) -> None:
        who.require("app.view")
        async with self._db.unit_of_work() as uow:
            if await AppRepository(uow, who.workspace_id).get(app_id) is None:
                raise AppNotFound()

    async def _feature(self, app: AppAccess, name: str) -> dict[str, Any]:
        if app.mode in ("workflow", "advanced-chat"):
            found = await self._workflows.published(app.workspace_id, app.id)
            features = found.features if found is not None else None
        else:
            served = await self._settings.published(app.workspace_id, app.id)
            features = served.config if served is not None else None
        if features is None:
            raise NotServed()
        return features.get(name) or {}


def read_spoken(body: Mapping[str, Any]) -> Spoken:
    """The checked body of a request for speech; other members are passed over. Raises `InvalidParam`."""
    given: dict[str, str] = {}
    for name in Spoken.model_fields:
        value = body.get(name)
        if value is None:
            continue
        if not isinstance(value, str | int | float):
            raise InvalidParam(f"{name} must be a text", params=name)
        given[name] = str(value).replace("\0", "")
    return Spoken(**given)


_EXTENSIONS = {"audio/wav": "wav", "audio/x-wav": "wav", "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg"}


async def begun(model: TextToSpeechModel, text: str, voice: str, user: str) -> AsyncIterator[bytes]:
    """The pieces of a spoken text, once the first one is there. Raises the errors of `models.errors`."""
    source = model.speak(text, voice=voice, user=user)
    first = await anext(source, b"")

    async def rest() -> AsyncGenerator[bytes]:
        try:
            yield first
            async for piece in source:
                yield piece
        finally:
            close: Callable[[], Any] | None = getattr(source, "aclose", None)
            if close is not None:
                await close()

    return rest()


def _speaks(languages: Sequence[str], language: str) -> bool:
    wanted = language.replace("_", "-").lower()
    base = wanted.partition("-")[0]
    return any(tag.lower() == wanted or tag.lower().partition("-")[0] == base for tag in languages)
