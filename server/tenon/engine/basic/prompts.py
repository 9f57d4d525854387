"""Prompts of basic apps as prompts of an LLM node: `{{name}}`, context, history and query in their places."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenon.engine.basic.config import PLAIN, alias, mapping, mappings

QUERY = "{{#sys.query#}}"
MOST_ITEMS = 10
_PLACE = re.compile(r"\{\{([^{}#\s]{1,100})\}\}|\{\{#([^#{}\s]{1,400})#\}\}")
_MARKS = re.compile(r"<\|.*?\|>", re.DOTALL)

CONTEXT_FRAME = """Use the following context as your learned knowledge, inside <context></context> XML tags.

<context>
{{#context#}}
</context>

When you answer:
- If you don't know the answer, say that you don't know.
- If you are not sure, ask for clarification.
Do not mention that you got the information from the context.
Answer in the language of the user's question.
"""
"""Stands before a prompt that names no place for the context; goes again when nothing was found."""
_HISTORIES = """Here are the chat histories between human and assistant, inside <histories></histories> XML tags.

<histories>
{{#histories#}}
</histories>
"""


@dataclass(frozen=True, slots=True)
class PromptParts:
    """What an LLM node needs of a prompt; `query` is None where nothing is remembered and no query is sent."""

    template: list[dict[str, Any]] | dict[str, Any]
    query: str | None
    role_prefix: dict[str, Any] | None = None
    stop: Sequence[str] = ()


def without_marks(text: str) -> str:
    """A user's text without `<|...|>`, which models may take for marks of their own."""
    return _MARKS.sub("", text) if "<|" in text else text


def _reference(name: str, names: Sequence[str]) -> str:
    if PLAIN.fullmatch(name):
        return f"{{{{#start.{name}#}}}}"
    return f"{{{{#sys.{alias(names.index(name))}#}}}}"


def filled(text: str, names: Sequence[str], *, keep: Sequence[str] = ()) -> str:
    """A basic prompt as a template of the engine.

    `{{name}}` of the form refers to the start node (or to a system value, see `aliases`), `{{#query#}}` to the query;
    other names in `keep` stay, unknown ones too, and references that basic apps do not have go.
    """

    def place(match: re.Match[str]) -> str:
        name, special = match.group(1), match.group(2)
        if name is not None:
            return _reference(name, names) if name in names else match.group()
        if special == "query":
            return QUERY
        return match.group() if special in keep else ""

    return _PLACE.sub(place, text)


def chat_prompt(config: Mapping[str, Any], names: Sequence[str], *, knowledge: bool) -> PromptParts:
    """Messages for a chat app with a chat model."""
    if config.get("prompt_type") == "advanced":
        return _expert_messages(config, names)
    text = filled(str(config.get("pre_prompt") or ""), names, keep=("context",))
    if knowledge and "{{#context#}}" not in text:
        text = f"{CONTEXT_FRAME}\n{text}".rstrip()
    return PromptParts([{"role": "system", "text": text}], QUERY)


def completion_prompt(
    config: Mapping[str, Any], names: Sequence[str], *, knowledge: bool, query: bool = False
) -> PromptParts:
    """Messages for a text generator with a chat model; with `query` the old API's query follows the prompt."""
    if config.get("prompt_type") == "advanced":
        parts = _expert_messages(config, names)
        template = list(parts.template) if isinstance(parts.template, list) else []
        if query and parts.query:
            template.append({"role": "user", "text": parts.query})
        return PromptParts(template if query else [_no_query(item) for item in template], None)
    text = filled(str(config.get("pre_prompt") or ""), names, keep=("context",))
    if knowledge and "{{#context#}}" not in text:
        text = f"{CONTEXT_FRAME}\n{text}"
    if not query:
        return PromptParts([_no_query({"role": "user", "text": text})], None)
    if QUERY in text:
        return PromptParts([{"role": "user", "text": text}], None)
    return PromptParts([{"role": "system", "text": text}, {"role": "user", "text": QUERY}], None)


def one_text_prompt(
    config: Mapping[str, Any], names: Sequence[str], *, chat: bool, knowledge: bool, query: bool = False
) -> PromptParts:
    """The one text of a model that completes."""
    keep = ("context", "histories") if chat else ("context",)
    if config.get("prompt_type") == "advanced":
        expert = mapping(config.get("completion_prompt_config"))
        text = str(mapping(expert.get("prompt")).get("text") or "")
        roles = mapping(expert.get("conversation_histories_role"))
        prefix = {"user": roles.get("user_prefix"), "assistant": roles.get("assistant_prefix")}
        text = filled(text, names, keep=keep)
        if not chat and not query:
            text = text.replace(QUERY, "")
        return PromptParts({"text": text}, QUERY if chat else None, prefix)
    text = filled(str(config.get("pre_prompt") or ""), names, keep=("context",))
    parts = [CONTEXT_FRAME] if knowledge and "{{#context#}}" not in text else []
    parts += [text] if text else []
    if not chat:
        parts += [QUERY] if query and QUERY not in text else []
        whole = "\n".join(parts)
        return PromptParts({"text": whole if query else whole.replace(QUERY, "")}, None)
    parts += [_HISTORIES, f"Human: {QUERY}\n\nAssistant: "]
    prefix = {"user": "Human", "assistant": "Assistant"}
    return PromptParts({"text": "\n".join(parts)}, QUERY, prefix, ("\nHuman:", "</histories>"))


def _expert_messages(config: Mapping[str, Any], names: Sequence[str]) -> PromptParts:
    rows = mappings(mapping(config.get("chat_prompt_config")).get("prompt"))[:MOST_ITEMS]
    items = [
        {"role": str(row.get("role") or "user"), "text": filled(str(row.get("text") or ""), names, keep=("context",))}
        for row in rows
    ]
    if items and items[-1]["role"] == "user" and QUERY in items[-1]["text"]:
        return PromptParts(items[:-1], items[-1]["text"])  # the history stands before the query
    return PromptParts(items, QUERY)


def _no_query(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "text": item["text"].replace(QUERY, "")}
