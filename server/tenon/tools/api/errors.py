"""Why an API document cannot be used."""

from tenon.tools.errors import ToolError


class BadApiDocument(ToolError):
    """The document is broken or of an unknown kind; the message names the place and what to do."""

    code, status, message = "invalid_api_schema", 400, "The API document cannot be read."
