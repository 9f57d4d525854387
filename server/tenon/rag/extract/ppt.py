"""Slides of PowerPoint 97 to 2003 (ppt): texts in the order of the presentation, with their notes.

The file is a tree of records in one stream (MS-PPT). What was saved later is appended; a directory of each save tells
where the newest version of every part lies.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final, NamedTuple, cast

import olefile

from tenon.rag.extract.errors import ExtractError

_DOCUMENT, _NOTES_INFO = 0x03E8, 0x03F1
_SLIDE_LIST, _SLIDE_PLACE, _SLIDE_INFO = 0x0FF0, 0x03F3, 0x03F9
_HEADER, _CHARS, _BYTES, _REFERENCE = 0x0F9F, 0x0FA0, 0x0FA8, 0x0F9E
_SHAPE, _TEXT_BOX, _CLIENT_DATA, _PLACEHOLDER = 0xF004, 0xF00D, 0xF011, 0x0BC3
_EDIT, _DIRECTORY = 0x0FF5, 0x1772
_ENCRYPTED: Final = 0xF3D1C4DF
_HIDDEN: Final = 0x0004
_TITLES, _BODIES, _NOTES_TEXT = (0, 6), (1, 5, 7, 8), 2
_ASIDE: Final = frozenset({7, 8, 9, 10})
"""Placeholders of date, number, footer and header."""
_DEEPEST: Final = 40
_MOST_EDITS: Final = 10_000


class _Record(NamedTuple):
    kind: int
    instance: int
    start: int
    end: int
    branch: bool


@dataclass(slots=True)
class _Listed:
    """A slide in the list of the document: where it is kept, and the texts of its outline with their kinds."""

    place: int
    texts: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])


def ppt(data: bytes) -> str:
    """Markdown, one section a slide. Hidden slides are left out. Raises `ExtractError`."""
    try:
        ole = cast(Any, olefile).OleFileIO(BytesIO(data))
    except (OSError, ValueError, IndexError) as error:
        raise ExtractError("The file is not a presentation.") from error
    with ole:
        if not ole.exists("PowerPoint Document") or not ole.exists("Current User"):
            raise ExtractError("The file is not a presentation.")
        user: bytes = ole.openstream("Current User").read()
        stream: bytes = ole.openstream("PowerPoint Document").read()
    token, edit = struct.unpack_from("<II", user, 12)
    if token == _ENCRYPTED:
        raise ExtractError("The presentation is locked with a password. Save it without one.")
    return _Presentation(stream, edit).markdown()


class _Presentation:
    def __init__(self, stream: bytes, edit: int) -> None:
        self._stream = stream
        self._places: dict[int, int] = {}
        self._document = self._read_edits(edit)

    def markdown(self) -> str:
        notes = {listed.place: listed for listed, _ in self._entries(2)}
        by_id = {self._slide_of_notes(place): place for place in notes}
        sections: list[str] = []
        seen: set[int] = set()
        for listed, slide_id in self._entries(0):
            blocks = self._slide(listed) if listed.place not in seen else None
            seen.add(listed.place)
            if blocks is None:
                continue
            said = self._notes(notes, by_id.get(slide_id))
            sections.append("\n\n".join([*blocks, *([f"Notes: {said}"] if said else [])]))
        return "\n\n".join(section for section in sections if section)

    # ---- where things lie

    def _read_edits(self, edit: int) -> int:
        """Fill the places, newest first; the place of the document."""
        document, seen = None, set[int]()
        while edit and edit not in seen and len(seen) < _MOST_EDITS:
            seen.add(edit)
            record = self._record(edit)
            if record.kind != _EDIT:
                break
            before, directory, reference = struct.unpack_from("<III", self._stream, record.start + 8)
            self._read_directory(self._record(directory))
            document = reference if document is None else document
            edit = before
        if document is None or document not in self._places:
            raise ExtractError("The presentation is damaged.")
        return self._places[document]

    def _read_directory(self, record: _Record) -> None:
        if record.kind != _DIRECTORY:
            raise ExtractError("The presentation is damaged.")
        at = record.start
        while at + 4 <= record.end:
            (entry,) = struct.unpack_from("<I", self._stream, at)
            first, count = entry & 0xFFFFF, entry >> 20
            at += 4
            for number in range(min(count, (record.end - at) // 4)):
                self._places.setdefault(first + number, struct.unpack_from("<I", self._stream, at + 4 * number)[0])
            at += 4 * count

    def _record(self, at: int) -> _Record:
        version, kind, length = struct.unpack_from("<HHI", self._stream, at)
        end = min(at + 8 + length, len(self._stream))
        return _Record(kind, version >> 4, at + 8, end, version & 0xF == 0xF)

    def _children(self, record: _Record) -> Iterator[_Record]:
        at = record.start
        while at + 8 <= record.end:
            child = self._record(at)
            yield child
            at = child.end

    def _inside(self, record: _Record, kind: int, depth: int = 0) -> Iterator[_Record]:
        """All records of a kind, at any depth."""
        for child in self._children(record):
            if child.kind == kind:
                yield child
            elif child.branch and depth < _DEEPEST:
                yield from self._inside(child, kind, depth + 1)

    # ---- lists of slides and notes

    def _entries(self, which: int) -> Iterator[tuple[_Listed, int]]:
        """The slides (0) or the notes (2) of the document, each with its id."""
        document = self._record(self._document)
        if document.kind != _DOCUMENT:
            raise ExtractError("The presentation is damaged.")
        for found in self._children(document):
            if found.kind == _SLIDE_LIST and found.instance == which:
                yield from self._entries_of(found)

    def _entries_of(self, listing: _Record) -> Iterator[tuple[_Listed, int]]:
        current: tuple[_Listed, int] | None = None
        kind = 4
        for record in self._children(listing):
            if record.kind == _SLIDE_PLACE:
                if current is not None:
                    yield current
                place, _, _, slide_id = struct.unpack_from("<IIiI", self._stream, record.start)
                current = (_Listed(place), slide_id)
            elif record.kind == _HEADER:
                (kind,) = struct.unpack_from("<I", self._stream, record.start)
            elif record.kind in (_CHARS, _BYTES) and current is not None:
                current[0].texts.append((kind, self._text(record)))
        if current is not None:
            yield current

    # ---- one slide

    def _slide(self, listed: _Listed) -> list[str] | None:
        """The texts of a slide; None for one that is hidden."""
        at = self._places.get(listed.place)
        if at is None:
            return _formatted(listed.texts)
        slide = self._record(at)
        for info in self._children(slide):
            if info.kind == _SLIDE_INFO and info.end - info.start >= 12:
                (flags,) = struct.unpack_from("<H", self._stream, info.start + 10)
                if flags & _HIDDEN:
                    return None
        shown: list[tuple[int, str]] = []
        used: set[int] = set()
        for shape in self._inside(slide, _SHAPE):
            if not self._is_aside(shape):
                shown += self._said(shape, listed, used)
        left = [text for number, text in enumerate(listed.texts) if number not in used]
        return _formatted([*left, *shown])

    def _said(self, shape: _Record, listed: _Listed, used: set[int]) -> Iterator[tuple[int, str]]:
        for box in self._inside(shape, _TEXT_BOX):
            kind = 4
            for record in self._children(box):
                if record.kind == _HEADER:
                    (kind,) = struct.unpack_from("<I", self._stream, record.start)
                elif record.kind in (_CHARS, _BYTES):
                    yield kind, self._text(record)
                elif record.kind == _REFERENCE:
                    (number,) = struct.unpack_from("<I", self._stream, record.start)
                    if number < len(listed.texts):
                        used.add(number)
                        yield listed.texts[number]

    def _is_aside(self, shape: _Record) -> bool:
        for data in self._children(shape):
            if data.kind != _CLIENT_DATA:
                continue
            for held in self._children(data):
                if held.kind == _PLACEHOLDER and held.end - held.start >= 5:
                    return self._stream[held.start + 4] in _ASIDE
        return False

    def _text(self, record: _Record) -> str:
        raw = self._stream[record.start : record.end]
        text = raw.decode("utf-16-le", "replace") if record.kind == _CHARS else raw.decode("latin-1")
        return text.replace("\x0b", " ").replace("\r", "\n").strip("\n\0 ")

    # ---- notes

    def _slide_of_notes(self, place: int) -> int:
        """The id of the slide that notes belong to; 0 when it is not told."""
        at = self._places.get(place)
        if at is not None:
            for record in self._children(self._record(at)):
                if record.kind == _NOTES_INFO and record.end - record.start >= 4:
                    return int(struct.unpack_from("<I", self._stream, record.start)[0])
        return 0

    def _notes(self, notes: dict[int, _Listed], place: int | None) -> str:
        at = self._places.get(place) if place is not None else None
        if place is None or at is None:
            return ""
        shapes = self._inside(self._record(at), _SHAPE)
        said = [pair for shape in shapes for pair in self._said(shape, notes[place], set())]
        return " ".join(" ".join(text.split()) for kind, text in said if kind == _NOTES_TEXT and text)


def _formatted(texts: Sequence[tuple[int, str]]) -> list[str]:
    blocks: list[str] = []
    for kind, text in texts:
        if not text or text == "*":
            continue
        if kind in _TITLES:
            blocks.append(f"# {' '.join(text.split())}")
        elif kind in _BODIES:
            blocks.append("\n".join(f"- {line}" for line in text.split("\n") if line))
        else:
            blocks.append(text)
    return blocks
