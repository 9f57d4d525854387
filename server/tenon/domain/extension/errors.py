"""Errors of extensions."""

from tenon.errors import BadRequest, Conflict, NotFound, TenonError


class ExtensionFailed(TenonError):
    """An extension did not answer, or not in form; the message names it."""

    code, status, message = "extension_failed", 400, "An extension failed."


class ExtensionRefused(BadRequest):
    """The service did not answer a ping in form, so the extension was not saved."""

    code = "extension_ping_failed"


class ExtensionNotFound(NotFound):
    """The workspace has no such extension."""

    code, message = "extension_not_found", "There is no such API extension in this workspace."


class ExtensionNameTaken(Conflict):
    """Another extension has this name."""

    code, message = "extension_name_taken", "Another API extension has this name. Choose another one."


class ExtensionConfigRefused(BadRequest):
    """An extension does not accept its settings; the message is the extension's."""

    code = "extension_config_refused"
