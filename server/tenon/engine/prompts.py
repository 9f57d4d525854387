"""Building the prompt of an LLM node: templates, context, history, query and files (contract: dsl.md 7, llm)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from tenon.engine.errors import NodeError
from tenon.engine.files import File
from tenon.engine.media import can_read, files_in, media_parts, refuse_unreadable
from tenon.engine.model_call import history, history_text, is_completion, remembers, room
from tenon.engine.model_config import ContextConfig, Memory, ModelConfig, NamedVariable, PromptItem, Vision
from tenon.engine.node import Context
from tenon.engine.variables import Reference, compile_template, to_plain
from tenon.models.messages import Detail, MediaPart, Message, Part, Role, TextPart
from tenon.models.port import ChatModel
from tenon.models.tokens import count_text

DEFAULT_QUERY = "{{#sys.query#}}"
_REFERENCE = re.compile(r"\{\{#([^#{}\s]+)#\}\}")


@dataclass(slots=True)
class Prompt:
    """The messages, and what the trace wants to know: values that went in, files that could not be sent."""

    messages: list[Message]
    inputs: dict[str, Any] = field(default_factory=dict[str, Any])
    skipped: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class PromptPlan:
    """What a node stores about its prompt."""

    items: Sequence[PromptItem]
    model: ModelConfig
    jinja: Sequence[NamedVariable] = ()
    context: ContextConfig | None = None
    memory: Memory | None = None
    vision: Vision | None = None


async def build_prompt(plan: PromptPlan, ctx: Context, model: ChatModel) -> Prompt:
    """The prompt in the order templates, history, query, files. Raises `NodeError`, also when nothing is left."""
    prompt = Prompt([])
    ctx.note(inputs=prompt.inputs)
    context, pictures = _context(plan, ctx, model, prompt)
    extra = {"context": context}
    if plan.context and plan.context.frame and not context:
        plan = replace(plan, items=[_unframed(item, plan.context.frame) for item in plan.items])
    if is_completion(model, plan.model):
        await _completion(plan, ctx, model, prompt, extra)
    else:
        await _chat(plan, ctx, model, prompt, extra)
    await add_vision(plan, ctx, model, prompt, pictures)
    prompt.messages = [m for m in prompt.messages if (m.text.strip() if isinstance(m.content, str) else m.content)]
    if not prompt.messages:
        raise NodeError(
            "The prompt is empty. Write a prompt, or check that its variables have values.",
            error_type="NoPromptFoundError",
        )
    return prompt


def _unframed(item: PromptItem, frame: str) -> PromptItem:
    return item.model_copy(update={"text": item.text.replace(frame, "").lstrip("\n")}) if frame in item.text else item


async def _chat(plan: PromptPlan, ctx: Context, model: ChatModel, prompt: Prompt, extra: Mapping[str, str]) -> None:
    for item in plan.items:
        prompt.messages += await _message(item, plan, ctx, model, prompt, extra)
    memory = plan.memory
    if memory is None or not remembers(ctx, memory):
        return
    template = memory.query_prompt_template or DEFAULT_QUERY
    query = await _message(PromptItem(role="user", text=template), plan, ctx, model, prompt, extra)
    prompt.messages += await history(ctx, memory, model, plan.model, [*prompt.messages, *query], plan.vision)
    prompt.messages += query


async def _completion(
    plan: PromptPlan, ctx: Context, model: ChatModel, prompt: Prompt, extra: Mapping[str, str]
) -> None:
    memory = plan.memory if remembers(ctx, plan.memory) else None
    names = {**extra, "histories": ""}
    if memory:
        names["sys.query"] = ctx.text(memory.query_prompt_template or DEFAULT_QUERY, extra)
    item = PromptItem(
        text="\n".join(i.text for i in plan.items),
        edition_type=next((i.edition_type for i in plan.items), None),
        jinja2_text="\n".join(i.jinja2_text or "" for i in plan.items),
    )
    if memory:
        bare = await _filled(item, plan, ctx, prompt, names)
        names["histories"] = history_text(
            await history(ctx, memory, model, plan.model, [Message("user", bare)]), memory
        )
    text = await _filled(item, plan, ctx, prompt, names)
    source = (item.jinja2_text if item.edition_type == "jinja2" else item.text) or ""
    if names["histories"] and "{{#histories#}}" not in source:
        text = f"{names['histories']}\n{text}"
    prompt.messages.append(Message("user", text))


async def _message(
    item: PromptItem, plan: PromptPlan, ctx: Context, model: ChatModel, prompt: Prompt, extra: Mapping[str, str]
) -> list[Message]:
    """One prompt message; files it names become media in their place (of a user message behind it, for others)."""
    role = _role(item.role)
    if _edition(item) == "jinja2" or not _names_files(item.text, ctx, extra):
        return [Message(role, await _filled(item, plan, ctx, prompt, extra))]
    parts: list[Part] = []
    for piece in compile_template(item.text).parts:
        files: list[File] = []
        if isinstance(piece, Reference) and piece.selector and piece.name not in extra:
            files = files_in(ctx.find(piece.selector))
        if files:
            parts += await _media(ctx, model, files, _detail(plan.vision), prompt)
        else:
            parts.append(TextPart(ctx.text(piece if isinstance(piece, str) else f"{{{{#{piece.name}#}}}}", extra)))
    parts = _joined(parts)
    _note_inputs(item.text, ctx, prompt, extra)
    media = [p for p in parts if isinstance(p, MediaPart)]
    if role == "user" and media:
        return [Message(role, parts)]
    plain = Message(role, "".join(p.text for p in parts if isinstance(p, TextPart)))
    return [plain, Message("user", media)] if media else [plain]


def _names_files(text: str, ctx: Context, extra: Mapping[str, str]) -> bool:
    return any(
        files_in(ctx.find(selector)) for selector in compile_template(text).selectors if ".".join(selector) not in extra
    )


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Neighbouring texts as one; empty ones left out."""
    out: list[Part] = []
    for part in parts:
        last = out[-1] if out else None
        if isinstance(part, TextPart) and isinstance(last, TextPart):
            out[-1] = TextPart(last.text + part.text)
        elif not isinstance(part, TextPart) or part.text:
            out.append(part)
    return out


