"""Chunks from a CSV file: a column of contents, or questions and answers."""

import asyncio
import csv
import io
from uuid import UUID

from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.documents import Documents
from tenon.domain.knowledge.segment_schemas import (
    SegmentCreate,
)
from tenon.domain.knowledge.segments import Segments
from tenon.errors import InvalidParam
from tenon.kit.db import Database
from tenon.rag.extract.encoding import decode

TEMPLATES = {"text_model": "\ufeffcontent\r\n", "qa_model": "\ufeffquestion,answer\r\n"}
_HEADERS = {"content", "question", "内容", "分段内容", "问题"}
MOST = 10_000


class Imports:
    """Adds the rows of files."""

    def __init__(self, db: Database, documents: Documents, segments: Segments) -> None:
        self._db, self._documents, self._segments = db, documents, segments

    async def add(self, who: Actor, dataset_id: UUID, document_id: UUID, data: bytes) -> int:
        """How many chunks were added. Raises `InvalidParam` that names the line, and what adding raises."""
        async with self._db.unit_of_work() as uow:
            _, document = await self._documents.get(uow, who, dataset_id, document_id)
        rows = await asyncio.to_thread(read, data, pairs=document.doc_form == "qa_model")
        return len(await self._segments.create(who, dataset_id, document_id, rows))


def read(data: bytes, *, pairs: bool) -> list[SegmentCreate]:
    """The rows of a file. Raises `InvalidParam` that names the line."""
    found: list[SegmentCreate] = []
    reader = csv.reader(io.StringIO(decode(data).lstrip("\ufeff"), newline=""))
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells) or (not found and cells[0].lower() in _HEADERS):
                continue
            if pairs and (len(cells) < 2 or not cells[0] or not cells[1]):
                raise InvalidParam(f"Line {reader.line_num}: a question and an answer are needed in two columns.")
            if len(found) >= MOST:
                raise InvalidParam(f"The file has more than {MOST} rows. Split it.")
            found.append(SegmentCreate(content=cells[0], answer=cells[1] if pairs else None, keywords=None))
    except csv.Error as error:
        raise InvalidParam(f"Line {reader.line_num} cannot be read: {error}.") from None
    if not found:
        raise InvalidParam("The file has no rows. Put one chunk into each line.")
    return found
