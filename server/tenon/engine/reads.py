"""Which variables a node reads from outside itself, as they must be there before it can run alone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

from tenon.engine.references import selectors
from tenon.engine.single import inside_of, node_of
from tenon.engine.variables import Template

SPACES: Final = ("sys", "conversation")
"""Namespaces whose values may be asked for; those of the environment are always there."""
_NOT_READ: Final = frozenset({"title", "desc", "code"})
_MEANS: Final = ("type", "value_type", "input_type")


class Need(NamedTuple):
    """A variable that a node reads; an `optional` one may be missing."""

    node_id: str
    name: str
    optional: bool = False


def reads(stored: Mapping[str, Any], node_id: str) -> list[Need]:
    """What a node reads, or a container with all that is inside, each variable once in the order of the fields."""
    within = inside_of(stored, node_id)
    own = {node_id, *(str(wrapper.get("id")) for wrapper in within)}
    found: dict[tuple[str, str], bool] = {}
    for data in (node_of(stored, node_id) or {}, *(wrapper.get("data") or {} for wrapper in within)):
        optional = data.get("type") in ("variable-aggregator", "variable-assigner")
        for selector in (*selectors(data), *_more(data, "")):
            if len(selector) < 2 or selector[0] in own or not _known(stored, selector[0]):
                continue
            key = (selector[0], selector[1])
            found[key] = optional and found.get(key, True)
    return [Need(*key, optional) for key, optional in found.items()]


def _known(stored: Mapping[str, Any], name: str) -> bool:
    return name in SPACES or node_of(stored, name) is not None


def _more(value: object, key: str) -> Iterator[Sequence[str]]:
    """References in texts, and selectors that only their neighbour tells from a list of texts."""
    if isinstance(value, str):
        if "{{#" in value and key not in _NOT_READ:
            yield from Template(value).selectors
    elif isinstance(value, list):
        for item in cast(list[Any], value):
            yield from _more(item, key)
    elif isinstance(value, dict):
        mapping = cast(dict[str, Any], value)
        if mapping.get("enabled") is False:
            return
        named = mapping.get("value")
        if isinstance(named, list) and any(mapping.get(means) == "variable" for means in _MEANS):
            yield [str(part) for part in cast(list[Any], named)]
        for name, inner in mapping.items():
            yield from _more(inner, str(name))
