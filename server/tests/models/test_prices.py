"""Money of models that count no tokens: searches, seconds, characters, texts, pictures."""

import io
import wave
from decimal import Decimal
from typing import Any, cast

import pytest

from tenon.models.catalogue import BadCatalogue, load, read_provider
from tenon.models.catalogue.facts import pricing_of
from tenon.models.messages import MediaPart, RerankItem, Usage
from tenon.models.metered import Spent, metered
from tenon.models.policies import Pricing
from tenon.models.pool import Entry, Pool, Rests, pooled
from tenon.models.port import ImageResult, ModelKind
from tenon.models.sound import seconds_of
from tests.models.test_catalogue import ENTRY


def wav(seconds: float) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(int(16000 * seconds)))
    return buffer.getvalue()


class Everything:
    """A model of all kinds."""

    provider, name = "riverside", "reed"
    voices, mime_type = (), "audio/mpeg"

    def __init__(self, pricing: Pricing) -> None:
        self.pricing = pricing

    async def rerank(self, query: str, documents: list[str], **_: Any) -> list[RerankItem]:
        return []

    async def transcribe(self, audio: bytes, **_: Any) -> str:
        return "said"

    async def speak(self, text: str, **_: Any) -> Any:
        yield b"sound"

    async def flagged(self, texts: list[str], **_: Any) -> bool:
        return False

    async def draw(self, prompt: str, **_: Any) -> ImageResult:
        return ImageResult([MediaPart("image", "image/png", data=b"x")] * 3, Usage(prompt_tokens=5, currency="EUR"))


async def used(kind: ModelKind, model: Any) -> None:
    match kind:
        case "rerank":
            await model.rerank("what is it?", ["some text"] * 101)
        case "speech2text":
            await model.transcribe(wav(1.5), filename="a.wav", mime_type="audio/wav")
        case "tts":
            assert [piece async for piece in model.speak("Hello!")] == [b"sound"]
        case "moderation":
            await model.flagged(["a", "b"])
        case _:
            await model.draw("a dot")


@pytest.mark.parametrize("in_pool", [False, True])
@pytest.mark.parametrize(
    ("kind", "per", "unit", "money", "units"),
    [
        ("rerank", "search", "0.001", "0.004", 101),
        ("rerank", "token", "1", str((3 + 3) * 101 * 2), 101),
        ("speech2text", "second", "1", "3", len(wav(1.5))),
        ("tts", "character", "0.000001", "0.000012", 6),
        ("moderation", "text", "0.001", "0.004", 2),
        ("text2img", "picture", "1", "6", 3),
        ("text2img", "second", "1", "0", 3),
    ],
)
async def test_what_calls_cost(kind: ModelKind, per: str, unit: str, money: str, units: int, in_pool: bool) -> None:
    model: Any = Everything(Pricing(Decimal(2), unit=Decimal(unit), currency="CNY", per=per))
    if in_pool:
        model = pooled(kind, Pool([Entry("a", model), Entry("b", model)], Rests(), rotate=True))
    notes: list[Spent] = []
    await used(kind, metered(kind, model, notes.append))
    (spent,) = notes
    assert (spent.usage.total_price, spent.units) == (Decimal(money), units)
    if Decimal(money):
        assert spent.usage.currency == "CNY"


def test_how_long_a_recording_lasts() -> None:
    assert seconds_of(wav(2.25)) == 2.25
    mp3 = b"\xff\xfb\x90\x00" + bytes(16000 - 4)  # MPEG 1, layer 3, 128 kbit/s
    assert seconds_of(mp3) == 1.0
    tagged = b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128)
    assert seconds_of(tagged + mp3) == 1.0
    slow = b"\xff\xf3\x40\x00" + bytes(8000 - 4)  # MPEG 2, 32 kbit/s
    assert seconds_of(slow) == 2.0
    assert seconds_of(b"RIFF" + bytes(3996)) == 1.0
    assert seconds_of(bytes(8000)) == 2.0
    assert seconds_of(b"") == 0


def test_prices_of_the_catalogue() -> None:
    catalogue = load()
    whisper = catalogue.model(catalogue.resolve("openai"), "whisper-1", "speech2text")
    assert pricing_of(whisper).counted("second", 60).total_price == Decimal("0.006")
    rerank = catalogue.model(catalogue.resolve("cohere"), "rerank-v3.5", "rerank")
    assert pricing_of(rerank).counted("search", 1000).total_price == 2
    wrong = ENTRY.replace("context_size: 128000}}", 'context_size: 128000}, pricing: {input: "1", per: picture}}')
    with pytest.raises(BadCatalogue, match="no price per picture"):
        read_provider(wrong, "riverside.yaml")


def test_a_price_per_picture_leaves_tokens_alone() -> None:
    usage = Pricing(Decimal(2), per="picture", currency="CNY").priced(Usage(prompt_tokens=9))
    assert (usage.total_price, usage.prompt_tokens, usage.currency) == (0, 9, "CNY")
    assert cast(Any, Pricing().counted("picture", 3)).total_price == 0
