"""The messages of a tool or agent, as they come, turned into the node's outputs (TOOL-MSG)."""

import mimetypes
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from tenon.engine.errors import ToolFailed
from tenon.engine.files import IDENTITY, File
from tenon.engine.http_answer import kind_of
from tenon.engine.node import Context
from tenon.engine.ports import HttpRequest, ToolMessage


@dataclass(slots=True)
class Collected:
    """Everything a tool gave back."""

    text: list[str] = field(default_factory=list[str])
    files: list[File] = field(default_factory=list[File])
    json: list[Any] = field(default_factory=list[Any])
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])

    def values(self) -> dict[str, Any]:
        """The outputs: three fixed ones, and the tool's own variables."""
        return {**self.variables, "text": "".join(self.text), "files": self.files, "json": self.json}


async def collect(messages: AsyncIterator[ToolMessage], ctx: Context) -> Collected:
    """Read all messages. Text and streamed variables are passed on at once, steps are logged, files are kept."""
    found = Collected()
    async for message in messages:
        match message.kind:
            case "text":
                _say(found, ctx, str(message.value))
            case "link":
                _say(found, ctx, f"{message.value}\n")
            case "json":
                found.json.append(message.value)
            case "variable":
                _variable(found, ctx, message)
            case "log":
                _log(ctx, message.value)
            case "usage":
                found.metadata.update(cast(dict[str, Any], message.value))
            case "file" | "files" | "image" | "image_link" | "blob":
                found.files += await files_of(message, ctx)
            case _:
                raise ToolFailed(f"The tool sent a message of the unknown kind {message.kind!r}.")
    return found


def _say(found: Collected, ctx: Context, text: str) -> None:
    found.text.append(text)
    ctx.emit(text)


def _variable(found: Collected, ctx: Context, message: ToolMessage) -> None:
    if not message.name:
        raise ToolFailed("The tool sent a variable without a name.")
    if not message.stream:
        found.variables[message.name] = message.value
        return
    piece = str(message.value)
    found.variables[message.name] = str(found.variables.get(message.name, "")) + piece
    ctx.emit(piece, message.name)


def _log(ctx: Context, value: Any) -> None:
    step = cast(dict[str, Any], value)
    status = step.get("status")
    ctx.log(
        str(step.get("id", "")),
        str(step.get("label", "")),
        status if status in ("start", "success", "error") else "start",
        parent_id=step.get("parent_id"),
        error=step.get("error"),
        data=step.get("data"),
        metadata=step.get("metadata"),
    )


async def files_of(message: ToolMessage, ctx: Context) -> list[File]:
    """The files a message brings, kept. Raises `ToolFailed` for what is no file, or when it cannot be fetched."""
    value: Any = message.value
    if isinstance(value, File):
        return [value]
    if isinstance(value, list):
        items = cast(list[Any], value)
        return [file for item in items for file in await files_of(ToolMessage(message.kind, item, message.name), ctx)]
    if isinstance(value, dict):
        entry = cast(dict[str, Any], value)
        if entry.get("dify_model_identity") == IDENTITY or "transfer_method" in entry:
            return [File.from_dict(entry)]
        data: Any = entry.get("data", entry.get("blob"))
        if isinstance(data, bytes):
            return [
                await _kept(ctx, data, str(entry.get("filename") or message.name), str(entry.get("mime_type") or ""))
            ]
    if isinstance(value, bytes):
        return [await _kept(ctx, value, message.name, "")]
    if isinstance(value, str):
        return [await _fetched(ctx, value, message.name)]
    raise ToolFailed("The tool sent a file that cannot be read.", error_type="ToolFileError")


async def _fetched(ctx: Context, url: str, name: str) -> File:
    response = await ctx.ports.http.send(HttpRequest("GET", url, max_bytes=ctx.ports.limits.document_max_bytes))
    if response.status >= 400:
        raise ToolFailed(f"The tool's file at {url[:200]} answered {response.status}.", error_type="ToolFileError")
    mime_type = {k.lower(): v for k, v in response.headers.items()}.get("content-type", "").split(";", 1)[0].strip()
    name = name or PurePosixPath(unquote(urlsplit(url).path)).name
    return await _kept(ctx, response.body, name, mime_type)


async def _kept(ctx: Context, data: bytes, name: str, mime_type: str) -> File:
    mime_type = mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
    name = name or "file"
    if not PurePosixPath(name).suffix:
        name += mimetypes.guess_extension(mime_type) or ".bin"
    return await ctx.ports.files.store(data, filename=name, mime_type=mime_type, kind=kind_of(mime_type))
