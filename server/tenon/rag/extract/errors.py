"""Why a document could not be read. `error_type` is the name workflows can branch on."""

from tenon.errors import TenonError


class ExtractError(TenonError):
    """The document is damaged, locked or has no text; the message says which and what to do."""

    code, status, message = "document_extract_error", 400, "The document could not be read."
    error_type = "TextExtractionError"


class UnsupportedDocument(ExtractError):
    """Nobody here reads this kind of file."""

    code, status, message = "unsupported_file_type", 415, "This kind of file cannot be read."
    error_type = "UnsupportedFileTypeError"


class DocumentTooLarge(ExtractError):
    """The document, or what it unpacks to, passes a limit."""

    code, status, message = "file_too_large", 413, "The document is too large."
    error_type = "TextExtractionError"
