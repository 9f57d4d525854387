"""Writes and improves prompts from a wish in plain words (APP-CHAT-03, -04)."""

import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, cast

import orjson

from tenon.domain.app.schemas import PromptWish
from tenon.domain.auth.principal import Principal
from tenon.domain.provider.gateway import Gateway
from tenon.errors import TenonError
from tenon.models.errors import ProviderNotConfigured
from tenon.models.messages import ChatRequest, Message
from tenon.models.port import ChatModel, ModelRef

_RULES = """You write prompts: the instructions that a language model gets before it talks to users of an application.
Write the prompt that the wish below asks for.

- Say who the model is, what it does, for whom, in which steps, in which form it answers, and what it must not do.
- Use short sections with Markdown headings. Leave out what the wish gives no reason for.
- What differs from user to user is a variable in double braces, such as {{topic}}: letters, digits and underscores.
- Write in the language of the wish.
- Answer with the prompt alone: no introduction, no code fence, no remark about your work."""
_CHANGE = "Change the present prompt as the wish asks. Keep its variables and all that the wish does not speak of."
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_FENCE = re.compile(r"\A```[\w-]*\n(.*?)\n?```\Z", re.DOTALL)


class PromptWriter:
    """Asks a model for a prompt."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def write(self, who: Principal, wish: PromptWish) -> AsyncIterator[bytes]:
        """Server-sent events: `text` pieces, then `end` with the whole `prompt`, or `error`.

        Raises `Forbidden`, and what the gateway raises for a model that cannot be used.
        """
        who.require("app.edit")
        chosen = wish.model
        ref = ModelRef(chosen.provider, chosen.name) if chosen else await self._gateway.default(who.workspace_id, "llm")
        if ref is None:
            raise ProviderNotConfigured("There is no language model in this workspace. Set one up in the settings.")
        model = await self._gateway.for_workspace(who.workspace_id).chat(ref)
        parameters = dict(chosen.completion_params) if chosen else {}
        request = ChatRequest(messages=_messages(wish), parameters=parameters, user=str(who.account_id))
        return _events(model, request)


def _messages(wish: PromptWish) -> list[Message]:
    rules = _RULES
    parts = [f"<wish>\n{wish.instruction}\n</wish>"]
    if wish.current_prompt.strip():
        rules = f"{rules}\n\n{_CHANGE}"
        parts.append(f"<present_prompt>\n{wish.current_prompt}\n</present_prompt>")
    if wish.ideal_output.strip():
        parts.append(f"An answer as it should be:\n<ideal_answer>\n{wish.ideal_output}\n</ideal_answer>")
    return [Message("system", rules), Message("user", "\n\n".join(parts))]


async def _events(model: ChatModel, request: ChatRequest) -> AsyncIterator[bytes]:
    texts: list[str] = []
    try:
        async with aclosing(cast(Any, model.stream(request))) as stream:
            async for delta in stream:
                if delta.text:
                    texts.append(delta.text)
                    yield _event({"event": "text", "text": delta.text})
    except TenonError as error:
        yield _event({"event": "error", "code": error.code, "status": error.status, "message": error.message})
        return
    yield _event({"event": "end", "prompt": bare("".join(texts))})


def _event(event: dict[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(event) + b"\n\n"


def bare(text: str) -> str:
    """A prompt without the thoughts before it and the code fence around it."""
    text = _THOUGHT.sub("", text).strip()
    fenced = _FENCE.match(text)
    return fenced[1].strip() if fenced else text
