"""Errors of apps."""

from tenon.errors import BadRequest, NotFound, TenonError


class AppNotFound(NotFound):
    """No such app in this workspace."""

    message = "There is no such app."


class ImportNotFound(NotFound):
    """The import was confirmed already, or waited too long."""

    message = "This import is not waiting any more. Import the file again."


class NotWorkflowMode(BadRequest):
    """The app has no graph."""

    code, message = "not_workflow_app", "This works for workflow and chatflow apps only."


class IncompleteModeData(BadRequest):
    """The app cannot be exported as asked."""

    code, message = "app_unavailable", "The app has no configuration."


class NotServed(TenonError):
    """The app has no configuration that can be served."""

    code, status = "app_unavailable", 400
    message = "App unavailable, please check your app configurations."
