"""What commands share: settings, a wired product without HTTP, readable errors, JSON output."""

import asyncio
import importlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import click
import orjson

from tenon import tables
from tenon.errors import TenonError
from tenon.kit import logging
from tenon.settings import Settings
from tenon.wiring import Container, build

assert tables.METADATA  # every table is known before the first query

type Work[T] = Callable[[Container], Coroutine[Any, Any, T]]

data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where database, files and keys are kept. Default: $TENON_DATA_DIR, else ./data.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def settings_for(data_dir: Path | None = None, **values: Any) -> Settings:
    """Settings from the environment, with what the command line gave on top."""
    given = {name: value for name, value in values.items() if value is not None}
    return Settings(**({"data_dir": data_dir} if data_dir is not None else {}), **given)


def with_product[T](settings: Settings, work: Work[T], *, migrate: bool = True) -> T:
    """Run something on the wired product; an error of the product ends the command with its message."""

    async def run() -> T:
        container = build(settings)
        try:
            if migrate:
                await importlib.import_module("tenon.kit.schema").upgrade(container.db)
            return await work(container)
        finally:
            await container.stop()

    logging.configure("WARNING", as_json=False)
    try:
        return asyncio.run(run())
    except TenonError as error:
        raise click.ClickException(error.message) from error


def print_json(value: object) -> None:
    """Print a value as indented JSON."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode())
