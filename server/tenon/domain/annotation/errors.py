"""Errors of annotations."""

from tenon.errors import BadRequest, InvalidParam, NotFound, PayloadTooLarge


class AnnotationNotFound(NotFound):
    """The app has no such annotation."""

    message = "Annotation not found"


class JobNotFound(InvalidParam):
    """The app has no such job."""

    message = "The job does not exist."


class BrokenImport(BadRequest):
    """A file of pairs cannot be read; the message names the line."""

    code = "annotation_import_invalid"


class ImportTooLarge(PayloadTooLarge):
    """A file of pairs passes the limit."""

    code = "annotation_import_too_large"
