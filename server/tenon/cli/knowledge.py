"""Check the indexes of knowledge bases, and make them again."""

from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import click

from tenon.cli._context import data_dir_option, json_option, print_json, settings_for, with_product
from tenon.domain.knowledge.maintenance import Maintenance, Report
from tenon.wiring import Container


@click.group()
def command() -> None:
    """Check the indexes of knowledge bases, and make them again."""


@command.command()
@data_dir_option
@json_option
@click.pass_context
def check(ctx: click.Context, data_dir: Path | None, as_json: bool) -> None:
    """Compare every knowledge base with its index. Ends with 1 when something does not agree."""

    async def work(container: Container) -> list[Report]:
        return await container.services.get(Maintenance).check()

    reports = with_product(settings_for(data_dir), work)
    if as_json:
        print_json([asdict(report) for report in reports])
    else:
        for report in reports:
            click.echo(f"{report.name}: {report.entries} entries, {'; '.join(report.problems) or 'all agrees'}")
    if any(report.problems for report in reports):
        ctx.exit(1)


@command.command()
@data_dir_option
@click.option("--dataset", type=click.UUID, help="Only this knowledge base.")
def reindex(data_dir: Path | None, dataset: UUID | None) -> None:
    """Make the indexes again from the database; no model is asked. Questions are answered meanwhile."""

    async def work(container: Container) -> int:
        def told(name: str, count: int) -> None:
            click.echo(f"{name}: {count} entries")

        return await container.services.get(Maintenance).reindex(dataset, told)

    click.echo(f"{with_product(settings_for(data_dir), work)} entries were indexed again.")
