"""The few neutral errors that every vendor's trouble is turned into."""

from tenon.errors import TenonError


class ModelError(TenonError):
    """A model call failed. `provider` and `model` say whose; the message carries the vendor's text, never a secret.

    `error_type` is the documented name that workflows can branch on (MOD-RT-14).
    """

    code, status, message = "completion_request_error", 400, "The model call failed."
    error_type = "InvokeError"
    retryable = False

    def __init__(self, message: str | None = None, *, provider: str = "", model: str = "", **extra: object) -> None:
        super().__init__(message, **extra)
        self.provider, self.model = provider, model


class ModelConnectionError(ModelError):
    """The provider's server could not be reached, or broke the connection off."""

    error_type, retryable = "InvokeConnectionError", True


class ModelUnavailable(ModelError):
    """The provider answered with a server error or did not answer in time."""

    error_type, retryable = "InvokeServerUnavailableError", True


class ModelRateLimited(ModelError):
    """The provider refused for too many requests. `retry_after` is in seconds when the provider says it."""

    error_type, retryable = "InvokeRateLimitError", True
    retry_after: float | None = None


class ModelUnauthorized(ModelError):
    """The credential was refused."""

    error_type = "InvokeAuthorizationError"


class ModelBadRequest(ModelError):
    """The provider refused the request (unknown model, wrong parameter, content filter)."""

    error_type = "InvokeBadRequestError"


class ContextTooLong(ModelBadRequest):
    """The prompt does not fit the model's context."""


class ProviderNotConfigured(ModelError):
    """No credential for this provider in the workspace; the message names the provider and where to set it."""

    code, error_type = "provider_not_initialize", "LLMModeRequiredError"


class ProviderUnknown(ProviderNotConfigured):
    """No provider of this name is there at all; the message says what to choose instead."""

    error_type = "ModelNotExistError"


class ModelNotSupported(ModelError):
    """The model is unknown, hidden or of another kind."""

    code, error_type = "model_currently_not_support", "ModelNotExistError"


class QuotaExceeded(ModelError):
    """A quota of the workspace is spent."""

    code, error_type = "provider_quota_exceeded", "QuotaExceededError"
