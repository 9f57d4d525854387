"""Speech in the wire format of OpenAI: `/audio/transcriptions` and `/audio/speech`.

Format: https://platform.openai.com/docs/api-reference/audio. GPUStack, Xinference, LocalAI and SiliconFlow share it.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from tenon.models.errors import ModelUnavailable
from tenon.models.port import Voice
from tenon.models.protocols.body import Body
from tenon.models.protocols.http import Endpoint, body_error, malformed, post
from tenon.models.protocols.send import Upload, post_form

_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav", "opus": "audio/ogg", "aac": "audio/aac", "flac": "audio/flac"}


@dataclass(frozen=True, slots=True)
class SpeechDialect:
    """What differs between servers; `fields` go into every request as they are."""

    audio_format: str = "mp3"
    fields: tuple[tuple[str, Any], ...] = ()


class OpenAITranscription:
    """A model that writes down speech."""

    def __init__(self, session: aiohttp.ClientSession, endpoint: Endpoint, *, name: str = "") -> None:
        self._session, self._endpoint = session, endpoint
        self.provider, self.name = endpoint.provider, name or endpoint.model

    async def transcribe(self, audio: bytes, *, filename: str, mime_type: str, user: str = "") -> str:
        """The text. Raises the errors of `models.errors`."""
        file = Upload("file", audio, filename or "audio.mp3", mime_type or "audio/mpeg")
        raw = await post_form(
            self._session, self._endpoint, "/audio/transcriptions", {"model": self._endpoint.model}, file
        )
        return transcript(self._endpoint, raw)


def transcript(endpoint: Endpoint, raw: bytes) -> str:
    """The text in an answer: a JSON object with `text`, or plain text."""
    try:
        answer = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return raw.decode(errors="replace").strip()
    if isinstance(answer, dict):
        if answer.get("error"):  # pyright: ignore[reportUnknownMemberType] - JSON
            raise body_error(endpoint, answer)  # pyright: ignore[reportUnknownArgumentType]
        text = answer.get("text")  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        if isinstance(text, str):
            return text.strip()
    raise malformed(endpoint, raw)


class OpenAISpeech:
    """A model that speaks."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        endpoint: Endpoint,
        voices: Sequence[Voice] = (),
        default_voice: str = "",
        dialect: SpeechDialect | None = None,
        *,
        name: str = "",
    ) -> None:
        self._session, self._endpoint, self._dialect = session, endpoint, dialect or SpeechDialect()
        self.provider, self.name, self.voices = endpoint.provider, name or endpoint.model, voices
        self.mime_type = _TYPES.get(self._dialect.audio_format, "audio/mpeg")
        self._default = default_voice or (voices[0].id if voices else "")

    async def speak(self, text: str, *, voice: str = "", user: str = "") -> AsyncGenerator[bytes]:
        """Audio in pieces as they come; an unknown or empty voice is the model's default one."""
        known = not self.voices or any(v.id == voice for v in self.voices)
        chosen = voice if voice and known else self._default
        body: dict[str, Any] = {"model": self._endpoint.model, "input": text}
        if chosen:
            body["voice"] = chosen
        body |= {"response_format": self._dialect.audio_format, **dict(self._dialect.fields)}
        async with post(self._session, self._endpoint, "/audio/speech", body) as response:
            if response.content_type == "application/json" or response.content_type.startswith("text/"):
                raise malformed(self._endpoint, await response.read())
            async for piece in pieces(self._endpoint, response):
                yield piece


async def pieces(endpoint: Endpoint, response: aiohttp.ClientResponse) -> AsyncGenerator[bytes]:
    """The sound in an answer. Raises `ModelUnavailable` when there is none."""
    parts = Body(response, endpoint.timeouts)
    empty = True
    try:
        while part := await parts.read():
            empty = False
            yield part
    finally:
        parts.close()
    if empty:
        raise endpoint.error(ModelUnavailable, "the server answered without any sound.")
