"""Texts in two languages."""

from typing import TypedDict

Language = str
"""`en_US` or `zh_Hans`."""


class Text(TypedDict, total=False):
    """A text for people; `en_US` is always there, `zh_Hans` falls back to it."""

    en_US: str
    zh_Hans: str


def pick(text: Text, language: Language) -> str:
    """The text in a language, English when it is missing there."""
    return text.get("zh_Hans") or text.get("en_US", "") if language == "zh_Hans" else text.get("en_US", "")
