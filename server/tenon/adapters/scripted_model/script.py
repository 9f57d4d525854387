"""The script: which request gets which answer. Format in docs/en/scripted-model.md."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tenon.errors import BadRequest

Kind = Literal["chat", "completion", "embeddings", "rerank", "models", "speech2text", "tts", "moderation", "images"]


class BadScript(BadRequest):
    """The script does not follow its format; the message names the place."""

    code = "bad_model_script"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class When(_Strict):
    """Conditions of a rule; all that are given must hold. Texts are regular expressions, searched anywhere."""

    kind: Kind | None = None
    model: str | None = None
    last: str | None = None
    system: str | None = None
    prompt: str | None = None
    tool_result: str | bool | None = None
    tools: list[str] | bool | None = None
    json_schema: bool | None = None
    stream: bool | None = None
    key: str | None = None
    call: int | list[int] | None = None

    @field_validator("model", "last", "system", "prompt", "tool_result", "key")
    @classmethod
    def _is_pattern(cls, value: object) -> object:
        if isinstance(value, str):
            try:
                re.compile(value)
            except re.error as error:
                raise ValueError(f"not a regular expression: {error}") from None
        return value


class Failure(_Strict):
    """An HTTP error instead of an answer."""

    status: int = Field(default=500, ge=400, le=599)
    message: str = "The script says so."
    code: str | None = None
    body: Any = None
    retry_after: float | None = None


class ScriptedCall(_Strict):
    """A tool call of the answer."""

    name: str
    arguments: dict[str, Any] | str = Field(default_factory=dict[str, Any])
    id: str | None = None


class Delay(_Strict):
    """Milliseconds before the first token and between two tokens."""

    first_ms: float = Field(default=0, ge=0)
    token_ms: float = Field(default=0, ge=0)


class Counts(_Strict):
    """The usage that is told."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class Reply(_Strict):
    """What a rule answers."""

    answer: str | None = None
    tokens: list[str] | None = None
    answer_json: Any = Field(default=None, alias="json")
    reasoning: str | None = None
    tool_calls: list[ScriptedCall] = Field(default_factory=list[ScriptedCall])
    delay: Delay = Delay()
    finish_reason: str | None = None
    usage: Counts | Literal[False] | None = None
    error: Failure | None = None
    cut_after: int | None = Field(default=None, ge=0)
    malformed_after: int | None = Field(default=None, ge=0)
    error_after: int | None = Field(default=None, ge=0)
    hang: bool = False
    split_bytes: int | None = Field(default=None, ge=1)
    embeddings: list[list[float]] | None = None
    scores: list[float] | None = None
    flagged: bool | None = None


class Rule(Reply):
    """A reply with its conditions."""

    when: When = When()
    times: int | None = Field(default=None, ge=1)


class Script(_Strict):
    """A whole script: the first rule that fits answers; without one, the echo."""

    models: list[str] = Field(default_factory=lambda: ["scripted"])
    api_key: str | None = None
    dimensions: int = Field(default=256, ge=1, le=8192)
    delay: Delay = Delay()
    rules: list[Rule] = Field(default_factory=list[Rule])


class Asked:
    """What a rule looks at in a request."""

    __slots__ = ("key", "kind", "last", "model", "prompt", "raw", "schema", "stream", "system", "tool_result", "tools")

    def __init__(self, kind: Kind, raw: Mapping[str, Any], key: str) -> None:
        self.kind: Kind = kind
        self.raw, self.key = raw, key
        self.model = str(raw.get("model") or "")
        self.stream = bool(raw.get("stream"))
        messages: Sequence[Mapping[str, Any]] = raw.get("messages") or ()
        texts = [text_of(message.get("content")) for message in messages]
        self.system = "\n".join(t for m, t in zip(messages, texts, strict=True) if m.get("role") in _SYSTEM)
        self.tool_result: str | None = texts[-1] if messages and messages[-1].get("role") == "tool" else None
        self.last = next((t for m, t in zip(reversed(messages), reversed(texts), strict=True) if _is_user(m)), "")
        if kind == "completion":
            self.last = text_of(raw.get("prompt"))
        elif kind in ("embeddings", "rerank", "tts", "moderation"):
            self.last = text_of(raw.get("input") or raw.get("query"))
        elif kind == "images":
            self.last = text_of(raw.get("prompt"))
        elif kind == "speech2text":
            self.last = str(raw.get("filename") or "")
        self.prompt = "\n".join(texts) if messages else self.last
        tools: Sequence[Mapping[str, Any]] = raw.get("tools") or ()
        self.tools = [str(tool.get("function", {}).get("name")) for tool in tools]
        self.schema: Mapping[str, Any] | None = _schema(raw.get("response_format"))


class Player:
    """A script while it is played: counts calls and uses of rules."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self._used = [0] * len(script.rules)
        self._seen = [0] * len(script.rules)

    def reply(self, asked: Asked) -> Rule | None:
        """The first rule that fits, or None for the echo."""
        for index, rule in enumerate(self.script.rules):
            if not _fits(rule.when, asked):
                continue
            self._seen[index] += 1
            calls = rule.when.call
            if calls is not None and self._seen[index] not in ([calls] if isinstance(calls, int) else calls):
                continue
            if rule.times is not None and self._used[index] >= rule.times:
                continue
            self._used[index] += 1
            return rule
        return None


def read_script(text: str) -> Script:
    """A script from YAML. Raises `BadScript`."""
    try:
        return Script.model_validate(yaml.safe_load(text) or {})
    except yaml.YAMLError as error:
        raise BadScript(f"The model script is not YAML: {error}") from None
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadScript(f"The model script is not right: {problems}") from None


def text_of(content: Any) -> str:
    """The text of a message's content in any of its forms."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(map(text_of, cast(list[Any], content)))
    if isinstance(content, dict):
        return text_of(cast(dict[str, Any], content).get("text"))
    return "" if content is None else str(content)


_SYSTEM = ("system", "developer")


def _is_user(message: Mapping[str, Any]) -> bool:
    return message.get("role") == "user"


def _schema(wanted: Any) -> Mapping[str, Any] | None:
    """The JSON Schema of a `response_format`; any object when only JSON is asked for."""
    form: Mapping[str, Any] = cast(dict[str, Any], wanted) if isinstance(wanted, dict) else {}
    if form.get("type") == "json_schema":
        return form.get("json_schema", {}).get("schema") or {}
    return {"type": "object"} if form.get("type") == "json_object" else None


def _fits(when: When, asked: Asked) -> bool:
    if when.kind is not None and when.kind != asked.kind:
        return False
    texts = ((when.model, asked.model), (when.last, asked.last), (when.system, asked.system))
    for pattern, text in (*texts, (when.prompt, asked.prompt), (when.key, asked.key)):
        if pattern is not None and re.search(pattern, text, re.DOTALL) is None:
            return False
    if when.stream is not None and when.stream != asked.stream:
        return False
    if when.json_schema is not None and when.json_schema != (asked.schema is not None):
        return False
    return _fits_tools(when, asked)


def _fits_tools(when: When, asked: Asked) -> bool:
    match when.tool_result:
        case bool():
            if when.tool_result != (asked.tool_result is not None):
                return False
        case str():
            if asked.tool_result is None or re.search(when.tool_result, asked.tool_result, re.DOTALL) is None:
                return False
        case None:
            pass
    if isinstance(when.tools, bool):
        return when.tools == bool(asked.tools)
    return when.tools is None or set(when.tools) <= set(asked.tools)
