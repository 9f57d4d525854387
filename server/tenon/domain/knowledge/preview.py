"""Chunks to look at before anything is indexed."""

from uuid import UUID

from tenon.domain.knowledge import access
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.chunking import Chunker, pieces
from tenon.domain.knowledge.documents import Documents
from tenon.domain.knowledge.rules import KnowledgeLimits, checked
from tenon.domain.knowledge.schemas import Preview, PreviewChild, PreviewChunk, PreviewRequest
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork
from tenon.ports import Extracted

SHOWN, PAIRS = 50, 3


class Previews:
    """Reads and cuts as indexing does, and keeps nothing."""

    def __init__(self, chunker: Chunker, documents: Documents, limits: KnowledgeLimits) -> None:
        self._chunker, self._documents, self._limits = chunker, documents, limits

    async def make(self, uow: UnitOfWork, who: Actor, body: PreviewRequest, fallback: UUID) -> Preview:
        """The first chunks. Raises `InvalidParam`, `DocumentFailed`, what the rules and models raise."""
        if body.dataset_id is not None:
            await access.get(uow, who, body.dataset_id)
        rule = checked(body.process_rule, body.doc_form, self._limits)
        extracted = await self._text(who, body, fallback)
        lines = await self._chunker.lines(extracted.parts, rule, body.doc_form)
        total = (len(lines) - 1) * 100 + len(pieces(lines[-1]))
        found = pieces(lines[0])
        if body.doc_form == "qa_model":
            pairs = [
                pair
                async for made in self._chunker.pairs(who.workspace_id, found[:PAIRS], body.doc_language)
                for pair in made
            ]
            found = pairs
        shown = [
            PreviewChunk(
                content=piece.content,
                word_count=len(piece.content),
                answer=piece.answer,
                children=[PreviewChild(content=child, word_count=len(child)) for child in piece.children],
            )
            for piece in found[:SHOWN]
        ]
        return Preview(total_segments=total, characters=extracted.characters, preview=shown)

    async def _text(self, who: Actor, body: PreviewRequest, fallback: UUID) -> Extracted:
        if body.upload_id is not None:
            (upload,) = await self._documents.uploads(who, [body.upload_id])
            return await self._chunker.read(upload.workspace_id, upload.id)
        if not (body.text or "").strip():
            raise InvalidParam("Choose a file or give a text.", params="text")
        text = body.text or ""
        self._documents.check_size(len(text.encode("utf-8", "replace")))
        return await self._chunker.read_text(text)
