"""Speech of DashScope (Qwen-TTS): https://help.aliyun.com/zh/model-studio/qwen-tts."""

import base64
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import aiohttp
import orjson

from tenon.models.errors import ModelUnavailable
from tenon.models.port import Voice
from tenon.models.protocols.http import Endpoint, body_error, malformed
from tenon.models.protocols.send import json_bytes, send


class DashScopeSpeech:
    """A model that speaks: the answer names an address at which the sound is."""

    mime_type = "audio/wav"

    def __init__(
        self, session: aiohttp.ClientSession, endpoint: Endpoint, voices: Sequence[Voice], default_voice: str = "",
        *, name: str = "",
    ) -> None:  # fmt: skip
        self._session, self._endpoint, self.voices = session, endpoint, voices
        self._default = default_voice or (voices[0].id if voices else "Cherry")
        self.provider, self.name = endpoint.provider, name or endpoint.model

    async def speak(self, text: str, *, voice: str = "", user: str = "") -> AsyncGenerator[bytes]:
        """Audio in one piece; an unknown or empty voice is the model's default one."""
        chosen = voice if any(v.id == voice for v in self.voices) else self._default
        body: dict[str, Any] = {"model": self._endpoint.model, "input": {"text": text, "voice": chosen}}
        path = "/services/aigc/multimodal-generation/generation"
        headers = {"Content-Type": "application/json"}
        raw_body = json_bytes(self._endpoint, body)
        async with send(self._session, self._endpoint, "POST", path, raw_body, headers) as response:
            raw = await response.read()
        try:
            answer = orjson.loads(raw)
            if answer.get("code"):
                raise body_error(self._endpoint, answer)
            audio = answer["output"]["audio"]
            data, url = audio.get("data"), audio.get("url")
        except (orjson.JSONDecodeError, LookupError, TypeError, AttributeError):
            raise malformed(self._endpoint, raw) from None
        if data:
            yield base64.b64decode(data)
        elif url:
            yield await self._fetched(str(url))
        else:
            raise self._endpoint.error(ModelUnavailable, "the server answered without any sound.")

    async def _fetched(self, url: str) -> bytes:
        # The address carries its own proof; our key goes to the vendor's API only.
        plain = Endpoint(self.provider, self.name, self._endpoint.base_url, timeouts=self._endpoint.timeouts)
        async with send(self._session, plain, "GET", url) as response:
            return await response.read()
