"""Files as parts of prompts: which a model can read, and their bytes."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, cast

from tenon.engine.errors import NodeError
from tenon.engine.files import File
from tenon.engine.node import Context
from tenon.models.messages import Detail, MediaPart
from tenon.models.port import ChatModel, ModelFacts

type MediaKind = Literal["image", "audio", "video", "document"]


def files_in(value: Any) -> list[File]:
    """The files of a variable: a file, a list of files, or none."""
    if isinstance(value, File):
        return [value]
    if isinstance(value, (list, tuple)):
        return [item for item in cast(Sequence[Any], value) if isinstance(item, File)]
    return []


def media_kind(file: File) -> MediaKind:
    """What a file is to a model; `custom` files go by their MIME type."""
    if file.kind != "custom":
        return file.kind
    main = file.mime_type.split("/", 1)[0]
    return cast(MediaKind, main) if main in ("image", "audio", "video") else "document"


def can_read(facts: ModelFacts, file: File) -> bool:
    """Whether a model takes such a file in a prompt."""
    match media_kind(file):
        case "image":
            return facts.vision
        case "audio":
            return facts.audio
        case "video":
            return facts.video
        case "document":
            return facts.document


def refuse_unreadable(model: ChatModel, files: Iterable[File]) -> None:
    """Raise for the first file that the model cannot read, saying what to do instead."""
    for file in files:
        if can_read(model.facts, file):
            continue
        kind = media_kind(file)
        hint = "Put a Document Extractor before this node." if kind == "document" else "Choose a model that can."
        raise NodeError(
            f"Model {model.name} cannot read {kind} files ({file.filename or 'unnamed'}). {hint}",
            error_type="InvalidVariableTypeError",
        )


async def media_parts(ctx: Context, files: Iterable[File], detail: Detail) -> list[MediaPart]:
    """The files with their bytes, in order. Raises `FileFetchFailed`."""
    return [
        MediaPart(
            kind=media_kind(file),
            mime_type=file.mime_type or "application/octet-stream",
            data=await ctx.ports.files.read(file),
            filename=file.filename,
            detail=detail,
        )
        for file in files
    ]
