"""XML and HTML trees: the little of lxml that is used, with types, which lxml has none of."""

import importlib
from collections.abc import Iterator, Mapping
from typing import Any, Protocol, cast

from tenon.rag.extract.errors import ExtractError

_etree: Any = importlib.import_module("lxml.etree")
_html: Any = importlib.import_module("lxml.html")


class Element(Protocol):
    """A node of a tree. `tag` is not text for comments and instructions."""

    tag: Any
    text: str | None
    tail: str | None

    @property
    def attrib(self) -> Mapping[str, str]:
        """The attributes by full name."""
        ...

    def __iter__(self) -> Iterator["Element"]: ...

    def iter(self, *tags: str) -> Iterator["Element"]:
        """This element and all below, in document order."""
        ...

    def itertext(self) -> Iterator[str]:
        """All text below, in document order."""
        ...

    def get(self, key: str) -> str | None:
        """An attribute."""
        ...

    def find(self, path: str) -> "Element | None":
        """The first element at a path."""
        ...

    def findtext(self, path: str) -> str | None:
        """The text of the first element at a path."""
        ...


def parse_xml(data: bytes, name: str = "document") -> Element:
    """XML without entities, network and external definitions. Raises `ExtractError`."""
    parser = _etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return cast(Element, _etree.fromstring(data, parser))
    except (_etree.XMLSyntaxError, ValueError) as error:
        raise ExtractError(f"The file is damaged: {name} is not valid XML ({error}).") from error


def parse_html(source: str) -> Element | None:
    """A tree of whatever HTML there is; None for nothing."""
    try:
        return cast(Element, _html.document_fromstring(source))
    except (_etree.ParserError, _etree.XMLSyntaxError, ValueError):
        return None


def local(element: Element) -> str:
    """The tag without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, name: str) -> list[Element]:
    """Direct children of the local name."""
    return [child for child in element if local(child) == name]


def descendants(element: Element, name: str) -> list[Element]:
    """Elements of the local name below, in document order."""
    return [child for child in element.iter() if local(child) == name]
