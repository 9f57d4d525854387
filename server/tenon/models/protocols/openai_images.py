"""Pictures in the wire format of OpenAI: `/images/generations`.

Format: https://platform.openai.com/docs/api-reference/images/create. GPUStack, LocalAI, Xinference and Azure share it;
SiliconFlow names some fields otherwise and answers with addresses.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
import orjson

from tenon.models.errors import ModelBadRequest
from tenon.models.messages import MediaPart, Usage
from tenon.models.port import ImageResult
from tenon.models.protocols.http import Endpoint, malformed, post_json

_SIGNS = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"RIFF", "image/webp"), (b"GIF8", "image/gif"))


@dataclass(frozen=True, slots=True)
class ImageDialect:
    """What differs between servers: the field that asks for the picture itself, and the names of two others."""

    response_format: bool = True
    size: str = "size"
    number: str = "n"


class OpenAIImages:
    """A model that draws."""

    def __init__(
        self, session: aiohttp.ClientSession, endpoint: Endpoint, dialect: ImageDialect | None = None, *, name: str = ""
    ) -> None:
        self._session, self._endpoint, self._dialect = session, endpoint, dialect or ImageDialect()
        self.provider, self.name = endpoint.provider, name or endpoint.model

    async def draw(
        self, prompt: str, *, number: int = 1, size: str = "", quality: str = "", user: str = ""
    ) -> ImageResult:
        """Pictures of a text. Raises the errors of `models.errors`."""
        if not prompt.strip():
            raise self._endpoint.error(ModelBadRequest, "a picture needs a description.")
        given = {self._dialect.size: size, "quality": quality, "user": user}
        body: dict[str, Any] = {"model": self._endpoint.model, "prompt": prompt, self._dialect.number: number}
        body |= {field: value for field, value in given.items() if value}
        if self._dialect.response_format:
            body["response_format"] = "b64_json"
        answer = await post_json(self._session, self._endpoint, "/images/generations", body)
        items = answer.get("data") or answer.get("images")
        if not isinstance(items, list) or not items:
            raise malformed(self._endpoint, orjson.dumps(answer))
        return ImageResult([self._picture(item) for item in cast(list[Any], items)], _usage(answer.get("usage")))

    def _picture(self, item: Any) -> MediaPart:
        found = cast(dict[str, Any], item) if isinstance(item, dict) else {}
        coded, address = found.get("b64_json"), found.get("url")
        if isinstance(coded, str) and coded:
            try:
                data = base64.b64decode(coded.partition(",")[2] if coded.startswith("data:") else coded, validate=True)
            except (binascii.Error, ValueError):
                raise malformed(self._endpoint, b"a picture that is not base64") from None
            return MediaPart("image", kind_of(data), data=data)
        if isinstance(address, str) and address.startswith(("https://", "http://")):
            return MediaPart("image", "image/png", url=address)
        raise malformed(self._endpoint, orjson.dumps({"picture": sorted(found)}))


def kind_of(data: bytes) -> str:
    """The MIME type of a picture by its first bytes."""
    return next((kind for sign, kind in _SIGNS if data.startswith(sign)), "image/png")


def _usage(value: Any) -> Usage:
    told = cast(dict[str, Any], value) if isinstance(value, dict) else {}
    prompt, drawn = told.get("input_tokens"), told.get("output_tokens")
    return Usage(
        prompt_tokens=prompt if isinstance(prompt, int) else 0, completion_tokens=drawn if isinstance(drawn, int) else 0
    )
