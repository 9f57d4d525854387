"""Models of speech and moderation that wrap a model: retry where it is safe, long texts spoken in parts."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing

from tenon.models.errors import ModelError
from tenon.models.policies import Pricing, Retry
from tenon.models.port import ModerationModel, SpeechToTextModel, TextToSpeechModel, Voice

_BREAKS = (r"\n\s*\n", r"\n", r"[。！？!?]+[”’」』\"')）]*|\.(?=\s)[”’\"']*", r"[，、；,;：:]", r"\s")
MOST_WAITING = 4


class GuardedTranscription:
    """A model that writes down speech, with retry."""

    def __init__(self, model: SpeechToTextModel, retry: Retry | None = None, pricing: Pricing | None = None) -> None:
        self._model, self._retry, self.pricing = model, retry or Retry(), pricing or Pricing()
        self.provider, self.name = model.provider, model.name

    async def transcribe(self, audio: bytes, *, filename: str, mime_type: str, user: str = "") -> str:
        """The text. Raises the errors of `models.errors`."""
        return await repeated(
            self._retry, lambda: self._model.transcribe(audio, filename=filename, mime_type=mime_type, user=user)
        )


class GuardedModeration:
    """A model that judges texts, with retry."""

    def __init__(self, model: ModerationModel, retry: Retry | None = None, pricing: Pricing | None = None) -> None:
        self._model, self._retry, self.pricing = model, retry or Retry(), pricing or Pricing()
        self.provider, self.name = model.provider, model.name

    async def flagged(self, texts: Sequence[str], *, user: str = "") -> bool:
        """Whether any of the texts breaks the provider's rules. Raises the errors of `models.errors`."""
        return await repeated(self._retry, lambda: self._model.flagged(texts, user=user))


class GuardedSpeech:
    """A model that speaks, with retry before the first sound; texts above `longest` are spoken in parts.

    The next parts are asked for while one is played, `workers` at once, and come in the order of the text (MOD-RT-12).
    """

    def __init__(
        self, model: TextToSpeechModel, longest: int = 0, workers: int = 1, retry: Retry | None = None,
        pricing: Pricing | None = None,
    ) -> None:  # fmt: skip
        self._model, self._retry, self.pricing = model, retry or Retry(), pricing or Pricing()
        self._longest, self._workers = longest, max(1, min(workers, MOST_WAITING))
        self.provider, self.name = model.provider, model.name
        self.voices, self.mime_type = model.voices, model.mime_type

    async def speak(self, text: str, *, voice: str = "", user: str = "") -> AsyncGenerator[bytes]:
        """Audio in pieces as they come. Raises the errors of `models.errors`."""
        first, *others = parts_of(text, self._longest) or [text]
        tasks: list[asyncio.Task[bytes]] = []
        slots = asyncio.Semaphore(max(1, self._workers - 1))

        async def whole(part: str) -> bytes:
            async with slots:
                return b"".join([piece async for piece in self._part(part, voice, user)])

        try:
            tasks += [asyncio.get_running_loop().create_task(whole(part)) for part in others]
            async with aclosing(self._part(first, voice, user)) as pieces:
                async for piece in pieces:
                    yield piece
            for task in tasks:
                yield await task
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _part(self, text: str, voice: str, user: str) -> AsyncGenerator[bytes]:
        attempt, begun = 0, False
        while True:
            try:
                async with aclosing(self._spoken(text, voice, user)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
                return
            except ModelError as error:
                wait = None if begun else self._retry.wait(error, attempt)
                if wait is None:
                    raise
            attempt += 1
            await asyncio.sleep(wait)

    async def _spoken(self, text: str, voice: str, user: str) -> AsyncGenerator[bytes]:
        async for piece in self._model.speak(text, voice=voice, user=user):
            yield piece


async def repeated[T](retry: Retry, call: Callable[[], Awaitable[T]]) -> T:
    """The result of a call, repeated where the policy allows it. Raises the errors of `models.errors`."""
    attempt = 0
    while True:
        try:
            return await call()
        except ModelError as error:
            wait = retry.wait(error, attempt)
            if wait is None:
                raise
        attempt += 1
        await asyncio.sleep(wait)


def parts_of(text: str, longest: int, level: int = 0) -> list[str]:
    """A text in parts of at most `longest` characters, cut at paragraphs, else sentences, else words; 0: no limit."""
    text = text.strip()
    if not text:
        return []
    if longest <= 0 or len(text) <= longest:
        return [text]
    if level >= len(_BREAKS):
        return [text[start : start + longest] for start in range(0, len(text), longest)]
    parts: list[str] = []
    start = 0
    pieces: list[str] = []
    for match in re.finditer(_BREAKS[level], text):
        pieces.append(text[start : match.end()])
        start = match.end()
    pieces.append(text[start:])
    held = ""
    for piece in pieces:
        if held and len((held + piece).rstrip()) > longest:
            parts += parts_of(held, longest, level + 1)
            held = ""
        held += piece
    return parts + parts_of(held, longest, level + 1)


def voice_for(voices: Sequence[Voice], wanted: str, language: str) -> str:
    """The voice to use: the one wanted when the model has it, else the first of the language, else the default ("")."""
    if wanted and (not voices or any(voice.id == wanted for voice in voices)):
        return wanted
    tag = language.replace("_", "-").lower()
    if tag and voices and not _knows(voices[0], tag):
        return next((voice.id for voice in voices if _knows(voice, tag)), "")
    return ""


def _knows(voice: Voice, tag: str) -> bool:
    base = tag.partition("-")[0]
    return not voice.languages or any(known.lower().partition("-")[0] == base for known in voice.languages)


_UNSPOKEN = (
    (re.compile(r"<think>.*?(</think>|$)", re.DOTALL), ""),
    (re.compile(r"```.*?(```|$)", re.DOTALL), "\n"),
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"https?://\S+"), ""),
    (re.compile(r"</?[a-zA-Z][^>]{0,200}>"), ""),
    (re.compile(r"^\s{0,3}(#{1,6}|>|[-*+]|\d{1,3}[.)])\s+", re.MULTILINE), ""),
    (re.compile(r"^\s*\|?[\s:|-]{3,}\|?\s*$", re.MULTILINE), ""),
    (re.compile(r"\*\*|__|~~|`|\*"), ""),
    (re.compile(r"\|"), " "),
    (re.compile(r"[ \t]+"), " "),
)


def speakable(text: str) -> str:
    """A text without what cannot be spoken: thoughts, code blocks, marks of Markdown and HTML, addresses."""
    for pattern, put in _UNSPOKEN:
        text = pattern.sub(put, text)
    return text.strip()
