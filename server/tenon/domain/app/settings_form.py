"""Checks the form of a basic app and its external data (contract: dsl.md 5)."""

import re
from collections.abc import Mapping
from typing import Any, cast

from tenon.domain.app.settings_problems import Findings

KINDS = ("text-input", "paragraph", "select", "number", "checkbox", "external_data_tool")
WORKFLOW_KINDS = ("file", "file-list", "json_object")
LONGEST_NAME = 100
LONGEST_SHORT_TEXT = 256
_START = re.compile(r"[^\W\d]|_|[^\w\s!-/:-@\[-`{-~]")
_REST = re.compile(r"(?:\w|[^\w\s!-/:-@\[-`{-~])*")


def check_form(found: Findings, config: Mapping[str, Any]) -> list[str]:
    """Look at the form; gives the names of its variables."""
    names: list[str] = []
    for where, entry in found.rows(config, "user_input_form"):
        if len(entry) != 1:
            found.broken(where, "must have one key, the kind of the variable")
            continue
        kind, settings = next(iter(entry.items()))
        if kind not in KINDS:
            only = " Files and JSON objects are for workflow apps." if kind in WORKFLOW_KINDS else ""
            found.broken(where, f"has the unknown kind {kind!r}; known are {', '.join(KINDS)}.{only}")
            continue
        if not isinstance(settings, dict):
            found.broken(f"{where}.{kind}", "must be an object")
            continue
        _variable(found, f"{where}.{kind}", kind, cast(dict[str, Any], settings), names)
    _external(found, config, names)
    return names


def _variable(found: Findings, where: str, kind: str, settings: dict[str, Any], names: list[str]) -> None:
    name = found.text(settings, "variable", f"{where}.variable")
    _name(found, f"{where}.variable", name, names)
    if not found.text(settings, "label", f"{where}.label").strip():
        found.unfinished(f"{where}.label", "is missing: it is what users see")
    for switch in ("required", "hide"):
        found.switch(settings, switch, f"{where}.{switch}")
    if kind == "text-input":
        found.number(settings, "max_length", f"{where}.max_length", 0, LONGEST_SHORT_TEXT, whole=True)
    elif kind == "paragraph":
        found.number(settings, "max_length", f"{where}.max_length", 0, 2**31 - 1, whole=True)
    if kind == "select":
        _select(found, where, settings)
    elif kind == "external_data_tool":
        _source(found, where, settings)
    else:
        _default(found, where, kind, settings.get("default"))


def _name(found: Findings, where: str, name: str, names: list[str]) -> None:
    if not name:
        found.unfinished(where, "is missing: every variable needs a name")
        return
    if len(name) > LONGEST_NAME:
        found.broken(where, f"has {len(name)} characters; at most {LONGEST_NAME} are allowed")
    elif not _START.match(name) or not _REST.fullmatch(name):
        found.broken(where, f"{name!r} may have letters, digits, `_` and emoji, and must not begin with a digit")
    if name in names:
        found.broken(where, f"the name {name!r} occurs twice")
    names.append(name)


def _select(found: Findings, where: str, settings: dict[str, Any]) -> None:
    options = found.items(settings, "options", f"{where}.options")
    if not all(isinstance(option, str) for option in options):
        found.broken(f"{where}.options", "must be texts")
        return
    if not options:
        found.unfinished(f"{where}.options", "is empty: a select variable needs options")
    if len(set(options)) != len(options):
        found.unfinished(f"{where}.options", "has the same option twice")
    default = settings.get("default")
    if default not in (None, "") and default not in options:
        found.unfinished(f"{where}.default", f"{default!r} is not one of the options")


def _default(found: Findings, where: str, kind: str, default: Any) -> None:
    if default is None or default == "":
        return
    if kind in ("text-input", "paragraph") and not isinstance(default, str):
        found.broken(f"{where}.default", "must be a text")
    elif kind == "number" and not _is_number(default):
        found.broken(f"{where}.default", "must be a number")
    elif kind == "checkbox" and not isinstance(default, bool | str | int):
        found.broken(f"{where}.default", "must be true or false")


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return False
        return True
    return isinstance(value, int | float) and not isinstance(value, bool)


def _external(found: Findings, config: Mapping[str, Any], names: list[str]) -> None:
    form = list(names)
    for where, entry in found.rows(config, "external_data_tools"):
        found.switch(entry, "enabled", f"{where}.enabled")
        if entry.get("enabled") is False:
            continue
        name = found.text(entry, "variable", f"{where}.variable")
        if name not in form:  # older files name a variable of the form here
            _name(found, f"{where}.variable", name, names)
        _source(found, where, entry)


def _source(found: Findings, where: str, entry: dict[str, Any]) -> None:
    if entry.get("enabled") is False:
        return
    kind = found.text(entry, "type", f"{where}.type")
    if not kind:
        found.unfinished(f"{where}.type", "is missing: choose where the data comes from")
    settings = found.mapping(entry, "config", f"{where}.config")
    if kind == "api" and not settings.get("api_based_extension_id"):
        found.unfinished(f"{where}.config.api_based_extension_id", "is missing: choose an API extension")
