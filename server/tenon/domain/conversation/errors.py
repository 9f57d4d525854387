"""Errors of conversations (contract: service-api.md)."""

from tenon.errors import BadRequest, Forbidden, InvalidParam, NotFound, TenonError


class ConversationNotFound(NotFound):
    """Unknown, or of another user."""

    message = "Conversation Not Exists."


class MessageNotFound(NotFound):
    """Unknown, or of another user."""

    message = "Message Not Exists."


class FirstMessageNotFound(NotFound):
    """The message to page from."""

    message = "First Message Not Exists."


class LastConversationNotFound(NotFound):
    """The conversation to page from."""

    message = "Last Conversation Not Exists."


class VariableNotFound(NotFound):
    """The variable to change."""

    message = "Conversation Variable Not Exists."


class VariableTypeMismatch(BadRequest):
    """A value of another type than the variable's."""


class SuggestedQuestionsDisabled(BadRequest):
    """The feature is off."""

    message = "Suggested Questions Is Disabled."


class NoFeedback(InvalidParam):
    """Nothing to withdraw."""

    message = "rating cannot be None when feedback not exists"


class ChatRunFailed(TenonError):
    """A blocking chat whose run failed."""

    code, status, message = "invalid_param", 400, "Run failed."


class FileAccessDenied(Forbidden):
    """The file belongs to a message of another app."""

    code, message = "file_access_denied", "Access to the requested file is denied."


class AgentStreamsOnly(InvalidParam):
    """An agent answers as a stream."""

    message = "Agent Chat App does not support blocking mode"


class MoreLikeThisDisabled(Forbidden):
    """The feature is off."""

    code = "app_more_like_this_disabled"
    message = "The 'More like this' feature is disabled. Please refresh your page."


class NotCompletionApp(TenonError):
    """The route serves text generators."""

    code, status = "not_completion_app", 400
    message = "Please check if your Completion app mode matches the right API route."
