"""Create administrators, reset passwords and encryption keys."""

from pathlib import Path
from uuid import UUID

import click

from tenon.cli._context import data_dir_option, json_option, print_json, settings_for, with_product
from tenon.domain.account import service as accounts
from tenon.domain.workspace import service as workspaces
from tenon.domain.workspace.vault import Vault
from tenon.wiring import Container


@click.group()
def command() -> None:
    """Create administrators, reset passwords and encryption keys."""


@command.command()
@click.option("--email", required=True, help="Address to sign in with.")
@click.option("--password", required=True, prompt=True, hide_input=True, confirmation_prompt=True)
@click.option("--name", required=True, help="Name that colleagues see.")
@click.option("--workspace", help="Name of the new workspace. Default: made from the name.")
@click.option("--language", type=click.Choice(["en_US", "zh_Hans"]), default="en_US", show_default=True)
@data_dir_option
@json_option
def create(
    email: str, password: str, name: str, workspace: str | None, language: str, data_dir: Path | None, as_json: bool
) -> None:
    """Create an account that owns a new workspace. First-run set-up is not offered any more after this."""

    async def work(container: Container) -> dict[str, str]:
        async with container.db.unit_of_work() as uow:
            await workspaces.finish_installation(uow)
            account, workspace_id = await workspaces.create(
                uow,
                container.services.get(Vault),
                email=email,
                name=name,
                password=password,
                workspace=workspace,
                language=language,
            )
            return {"account_id": str(account.id), "email": account.email, "workspace_id": str(workspace_id)}

    made = with_product(settings_for(data_dir), work)
    if as_json:
        print_json(made)
    else:
        click.echo(f"Created {made['email']} as owner of workspace {made['workspace_id']}.")


@command.command("reset-password")
@click.option("--email", required=True, help="Address of the account.")
@click.option("--password", required=True, prompt=True, hide_input=True, confirmation_prompt=True)
@data_dir_option
def reset_password(email: str, password: str, data_dir: Path | None) -> None:
    """Set a new password; the account is signed out everywhere."""

    async def work(container: Container) -> None:
        async with container.db.unit_of_work() as uow:
            await accounts.reset_password(uow, email, password)

    with_product(settings_for(data_dir), work)
    click.echo("Password reset successfully.")


@command.command("reset-encryption-key")
@click.option("--workspace", "workspace_id", type=click.UUID, help="Only this workspace. Default: all.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_dir_option
def reset_encryption_key(workspace_id: UUID | None, yes: bool, data_dir: Path | None) -> None:
    """Replace the key pair of workspaces. Stored credentials and secrets become void and must be entered anew."""
    if not yes:
        click.confirm("Stored credentials and secrets become unreadable. Go on?", abort=True)

    async def work(container: Container) -> int:
        vault = container.services.get(Vault)
        async with container.db.unit_of_work() as uow:
            chosen = (
                [row.id for row in await workspaces.all_workspaces(uow)] if workspace_id is None else [workspace_id]
            )
            for one in chosen:
                await vault.reset(uow, one)
            return len(chosen)

    click.echo(f"New key pairs for {with_product(settings_for(data_dir), work)} workspaces.")
