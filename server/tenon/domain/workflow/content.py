"""What a draft or version holds: read from requests and files, hashed, secrets masked."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

import orjson

from tenon.errors import InvalidParam
from tenon.kit.crypto import HIDDEN

MAX_VALUE_BYTES = 200 * 1024
CONVERSATION_TYPES = (
    "string",
    "number",
    "integer",
    "float",
    "boolean",
    "object",
    "array[string]",
    "array[number]",
    "array[object]",
    "array[boolean]",
)


@dataclass(frozen=True, slots=True)
class Content:
    """The members of `workflow` (contract: dsl.md 6); `extra` are those not known here. Secrets may be encrypted."""

    graph: dict[str, Any]
    features: dict[str, Any] = field(default_factory=dict[str, Any])
    environment_variables: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    conversation_variables: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    extra: dict[str, Any] = field(default_factory=dict[str, Any])

    def hash(self) -> str:
        """Tells two states of a draft apart; member order does not matter."""
        parts = (self.graph, self.features, self.environment_variables, self.conversation_variables)
        options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
        try:
            return hashlib.sha256(orjson.dumps(parts, default=str, option=options)).hexdigest()
        except TypeError:  # integers beyond 64 bits
            return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def mappings(value: object) -> list[dict[str, Any]]:
    """The mappings in a list, anything else left out."""
    items = cast(list[Any], value) if isinstance(value, list) else []
    return [cast(dict[str, Any], item) for item in items if isinstance(item, dict)]


def mapping(value: object) -> dict[str, Any]:
    """The mapping, or an empty one."""
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def is_secret(variable: Mapping[str, Any]) -> bool:
    """Whether an environment variable is of type secret."""
    return variable.get("value_type") == "secret"


def with_ids(variables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The variables, each with an id."""
    return [item if item.get("id") else {**item, "id": str(uuid4())} for item in variables]


def check_variables(content: Content) -> None:
    """Raise `InvalidParam` for names that are missing or occur twice, wrong types and values that are too large."""
    _check_names(content.environment_variables, "environment_variables")
    _check_names(content.conversation_variables, "conversation_variables")
    for item in content.conversation_variables:
        if item.get("value_type") not in CONVERSATION_TYPES:
            text = f"Conversation variable {item['name']!r} has the unknown type {item.get('value_type')!r}."
            raise InvalidParam(text, params="conversation_variables")
        if len(orjson.dumps(item.get("value"), default=str)) > MAX_VALUE_BYTES:
            text = f"The value of conversation variable {item['name']!r} is larger than 200 KiB."
            raise InvalidParam(text, params="conversation_variables")


def _check_names(variables: list[dict[str, Any]], where: str) -> None:
    seen: set[str] = set()
    for item in variables:
        name = item.get("name")
        if not isinstance(name, str) or not name:
            raise InvalidParam("Every variable needs a name.", params=where)
        if name in seen:
            raise InvalidParam(f"The variable name {name!r} occurs twice.", params=where)
        seen.add(name)


def masked(variables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The environment variables as the console may see them."""
    return [{**item, "value": HIDDEN if item.get("value") else ""} if is_secret(item) else item for item in variables]


async def sealed(
    variables: list[dict[str, Any]],
    former: list[dict[str, Any]],
    encrypt: Callable[[str], Awaitable[str]],
) -> list[dict[str, Any]]:
    """The variables with their secrets encrypted; a masked one keeps the value it had."""
    stored = {
        key: item.get("value", "") for item in former if is_secret(item) for key in (item.get("id"), item["name"])
    }
    result: list[dict[str, Any]] = []
    for item in variables:
        if is_secret(item):
            value = item.get("value")
            if value == HIDDEN:
                value = stored.get(item.get("id"), stored.get(item.get("name"), ""))
            elif value:
                value = await encrypt(str(value))
            item = {**item, "value": value or ""}
        result.append(item)
    return result


async def opened(variables: list[dict[str, Any]], decrypt: Callable[[str], Awaitable[str]]) -> list[dict[str, Any]]:
    """The variables with their secrets in clear."""
    return [
        {**item, "value": await decrypt(item["value"])} if is_secret(item) and item.get("value") else item
        for item in variables
    ]
