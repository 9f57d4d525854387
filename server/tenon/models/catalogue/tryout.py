"""Asking a model for very little, to see whether it works."""

import io
import wave
from contextlib import aclosing
from typing import cast

from tenon.models.catalogue.schema import Kind
from tenon.models.catalogue.wires import Bound
from tenon.models.messages import ChatRequest, Message
from tenon.models.policies import GuardedChat, first_words
from tenon.models.port import EmbeddingModel, ImageModel, ModerationModel, RerankModel, SpeechToTextModel
from tenon.models.protocols.http import Timeouts
from tenon.models.speech import GuardedSpeech

CHECK_TIMEOUTS = Timeouts(connect=10, first_byte=60, idle=60)


async def try_out(kind: Kind, model: Bound) -> None:
    """Ask a model for very little. Raises what the vendor says."""
    match kind:
        case "llm":
            chat = cast(GuardedChat, model)
            limit = 16 if chat.facts.thinking else 8
            await first_words(chat, ChatRequest([Message("user", "ping")], {"max_tokens": limit}))
        case "text-embedding":
            await cast(EmbeddingModel, model).embed(["ping"], purpose="query")
        case "rerank":
            await cast(RerankModel, model).rerank("ping", ["ping", "pong"], top_n=2)
        case "speech2text":
            recorder = cast(SpeechToTextModel, model)
            await recorder.transcribe(silence(), filename="silence.wav", mime_type="audio/wav")
        case "tts":
            async with aclosing(cast(GuardedSpeech, model).speak("ping")) as pieces:
                async for _ in pieces:
                    return
        case "moderation":
            await cast(ModerationModel, model).flagged(["ping"])
        case "text2img":
            await cast(ImageModel, model).draw("a small grey dot")


def silence(seconds: float = 0.5) -> bytes:
    """A recording of nothing: WAV, 16 kHz, one channel."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(2 * int(16_000 * seconds)))
    return buffer.getvalue()
