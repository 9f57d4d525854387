"""What is done to documents outside the server's process: extraction, splitting, finding words.

`serve` reads requests from a pipe and writes answers, until the pipe ends. A frame is the length of a JSON head, the
head, the length of a body, the body; lengths are 4 bytes, little-endian.
"""

import resource
import struct
import sys
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any, BinaryIO, cast

import orjson

from tenon.rag.clean import clean
from tenon.rag.extract.document import blocks
from tenon.rag.extract.errors import ExtractError
from tenon.rag.split import Chunk, Segmentation, parents, split
from tenon.rag.terms import keywords, terms

_LENGTH = struct.Struct("<I")
LINE = 100
"""Chunks of a line: reading a line holds nobody up."""


def extracted(data: bytes, head: Mapping[str, Any]) -> list[str]:
    """The parts of a document. `head`: `filename`, `mime_type`, `max_bytes`. Raises `ExtractError`."""
    return blocks(data, head.get("filename") or "", head.get("mime_type") or "", max_bytes=int(head["max_bytes"]))


def chunked(parts: Sequence[str], rules: Mapping[str, Any]) -> list[Chunk]:
    """The chunks by checked rules: `cleaning`, `segmentation`, and for parents `parent_mode` and `children`."""
    cleaning = cast(list[str], rules.get("cleaning") or [])
    how = Segmentation(**rules["segmentation"])
    found: list[Chunk] = []
    mode = rules.get("parent_mode")
    if mode == "full-doc":  # addresses stay in a parent that is the whole document
        whole = clean("\n\n".join(parts), [rule for rule in cleaning if rule != "remove_urls_emails"])
        return parents(whole, how, Segmentation(**rules["children"]), full_doc=True)
    for part in parts:
        text = clean(part, cleaning)
        if mode == "paragraph":
            found += parents(text, how, Segmentation(**rules["children"]), full_doc=False)
        else:
            found += [Chunk(content) for content in split(text, how)]
    return found


def described(texts: Sequence[str], names: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Of each text its words joined by blanks, and the words of its keywords."""
    return [
        (" ".join(terms(text)), " ".join(terms("\n".join(own))))
        for text, own in zip_longest(texts, names, fillvalue=())
        if isinstance(text, str)
    ]


def answer(head: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The result of a request by its `do`: `extract`, `chunk` or `describe`; chunks come as lines of `LINE` chunks."""
    if head["do"] == "extract":
        parts = extracted(body, head)
        return {"characters": sum(map(len, parts))}, orjson.dumps(parts)
    if head["do"] == "chunk":
        wanted = bool(head["rules"].get("keywords"))
        found = [
            [chunk.content, list(chunk.children), keywords(chunk.content) if wanted else None]
            for chunk in chunked(orjson.loads(body), head["rules"])
        ]
        lines = [orjson.dumps(found[start : start + LINE]) for start in range(0, len(found), LINE)]
        return {"chunks": len(found)}, b"\n".join(lines)
    return {}, orjson.dumps(described(*orjson.loads(body)))


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer requests until there are none. An error is told by its class's code and its message."""
    while (head := read_frame(source)) is not None:
        body = read_frame(source) or b""
        try:
            told, result = answer(orjson.loads(head), body)
            told["ok"] = True
        except ExtractError as error:
            told, result = {"ok": False, "code": error.code, "message": error.message}, b""
        except (MemoryError, RecursionError):
            told, result = {"ok": False, "code": "file_too_large", "message": "it needs more memory than allowed"}, b""
        except Exception as error:
            told, result = {"ok": False, "code": "", "message": f"{type(error).__name__}: {error}"[:300]}, b""
        for frame in (orjson.dumps(told), result):
            sink.write(_LENGTH.pack(len(frame)))
            sink.write(frame)
        sink.flush()


def read_frame(source: BinaryIO) -> bytes | None:
    """The next frame; None at the end."""
    size = source.read(4)
    return source.read(_LENGTH.unpack(size)[0]) if len(size) == 4 else None


def main() -> None:
    """Serve standard input, with at most as many bytes of memory as the first argument says."""
    most = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
