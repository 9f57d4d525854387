"""Documents to rows: the text of an upload cut by its rule, questions and answers written by a model."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from tenon.domain.file.service import Uploads
from tenon.domain.knowledge.errors import ProviderNotReady
from tenon.domain.knowledge.rules import chunk_rules
from tenon.domain.knowledge.shapes import ProcessRule
from tenon.domain.provider.gateway import Gateway
from tenon.kit.db import utc_now
from tenon.kit.ids import uuid7
from tenon.models.messages import ChatRequest, Message
from tenon.models.tokens import count_text
from tenon.ports import DocumentFailed, DocumentsPort, Extracted

_PAIR = re.compile(r"Q\d*[:：]\s*(.*?)\s*\n+\s*A\d*[:：]\s*(.*?)(?=\n\s*Q\d*[:：]|\Z)", re.DOTALL)
_AT_ONCE = 4
_PROMPT = (
    "Read the user's text and write question-answer pairs in {language} that cover what it says. Each question must be "
    "understandable without the text, each answer complete. Use only what the text says. Write as many pairs as it has "
    "facts worth asking for, at least one, in exactly this form and nothing else:\n"
    "Q1: question\nA1: answer\nQ2: question\nA2: answer"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk before it is a row."""

    content: str
    children: Sequence[str] = ()
    answer: str | None = None
    keywords: Sequence[str] | None = None


class Chunker:
    """Reads uploads and cuts them."""

    def __init__(self, documents: DocumentsPort, uploads: Uploads, gateway: Gateway) -> None:
        self._documents, self._uploads, self._gateway = documents, uploads, gateway

    async def read(self, workspace_id: UUID, upload_id: UUID) -> Extracted:
        """The text of an upload. Raises `FileNotFound`, `DocumentFailed`."""
        upload = await self._uploads.get(workspace_id, upload_id)
        if upload.size > self._documents.max_bytes:
            raise DocumentFailed(
                f"{upload.name} has {upload.size} bytes; documents are read up to {self._documents.max_bytes} bytes. "
                "Split the file."
            )
        data = await self._uploads.read(upload)
        if not data:
            raise DocumentFailed(f"{upload.name} is empty: it has 0 bytes.")
        found = await self._documents.extract(data, upload.name, upload.mime_type)
        if not found.characters:
            raise DocumentFailed(f"{upload.name} has no text.")
        return found

    async def read_text(self, text: str) -> Extracted:
        """A text as if it had been read from a file."""
        return Extracted(await asyncio.to_thread(orjson.dumps, [text]), len(text))

    async def lines(self, parts: bytes, rule: ProcessRule, doc_form: str, *, keywords: bool = False) -> Sequence[bytes]:
        """Lines of pieces, which `pieces` reads. Raises `DocumentFailed`."""
        lines = await self._documents.chunks(parts, {**chunk_rules(rule, doc_form), "keywords": keywords})
        if not lines:
            raise DocumentFailed("Nothing is left of the text after cleaning. Check the cleaning rules.")
        return lines

    async def pairs(self, workspace_id: UUID, pieces: Sequence[Piece], language: str) -> AsyncIterator[list[Piece]]:
        """Question-answer pairs of pieces, in order, a list for each piece. Raises the errors of models."""
        models = self._gateway.for_workspace(workspace_id)
        ref = await models.default("llm")
        if ref is None:
            raise ProviderNotReady("Questions and answers are written by the workspace's default model: choose one.")
        model = await models.chat(ref)

        async def ask(piece: Piece) -> list[Piece]:
            request = ChatRequest(
                messages=[
                    Message(role="system", content=_PROMPT.format(language=language)),
                    Message(role="user", content=piece.content),
                ]
            )
            answer = "".join([delta.text async for delta in model.stream(request) if delta.text])
            return read_pairs(answer)

        for start in range(0, len(pieces), _AT_ONCE):
            for found in await asyncio.gather(*(ask(piece) for piece in pieces[start : start + _AT_ONCE])):
                yield found


def pieces(line: bytes) -> list[Piece]:
    """The pieces of a line."""
    return [Piece(content, children, None, names) for content, children, names in orjson.loads(line)]


def read_pairs(answer: str) -> list[Piece]:
    """The pairs a model wrote."""
    found = [(question.strip(), text.strip()) for question, text in _PAIR.findall(answer)]
    return [Piece(question, answer=text) for question, text in found if question and text]


def rows(
    common: Mapping[str, Any], position: int, found: Sequence[Piece]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of segments and of their children; `common` are the ids they share and their version."""
    segments: list[dict[str, Any]] = []
    children: list[dict[str, Any]] = []
    now = utc_now()
    for place, piece in enumerate(found):
        id = uuid7()
        segments.append(
            {
                **common,
                "id": id,
                "position": position + place,
                "content": piece.content,
                "answer": piece.answer,
                "word_count": len(piece.content) + len(piece.answer or ""),
                "tokens": count_text(piece.content),
                "keywords": piece.keywords,
                "hash": digest(piece.content),
                "hit_count": 0,
                "enabled": True,
                "status": "waiting",
                "edited": False,
                "rev": 0,
                "indexing_at": now,
                "created_at": now,
                "updated_at": now,
            }
        )
        children += child_rows(common, id, piece.children, 1)
    return segments, children


def child_rows(
    common: Mapping[str, Any], segment_id: UUID, texts: Sequence[str], position: int, kind: str = "automatic"
) -> list[dict[str, Any]]:
    """Rows of children."""
    now = utc_now()
    shared = {name: common[name] for name in ("workspace_id", "dataset_id", "document_id")}
    return [
        {
            **shared,
            "id": uuid7(),
            "segment_id": segment_id,
            "position": position + place,
            "content": text,
            "word_count": len(text),
            "type": kind,
            "created_at": now,
            "updated_at": now,
        }
        for place, text in enumerate(texts)
    ]


def digest(text: str) -> str:
    """What tells whether a text changed."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()
