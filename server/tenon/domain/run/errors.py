"""Errors of starting and finding runs (contract: service-api.md 2.1)."""

from tenon.errors import BadRequest, InvalidParam, NotFound, TenonError


class NotPublished(InvalidParam):
    """No version to serve."""

    message = "Workflow not published"


class InvalidWorkflowId(BadRequest):
    """Not a UUID."""


class UnknownWorkflow(NotFound):
    """Not in this app."""


class DraftNotAllowed(BadRequest):
    """The API runs published versions only."""


class NotWorkflowApp(TenonError):
    """The route serves workflow apps."""

    code, status = "not_workflow_app", 400
    message = "Please check if your app mode matches the right API route."


class NotChatApp(TenonError):
    """The route serves chat apps."""

    code, status = "not_chat_app", 400
    message = "Please check if your app mode matches the right API route."


class AppUnavailable(TenonError):
    """The app cannot be served as it is."""

    code, status = "app_unavailable", 400
    message = "App unavailable, please check your app configurations."


class RunNotFound(NotFound):
    """Unknown, of another app or of another user."""

    message = "Workflow run not found."


class NotBuilt(TenonError):
    """The operation is described, and comes with nodes that ask people."""

    code, status = "not_implemented", 501
    message = "Forms of human input are not built yet. No run of this server waits for one."
