"""A provider of tools: who made it, what it needs, which tools it has (TOOL-DEC)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tenon.tools.declaration import I18n, ParameterOption, ToolDeclaration
from tenon.tools.errors import ToolNotFound

Label = Literal[
    "search", "image", "videos", "weather", "finance", "design", "travel", "social", "news", "medical",
    "productivity", "education", "business", "entertainment", "utilities", "other",
]  # fmt: skip
"""TOOL-UI-02."""


@dataclass(frozen=True, slots=True)
class CredentialField:
    """A field of the form by which a provider is authorised (TOOL-DEC-02). Secret inputs are encrypted at rest."""

    name: str
    type: str
    label: I18n
    required: bool = False
    default: str | None = None
    options: Sequence[ParameterOption] = ()
    placeholder: I18n = field(default_factory=dict[str, str])
    help: I18n = field(default_factory=dict[str, str])
    url: str = ""

    @property
    def secret(self) -> bool:
        """Whether the value is hidden and encrypted."""
        return self.type == "secret-input"


@dataclass(frozen=True, slots=True)
class ProviderDeclaration:
    """What a provider says of itself. `aliases` are further names under which apps know it."""

    name: str
    label: I18n
    description: I18n
    author: str = ""
    icon: str = ""
    icon_dark: str = ""
    labels: Sequence[str] = ()
    credentials: Sequence[CredentialField] = ()
    tools: Sequence[ToolDeclaration] = ()
    aliases: Sequence[str] = ()
    tool_aliases: Mapping[str, str] = field(default_factory=dict[str, str])

    def tool(self, name: str) -> ToolDeclaration:
        """A tool by its name or an older one. Raises `ToolNotFound`."""
        name = self.tool_aliases.get(name, name)
        for tool in self.tools:
            if tool.name == name:
                return tool
        raise ToolNotFound(f"The tool provider {self.name} has no tool {name!r}. Choose another tool.")
