"""Errors of tools. `error_type` is the documented name that workflows can branch on (WF-TOOL-05, WF-TOOL-08)."""

from tenon.errors import TenonError


class ToolError(TenonError):
    """A tool failed; the text is shown to the builder and told to an agent's model."""

    code, status, message = "tool_failed", 400, "The tool failed."
    error_type = "ToolInvokeError"


class ToolProviderNotFound(ToolError):
    """No provider of this name is installed."""

    code, status, message = "tool_provider_not_found", 404, "This tool is not installed."
    error_type = "ToolProviderNotFoundError"


class ToolNotFound(ToolProviderNotFound):
    """The provider is there, the tool is not."""

    code, status, message = "tool_not_found", 404, "This provider has no such tool."


class ToolParameterError(ToolError):
    """An input of the tool is missing or cannot be read."""

    code, status, message = "tool_parameter_invalid", 400, "An input of the tool is not valid."
    error_type = "ToolParameterError"


class ToolFileError(ToolError):
    """A file that the tool got or gave cannot be read or kept."""

    code, status, message = "tool_file_failed", 400, "A file of the tool cannot be read."
    error_type = "ToolFileError"


class ToolNotAuthorized(ToolError):
    """The provider needs a credential and has none."""

    code, status = "tool_not_authorized", 400
    message = "This tool needs a credential. Add one under Tools, then try again."


class CredentialRefused(ToolError):
    """The check of a credential failed; nothing was saved. The message is the tool's own."""

    code, status, message = "tool_credential_invalid", 400, "The credential does not work."


class BadToolDeclaration(ToolError):
    """A provider's declaration breaks the rules; the message names file and place."""

    code, status, message = "bad_tool_declaration", 400, "The declaration of the tools is not valid."
