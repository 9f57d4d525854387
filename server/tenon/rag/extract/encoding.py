"""Bytes to text when nobody says the encoding."""

import codecs

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 64 * 1024
_LIKELY_GB = 0.5
_HAN = (("\u4e00", "\u9fa5"), ("\u3000", "\u303f"), ("\uff00", "\uffef"))


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
        return data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None


def _reads_as_chinese(text: str) -> bool:
    """Whether most non-ASCII characters are common Han characters or full-width punctuation."""
    foreign = [char for char in text[:_SAMPLE] if ord(char) > 127]
    common = sum(any(low <= char <= high for low, high in _HAN) for char in foreign)
    return bool(foreign) and common / len(foreign) > _LIKELY_GB