def _role(role: str) -> Role:
    return cast(Role, role) if role in ("system", "user", "assistant") else "user"


def _edition(item: PromptItem) -> str:
    edition = item.edition_type or "basic"
    if edition not in ("basic", "jinja2"):
        raise NodeError(
            f"A prompt is of the unknown kind {edition!r}. Use basic text or Jinja2.",
            error_type="InvalidVariableTypeError",
        )
    return edition


async def _filled(item: PromptItem, plan: PromptPlan, ctx: Context, prompt: Prompt, extra: Mapping[str, str]) -> str:
    if _edition(item) == "basic":
        _note_inputs(item.text, ctx, prompt, extra)
        return ctx.text(item.text, extra)
    values = {v.variable: to_plain(ctx.find(v.value_selector)) for v in plan.jinja}
    prompt.inputs.update(values)
    template, references = _jinja(item.jinja2_text or item.text, ctx, extra)
    return await ctx.ports.code.render(template, {**values, **references})


def _jinja(template: str, ctx: Context, extra: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """A Jinja2 template with its `{{#...#}}` blocks, which Jinja cannot read, replaced by variables."""
    values: dict[str, str] = {}

    def replaced(match: re.Match[str]) -> str:
        name = f"reference_{len(values)}_"
        values[name] = ctx.text(match.group(), extra)
        return f"{{{{ {name} }}}}"

    return _REFERENCE.sub(replaced, template), values


def _note_inputs(template: str, ctx: Context, prompt: Prompt, extra: Mapping[str, str]) -> None:
    """Keep the values a text names, for the trace. Raises `VariableNotFound` for one that does not exist."""
    for selector in compile_template(template).selectors:
        name = ".".join(selector)
        if name not in extra:
            prompt.inputs[f"#{name}#"] = to_plain(ctx.get(selector))


def _context(plan: PromptPlan, ctx: Context, model: ChatModel, prompt: Prompt) -> tuple[str, list[File]]:
    """The text behind `{{#context#}}`, and pictures of retrieved segments; as many as the model's context has room for,
    the best ones, which stand first."""
    config = plan.context
    if config is None or not config.enabled or not config.variable_selector:
        return "", []
    value: Any = ctx.find(config.variable_selector)
    pictures: list[File] = []
    if isinstance(value, list):
        room_left = room(model, plan.model, [Message("user", "\n".join(item.text for item in plan.items))])
        texts: list[str] = []
        for item in cast(list[Any], value):
            shown: list[File] = []
            texts.append(_context_item(item, shown))
            room_left -= count_text(texts[-1])
            if room_left < 0 and len(texts) > 1:
                texts.pop()
                break
            pictures += shown
        text = "\n".join(texts).strip()
    elif isinstance(value, (dict, File)):
        raise _wrong_context(cast(Any, value))
    else:
        text = "" if value is None else str(value)
    prompt.inputs["#context#"] = text
    return text, pictures


def _context_item(item: Any, pictures: list[File]) -> str:
    if not isinstance(item, dict):
        if isinstance(item, (str, int, float)):
            return str(item)
        raise _wrong_context(item)
    entry = cast(dict[str, Any], item)
    if "content" not in entry:
        raise _wrong_context(entry)
    for file in cast(list[Any], entry.get("files") or []):
        pictures.append(File.from_dict(cast(dict[str, Any], file)) if isinstance(file, dict) else file)
    summary = entry.get("summary")
    return f"{summary}\n{entry['content']}" if summary else str(entry["content"])


def _wrong_context(item: Any) -> NodeError:
    return NodeError(
        f"The context has a wrong structure: {str(item)[:200]}. Use a text, a list of texts or a knowledge result.",
        error_type="InvalidContextStructureError",
    )


def _detail(vision: Vision | None) -> Detail:
    return vision.configs.detail if vision and vision.configs else "high"


async def _media(
    ctx: Context, model: ChatModel, files: Sequence[File], detail: Detail, prompt: Prompt
) -> list[MediaPart]:
    """Media of the files the model can read; the others are named in the trace."""
    prompt.skipped += [file.filename or file.kind for file in files if not can_read(model.facts, file)]
    return await media_parts(ctx, [file for file in files if can_read(model.facts, file)], detail)


async def add_vision(
    plan: PromptPlan, ctx: Context, model: ChatModel, prompt: Prompt, pictures: Sequence[File] = ()
) -> None:
    """Put the vision files, and `pictures` of the context, before the text of the last user message.

    Files of the chat (`sys.files`) that the model cannot read are passed over, since other nodes may read them; a
    variable chosen on purpose must hold what the model can read.
    """
    if not plan.vision or not plan.vision.enabled:
        return
    selector = plan.vision.configs.variable_selector if plan.vision.configs else ["sys", "files"]
    files = files_in(ctx.find(selector))
    if selector != ["sys", "files"]:
        refuse_unreadable(model, files)
    await add_files(plan, ctx, model, prompt, [*files, *pictures])


async def add_files(plan: PromptPlan, ctx: Context, model: ChatModel, prompt: Prompt, files: Sequence[File]) -> None:
    """Put the files that the model can read before the text of the last user message, which is made when missing."""
    parts: list[Part] = [*await _media(ctx, model, files, _detail(plan.vision), prompt)]
    if not parts:
        return
    last = prompt.messages[-1] if prompt.messages else None
    if last is None or last.role != "user":
        prompt.messages.append(Message("user", parts))
        return
    text: Sequence[Part] = [TextPart(last.content)] if isinstance(last.content, str) else last.content
    prompt.messages[-1] = replace(last, content=[*parts, *(p for p in text if not isinstance(p, TextPart) or p.text)])
