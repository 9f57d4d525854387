"""An HTTP node's stored request turned into a real one (contract: dsl.md 7, http-request)."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from pydantic import Field, field_validator

from tenon.engine.errors import HttpFailed
from tenon.engine.files import File
from tenon.engine.media import files_in
from tenon.engine.model_config import ChosenSelector, Stored
from tenon.engine.node import Context
from tenon.engine.ports import FormPart
from tenon.engine.variables import MISSING, Reference, compile_template, parse_json

type Fill = Callable[[str], str]
type Pair = tuple[str, str]
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
MASK = "******"
_BINARY = "application/octet-stream"


class AuthConfig(Stored):
    """How the key is sent. `basic` is encoded when it holds `:`; `custom` is sent as it is."""

    type: str = "bearer"
    api_key: str | None = None
    header: str | None = None


class Authorization(Stored):
    """The authorization of a request."""

    type: str = "no-auth"
    config: AuthConfig | None = None


class BodyItem(Stored):
    """A field of a form, or the whole body under an empty key."""

    key: str = ""
    type: str = "text"
    value: str = ""
    file: ChosenSelector = Field(default_factory=list[str])

    @field_validator("key", "value", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class Body(Stored):
    """The body; old files hold one text in `data`."""

    type: str = "none"
    data: list[BodyItem] | str = Field(default_factory=list[BodyItem])

    @field_validator("data", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return value or []

    @property
    def first(self) -> BodyItem:
        """The only item of a body of one piece."""
        if isinstance(self.data, str):
            return BodyItem(value=self.data)
        return self.data[0] if self.data else BodyItem()


@dataclass(slots=True)
class Content:
    """A filled body; `mime_type` is what it is sent as when the headers do not say."""

    body: bytes | None = None
    form: list[FormPart] = field(default_factory=list[FormPart])
    mime_type: str = ""
    shown: str = ""


def pairs(text: str, fill: Fill) -> list[Pair]:
    """The lines `name:value` of a text, filled. A line that is one template may stand for several lines."""
    found: list[Pair] = []
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            found.append((fill(name).strip(), fill(value).strip()))
            continue
        for filled in fill(line).splitlines():
            name, _, value = filled.partition(":")
            found.append((name.strip(), value.strip()))
    return [(name, value) for name, value in found if name]


def header_pairs(text: str, fill: Fill) -> list[Pair]:
    """Headers. Raises `HttpFailed` for line breaks and other characters that no header may have."""
    headers = pairs(text, fill)
    for name, value in headers:
        if any(ord(char) < 32 and char != "\t" for char in name + value) or not name.isascii() or " " in name:
            raise HttpFailed(f"The header {name[:50]!r} has characters that no header may have. Check its variables.")
    return headers


def authorized(headers: list[Pair], stored: Authorization, fill: Fill) -> list[Pair]:
    """The headers with the key. Raises `HttpFailed` of type `AuthorizationConfigError` when it is missing."""
    if stored.type != "api-key":
        return headers
    config = stored.config
    if config is None:
        raise HttpFailed("The authorization is not configured. Set it up.", error_type="AuthorizationConfigError")
    key = fill(config.api_key or "").strip()
    if not key:
        raise HttpFailed(
            "The API key of the authorization is empty. Fill it in.", error_type="AuthorizationConfigError"
        )
    name = fill(config.header or "").strip() or "Authorization"
    match config.type:
        case "basic":
            value = f"Basic {base64.b64encode(key.encode()).decode() if ':' in key else key}"
        case "custom":
            value = key
        case _:
            value = f"Bearer {key}"
    kept = [pair for pair in headers if pair[0].lower() != name.lower()]
    return [*kept, (name, _one_line(value))]


def _one_line(value: str) -> str:
    if any(ord(char) < 32 for char in value):
        raise HttpFailed("The API key has line breaks. Correct it.", error_type="AuthorizationConfigError")
    return value


async def content(body: Body, ctx: Context, fill: Fill) -> Content:
    """The body, filled, with the bytes of its files. Raises `HttpFailed` or `FileFetchFailed`."""
    match body.type:
        case "none" | "":
            return Content()
        case "form-data":
            return await _form(body, ctx, fill)
        case "x-www-form-urlencoded":
            text = urlencode(_fields(body, fill))
            return Content(text.encode(), mime_type="application/x-www-form-urlencoded", shown=text)
        case "raw-text":
            text = fill(body.first.value)
            return Content(text.encode(), mime_type="text/plain; charset=utf-8", shown=text)
        case "json":
            text = filled_json(body.first.value, fill)
            return Content(text.encode() if text else None, mime_type="application/json", shown=text)
        case "binary":
            return await _binary(body, ctx)
        case _:
            raise HttpFailed(f"The body type {body.type!r} is not known.")


def _fields(body: Body, fill: Fill) -> list[Pair]:
    if isinstance(body.data, str):
        return pairs(body.data, fill)
    return [(key, fill(item.value)) for item in body.data if (key := fill(item.key).strip())]


async def _form(body: Body, ctx: Context, fill: Fill) -> Content:
    if isinstance(body.data, str):
        texts = pairs(body.data, fill)
        return Content(form=[FormPart(n, v.encode()) for n, v in texts], shown="\n".join(f"{n}: {v}" for n, v in texts))
    parts: list[FormPart] = []
    shown: list[str] = []
    for item in body.data:
        name = fill(item.key).strip()
        if not name:
            continue
        if item.type != "file":
            value = fill(item.value)
            parts.append(FormPart(name, value.encode()))
            shown.append(f"{name}: {value}")
            continue
        for file in files_in(ctx.get(item.file)):
            data = await ctx.ports.files.read(file)
            parts.append(FormPart(name, data, file.filename or "file", file.mime_type or _BINARY))
            shown.append(f"{name}: <{file.filename}, {len(data)} bytes>")
    return Content(form=parts, shown="\n".join(shown))


async def _binary(body: Body, ctx: Context) -> Content:
    selector: Sequence[str] = body.first.file
    files: list[File] = files_in(ctx.get(selector)) if selector else []
    if not files:
        raise HttpFailed("The binary body names no file. Choose a file variable.", error_type="FileFetchError")
    if len(files) > 1:
        raise HttpFailed("The binary body names several files. Choose one.", error_type="FileFetchError")
    data = await ctx.ports.files.read(files[0])
    return Content(data, mime_type=files[0].mime_type or _BINARY, shown=f"<{files[0].filename}, {len(data)} bytes>")


def filled_json(template: str, fill: Fill) -> str:
    """A JSON template filled, sent as it stands when it is JSON.

    Values inside quotes are escaped where filling them plainly gives none.
    """
    for text in (fill(template), _escaped(template, fill)):
        if not text.strip():
            return ""
        try:
            value: Any = json.loads(text, strict=False)
        except ValueError:
            continue
        return text if _is_strict(text) else json.dumps(value, ensure_ascii=False)
    raise HttpFailed(f"Failed to parse JSON: {fill(template)[:300]}", error_type="RequestBodyError")


def _is_strict(text: str) -> bool:
    return not any(ord(char) < 32 and char not in "\t\r\n" for char in text) and parse_json(text) is not MISSING


def _escaped(template: str, fill: Fill) -> str:
    out: list[str] = []
    quoted = False
    for part in compile_template(template).parts:
        if isinstance(part, Reference):
            value = fill(f"{{{{#{part.name}#}}}}")
            out.append(json.dumps(value, ensure_ascii=False)[1:-1] if quoted else value)
            continue
        bare = part.replace("\\\\", "").replace('\\"', "")
        quoted ^= bare.count('"') % 2 == 1
        out.append(part)
    return "".join(out)
