"""What a tool gives back, piece by piece (TOOL-MSG)."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ToolMessage:
    """One piece of a tool's result: `text`, `json`, `link`, `image`, `file`, `variable`, `log` and the like."""

    kind: str
    value: Any
    name: str = ""
    stream: bool = False
