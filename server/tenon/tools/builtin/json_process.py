"""Reads and changes JSON by paths."""

import copy
import json
from collections.abc import Sequence
from typing import Any, cast

from tenon.tools.errors import ToolParameterError
from tenon.tools.json_path import Place, find
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext


async def parse(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """What a path finds: the value itself when there is one, a list of values when there are several."""
    found = [hit.value for hit in find(given.get("json_filter") or "$", _document(given))]
    return _answer(found[0] if len(found) == 1 else found, given)


async def json_delete(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The document without what the path finds."""
    document = _document(given)
    for hit in reversed(find(given["query"], document)):
        if not hit.place:
            raise ToolParameterError("The path names the whole document; name a part of it.")
        del _at(document, hit.place[:-1])[hit.place[-1]]
    return _answer(document, given)


async def json_insert(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The document with a value put in where the path points: into a list, or as a member of an object."""
    document = _document(given)
    value: Any = _new_value(given.get("new_value", ""), given)
    hits = find(given["query"], document)
    for hit in reversed(hits):
        if isinstance(hit.value, list):
            items, index = cast(list[Any], hit.value), given.get("index")
            items.insert(len(items) if index is None else int(index), copy.deepcopy(cast(Any, value)))
        elif isinstance(hit.value, dict) and isinstance(value, dict):
            cast(dict[str, Any], hit.value).update(cast(dict[str, Any], copy.deepcopy(cast(Any, value))))
        else:
            document = _put(document, hit.place, cast(Any, value))
    if not hits:
        if not given.get("create_path"):
            raise ToolParameterError(f"The path {given['query'][:100]!r} finds nothing. Switch on creating the path.")
        document = _create(document, given["query"], value)
    return _answer(document, given)


async def json_replace(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The document with values, names or a piece of text replaced where the path points."""
    document, mode = _document(given), given.get("replace_model") or "value"
    text = given.get("replace_value", "")
    for hit in reversed(find(given["query"], document)):
        if mode == "key":
            document = _rename(document, hit.place, text)
        elif mode == "pattern":
            if isinstance(hit.value, str):
                document = _put(document, hit.place, hit.value.replace(given.get("replace_pattern", ""), text))
        else:
            document = _put(document, hit.place, _new_value(text, given))
    return _answer(document, given)


def _document(given: Arguments) -> Any:
    try:
        return json.loads(given["content"])
    except (ValueError, RecursionError) as error:
        raise ToolParameterError(f"The content is no valid JSON: {error}") from None


def _new_value(text: str, given: Arguments) -> Any:
    if not given.get("value_decode"):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ToolParameterError(f"The new value is no valid JSON: {error}") from None


def _answer(value: Any, given: Arguments) -> list[ToolMessage]:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=bool(given.get("ensure_ascii")))
    messages = [ToolMessage("text", text)]
    if isinstance(value, dict | list):
        messages.append(ToolMessage("json", value))
    return messages


def _at(document: Any, place: Place) -> Any:
    for key in place:
        document = document[key]
    return document


def _put(document: Any, place: Place, value: Any) -> Any:
    if not place:
        return copy.deepcopy(value)
    _at(document, place[:-1])[place[-1]] = copy.deepcopy(value)
    return document


def _rename(document: Any, place: Place, name: str) -> Any:
    if not place or isinstance(place[-1], int):
        raise ToolParameterError("Only names of members can be replaced; the path points to an item of a list.")
    parent = cast(dict[str, Any], _at(document, place[:-1]))
    renamed = {name if key == place[-1] else key: value for key, value in parent.items()}
    parent.clear()
    parent.update(renamed)
    return document


def _create(document: Any, path: str, value: Any) -> Any:
    """Make the members that a plain path names."""
    names = [part for part in path.strip().removeprefix("$").replace("[", ".").replace("]", "").split(".") if part]
    if not names or any(name in ("*", "") or name[0] in "?(:" for name in names):
        raise ToolParameterError(f"The path {path[:100]!r} cannot be created; use a path of names, like $.a.b.")
    here = document
    for index, name in enumerate(names):
        name = name.strip("'\"")
        if not isinstance(here, dict):
            raise ToolParameterError(f"The path {path[:100]!r} ends at {name[:40]!r}: no object is above it.")
        parent = cast(dict[str, Any], here)
        if index == len(names) - 1:
            parent[name] = copy.deepcopy(value)
        else:
            here = parent.setdefault(name, {})
    return document


TOOLS = {"parse": parse, "json_delete": json_delete, "json_insert": json_insert, "json_replace": json_replace}
