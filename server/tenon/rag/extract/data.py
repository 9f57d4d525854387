"""Data files: JSON, YAML, XML."""

import json
from typing import Any

import yaml

from tenon.rag.extract.errors import ExtractError
from tenon.rag.extract.plain import text
from tenon.rag.extract.xml import Element, local, parse_xml

_MAX_ALIASES = 1000


def json_text(data: bytes) -> str:
    """JSON, indented. JSON lines stay as they are. Raises `ExtractError` for neither."""
    source = text(data)
    try:
        return json.dumps(json.loads(source), ensure_ascii=False, indent=2)
    except RecursionError as error:
        raise ExtractError("The JSON file is nested too deeply.") from error
    except ValueError as error:
        lines = [line for line in source.splitlines() if line.strip()]
        if len(lines) > 1 and all(_is_json(line) for line in lines):
            return "\n".join(lines)
        raise ExtractError(f"The file is not valid JSON: {error}.") from error


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def yaml_text(data: bytes) -> str:
    """YAML written anew, one document after the other. Raises `ExtractError`."""
    source = text(data)
    if source.count("*") > _MAX_ALIASES and source.count("&") > 1:
        return source
    try:
        documents: list[Any] = list(yaml.safe_load_all(source))
        return "---\n".join(yaml.safe_dump(d, allow_unicode=True, sort_keys=False) for d in documents)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ExtractError(f"The file is not valid YAML: {error}") from error


def xml_text(data: bytes) -> str:
    """The texts of an XML file, one element a line, indented by depth, attributes in brackets."""
    lines: list[str] = []
    _walk(parse_xml(data), 0, lines)
    return "\n".join(lines)


def _walk(element: Element, depth: int, lines: list[str]) -> None:
    name = local(element)
    if not name:
        return
    attributes = ", ".join(f"{str(k).rpartition('}')[2]}={v}" for k, v in element.attrib.items())
    head = f"{'  ' * depth}{name}{f' [{attributes}]' if attributes else ''}"
    words = " ".join((element.text or "").split())
    lines.append(f"{head}: {words}" if words else head)
    for child in element:
        _walk(child, depth + 1, lines)
        tail = " ".join((child.tail or "").split())
        if tail:
            lines.append(f"{'  ' * (depth + 1)}{tail}")
