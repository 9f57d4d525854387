"""Text files of all sorts: text, Markdown, subtitles, properties."""

import re

from tenon.rag.extract.encoding import decode

_MDX_LINE = re.compile(
    r"^(?:import\s.+\sfrom\s.+|import\s+['\"].+['\"];?|export\s+(?:const|default|let)\s.+)$", re.MULTILINE
)
_CUE_TIME = re.compile(r"^(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}\s+-->\s+(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}.*$")
_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z0-9.:]+[^>]*>")


def text(data: bytes) -> str:
    """The text, line ends as `\\n`."""
    return decode(data).replace("\r\n", "\n").replace("\r", "\n")


def mdx(data: bytes) -> str:
    """Markdown without the import and export lines of its components."""
    return re.sub(r"\n{3,}", "\n\n", _MDX_LINE.sub("", text(data))).strip()


def subtitles(data: bytes) -> str:
    """What is said in a VTT or SRT file: one line a speaker, following cues of the same speaker joined."""
    lines: list[tuple[str, str]] = []
    for block in re.split(r"\n[ \t]*\n", text(data)):
        rows = block.strip().splitlines()
        at = next((i for i, row in enumerate(rows) if _CUE_TIME.match(row.strip())), None)
        if at is None:
            continue
        said = " ".join(row.strip() for row in rows[at + 1 :] if row.strip())
        voice = _VOICE.search(said)
        speaker, words = voice.group(1).strip() if voice else "", _TAG.sub("", said).strip()
        if not words:
            continue
        if lines and lines[-1][0] == speaker and speaker:
            lines[-1] = (speaker, f"{lines[-1][1]} {words}")
        else:
            lines.append((speaker, words))
    return "\n".join(f'{speaker}: "{words}"' if speaker else words for speaker, words in lines)


def properties(data: bytes) -> str:
    """A Java properties file as `key: value` lines; comments stay, continued lines are joined, `\\u` is decoded."""
    out: list[str] = []
    joined = re.sub(r"\\\n[ \t]*", "", text(data))
    for line in joined.splitlines():
        line = line.strip()
        if not line:
            continue
        if line[0] in "#!":
            out.append(f"# {line[1:].strip()}")
            continue
        match = re.match(r"((?:\\.|[^\\=:\s])+)\s*[=:\s]\s*(.*)", line)
        key, value = (match.group(1), match.group(2)) if match else (line, "")
        out.append(f"{_unescaped(key)}: {_unescaped(value)}")
    return "\n".join(out)


def _unescaped(value: str) -> str:
    value = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), value)
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": ""}.get(m.group(1), m.group(1)), value)
