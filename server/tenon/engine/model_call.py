"""Calling a model from a node: opening it, asking it, and the history it is told."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from tenon.engine.errors import FileFetchFailed, NodeError
from tenon.engine.media import can_read, media_parts
from tenon.engine.model_config import Memory, ModelConfig, Vision
from tenon.engine.model_usage import usage_dict
from tenon.engine.node import Context
from tenon.models.delivery import deliver
from tenon.models.errors import ContextTooLong
from tenon.models.messages import (
    ChatDelta,
    ChatRequest,
    Detail,
    FinishReason,
    MediaPart,
    Message,
    TextPart,
    ToolCall,
    Usage,
)
from tenon.models.port import ChatModel, ModelRef

_USUAL_ANSWER = 1024
MOST_EARLIER_FILES = 10
"""Files of earlier turns that are sent again."""


@dataclass(slots=True)
class Reply:
    """A whole answer, collected from the stream."""

    text: str = ""
    reasoning: str = ""
    tool_calls: Sequence[ToolCall] = ()
    media: list[MediaPart] = field(default_factory=list[MediaPart])
    finish_reason: FinishReason = "stop"
    usage: Usage = field(default_factory=Usage)


async def open_model(ctx: Context, config: ModelConfig) -> ChatModel:
    """The model a node names. Raises `NodeError` when none is chosen, else the errors of the models port."""
    if not config.provider or not config.name:
        raise NodeError("No model is chosen. Choose one in the settings of this node.", error_type="ModelNotExistError")
    return await ctx.ports.models.chat(ModelRef(config.provider, config.name))


def is_completion(model: ChatModel, config: ModelConfig) -> bool:
    """Whether the model takes one text instead of messages; the app's own word wins."""
    return config.mode == "completion" or (not config.mode and model.facts.mode == "completion")


def request_for(config: ModelConfig, messages: Sequence[Message]) -> ChatRequest:
    """A request with the node's parameters; `stop` is taken out of them."""
    parameters = dict(config.completion_params)
    stop: Any = parameters.pop("stop", None)
    if isinstance(stop, str):
        stop = [stop]
    stops = [str(item) for item in cast(list[Any], stop) if item] if isinstance(stop, list) else []
    return ChatRequest(messages=messages, parameters=parameters, stop=stops)


async def ask(model: ChatModel, request: ChatRequest, on_delta: Callable[[ChatDelta], None] | None = None) -> Reply:
    """Ask and collect the answer; `on_delta` sees every piece as it comes. The stream is closed in any case."""
    reply = Reply()
    texts: list[str] = []
    reasoning: list[str] = []
    calls: list[ToolCall] = []

    def take(delta: ChatDelta) -> None:
        if on_delta is not None:
            on_delta(delta)
        texts.append(delta.text)
        if delta.reasoning:
            reasoning.append(delta.reasoning)
        if delta.media:
            reply.media.extend(delta.media)
        if delta.tool_calls or delta.finish_reason or delta.usage:
            calls.extend(delta.tool_calls)
            reply.finish_reason = delta.finish_reason or reply.finish_reason
            reply.usage = delta.usage or reply.usage

    await deliver(model, request, take)
    reply.text, reply.reasoning, reply.tool_calls = "".join(texts), "".join(reasoning), calls
    return reply


def remembers(ctx: Context, memory: Memory | None) -> bool:
    """Whether the node uses history: in chatflows, where it is configured and not switched off."""
    return ctx.is_chatflow and memory is not None and memory.enabled is not False


async def history(
    ctx: Context,
    memory: Memory,
    model: ChatModel,
    config: ModelConfig,
    prompt: Sequence[Message],
    vision: Vision | None = None,
) -> list[Message]:
    """Earlier turns: exactly the window's rounds, else the newest whole rounds that fit beside the prompt.

    With `vision` they carry the files that were sent with them, as far as the model can read them.
    """
    window = memory.window
    if window and window.enabled and window.size:
        found = await ctx.ports.history.messages(int(window.size))
    else:
        everything = await ctx.ports.history.messages(None)
        found = fitting(everything, model, _budget(memory, model, config, prompt)) if everything else ()
    found = [readable(model, message) for message in found]
    if found and vision is not None and vision.enabled:
        await _add_files(ctx, found, model, vision.configs.detail if vision.configs else "high")
    return found


