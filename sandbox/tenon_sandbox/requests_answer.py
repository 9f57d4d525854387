"""The answers of the module `requests` for code with network."""

import json as json_module
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self, cast

from tenon_sandbox.requests_errors import HTTPError, JSONDecodeError

REDIRECTS = (301, 302, 303, 307, 308)


class Headers(dict[str, str]):
    """A map whose keys are alike in any case; the last spelling is kept."""

    def __init__(self, items: "Mapping[str, Any] | Iterable[tuple[str, Any]] | None" = None) -> None:
        super().__init__()
        self._names: dict[str, str] = {}
        self.update(items or {})

    def __setitem__(self, key: str, value: Any) -> None:
        old = self._names.get(key.lower())
        if old is not None and old != key:
            super().pop(old, None)
        self._names[key.lower()] = key
        super().__setitem__(key, value.decode("latin-1") if isinstance(value, bytes) else str(value))

    def __getitem__(self, key: str) -> str:
        return super().__getitem__(self._names.get(key.lower(), key))

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._names

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or the default."""
        return super().get(self._names.get(key.lower(), key), default)

    def pop(self, key: str, default: Any = None) -> Any:
        """Take the value out."""
        return super().pop(self._names.pop(key.lower(), key), default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The value, set to the default when there is none."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, items: Any = (), **others: Any) -> None:
        """Set several; None values are passed over."""
        for key, value in [*pairs_of(items), *others.items()]:
            self[key] = value


class Response:
    """An answer, read whole."""

    def __init__(self, status: int, reason: str, headers: Headers, content: bytes, url: str, elapsed: float) -> None:
        self.status_code, self.reason, self.headers, self.content, self.url = status, reason, headers, content, url
        self.history: list[Response] = []
        self.cookies: dict[str, str] = {}
        self.elapsed = _timedelta(elapsed)
        self.encoding = _charset(headers.get("Content-Type", ""))

    @property
    def ok(self) -> bool:
        """Whether the status is below 400."""
        return self.status_code < 400

    @property
    def apparent_encoding(self) -> str:
        """UTF-8 when the content is valid, else Latin-1."""
        try:
            self.content.decode()
        except UnicodeDecodeError:
            return "iso-8859-1"
        return "utf-8"

    @property
    def text(self) -> str:
        """The content as text, by the declared encoding or the apparent one."""
        try:
            return self.content.decode(self.encoding or self.apparent_encoding, errors="replace")
        except LookupError:
            return self.content.decode(errors="replace")

    @property
    def is_redirect(self) -> bool:
        """Whether it names another place."""
        return "Location" in self.headers and self.status_code in REDIRECTS

    @property
    def links(self) -> dict[str, dict[str, str]]:
        """The `Link` header, by relation."""
        found: dict[str, dict[str, str]] = {}
        for part in filter(None, self.headers.get("Link", "").split(",")):
            address, _, rest = part.partition(";")
            facts = {"url": address.strip(" <>")}
            for fact in rest.split(";"):
                name, _, value = fact.partition("=")
                facts[name.strip()] = value.strip(" \"'")
            found[facts.get("rel") or facts["url"]] = facts
        return found

    def json(self, **options: Any) -> Any:
        """The content as JSON. Raises `JSONDecodeError`."""
        try:
            return json_module.loads(self.content if not options else self.text, **options)
        except ValueError as error:
            raise JSONDecodeError(str(error), response=self) from None

    def raise_for_status(self) -> None:
        """Raise `HTTPError` for a status of 400 or more."""
        if not self.ok:
            side = "Client" if self.status_code < 500 else "Server"
            raise HTTPError(f"{self.status_code} {side} Error: {self.reason} for url: {self.url}", response=self)

    def iter_content(self, chunk_size: int | None = 1, decode_unicode: bool = False) -> Iterator[Any]:
        """The content in pieces."""
        data: Any = self.text if decode_unicode else self.content
        size = chunk_size or len(data) or 1
        return (data[start : start + size] for start in range(0, len(data), size))

    def iter_lines(self, chunk_size: int = 512, decode_unicode: bool = False) -> Iterator[Any]:
        """The content line by line."""
        return iter(self.text.splitlines() if decode_unicode else self.content.splitlines())

    def close(self) -> None:
        """Nothing is open."""

    def __bool__(self) -> bool:
        return self.ok

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __repr__(self) -> str:
        return f"<Response [{self.status_code}]>"


def pairs_of(items: Any) -> list[tuple[Any, Any]]:
    """Names and values of a map or of pairs, without those that are None."""
    found: Any = cast("Mapping[Any, Any]", items).items() if isinstance(items, Mapping) else items
    return [(name, value) for name, value in found if value is not None]


def _charset(kind: str) -> str | None:
    for part in kind.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \"'")
    if "json" in kind:
        return "utf-8"
    return "ISO-8859-1" if kind.startswith("text/") else None


def _timedelta(seconds: float) -> Any:
    return sys.modules["datetime"].timedelta(seconds=seconds)
