"""Errors of the tool library."""

from tenon.errors import BadRequest, Conflict, NotFound


class UnknownToolProvider(NotFound):
    """The workspace has no such provider."""

    code, message = "tool_provider_not_found", "There is no such tool provider in this workspace."


class ToolCredentialNotFound(NotFound):
    """The provider has no such credential in this workspace."""

    code, message = "credential_not_found", "There is no such credential in this workspace."


class ToolNameTaken(Conflict):
    """Another tool or credential of the workspace has this name."""

    code, message = "tool_name_taken", "This name is taken in this workspace. Choose another one."


class ToolCredentialRefused(BadRequest):
    """The check of a credential failed; nothing was saved. The message is the service's own."""

    code = "credentials_validate_failed"


class NotAWorkflowTool(BadRequest):
    """The app cannot become a tool; the message says why."""

    code = "not_a_workflow_tool"
