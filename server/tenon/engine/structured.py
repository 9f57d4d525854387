"""Structured output: the schema goes to the model natively or in words; the reply is read back as an object."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from tenon.engine.errors import NodeError
from tenon.engine.loose_json import read_json
from tenon.engine.variables import MISSING
from tenon.models.messages import ChatRequest, Message, TextPart
from tenon.models.port import ChatModel

FAILED = "Failed to parse structured output: output is not a valid json str"
"""The exact text that workflows and their documents name (WF-SO-10)."""
_INSTRUCTION = """Answer with one JSON value and nothing else: no explanation, no Markdown fence.
It must satisfy this JSON Schema:
{schema}"""


def schema_of(stored: dict[str, Any] | None, *, enabled: bool) -> dict[str, Any] | None:
    """The schema of a node, None when structured output is off. Raises `NodeError` when it is on without a schema."""
    if not (enabled or (stored or {}).get("enabled")):
        return None
    schema: Any = (stored or {}).get("schema")
    if isinstance(schema, str):
        try:
            schema = json.loads(schema)
        except ValueError as error:
            raise NodeError("The JSON Schema of the structured output is not valid JSON. Correct it.") from error
    if not isinstance(schema, dict) or not schema:
        raise NodeError("Structured output is on, but it has no JSON Schema. Write one, or switch it off.")
    return cast(dict[str, Any], schema)


def with_schema(request: ChatRequest, schema: dict[str, Any], model: ChatModel, *, one_text: bool) -> ChatRequest:
    """The request asking for the schema, natively when the model can, else in the system prompt."""
    if model.facts.json_schema:
        return replace(request, json_schema=schema)
    instruction = _INSTRUCTION.format(schema=json.dumps(schema, ensure_ascii=False))
    return replace(request, messages=_instructed(request.messages, instruction, one_text=one_text))


def _instructed(messages: Sequence[Message], instruction: str, *, one_text: bool) -> list[Message]:
    if not messages:
        return [Message("user", instruction)]
    first, *rest = messages
    if first.role != "system" and not one_text:
        return [Message("system", instruction), *messages]
    if isinstance(first.content, str):
        return [replace(first, content=f"{first.content}\n\n{instruction}"), *rest]
    return [replace(first, content=[*first.content, TextPart(f"\n\n{instruction}")]), *rest]


def parse_structured(text: str) -> dict[str, Any]:
    """The object in a reply. Raises `NodeError` with the documented text when there is none."""
    value = read_json(text, dict)
    if value is MISSING:
        raise NodeError(FAILED, error_type="OutputParserError")
    return value
