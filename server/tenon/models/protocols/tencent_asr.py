"""Recordings written down by Tencent Cloud: https://cloud.tencent.com/document/product/1093/52097."""

import base64
import hashlib
import hmac
import time
from urllib.parse import quote, urlsplit

import aiohttp
import orjson

from tenon.models.errors import ModelBadRequest, ModelRateLimited, ModelUnauthorized
from tenon.models.protocols.http import Endpoint, malformed
from tenon.models.protocols.send import send

_FORMATS = {"audio/mpeg": "mp3", "audio/mp3": "mp3", "audio/wav": "wav", "audio/x-wav": "wav", "audio/m4a": "m4a",
            "audio/mp4": "m4a", "audio/amr": "amr", "audio/aac": "aac", "audio/ogg": "ogg-opus"}  # fmt: skip


class TencentTranscription:
    """The flash recognition; the model's name is the engine, for example `16k_zh`."""

    def __init__(
        self, session: aiohttp.ClientSession, endpoint: Endpoint, app_id: str, secret_id: str, secret_key: str,
        *, name: str = "",
    ) -> None:  # fmt: skip
        self._session, self._endpoint = session, endpoint
        self._app_id, self._secret_id, self._secret_key = app_id, secret_id, secret_key
        self.provider, self.name = endpoint.provider, name or endpoint.model

    async def transcribe(self, audio: bytes, *, filename: str, mime_type: str, user: str = "") -> str:
        """The text. Raises the errors of `models.errors`."""
        kind = _FORMATS.get(mime_type) or filename.rpartition(".")[2] or "mp3"
        values = {
            "convert_num_mode": "1", "engine_type": self._endpoint.model, "filter_dirty": "0", "filter_modal": "0",
            "filter_punc": "0", "first_channel_only": "1", "secretid": self._secret_id, "speaker_diarization": "0",
            "timestamp": str(int(time.time())), "voice_format": kind, "word_info": "0",
        }  # fmt: skip
        path = f"/asr/flash/v1/{self._app_id}"
        query = "&".join(f"{name}={value}" for name, value in sorted(values.items()))
        host = urlsplit(self._endpoint.base_url).netloc
        to_sign = f"POST{host}{path}?{query}".encode()
        proof = base64.b64encode(hmac.new(self._secret_key.encode(), to_sign, hashlib.sha1).digest()).decode()
        headers = {"Authorization": proof, "Content-Type": "application/octet-stream"}
        sent = "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(values.items()))
        async with send(self._session, self._endpoint, "POST", f"{path}?{sent}", audio, headers) as response:
            raw = await response.read()
        return self._text(raw)

    def _text(self, raw: bytes) -> str:
        try:
            answer = orjson.loads(raw)
            code, message = int(answer["code"]), str(answer.get("message") or "")
            if code == 0:
                return "".join(str(channel.get("text") or "") for channel in answer["flash_result"] or ())
        except (orjson.JSONDecodeError, LookupError, TypeError, ValueError, AttributeError):
            raise malformed(self._endpoint, raw) from None
        kinds = {4002: ModelUnauthorized, 4003: ModelUnauthorized, 4004: ModelUnauthorized, 4006: ModelRateLimited}
        raise self._endpoint.error(kinds.get(code, ModelBadRequest), f"{message} (code {code})")
