"""Run background jobs beside the servers (with PostgreSQL only)."""

from pathlib import Path

import click

from tenon import worker
from tenon.cli._context import data_dir_option, settings_for


@click.command()
@data_dir_option
def command(data_dir: Path | None) -> None:
    """Run background jobs beside the servers.

    With SQLite the server does this itself and no worker is needed.
    """
    settings = settings_for(data_dir)
    if settings.resolved_database_url.startswith("sqlite"):
        raise click.ClickException("With SQLite the server runs the background jobs itself; start `tenon serve` only.")
    worker.work(settings, ready=lambda: click.echo("The worker is ready."))
