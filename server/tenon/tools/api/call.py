"""Calls an operation of an API and turns its answer into messages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast
from urllib.parse import quote, unquote, urlencode, urlsplit

from tenon.tools.answers import is_text, json_of_body, text_of_body
from tenon.tools.api.auth import sign
from tenon.tools.api.body import FORM, MULTIPART
from tenon.tools.api.operation import ApiOperation, ApiParameter
from tenon.tools.arguments import check, text_of
from tenon.tools.errors import ToolError, ToolParameterError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import MB, FormField, ToolContext, WebAnswer, WebRequest

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Seconds to connect and to wait for the answer, bytes of the answer (TOOL-API-10)."""

    connect_timeout: float = 10
    read_timeout: float = 60
    max_bytes: int = 20 * MB


async def call(
    context: ToolContext, operation: ApiOperation, given: Mapping[str, Any], limits: CallLimits
) -> list[ToolMessage]:
    """What the API answers. Raises `ToolError` with the API's own text when its status is 400 or more."""
    return messages(operation, await send(context, operation, given, limits))


async def send(
    context: ToolContext, operation: ApiOperation, given: Mapping[str, Any], limits: CallLimits
) -> WebAnswer:
    """The raw answer. Raises `ToolParameterError` before anything is sent, `ToolError` when there is no answer."""
    values = check(operation.declaration(""), given)
    signature = sign(context.credentials)
    params: list[tuple[str, str]] = []
    headers: list[tuple[str, str]] = []
    cookies: list[str] = []
    url = operation.url
    for parameter in operation.parameters:
        if parameter.name not in values:
            continue
        value = values[parameter.name]
        match parameter.place:
            case "path":
                url = url.replace(f"{{{parameter.wire}}}", _path(parameter, value))
            case "query":
                params += _query(parameter, value)
            case "header":
                headers.append((parameter.wire, _line(parameter, _joined(value, ","))))
            case "cookie":
                cookies.append(f"{quote(parameter.wire)}={quote(_joined(value, ','))}")
            case "body":
                pass
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    body, form, kind = await _body(context, operation, values)
    headers += [("Content-Type", kind)] if kind and not form else []
    named = {name.lower() for name, _ in signature.headers}
    headers = [pair for pair in headers if pair[0].lower() not in named]
    if not any(name.lower() == "accept" for name, _ in headers):
        headers.append(("Accept", "application/json, */*;q=0.8"))
    request = WebRequest(
        operation.method,
        url,
        (*headers, *signature.headers),
        (*params, *signature.params),
        body,
        form,
        limits.connect_timeout,
        limits.read_timeout,
        limits.max_bytes,
    )
    return await context.web.send(request)


def messages(operation: ApiOperation, answer: WebAnswer) -> list[ToolMessage]:
    """An answer as messages: text, JSON as well where it is JSON, a file where it is neither."""
    if answer.status >= 400:
        said = text_of_body(answer).strip()[:1000] if is_text(answer) else answer.mime_type
        raise ToolError(f"{operation.name}: the API answered with status {answer.status}. {said}".strip())
    if not answer.body:
        return [ToolMessage("text", f"The API answered with status {answer.status} and no content.")]
    if not is_text(answer):
        kind = answer.mime_type or "application/octet-stream"
        name = _filename(answer)
        return [
            ToolMessage("text", f"The API answered with the file {name} ({kind}, {len(answer.body)} bytes)."),
            ToolMessage("blob", {"data": answer.body, "filename": name, "mime_type": kind}, name),
        ]
    found = [ToolMessage("text", text_of_body(answer))]
    if "html" not in answer.mime_type:
        try:
            value = json_of_body(answer)
        except ValueError:
            return found
        if isinstance(value, dict | list):
            found.append(ToolMessage("json", value))
    return found


def _filename(answer: WebAnswer) -> str:
    for part in answer.header("content-disposition").split(";"):
        name, _, value = part.strip().partition("=")
        if name.lower() == "filename" and value:
            return PurePosixPath(value.strip("\"' ")).name or "answer"
    return PurePosixPath(unquote(urlsplit(answer.url).path)).name or "answer"


