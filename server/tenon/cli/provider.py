"""Set up model providers, and try them."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click
import orjson

from tenon.cli._context import data_dir_option, json_option, print_json, settings_for, with_product
from tenon.domain.auth.principal import Principal
from tenon.domain.provider import credentials, probe, service
from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.gateway import Gateway
from tenon.domain.provider.schemas import Credential, CredentialIn, CustomModelIn, Model, ModelNamed, Provider
from tenon.domain.workspace import service as workspaces
from tenon.errors import NotFound
from tenon.kit.db import UnitOfWork
from tenon.models.catalogue.schema import Kind
from tenon.wiring import Container

workspace_option = click.option(
    "--workspace", "workspace_id", type=click.UUID, help="Id of the workspace. Default: the oldest."
)
type_option = click.option(
    "--type",
    "model_type",
    type=click.Choice(["llm", "text-embedding", "rerank"]),
    default="llm",
    show_default=True,
    help="Kind of the model.",
)


async def _owner(uow: UnitOfWork, workspace_id: UUID | None) -> Principal:
    if workspace_id is None:
        found = await workspaces.all_workspaces(uow)
        if not found:
            raise NotFound("There is no workspace yet. Run `tenon admin create` first.")
        workspace_id = found[0].id
    return await workspaces.owner_principal(uow, workspace_id)


async def _who(container: Container, workspace_id: UUID | None) -> Principal:
    async with container.db.unit_of_work() as uow:
        return await _owner(uow, workspace_id)


@click.group()
def command() -> None:
    """Set up model providers, and try them. Acts as the owner of the workspace."""


@command.command()
@click.argument("provider")
@click.option(
    "-c", "--credential", "pairs", multiple=True, metavar="NAME=VALUE", help="A field of the form. Repeatable."
)
@click.option("--credentials", "document", metavar="JSON|@FILE", help="All fields as a JSON object, or a file with it.")
@click.option("--model", "model_name", help="Add a custom model of this name.")
@type_option
@click.option("--name", help="Name of the credential.")
@workspace_option
@data_dir_option
@json_option
def add(
    provider: str,
    pairs: tuple[str, ...],
    document: str | None,
    model_name: str | None,
    model_type: Kind,
    name: str | None,
    workspace_id: UUID | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Try a credential at the vendor and keep it. `tenon provider list --forms` tells the fields.

    `tenon provider add openai -c openai_api_key=sk-...`

    `tenon provider add openai_api_compatible --model qwen3 -c endpoint_url=http://127.0.0.1:8000/v1`
    """
    values = _values(pairs, document)

    async def work(container: Container) -> Credential:
        access, who = container.services.get(ModelAccess), await _who(container, workspace_id)
        if model_name is None:
            return await credentials.add(access, who, provider, CredentialIn(name=name, credentials=values))
        body = CustomModelIn(name=name, credentials=values, model=model_name, model_type=model_type)
        return await credentials.add_model(access, who, provider, body)

    kept = with_product(settings_for(data_dir), work)
    if as_json:
        print_json(kept.model_dump(mode="json"))
    else:
        click.echo(f"{kept.id}  {kept.name}  {'in use' if kept.current else 'kept'}")


@command.command("list")
@click.option("--forms", is_flag=True, help="Tell the form fields of every provider.")
@click.option("--models", "with_models", is_flag=True, help="Tell the usable models.")
@workspace_option
@data_dir_option
@json_option
def list_providers(
    forms: bool, with_models: bool, workspace_id: UUID | None, data_dir: Path | None, as_json: bool
) -> None:
    """List the providers with what is set up."""

    async def work(container: Container) -> list[tuple[Provider, list[Model]]]:
        access, who = container.services.get(ModelAccess), await _who(container, workspace_id)
        async with container.db.unit_of_work() as uow:
            return [
                (provider, await service.models(uow, access, who, provider.provider) if with_models else [])
                for provider in await service.providers(uow, access, who)
            ]

    found = [
        (provider, [model for model in models if model.status == "active" and model.enabled])
        for provider, models in with_product(settings_for(data_dir), work)
    ]
    if as_json:
        print_json(
            [{**p.model_dump(mode="json"), "models": [m.model_dump(mode="json") for m in ms]} for p, ms in found]
        )
        return
    for provider, models in found:
        click.echo(f"{provider.provider:<24} {provider.status:<14} {provider.label.en_US}")
        for credential in provider.credentials:
            click.echo(f"    {credential.id}  {'*' if credential.current else ' '} {credential.name}")
        names = [(model.model_type, model.model) for model in [*provider.custom_models, *models]]
        for kind, name in dict.fromkeys(names):
            click.echo(f"    {kind:<15} {name}")
        if forms:
            _print_forms(provider)


@command.command()
@click.argument("provider")
@click.argument("model_name", metavar="[MODEL]", required=False)
@type_option
@workspace_option
@data_dir_option
@json_option
@click.pass_context
def test(
    ctx: click.Context,
    provider: str,
    model_name: str | None,
    model_type: Kind,
    workspace_id: UUID | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Try what is set up of a provider, or one model. Exit code 1 when it does not answer."""
    named = ModelNamed(model=model_name, model_type=model_type) if model_name is not None else None

    async def work(container: Container) -> dict[str, Any]:
        gateway, who = container.services.get(Gateway), await _who(container, workspace_id)
        result = await probe.test_model(gateway, who, provider, named)
        return result.model_dump(mode="json")

    result = with_product(settings_for(data_dir), work)
    if as_json:
        print_json(result)
    elif result["result"] == "success":
        click.echo(f"{provider}{f'/{model_name}' if model_name else ''} answered in {result['latency_ms']} ms.")
    else:
        click.echo(result["error"], err=True)
    if result["result"] != "success":
        ctx.exit(1)


def _values(pairs: tuple[str, ...], document: str | None) -> dict[str, str]:
    values: dict[str, Any] = {}
    if document is not None:
        try:
            text = Path(document[1:]).read_text("utf-8") if document.startswith("@") else document
            values = dict(orjson.loads(text))
        except (OSError, ValueError, TypeError) as error:
            raise click.UsageError(f"--credentials is not a JSON object: {error}") from None
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"-c takes NAME=VALUE, not {pair!r}.")
        values[key] = value
    return {key: str(value) for key, value in values.items()}


def _print_forms(provider: Provider) -> None:
    forms = (("credential", provider.provider_credential_schema), ("custom model", provider.model_credential_schema))
    for title, form in forms:
        for field in form.credential_form_schemas if form is not None else []:
            need = "required" if field.required else f"default {field.default}" if field.default else "optional"
            choices = "|".join(option.value for option in field.options)
            click.echo(f"      {title}: {field.variable:<26} {need:<18} {choices}")
