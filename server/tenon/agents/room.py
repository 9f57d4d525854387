"""Keeping an agent's prompt within its model's context: old results are shortened, the newest stay whole."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tenon.models.messages import Message, Tool
from tenon.models.port import ChatModel

_SHARE: Final = 0.8
"""Part of the context that a prompt may take; the rest is for the answer and for what counting misses."""
_LEFT: Final = 300
"""Characters that are left of a result."""
NOTE: Final = "\n[shortened: it was too long to keep]"


def fitted(
    messages: Sequence[Message], results: Sequence[int], model: ChatModel, tools: Sequence[Tool]
) -> list[Message]:
    """The messages, those of `results` (places of tools' results, oldest first) shortened as far as there is need.

    The results of the last round are left as they are. Counting takes long, so it is done only for long prompts.
    """
    found = list(messages)
    room = int(model.facts.context_size * _SHARE)
    if sum(len(message.text) for message in found) <= room:
        return found  # a character is at most a token, nearly always
    count = model.count_tokens(found, tools)
    for place in results:
        if count <= room:
            break
        message = found[place]
        if not isinstance(message.content, str) or len(message.content) <= _LEFT + len(NOTE):
            continue
        short = replace(message, content=message.content[:_LEFT] + NOTE)
        count -= model.count_tokens([message]) - model.count_tokens([short])
        found[place] = short
    return found