def _path(parameter: ApiParameter, value: Any) -> str:
    text = _joined(value, ",")
    if text in ("", ".", ".."):
        raise ToolParameterError(f"The input {parameter.name} stands in the address and cannot be {text!r}.")
    return quote(text, safe=",")


def _line(parameter: ApiParameter, text: str) -> str:
    if "\n" in text or "\r" in text or "\x00" in text:
        raise ToolParameterError(f"The input {parameter.name} is sent as a header and cannot have several lines.")
    return text


def _query(parameter: ApiParameter, value: Any) -> list[tuple[str, str]]:
    name = parameter.wire
    if parameter.style == "json":
        return [(name, json.dumps(value, ensure_ascii=False))]
    if isinstance(value, list):
        items = [_scalar(item) for item in cast(list[Any], value)]
        if parameter.explode is not False and parameter.style in ("", "form"):
            return [(name, item) for item in items]
        return [(name, _SEPARATORS.get(parameter.style, ",").join(items))]
    if isinstance(value, dict):
        members = cast(dict[str, Any], value).items()
        if parameter.style == "deepObject":
            return [(f"{name}[{key}]", _scalar(item)) for key, item in members]
        if parameter.explode is not False:
            return [(key, _scalar(item)) for key, item in members]
        return [(name, ",".join(f"{key},{_scalar(item)}" for key, item in members))]
    return [(name, _scalar(value))]


def _joined(value: Any, separator: str) -> str:
    if isinstance(value, list):
        return separator.join(_scalar(item) for item in cast(list[Any], value))
    if isinstance(value, dict):
        return separator.join(f"{key}{separator}{_scalar(item)}" for key, item in cast(dict[str, Any], value).items())
    return _scalar(value)


def _scalar(value: Any) -> str:
    return "" if value is None else text_of(value)


async def _body(
    context: ToolContext, operation: ApiOperation, values: Mapping[str, Any]
) -> tuple[bytes | None, tuple[FormField, ...], str]:
    """Bytes, or the fields of a multipart form, and the type."""
    parts = [(p, values[p.name]) for p in operation.parameters if p.place == "body" and p.name in values]
    kind = operation.body_type
    if not parts:
        return (
            (b"{}", (), kind)
            if kind.endswith("json") and operation.method in ("POST", "PUT", "PATCH")
            else (None, (), "")
        )
    whole = next((value for parameter, value in parts if not parameter.wire), None)
    if whole is not None:
        return await _whole(context, kind, whole)
    if kind == MULTIPART:
        fields = [field for parameter, value in parts for field in await _fields(context, parameter, value)]
        return None, tuple(fields), kind
    members = {parameter.wire: value for parameter, value in parts}
    if kind == FORM:
        pairs = [
            (name, _scalar(item))
            for name, value in members.items()
            for item in (cast(list[Any], value) if isinstance(value, list) else [value])
        ]
        return urlencode(pairs).encode(), (), kind
    return json.dumps(members, ensure_ascii=False, default=str).encode(), (), kind


async def _whole(context: ToolContext, kind: str, value: Any) -> tuple[bytes | None, tuple[FormField, ...], str]:
    if kind.endswith("json"):
        if isinstance(value, str):
            try:
                json.loads(value)
            except ValueError:
                value = json.dumps(value, ensure_ascii=False)
            return value.encode(), (), kind
        return json.dumps(value, ensure_ascii=False, default=str).encode(), (), kind
    if isinstance(value, str | int | float):
        return text_of(value).encode(), (), kind
    if isinstance(value, dict | list) and kind == FORM:
        return urlencode(cast(Any, value), doseq=True).encode(), (), kind
    file = await context.files.read(value)
    return file.data, (), kind or file.mime_type


async def _fields(context: ToolContext, parameter: ApiParameter, value: Any) -> list[FormField]:
    items = cast(list[Any], value) if isinstance(value, list) else [value]
    fields: list[FormField] = []
    for item in items:
        if parameter.schema.get("format") == "binary" or "binary" in str(parameter.schema.get("items")):
            file = await context.files.read(item)
            fields.append(FormField(parameter.wire, file.data, file.filename, file.mime_type))
        else:
            fields.append(FormField(parameter.wire, _scalar(item).encode()))
    return fields
