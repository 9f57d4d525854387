"""Cleaning of extracted text before it is split. All rules are pure; times are linear in the text."""

import re
from collections.abc import Collection
from typing import Final, Literal

Rule = Literal["remove_extra_spaces", "remove_urls_emails", "remove_stopwords"]

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\ufeff]")
_BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*\n){2,}")
_SPACES: Final = re.compile("[\t\f\r\x20\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]+")
_LINK: Final = re.compile(r"(!?\[[^\[\]\n]{0,500}\])\((https?://[^\s()]{1,2000})(\s+\"[^\"\n]{0,500}\")?\)")
_EMAIL: Final = re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_URL: Final = re.compile(r"https?://[^\s<>\"'）】》」』，。；]{1,4000}")
STOPWORDS: Final = frozenset(
    re.findall(
        "[a-z]+",
        """a about after all also am an and any are as at be been before being but by can could did do does doing down
        for from had has have having he her here hers him his how i if in into is it its itself just me more most my no
        nor not now of off on once only or other our out over own please same she should so some such than that the
        their them then there these they this those to too under until up very was we were what when where which while
        who whom why will with would you your""",
    )
)
"""Common English words that say nothing about a text."""


def clean(text: str, rules: Collection[str] = ()) -> str:
    """The text with the given rules applied; control characters always go, line ends become `\\n`."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if "remove_urls_emails" in rules:
        text = without_addresses(text)
    if "remove_stopwords" in rules:
        text = re.sub(r"[A-Za-z]+", lambda word: "" if word[0].lower() in STOPWORDS else word[0], text)
    if "remove_extra_spaces" in rules:
        text = _SPACES.sub(" ", _BLANK_LINES.sub("\n\n", text))
    return text


def without_addresses(text: str) -> str:
    """The text without URLs and e-mail addresses; the words of Markdown links and pictures stay."""
    text = _LINK.sub(lambda found: found[0] if found[1].startswith("!") else found[1][1:-1], text)
    kept: list[str] = []
    end = 0
    for picture in re.finditer(r"!\[[^\[\]\n]{0,500}\]\([^()\n]{1,2000}\)", text):
        kept += [_URL.sub("", _EMAIL.sub("", text[end : picture.start()])), picture[0]]
        end = picture.end()
    kept.append(_URL.sub("", _EMAIL.sub("", text[end:])))
    return "".join(kept)
