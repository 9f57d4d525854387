"""Import, export and list apps; make API keys."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from tenon.cli._context import data_dir_option, json_option, print_json, settings_for, with_product
from tenon.domain.app import export_dsl, import_dsl, keys, service
from tenon.domain.app.export_dsl import ExportRules
from tenon.domain.app.import_dsl import Importing
from tenon.domain.app.schemas import AppFilter, ImportRequest, ImportResult
from tenon.domain.auth.principal import Principal
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.workflow import service as workflows
from tenon.domain.workflow.bounds import GraphBounds
from tenon.domain.workflow.schemas import Publish
from tenon.domain.workspace import service as workspaces
from tenon.domain.workspace.vault import Vault
from tenon.errors import NotFound
from tenon.kit.db import UnitOfWork
from tenon.kit.pagination import PageQuery
from tenon.wiring import Container

workspace_option = click.option(
    "--workspace", "workspace_id", type=click.UUID, help="Id of the workspace. Default: the oldest."
)


async def _owner(uow: UnitOfWork, workspace_id: UUID | None) -> Principal:
    if workspace_id is None:
        found = await workspaces.all_workspaces(uow)
        if not found:
            raise NotFound("There is no workspace yet. Run `tenon admin create` first.")
        workspace_id = found[0].id
    return await workspaces.owner_principal(uow, workspace_id)


@click.group()
def command() -> None:
    """Import, export and list apps; make API keys. Acts as the owner of the workspace."""


@command.command("import")
@click.argument("source", metavar="FILE|URL")
@click.option("--publish", is_flag=True, help="Publish the imported workflow at once.")
@click.option("--name", help="Name of the app. Default: the file's.")
@click.option("--app", "app_id", type=click.UUID, help="Overwrite the draft of this app.")
@workspace_option
@data_dir_option
@json_option
@click.pass_context
def import_app(
    ctx: click.Context,
    source: str,
    publish: bool,
    name: str | None,
    app_id: UUID | None,
    workspace_id: UUID | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Import a DSL file, also one of another version. Exit code 1 when it is refused."""
    body = _request(source, name, app_id)

    async def work(container: Container) -> tuple[ImportResult, str | None]:
        here = container.services.get(Importing)
        async with container.db.unit_of_work() as uow:
            who = await _owner(uow, workspace_id)
            result = await import_dsl.start(uow, here, who, body)
            if result.status == "pending":
                waiting = result
                await uow.session.flush()
                result = await import_dsl.confirm(uow, here, who, result.id)
                result.warnings = waiting.warnings
            version = None
            if publish and result.app_id is not None and result.app_mode in service.WORKFLOW_MODES:
                await uow.session.flush()
                bounds = container.services.get(GraphBounds)
                published = await workflows.publish(uow, who, result.app_id, Publish.model_validate({}), bounds)
                version = str(published.id)
            return result, version

    result, version = with_product(settings_for(data_dir), work)
    if as_json:
        print_json({**result.model_dump(mode="json"), "workflow_id": version})
    else:
        _tell(result, version)
    if result.status == "failed":
        ctx.exit(1)


def _request(source: str, name: str | None, app_id: UUID | None) -> ImportRequest:
    if source.startswith(("http://", "https://")):
        given = {"mode": "yaml-url", "yaml_url": source, "name": name, "app_id": app_id}
        return ImportRequest.model_validate(given)
    path = Path(source)
    if not path.is_file():
        raise click.UsageError(f"There is no file {source}.")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{source} is not UTF-8 text.") from error
    return ImportRequest.model_validate({"yaml_content": text, "name": name, "app_id": app_id})


def _tell(result: ImportResult, version: str | None) -> None:
    if result.status == "failed":
        click.echo(f"Error: {result.error}", err=True)
        return
    click.echo(f"Imported app {result.app_id} ({result.app_mode}).")
    if version is not None:
        click.echo(f"Published version {version}.")
    for warning in result.warnings:
        click.echo(f"Note: {warning}", err=True)
    for missing in result.leaked_dependencies:
        value: dict[str, Any] = missing.get("value") or {}
        click.echo(f"Missing: {next((v for v in value.values() if v), missing.get('type'))}", err=True)


@command.command("export")
@click.argument("app_id", type=click.UUID)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--include-secret", is_flag=True, help="Include the values of secret variables.")
@click.option("--version", "workflow_id", type=click.UUID, help="A published version. Default: the draft.")
@workspace_option
@data_dir_option
def export_app(
    app_id: UUID,
    output: Path | None,
    include_secret: bool,
    workflow_id: UUID | None,
    workspace_id: UUID | None,
    data_dir: Path | None,
) -> None:
    """Write an app as a DSL file."""

    async def work(container: Container) -> str:
        services = container.services
        async with container.db.unit_of_work() as uow:
            return await export_dsl.export(
                uow,
                services.get(Vault),
                services.get(ExportRules),
                await _owner(uow, workspace_id),
                app_id,
                include_secret=include_secret,
                workflow_id=workflow_id,
            )

    text = with_product(settings_for(data_dir), work)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8")
        click.echo(f"Wrote {output}.", err=True)


@command.command("list")
@click.option("--name", default="", help="Part of the name.")
@click.option("--mode", default="", help="workflow, advanced-chat, chat, agent-chat or completion.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
@workspace_option
@data_dir_option
@json_option
def list_apps(
    name: str, mode: str, limit: int, workspace_id: UUID | None, data_dir: Path | None, as_json: bool
) -> None:
    """List the apps of a workspace, the last changed first."""

    async def work(container: Container) -> list[dict[str, Any]]:
        async with container.db.unit_of_work() as uow:
            who = await _owner(uow, workspace_id)
            addresses = container.services.get(FileAddresses)
            page = await service.apps(uow, addresses, who, AppFilter(name, mode), PageQuery(1, limit))
            return [app.model_dump(mode="json", include={"id", "name", "mode", "updated_at"}) for app in page.data]

    found = with_product(settings_for(data_dir), work)
    if as_json:
        print_json(found)
        return
    for app in found:
        click.echo(f"{app['id']}  {app['mode']:<13}  {app['name']}")


@command.group()
def key() -> None:
    """Keys of the service API."""


@key.command("create")
@click.argument("app_id", type=click.UUID)
@workspace_option
@data_dir_option
@json_option
def create_key(app_id: UUID, workspace_id: UUID | None, data_dir: Path | None, as_json: bool) -> None:
    """Make a key for an app and print it; it is not shown again."""

    async def work(container: Container) -> dict[str, Any]:
        async with container.db.unit_of_work() as uow:
            made = await keys.create(uow, await _owner(uow, workspace_id), app_id)
            return made.model_dump(mode="json")

    made = with_product(settings_for(data_dir), work)
    if as_json:
        print_json(made)
    else:
        click.echo(made["token"])
