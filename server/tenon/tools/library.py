"""The tools that ship with the product, found by scanning `builtin/`."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from tenon.tools.errors import ToolNotAuthorized, ToolProviderNotFound
from tenon.tools.provider import ProviderDeclaration
from tenon.tools.read import from_yaml
from tenon.tools.runtime import CredentialCheck, ToolContext, ToolFunction

_FOLDER = Path(__file__).parent / "builtin"


class Library:
    """All shipped providers, in display order."""

    def __init__(self, providers: Sequence[ProviderDeclaration]) -> None:
        self._providers = {provider.name: provider for provider in providers}
        self._aliases = {alias: p.name for p in providers for alias in (*p.aliases, p.name)}

    def __iter__(self) -> Iterator[ProviderDeclaration]:
        return iter(self._providers.values())

    def find(self, name: str) -> ProviderDeclaration | None:
        """The provider of a name such as `time`, `langgenius/time` or `langgenius/time/time`; None: not shipped."""
        parts = name.strip().strip("/").lower().split("/")
        if len(parts) > 3 or (len(parts) > 1 and parts[0] != "langgenius"):
            return None
        known = self._aliases.get(parts[-1])
        return self._providers[known] if known is not None else None

    def get(self, name: str) -> ProviderDeclaration:
        """The same. Raises `ToolProviderNotFound`."""
        found = self.find(name)
        if found is None:
            raise ToolProviderNotFound(
                f"The tool provider {name!r} is not installed. Remove the tool from the app or install it."
            )
        return found

    def function(self, provider: ProviderDeclaration, tool: str) -> ToolFunction:
        """What runs a tool of a provider. Raises `ToolNotFound`."""
        functions: Mapping[str, ToolFunction] = import_module(f"tenon.tools.builtin.{provider.name}").TOOLS
        return functions[provider.tool(tool).name]

    def credential_check(self, provider: ProviderDeclaration) -> CredentialCheck:
        """What tries a provider's credential; a provider without one accepts everything."""
        return getattr(import_module(f"tenon.tools.builtin.{provider.name}"), "check", _accept)


async def _accept(context: ToolContext) -> None:
    """There is nothing to try."""


def require_credentials(provider: ProviderDeclaration, credentials: Mapping[str, str]) -> None:
    """Raise `ToolNotAuthorized` when a required field is empty."""
    missing = [field.name for field in provider.credentials if field.required and not credentials.get(field.name)]
    if missing:
        label = provider.label.get("en_US", provider.name)
        raise ToolNotAuthorized(f"{label} needs a credential ({', '.join(missing)}). Add it under Tools.")


@lru_cache(maxsize=1)
def load() -> Library:
    """The shipped tools. Raises `BadToolDeclaration`."""
    return Library([from_yaml(file.read_text("utf-8"), file.name) for file in sorted(_FOLDER.glob("*.yaml"))])


def icon_file(icon: str) -> Path:
    """Where the picture of a shipped provider is."""
    return _FOLDER / "icons" / icon
