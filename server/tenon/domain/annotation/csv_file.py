"""Files of question-answer pairs: CSV in, CSV or JSON lines out."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import orjson

from tenon.domain.annotation.errors import BrokenImport
from tenon.domain.annotation.schemas import LONGEST, Pair

HEADER = ("question", "answer")
TEMPLATE = "\ufeffquestion,answer\r\n"
_HEADERS = {HEADER, ("问题", "答案"), ("问题", "回答"), ("提问", "答案")}
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or GB18030. Raises `BrokenImport`."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data, name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    text = _decoded(data, "gb18030", line)
    if any(0xE000 <= ord(character) <= 0xF8FF for character in text):  # private characters: not what was written
        raise _broken(line, "it is neither UTF-8 nor GB18030. Save the file as CSV in UTF-8.")
    return text


def _decoded(data: bytes, name: str, line: int = 1) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        raise _broken(line, "its characters cannot be read. Save the file as CSV in UTF-8.") from None


def read_pairs(data: bytes, most: int, least: int = 1) -> list[Pair]:
    """The pairs of a CSV file: two columns, with or without a header. Raises `BrokenImport`, which names the line."""
    text = decoded(data)
    if "\0" in text:
        raise _broken(text.count("\n", 0, text.index("\0")) + 1, "it has a NUL character: this is no text file.")
    pairs = list(_pairs(text))
    if len(pairs) < least:
        raise BrokenImport(f"The file has {len(pairs)} question-answer pairs; at least {least} must be there.")
    if len(pairs) > most:
        raise BrokenImport(f"The file has {len(pairs)} question-answer pairs; the limit is {most}. Split the file.")
    return pairs


def _pairs(text: str) -> Iterator[Pair]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begun = False
    line = 1
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(line, f"{error}. Put texts with commas, quotes or line breaks in quotes.") from None
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1] and len(cells) > 2:
            cells.pop()
        if not any(cells):
            continue
        if not begun:
            begun = True
            if tuple(cell.lower() for cell in cells) in _HEADERS:
                continue
        yield _pair(line, cells)


def _pair(line: int, cells: Sequence[str]) -> Pair:
    if len(cells) != 2:
        raise _broken(line, f"it has {len(cells)} columns; two are expected: question and answer.")
    for name, cell in zip(HEADER, cells, strict=True):
        if not cell:
            raise _broken(line, f"the {name} is empty.")
        if len(cell) > LONGEST:
            raise _broken(line, f"the {name} has more than {LONGEST} characters.")
    return Pair(cells[0], cells[1])


def _broken(line: int, why: str) -> BrokenImport:
    return BrokenImport(f"Line {line} of the file cannot be used: {why}", line=line)


def csv_of(pairs: Iterable[Pair]) -> bytes:
    """A CSV file that spreadsheets read: UTF-8 with its mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows((pair.question, pair.answer) for pair in pairs)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def jsonl_of(pairs: Iterable[Pair]) -> bytes:
    """Chats of one turn, a line each, as model fine-tuning takes them."""
    lines = [
        orjson.dumps(
            {
                "messages": [
                    {"role": "user", "content": pair.question},
                    {"role": "assistant", "content": pair.answer},
                ]
            }
        )
        for pair in pairs
    ]
    return b"".join(line + b"\n" for line in lines)
