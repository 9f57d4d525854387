"""`tenon dev`: what helps while an app is being built."""

import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tenon.adapters.scripted_model.script import Script


@click.group("dev")
def command() -> None:
    """Help for building apps: a model server that answers from a script."""


@command.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8601, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option(
    "--script",
    "script_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="YAML file that says what to answer. Without one every prompt is echoed.",
)
@click.option("--check", is_flag=True, help="Only check the script, then end.")
def model(host: str, port: int, script_file: Path | None, check: bool) -> None:
    """Serve a model that speaks the OpenAI protocol and answers from a script.

    Give its address to the provider "OpenAI-API-compatible", or to `tenon run --model-url`. The model name
    `fake-50x20` streams 50 tokens, one each 20 ms. The format of the script is in docs/en/scripted-model.md.
    """
    import uvloop

    from tenon.adapters.scripted_model.script import BadScript, Script, read_script

    try:
        script = read_script(script_file.read_text("utf-8")) if script_file is not None else Script()
    except (BadScript, UnicodeDecodeError) as error:
        raise click.UsageError(str(error)) from None
    if check:
        click.echo(f"{len(script.rules)} rules, all right.")
        return
    try:
        uvloop.run(_serve(host, port, script))
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another --port."
        ) from None


async def _serve(host: str, port: int, script: "Script") -> None:
    from tenon.adapters.scripted_model.server import ScriptedModel

    server = ScriptedModel(script)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await server.start(host, port)
    click.echo(f"Scripted model on {server.url}")
    await stop.wait()
    await server.close()
