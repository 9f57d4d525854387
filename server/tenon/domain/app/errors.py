"""Errors of apps."""

from tenon.errors import BadRequest, Conflict, NotFound, TenonError


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


class NotBasicApp(BadRequest):
    """The app is built on the canvas."""

    code, message = "not_basic_app", "This works for chat assistants, text generators and agents only."


class InvalidModelConfig(BadRequest):
    """The configuration of a basic app; `params` names the field, `problems` everything that is wrong."""

    code, message = "invalid_model_config", "The configuration is not valid."


class DraftConfigNotSync(Conflict):
    """The draft was saved by someone else since it was read."""

    code = "draft_config_not_sync"
    message = "The configuration was changed in another window or by a colleague. Load it again before you save."
