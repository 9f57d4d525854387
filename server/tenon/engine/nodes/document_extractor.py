"""The document extractor: the text of a file, or of each file of a list."""

import asyncio
from typing import Any, cast

from pydantic import Field

from tenon.engine.errors import NodeError
from tenon.engine.files import File
from tenon.engine.media import files_in
from tenon.engine.model_config import ChosenSelector
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.rag.extract.document import extract
from tenon.rag.extract.errors import ExtractError


class DocumentExtractorData(NodeData):
    """Stored shape (contract: dsl.md 7, document-extractor)."""

    variable_selector: ChosenSelector = Field(default_factory=list[str])
    is_array_file: bool | None = False


class DocumentExtractor(Node[DocumentExtractorData]):
    """Reads the bytes through the files port; documents are read in threads, so the loop never waits."""

    type = "document-extractor"
    group = "transform"
    outputs = {"text": "string"}
    data_class = DocumentExtractorData

    async def run(self, data: DocumentExtractorData, ctx: Context) -> Outputs:
        """`text`: a string for a file, a list of strings for a list. Raises `NodeError` with the file named."""
        value: Any = ctx.get(data.variable_selector)
        inputs = {"variable_selector": data.variable_selector}
        ctx.note(inputs=inputs, process_data=_shown(files_in(value)))
        if isinstance(value, File):
            return Outputs(values={"text": await _text(value, ctx)}, inputs=inputs, process_data=_shown([value]))
        if isinstance(value, list):
            items = cast(list[Any], value)
            files = [item for item in items if isinstance(item, File)]
            if len(files) == len(items):
                texts = [await _text(file, ctx) for file in files]
                return Outputs(values={"text": texts}, inputs=inputs, process_data=_shown(files))
        raise NodeError(
            f"Variable {data.variable_selector} is neither a file nor a list of files.",
            error_type="DocumentExtractorError",
        )


async def _text(file: File, ctx: Context) -> str:
    limit = ctx.ports.limits.document_max_bytes
    if file.size > limit:
        raise NodeError(f"{file.filename} has {file.size} bytes; at most {limit} can be read.")
    data = await ctx.ports.files.read(file)
    name = file.filename or f"file{file.extension}"
    try:
        return await asyncio.to_thread(extract, data, name, file.mime_type, max_bytes=limit)
    except ExtractError as error:
        raise NodeError(error.message, error_type=error.error_type) from error


def _shown(files: list[File]) -> dict[str, Any]:
    return {"documents": [file.to_dict() for file in files]}
