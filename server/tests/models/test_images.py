"""Pictures over the wire of OpenAI, by the catalogue's entries.

Wires: https://platform.openai.com/docs/api-reference/images/create, https://docs.gpustack.ai (images),
https://docs.siliconflow.cn/en/api-reference/images/images-generations.
"""

import base64
from typing import Any, cast

import aiohttp
import pytest

from tenon.models.catalogue import load
from tenon.models.catalogue.bind import Binder
from tenon.models.catalogue.tryout import try_out
from tenon.models.errors import ModelBadRequest, ModelError, ModelRateLimited, ModelUnauthorized, ModelUnavailable
from tenon.models.metered import Spent, metered
from tenon.models.port import ImageModel
from tests.models.conftest import KEY
from tests.models.wire import answer, serving

PNG = b"\x89PNG\r\n\x1a\nrest"
CODED = base64.b64encode(PNG).decode()


def model_of(
    session: aiohttp.ClientSession, provider: str, model: str, values: dict[str, str], custom: bool
) -> ImageModel:
    binder = Binder(load(), session)
    return cast(ImageModel, binder.bind(load().resolve(provider), model, "text2img", values, custom=custom))


ROWS: list[tuple[str, str, str, dict[str, str], dict[str, Any]]] = [
    ("openai", "gpt-image-1", "openai_api_base", {"openai_api_key": KEY}, {"n": 2, "size": "1024x1024"}),
    (
        "openai",
        "dall-e-3",
        "openai_api_base",
        {"openai_api_key": KEY},
        {"n": 2, "size": "1024x1024", "response_format": "b64_json"},
    ),
    (
        "gpustack",
        "flux.1",
        "endpoint_url",
        {"api_key": KEY},
        {"n": 2, "size": "1024x1024", "response_format": "b64_json"},
    ),
    (
        "siliconflow",
        "Kwai-Kolors/Kolors",
        "endpoint_url",
        {"api_key": KEY},
        {"batch_size": 2, "image_size": "1024x1024"},
    ),
]


@pytest.mark.parametrize(("provider", "name", "field", "values", "fields"), ROWS, ids=[row[1] for row in ROWS])
async def test_each_row_asks_as_its_vendor_says(
    session: aiohttp.ClientSession, provider: str, name: str, field: str, values: dict[str, str], fields: dict[str, Any]
) -> None:
    async with serving(answer(200, {"data": [{"b64_json": CODED}, {"b64_json": CODED}]})) as wire:
        model = model_of(session, provider, name, {**values, field: wire.url}, provider == "gpustack")
        result = await model.draw("a red boat", number=2, size="1024x1024")
    assert [(p.mime_type, p.data) for p in result.pictures] == [("image/png", PNG)] * 2
    assert wire.paths == ["/v1/images/generations"]
    assert wire.requests[0] == {"model": name, "prompt": "a red boat", **fields}
    assert wire.headers[0]["authorization"] == f"Bearer {KEY}"


async def test_addresses_are_given_on_and_use_is_told(session: aiohttp.ClientSession) -> None:
    told: list[Spent] = []
    usage = {"input_tokens": 10, "output_tokens": 100, "total_tokens": 110}
    body = {"data": [{"url": "https://pictures.example/1.png"}], "usage": usage}
    async with serving(answer(200, body)) as wire:
        values = {"openai_api_key": KEY, "openai_api_base": wire.url}
        model = metered("text2img", model_of(session, "openai", "gpt-image-1", values, False), told.append)
        result = await model.draw("a red boat")
    assert (result.pictures[0].url, result.pictures[0].data) == ("https://pictures.example/1.png", None)
    assert (told[0].units, told[0].usage.total_tokens, str(told[0].usage.total_price)) == (1, 110, "0.004050")
    with pytest.raises(ModelBadRequest, match="needs a description"):
        await model.draw("  ")


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, {"error": {"message": f"Incorrect API key: {KEY}"}}, ModelUnauthorized),
        (400, {"error": {"message": "rejected by the safety system", "code": "moderation_blocked"}}, ModelBadRequest),
        (429, {"error": {"message": "slow down"}}, ModelRateLimited),
        (503, {"error": {"message": "overloaded"}}, ModelUnavailable),
        (200, {"data": []}, ModelUnavailable),
        (200, {"data": [{"b64_json": "*no base64*"}]}, ModelUnavailable),
        (200, {"data": [{"url": "file:///etc/passwd"}]}, ModelUnavailable),
    ],
    ids=["key", "refused", "limit", "down", "empty", "coding", "address"],
)
async def test_errors(session: aiohttp.ClientSession, status: int, body: Any, error: type[ModelError]) -> None:
    async with serving(answer(status, body)) as wire:
        model = model_of(session, "openai", "dall-e-3", {"openai_api_key": KEY, "openai_api_base": wire.url}, False)
        with pytest.raises(error) as caught:
            await model.draw("a red boat")
    assert caught.value.provider == "openai"
    assert KEY not in str(caught.value)


async def test_a_custom_model_is_tried(session: aiohttp.ClientSession) -> None:
    async with serving(answer(200, {"data": [{"b64_json": CODED}]})) as wire:
        values = {"endpoint_url": wire.url, "context_size": "1"}
        await try_out("text2img", model_of(session, "openai_api_compatible", "sd-turbo", values, True))
    assert wire.requests[0]["n"] == 1
