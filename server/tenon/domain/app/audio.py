"""Speech of an app: what its features allow, and what is wrong with a recording (contract: service-api.md 3).

No provider of this version has models for speech: an app that has the feature on is told so.
"""

from typing import Any, NoReturn, Protocol

from tenon.domain.app.errors import NotServed
from tenon.domain.app.repository import AppRepository
from tenon.domain.auth.principal import AppAccess
from tenon.domain.workflow.reader import Workflows
from tenon.errors import InvalidParam, PayloadTooLarge, TenonError
from tenon.kit.db import UnitOfWork

MOST_BYTES = 30 * 1024 * 1024
TYPES = ("audio/mp3", "audio/m4a", "audio/wav", "audio/amr", "audio/mpga")


class Recording(Protocol):
    """The file part of a form."""

    @property
    def content_type(self) -> str | None:
        """The stated type."""
        ...

    @property
    def size(self) -> int | None:
        """Bytes."""
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

    code, status, message = "provider_not_initialize", 400, "No provider of this server has a text-to-speech model."


async def transcribe(uow: UnitOfWork, workflows: Workflows, app: AppAccess, file: Recording | None) -> NoReturn:
    """Check a recording. Raises the error that the contract names first."""
    feature = await _feature(uow, workflows, app, "speech_to_text")
    if not feature.get("enabled"):
        raise SpeechToTextDisabled()
    if file is None:
        raise NoAudioUploaded()
    if file.content_type not in TYPES:
        raise UnsupportedAudioType()
    if (file.size or 0) > MOST_BYTES:
        raise AudioTooLarge()
    raise SpeechToTextUnsupported()


async def speak(uow: UnitOfWork, workflows: Workflows, app: AppAccess) -> NoReturn:
    """Check whether a text may be spoken. Raises `TextToSpeechDisabled`, `TextToSpeechUnsupported`."""
    feature = await _feature(uow, workflows, app, "text_to_speech")
    raise TextToSpeechUnsupported() if feature.get("enabled") else TextToSpeechDisabled()


async def _feature(uow: UnitOfWork, workflows: Workflows, app: AppAccess, name: str) -> dict[str, Any]:
    if app.mode in ("workflow", "advanced-chat"):
        found = await workflows.published(app.workspace_id, app.id)
        features = found.features if found is not None else None
    else:
        row = await AppRepository(uow, app.workspace_id).get(app.id)
        features = row.settings if row is not None else None
    if features is None:
        raise NotServed()
    return features.get(name) or {}
