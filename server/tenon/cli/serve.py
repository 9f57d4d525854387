"""Serve the console, the published pages and the APIs."""

from pathlib import Path

import click

from tenon import main
from tenon.cli._context import data_dir_option, settings_for
from tenon.errors import TenonError


@click.command()
@click.option("--host", help="Address to listen on. Default: 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0: any free one. Default: 8600.")
@data_dir_option
@click.option("--reload", is_flag=True, help="Start again when the code changes (for development).")
def command(host: str | None, port: int | None, data_dir: Path | None, reload: bool) -> None:
    """Serve the console, the published pages and the APIs.

    The database is brought to the newest schema first. Ctrl-C or SIGTERM ends the server; open streams get 30 seconds.
    """
    settings = settings_for(data_dir, host=host, port=port)
    shown = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    try:
        main.serve(settings, ready=lambda bound: click.echo(f"Tenon is ready at http://{shown}:{bound}"), reload=reload)
    except TenonError as error:
        raise click.ClickException(error.message) from error
