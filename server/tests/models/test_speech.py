"""Speech and moderation over the wire of OpenAI, long texts, retry.

Wires: https://platform.openai.com/docs/api-reference/audio and .../moderations.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import aiohttp
import pytest

from tenon.models.errors import ModelError, ModelRateLimited, ModelUnauthorized, ModelUnavailable
from tenon.models.policies import Retry
from tenon.models.port import Voice
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.openai_audio import OpenAISpeech, OpenAITranscription
from tenon.models.protocols.openai_moderation import OpenAIModeration
from tenon.models.speech import GuardedModeration, GuardedSpeech, GuardedTranscription, parts_of
from tests.models.conftest import KEY
from tests.models.wire import END, answer, framed, serving

MP3 = b"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nTransfer-Encoding: chunked\r\n\r\n"
VOICES = [Voice("low", "Low"), Voice("high", "High")]
QUICK = Retry(times=1, pause=0.01)


def at(url: str) -> Endpoint:
    return Endpoint.bearer("riverside", "reed", url, KEY)


async def heard(model: OpenAISpeech | GuardedSpeech, text: str = "Hello", voice: str = "") -> bytes:
    return b"".join([piece async for piece in model.speak(text, voice=voice)])


async def test_a_recording_is_sent_as_a_form(session: aiohttp.ClientSession) -> None:
    async with serving(answer(200, {"text": " Hello there. "})) as wire:
        model = OpenAITranscription(session, at(wire.url))
        text = await model.transcribe(b"\x00\xffsound", filename="a.m4a", mime_type="audio/m4a")
    assert text == "Hello there."
    assert wire.paths == ["/v1/audio/transcriptions"]
    assert wire.headers[0]["content-type"].startswith("multipart/form-data; boundary=")
    (raw,) = wire.bodies
    assert b'name="model"' in raw
    assert b"reed" in raw
    assert b'name="file"; filename="a.m4a"' in raw
    assert b"\x00\xffsound" in raw


@pytest.mark.parametrize(("body", "text"), [(b"plain text\n", "plain text"), (b'{"text":""}', "")])
async def test_other_forms_of_a_transcript(session: aiohttp.ClientSession, body: bytes, text: str) -> None:
    async with serving(answer(200, body)) as wire:
        assert await OpenAITranscription(session, at(wire.url)).transcribe(b"x", filename="", mime_type="") == text


@pytest.mark.parametrize("body", [{}, [], {"text": 3}, {"error": {"message": "no"}}])
async def test_wrong_transcripts(session: aiohttp.ClientSession, body: object) -> None:
    async with serving(answer(200, body)) as wire:
        with pytest.raises(ModelUnavailable):
            await OpenAITranscription(session, at(wire.url)).transcribe(b"x", filename="", mime_type="")


async def test_sound_comes_in_pieces(session: aiohttp.ClientSession) -> None:
    async with serving([MP3, framed(b"one"), 0.02, framed(b"two"), END], close=False) as wire:
        model = OpenAISpeech(session, at(wire.url), VOICES, "high")
        assert [piece async for piece in model.speak("Hello")] == [b"one", b"two"]
        assert model.mime_type == "audio/mpeg"
        await heard(model, voice="low")
        await heard(model, voice="unknown")
    assert wire.requests[0] == {"model": "reed", "input": "Hello", "voice": "high", "response_format": "mp3"}
    assert [request["voice"] for request in wire.requests] == ["high", "low", "high"]


@pytest.mark.parametrize("plan", [[MP3, END], answer(200, {"detail": "busy"})])
async def test_no_sound_is_an_error(session: aiohttp.ClientSession, plan: Sequence[bytes | float]) -> None:
    async with serving(plan) as wire:
        with pytest.raises(ModelUnavailable):
            await heard(OpenAISpeech(session, at(wire.url), VOICES))


async def test_sound_that_breaks_off_is_not_asked_for_again(session: aiohttp.ClientSession) -> None:
    async with serving([MP3, framed(b"one")], [MP3, framed(b"two"), END]) as wire:
        with pytest.raises(ModelError):
            await heard(GuardedSpeech(OpenAISpeech(session, at(wire.url)), retry=QUICK))
    assert len(wire.requests) == 1


async def test_what_failed_before_it_gave_anything_is_repeated(session: aiohttp.ClientSession) -> None:
    busy = answer(429, {"error": "slow"}, "Retry-After: 0")
    async with serving(busy, [MP3, framed(b"one"), END]) as wire:
        assert await heard(GuardedSpeech(OpenAISpeech(session, at(wire.url)), retry=QUICK)) == b"one"
    async with serving(answer(503, b""), answer(200, {"text": "a"})) as wire:
        model = GuardedTranscription(OpenAITranscription(session, at(wire.url)), QUICK)
        assert await model.transcribe(b"x", filename="a", mime_type="") == "a"
    async with serving(busy, answer(200, {"results": [{"flagged": True}]})) as wire:
        assert await GuardedModeration(OpenAIModeration(session, at(wire.url)), QUICK).flagged(["x"])
    async with serving(answer(429, {"error": "slow"}, "Retry-After: 60")) as wire:
        with pytest.raises(ModelRateLimited):
            await GuardedModeration(OpenAIModeration(session, at(wire.url))).flagged(["x"])
    async with serving(answer(401, {"error": f"bad {KEY}"})) as wire:
        with pytest.raises(ModelUnauthorized) as caught:
            await heard(GuardedSpeech(OpenAISpeech(session, at(wire.url))))
    assert KEY not in caught.value.message


async def test_moderation_in_batches(session: aiohttp.ClientSession) -> None:
    good = answer(200, {"results": [{"flagged": False}, {"flagged": False}]})
    last = answer(200, {"results": [{"flagged": False}]})
    async with serving(good, last, close=False) as wire:
        model = OpenAIModeration(session, at(wire.url), most_texts=2, longest=4)
        assert not await model.flagged(["abcdefgh", "", " ", "ij"])
        assert not await model.flagged(["  "])
    assert [request["input"] for request in wire.requests] == [["abcd", "efgh"], ["ij"]]
    assert wire.paths == ["/v1/moderations"] * 2
    async with serving(answer(200, {"results": []})) as wire:
        with pytest.raises(ModelUnavailable):
            await OpenAIModeration(session, at(wire.url)).flagged(["x"])


class _Slow:
    """Speaks a text as its bytes; long texts take no longer than short ones."""

    provider, name, mime_type = "x", "y", "audio/mpeg"
    voices: Sequence[Voice] = ()

    def __init__(self) -> None:
        self.active = self.peak = self.ended = 0

    async def speak(self, text: str, *, voice: str = "", user: str = "") -> AsyncGenerator[bytes]:
        self.active += 1
        self.peak = max(self.peak, self.active)
        try:
            await asyncio.sleep(0.02)
            yield text.encode()
        finally:
            self.active -= 1
            self.ended += 1


async def test_long_texts_are_spoken_in_parts_in_order() -> None:
    model = _Slow()
    text = "One sentence. Two sentences. Three of them. And four."
    spoken = b"|".join([piece async for piece in GuardedSpeech(model, 16, 3).speak(text)])
    assert spoken == b"One sentence.|Two sentences.|Three of them.|And four."
    assert 1 < model.peak <= 3
    left = _Slow()
    leaving = GuardedSpeech(left, 16, 3).speak(text)
    await anext(leaving)
    await leaving.aclose()
    assert left.active == 0


@pytest.mark.parametrize(
    ("text", "longest", "parts"),
    [
        ("", 5, []), ("short", 0, ["short"]), ("a b c", 3, ["a b", "c"]), ("abcdefg", 3, ["abc", "def", "g"]),
        ("one\n\ntwo", 5, ["one", "two"]), ("你好。再见！", 4, ["你好。", "再见！"]),
        ("He said “no.” Then more.", 15, ["He said “no.”", "Then more."]),
    ],
)  # fmt: skip
def test_parts(text: str, longest: int, parts: list[str]) -> None:
    assert parts_of(text, longest) == parts
