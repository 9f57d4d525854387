"""Bring the database to the newest schema."""

import tempfile
from pathlib import Path

import click

from tenon import tables
from tenon.cli._context import data_dir_option, json_option, print_json, settings_for, with_product
from tenon.kit import schema
from tenon.wiring import Container


@click.group(invoke_without_command=True)
@data_dir_option
@json_option
@click.pass_context
def command(ctx: click.Context, data_dir: Path | None, as_json: bool) -> None:
    """Bring the database to the newest schema. `tenon serve` does this by itself."""
    if ctx.invoked_subcommand is not None:
        return

    async def work(container: Container) -> tuple[str | None, str | None]:
        return await schema.upgrade(container.db)

    before, after = with_product(settings_for(data_dir), work, migrate=False)
    if as_json:
        print_json({"before": before, "after": after})
    elif before == after:
        click.echo(f"The database is at the newest schema already ({after}).")
    else:
        click.echo(f"The database was brought from {before or 'empty'} to {after}.")


@command.command()
@click.argument("message")
def new(message: str) -> None:
    """Write a new migration with what the tables have and the migrations do not (for developers)."""

    async def work(container: Container) -> list[Path]:
        return [Path(made.path) for made in await schema.new_revision(container.db, tables.METADATA, message)]

    with tempfile.TemporaryDirectory() as directory:
        for path in with_product(settings_for(Path(directory), database_url=f"sqlite:///{directory}/new.db"), work):
            click.echo(f"Wrote {path}. Read it before you commit it.")
