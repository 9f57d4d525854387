"""What is wrong with a `model_config`, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing. What is `broken` cannot be stored; the rest can be finished later and keeps a draft unpublished."""

    field: str
    message: str
    broken: bool = False


@dataclass(slots=True)
class Findings:
    """Collects what is wrong; values are read through it, so that a wrong kind is told once."""

    found: list[Wrong] = field(default_factory=list[Wrong])

    def broken(self, where: str, message: str) -> None:
        """Something of a wrong kind."""
        self.found.append(Wrong(where, message, broken=True))

    def unfinished(self, where: str, message: str) -> None:
        """Something that is missing or does not fit."""
        self.found.append(Wrong(where, message))

    def mapping(self, holder: Mapping[str, Any], name: str, where: str = "") -> dict[str, Any]:
        """An object; empty when it is absent or something else."""
        value = holder.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.broken(where or name, "must be an object")
            return {}
        return cast(dict[str, Any], value)

    def items(self, holder: Mapping[str, Any], name: str, where: str = "") -> list[Any]:
        """A list; empty when it is absent or something else."""
        value = holder.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.broken(where or name, "must be a list")
            return []
        return cast(list[Any], value)

    def rows(self, holder: Mapping[str, Any], name: str, where: str = "") -> list[tuple[str, dict[str, Any]]]:
        """The objects of a list with their places."""
        found: list[tuple[str, dict[str, Any]]] = []
        for place, value in enumerate(self.items(holder, name, where)):
            at = f"{where or name}[{place}]"
            if isinstance(value, dict):
                found.append((at, cast(dict[str, Any], value)))
            else:
                self.broken(at, "must be an object")
        return found

    def text(self, holder: Mapping[str, Any], name: str, where: str = "", *, most: int = 0) -> str:
        """A text; empty when it is absent or something else."""
        value = holder.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.broken(where or name, "must be a text")
            return ""
        if most and len(value) > most:
            self.unfinished(where or name, f"has {len(value)} characters; at most {most} are allowed")
        return value

    def choice(self, holder: Mapping[str, Any], name: str, allowed: tuple[str, ...], where: str = "") -> str:
        """One of some texts; empty when it is absent or another."""
        value = holder.get(name)
        if value is None or value == "":
            return ""
        if value not in allowed:
            self.broken(where or name, f"must be one of {', '.join(allowed)}")
            return ""
        return str(value)

    def switch(self, holder: Mapping[str, Any], name: str, where: str = "") -> bool:
        """A truth value; false when it is absent."""
        value = holder.get(name)
        if value is not None and not isinstance(value, bool):
            self.broken(where or name, "must be true or false")
        return value is True

    def number(
        self, holder: Mapping[str, Any], name: str, where: str, low: float, high: float, *, whole: bool = False
    ) -> None:
        """A number within bounds, where one is given."""
        value = holder.get(name)
        if value is None:
            return
        right = isinstance(value, int) or (not whole and isinstance(value, float))
        if isinstance(value, bool) or not right or not low <= value <= high:
            self.broken(where, f"must be a {'whole ' if whole else ''}number from {low:g} to {high:g}")
