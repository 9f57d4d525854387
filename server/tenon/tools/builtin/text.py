"""Small work on text: encoding, hashing, counting."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from urllib.parse import quote, unquote

from tenon.tools.errors import ToolParameterError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext


async def encode(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The text in another notation."""
    text = given["text"]
    match given["notation"]:
        case "base64":
            return [ToolMessage("text", base64.b64encode(text.encode()).decode())]
        case "hex":
            return [ToolMessage("text", text.encode().hex())]
        case _:
            return [ToolMessage("text", quote(text, safe=""))]


async def decode(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The text that was encoded."""
    text, notation = given["text"].strip(), given["notation"]
    try:
        match notation:
            case "base64":
                plain = text.replace("-", "+").replace("_", "/").rstrip("=")
                return [ToolMessage("text", base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode())]
            case "hex":
                return [ToolMessage("text", bytes.fromhex(text).decode())]
            case _:
                return [ToolMessage("text", unquote(text, errors="strict"))]
    except (ValueError, binascii.Error) as error:
        raise ToolParameterError(f"This is no text in {notation}: {error}.") from None


async def hash_text(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The digest of the text, in hexadecimal."""
    return [ToolMessage("text", hashlib.new(given["algorithm"], given["text"].encode()).hexdigest())]


async def count(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """How many characters, words and lines a text has; a Chinese, Japanese or Korean character is a word."""
    text = given["text"]
    words, inside = 0, False
    for sign in text:
        wide = "\u3040" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3"
        word = sign.isalnum() or (inside and sign in "'’_-")
        words += wide or (word and not inside)
        inside = word and not wide
    numbers = {"characters": len(text), "words": words, "lines": len(text.splitlines())}
    shown = f"{numbers['characters']} characters, {numbers['words']} words, {numbers['lines']} lines"
    return [ToolMessage("text", shown), ToolMessage("json", numbers)]


TOOLS = {"encode": encode, "decode": decode, "hash": hash_text, "count": count}
