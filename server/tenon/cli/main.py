"""The `tenon` command. Sub-commands are the modules of this package; each is imported when it is called.

A module offers a click command or group named `command` (or named like the module); names that begin with `_` are no
commands. The first line of its docstring is the short help.
"""

import ast
import importlib
import pkgutil
from pathlib import Path
from typing import Any

import click

from tenon import __version__, cli
from tenon.kit import garbage

_HERE = Path(__file__).parent


class Commands(click.Group):
    """Finds sub-commands by their files."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All command names, sorted."""
        names = (info.name for info in pkgutil.iter_modules([str(_HERE)]))
        return sorted(name.replace("_", "-") for name in names if name != "main" and not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a module, imported now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        with garbage.none_expected():
            module = importlib.import_module(f"{cli.__name__}.{name}")
        found = getattr(module, "command", None) or getattr(module, name, None)
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        rows = [(name, _summary(name)) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def _summary(name: str) -> str:
    source = (_HERE / f"{name.replace('-', '_')}.py").read_text("utf-8")
    first = (ast.get_docstring(ast.parse(source)) or "").split("\n")[0]
    text = first.partition(": ")[2] or first
    return text[:1].upper() + text[1:]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tenon")
def command() -> None:
    """Build, run and operate applications of language models."""


def main(args: list[str] | None = None) -> Any:
    """Entry point of the `tenon` script."""
    garbage.relax()
    return command.main(args=args, prog_name="tenon")
