"""What the services of this domain need besides a transaction, and the reading and writing of credentials."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import aiohttp
import orjson

from tenon.domain.provider.errors import UnknownProvider
from tenon.domain.provider.tables import ProviderCredentialRow
from tenon.domain.workspace.vault import Vault
from tenon.kit.crypto import HIDDEN, mask
from tenon.kit.db import Database, UnitOfWork
from tenon.models.catalogue import Catalogue, CatalogueProvider
from tenon.models.catalogue.bind import Binder
from tenon.models.catalogue.schema import CredentialForm

TOPIC = "provider"
"""Changes of a workspace's providers; the key is the workspace's id."""


@dataclass(frozen=True, slots=True)
class ModelAccess:
    """The database, the vault, the catalogue and the HTTP session to vendors."""

    db: Database
    vault: Vault
    catalogue: Callable[[], Catalogue]
    session: Callable[[], aiohttp.ClientSession]

    def binder(self) -> Binder:
        """Makes bound models."""
        return Binder(self.catalogue(), self.session())

    def provider(self, name: str) -> CatalogueProvider:
        """A provider of the catalogue. Raises `UnknownProvider`."""
        found = self.catalogue().find(name)
        if found is None:
            raise UnknownProvider(f"There is no model provider {name!r}.")
        return found

    async def read(self, uow: UnitOfWork, row: ProviderCredentialRow) -> dict[str, str]:
        """All values of a credential, in clear."""
        secrets = orjson.loads(await self.vault.decrypt(uow, row.workspace_id, row.secrets))
        return {**row.shown, **secrets}

    async def write(
        self,
        uow: UnitOfWork,
        workspace_id: UUID,
        row: ProviderCredentialRow,
        form: CredentialForm,
        values: Mapping[str, str],
    ) -> None:
        """Put values into a row: secrets encrypted, and masked for showing."""
        names = {field.variable for field in form.credential_form_schemas if field.type == "secret-input"}
        secrets = {name: value for name, value in values.items() if name in names and value}
        row.shown = {name: mask(value) if name in names else value for name, value in values.items() if value}
        row.secrets = await self.vault.encrypt(uow, workspace_id, orjson.dumps(secrets).decode())


def with_kept(form: CredentialForm, values: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
    """The values as meant: trimmed, of known fields only, hidden or masked secrets replaced by the stored ones."""
    meant: dict[str, str] = {}
    for field in form.credential_form_schemas:
        value = values.get(field.variable, field.default or "").strip()
        kept = stored.get(field.variable)
        if field.type == "secret-input" and kept is not None and value in (HIDDEN, mask(kept)):
            value = kept
        if value:
            meant[field.variable] = value
    return meant
