"""Bytes to text when nobody says the encoding."""

import codecs
from collections import Counter

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 64 * 1024
_LIKELY_GB = 0.7


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of the bytes: by byte order mark, as declared, as UTF-8, as GB18030 when it reads as Chinese, else
    by detection. Never fails; what cannot be read becomes a replacement character."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    for name in (declared, "utf-8"):
        text = _strict(data, name) if name else None
        if text is not None:
            return text
    chinese = _strict(data, "gb18030")
    if chinese is not None and _reads_as_chinese(chinese):
        return chinese
    best = from_bytes(data[:_SAMPLE]).best()
    text = _strict(data, best.encoding) if best else None
    return data.decode("utf-8", errors="replace") if text is None else text


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
        text.encode()  # a few declared encodings can give halves of surrogate pairs, which nothing can store
    except (LookupError, UnicodeError, ValueError):
        return None
    return text


def _reads_as_chinese(text: str) -> bool:
    """Whether most non-ASCII characters are the common Han characters or the punctuation of GB 2312.

    Text of other encodings, read as GB18030, gives rare characters.
    """
    foreign = Counter(char for char in text[:_SAMPLE] if ord(char) > 127)
    common = sum(count for char, count in foreign.items() if _is_common(char))
    return bool(foreign) and common / foreign.total() > _LIKELY_GB


def _is_common(char: str) -> bool:
    """In the rows of GB 2312 that hold punctuation, full-width letters and the 3,755 everyday characters."""
    try:
        row = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= row <= 0xA3 or 0xB0 <= row <= 0xD7
