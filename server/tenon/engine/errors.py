"""Errors of graphs and nodes. `error_type` is the documented name workflows can branch on."""

from collections.abc import Sequence

from tenon.errors import TenonError


class GraphError(TenonError):
    """A graph that cannot run: the message names the node and what is wrong with it."""

    code, status, message = "invalid_graph", 400, "The graph is not valid."

    def __init__(self, message: str, *, node_id: str | None = None) -> None:
        super().__init__(message, **({"node_id": node_id} if node_id else {}))
        self.node_id = node_id


class DslError(TenonError):
    """A file that is no app, pipeline or graph document; the message says where and what is wrong."""

    code, status, message = "invalid_dsl", 400, "The file is not a valid app file."


class InputError(TenonError):
    """An input of the run is missing or of the wrong kind (contract: service-api.md 2.2)."""

    code, status, message = "invalid_param", 400, "An input is not valid."


class NodeError(TenonError):
    """A node failed. The text is shown to the builder and stored; `error_type` is what `fail-branch` can test."""

    code, status, message = "invalid_param", 400, "The node failed."
    error_type = "NodeError"

    def __init__(self, message: str | None = None, *, error_type: str | None = None) -> None:
        super().__init__(message)
        if error_type:
            self.error_type = error_type


class VariableNotFound(NodeError):
    """A selector names nothing that exists."""

    error_type = "VariableNotFoundError"

    def __init__(self, selector: Sequence[str]) -> None:
        super().__init__(f"Variable {list(selector)} not found")


class CodeFailed(NodeError):
    """User code raised, or its result is not what was declared."""

    error_type = "CodeNodeError"


class SandboxUnavailable(NodeError):
    """The sandbox cannot run code here; the message says what to do."""

    error_type = "CodeExecutionError"


class FileFetchFailed(NodeError):
    """The bytes of a file variable cannot be read."""

    error_type = "FileFetchError"


class HttpFailed(NodeError):
    """An outbound request failed; subclasses and `error_type` say how."""

    error_type = "HTTPRequestNodeError"


class HttpForbidden(HttpFailed):
    """The address is not allowed by the outbound rules."""

    error_type = "InvalidURLError"


class ResponseTooLarge(HttpFailed):
    """The answer passes the size limit."""

    error_type = "ResponseSizeError"


class ToolFailed(NodeError):
    """A tool could not be invoked or failed."""

    error_type = "ToolInvokeError"
