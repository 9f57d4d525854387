"""Errors of model providers."""

from tenon.errors import BadRequest, Conflict, NotFound


class CredentialsRefused(BadRequest):
    """The vendor did not accept a credential; the message is the vendor's."""

    code = "credentials_validate_failed"


class CredentialNotFound(NotFound):
    """The workspace has no such credential."""

    code, message = "credential_not_found", "There is no such credential in this workspace."


class UnknownProvider(NotFound):
    """There is no such provider in the catalogue."""

    code = "provider_not_found"


class ModelNotFound(NotFound):
    """The provider has no such model in this workspace."""

    code = "model_not_found"


class CredentialNameTaken(Conflict):
    """Another credential has this name."""

    code, message = "credential_name_taken", "Another credential has this name. Choose another one."


class BudgetNotFound(NotFound):
    """The workspace has no such budget."""

    code, message = "budget_not_found", "There is no such budget in this workspace."
