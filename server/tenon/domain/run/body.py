"""Bodies of the generation routes, checked by hand: this is the hot path."""

from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from tenon.errors import InvalidParam

ROOT = UUID(int=0)
"""A parent that says: no message came before."""


@dataclass(slots=True)
class GenerationBody:
    """What a caller asks for; `conversation_id` and `workflow_id` are None when absent or blank.

    `parent_message_id` is the message that this one follows where it is not the last, `ROOT` when it follows none;
    `base` is scheme and host under which the request came.
    """

    inputs: dict[str, Any]
    user: str
    streaming: bool
    files: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    query: str = ""
    conversation_id: UUID | None = None
    workflow_id: str | None = None
    auto_generate_name: bool = True
    trace_id: str | None = None
    parent_message_id: UUID | None = None
    base: str = ""


def user_of(body: dict[str, Any]) -> str:
    """The required `user`. Raises `InvalidParam`."""
    user = body.get("user")
    if user is None or user == "":
        raise InvalidParam("Arg user must be provided.")
    return user if isinstance(user, str) else str(user)


def read_generation(body: dict[str, Any], *, user: str, chat: bool) -> GenerationBody:
    """The checked body. Raises `InvalidParam`, which names the field."""
    inputs = body.get("inputs")
    if not isinstance(inputs, dict):
        raise InvalidParam("inputs is required and must be an object", params="inputs")
    mode = body.get("response_mode")
    if mode not in (None, "blocking", "streaming"):
        raise InvalidParam("response_mode must be 'blocking' or 'streaming'", params="response_mode")
    out = GenerationBody(cast("dict[str, Any]", inputs), user, mode == "streaming", _files(body.get("files")))
    if chat:
        _chat(out, body)
    elif "query" in body:
        _query(out, body["query"])
    workflow_id = body.get("workflow_id")
    if workflow_id:
        out.workflow_id = str(workflow_id)
    return out


def _chat(out: GenerationBody, body: dict[str, Any]) -> None:
    query = body.get("query")
    if not isinstance(query, str) or not query:
        raise InvalidParam("query is required", params="query")
    out.query = query.replace("\0", "")
    conversation = body.get("conversation_id")
    if isinstance(conversation, str):
        conversation = conversation.strip()
    if conversation:
        try:
            out.conversation_id = UUID(str(conversation))
        except ValueError:
            raise InvalidParam("conversation_id must be a valid UUID", params="conversation_id") from None
    named = body.get("auto_generate_name")
    out.auto_generate_name = named if isinstance(named, bool) else True


def _query(out: GenerationBody, query: Any) -> None:
    """The query that text generators took once."""
    if query is not None and not isinstance(query, str):
        raise InvalidParam("query must be a string", params="query")
    out.query = (query or "").replace("\0", "")


def read_parent(body: dict[str, Any]) -> UUID | None:
    """`parent_message_id` of a page or the console; None when the turn follows the last one. Raises `InvalidParam`."""
    given = body.get("parent_message_id")
    if given is None or given == "":
        return None
    try:
        return UUID(str(given))
    except ValueError:
        raise InvalidParam("parent_message_id must be a valid UUID", params="parent_message_id") from None


def _files(files: Any) -> list[dict[str, Any]]:
    if files is None:
        return []
    if not isinstance(files, list):
        raise InvalidParam("files must be a list", params="files")
    found = cast("list[Any]", files)
    if not all(isinstance(file, dict) for file in found):
        raise InvalidParam("files must be a list of objects", params="files")
    return found