async def _add_files(ctx: Context, turns: list[Message], model: ChatModel, detail: Detail) -> None:
    """Put the newest files of earlier turns before the texts they came with; those that are gone are left out."""
    asked = [place for place, message in enumerate(turns) if message.role == "user"]
    left = MOST_EARLIER_FILES
    for place, files in zip(reversed(asked), reversed(await ctx.ports.history.files(len(asked))), strict=False):
        media: list[MediaPart] = []
        for file in [file for file in files if can_read(model.facts, file)][:left]:
            with contextlib.suppress(FileFetchFailed):
                media += await media_parts(ctx, [file], detail)
        left -= len(media)
        if media:
            said = turns[place]
            turns[place] = replace(said, content=[*media, *([TextPart(said.text)] if said.text else ())])


def _budget(memory: Memory, model: ChatModel, config: ModelConfig, prompt: Sequence[Message]) -> int:
    left = room(model, config, prompt)
    return left if memory.max_tokens is None else min(left, int(memory.max_tokens))


def room(model: ChatModel, config: ModelConfig, prompt: Sequence[Message]) -> int:
    """Tokens left for history: the context without the prompt and without the room an answer needs."""
    size = model.facts.context_size
    params = config.completion_params
    wanted: Any = params.get("max_tokens") or params.get("max_completion_tokens")
    if not isinstance(wanted, (int, float)):
        wanted = min(model.facts.max_output or _USUAL_ANSWER, size // 4)
    return size - int(wanted) - model.count_tokens(prompt)


def refuse_too_long(model: ChatModel, config: ModelConfig, prompt: Sequence[Message]) -> None:
    """Raise `ContextTooLong` when the prompt and the room asked for the answer pass the model's context."""
    params = config.completion_params
    wanted: Any = params.get("max_tokens") or params.get("max_completion_tokens") or 0
    left = model.facts.context_size - (int(wanted) if isinstance(wanted, (int, float)) else 0)
    if sum(len(message.text) for message in prompt) < left:
        return  # a character is at most a token
    tokens = model.count_tokens(prompt)
    if tokens > left:
        raise ContextTooLong(
            f"The prompt has about {tokens} tokens; with {wanted} kept for the answer it passes the "
            f"{model.facts.context_size} tokens of {model.name}. Shorten the prefix prompt, lower max tokens or choose "
            "a model with a larger context.",
            provider=model.provider,
            model=model.name,
        )


def fitting(messages: Sequence[Message], model: ChatModel, budget: int) -> list[Message]:
    """The newest rounds whose tokens stay within the budget; a round is never cut in two."""
    rounds: list[list[Message]] = []
    for message in messages:
        if message.role == "user" or not rounds:
            rounds.append([])
        rounds[-1].append(message)
    kept: list[list[Message]] = []
    for turn in reversed(rounds):
        budget -= model.count_tokens(turn)
        if budget < 0:
            break
        kept.append(turn)
    return [message for turn in reversed(kept) for message in turn]


def readable(model: ChatModel, message: Message) -> Message:
    """The message without media when the model cannot see."""
    if isinstance(message.content, str) or model.facts.vision:
        return message
    return replace(message, content=message.text)


def history_text(messages: Sequence[Message], memory: Memory) -> str:
    """The history as one text, for completion models."""
    prefix = memory.role_prefix
    names = {
        "user": (prefix.user if prefix else None) or "Human",
        "assistant": (prefix.assistant if prefix else None) or "Assistant",
    }
    return "\n".join(f"{names.get(m.role, m.role)}: {m.text}" for m in messages)


def as_one_text(messages: Sequence[Message]) -> list[Message]:
    """The messages as the one prompt of a completion model; media are kept behind the text."""
    text = "\n\n".join(message.text for message in messages if message.text)
    media = [p for m in messages if not isinstance(m.content, str) for p in m.content if isinstance(p, MediaPart)]
    return [Message("user", [TextPart(text), *media] if media else text)]


def shown(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The prompt for the trace: texts with the calls of tools, and media by name."""
    out: list[dict[str, Any]] = []
    for message in messages:
        parts = () if isinstance(message.content, str) else message.content
        files = [{"type": p.kind, "filename": p.filename} for p in parts if isinstance(p, MediaPart)]
        calls = [f"{call.name}({call.arguments})" for call in message.tool_calls]
        text = "\n".join(filter(None, (message.text, *calls))) if calls else message.text
        out.append({"role": message.role, "text": text, "files": files})
    return out


def model_trace(
    config: ModelConfig, model: ChatModel, messages: Sequence[Message], reply: Reply | None
) -> dict[str, Any]:
    """What a trace shows of a model call, before it (without a reply) and after it."""
    trace: dict[str, Any] = {
        "model_mode": config.mode,
        "model_provider": model.provider,
        "model_name": model.name,
        "prompts": shown(messages),
    }
    if reply is not None:
        trace |= {"usage": usage_dict(reply.usage), "finish_reason": reply.finish_reason}
    return trace
