"""Errors of knowledge bases. Codes and texts of those that the service API documents are its contract."""

from tenon.errors import BadRequest, Conflict, Forbidden, InvalidParam, NotFound


class DatasetNotFound(NotFound):
    """No such knowledge base in this workspace, or none the caller may see."""

    message = "Dataset not found."


class DocumentNotFound(NotFound):
    """No such document in the knowledge base."""

    message = "Document not found."


class SegmentNotFound(NotFound):
    """No such chunk in the document."""

    message = "Segment not found."


class ChildChunkNotFound(NotFound):
    """No such child chunk under the chunk."""

    message = "Child chunk not found."


class DatasetNameTaken(Conflict):
    """Another knowledge base of the workspace has this name."""

    code, message = "dataset_name_duplicate", "The dataset name already exists. Please modify your dataset name."


class ApiAccessOff(Forbidden):
    """The owner has switched the service API of the knowledge base off."""

    message = "Dataset api access is not enabled."


class HighQualityOnly(BadRequest):
    """The operation needs a knowledge base that is indexed with an embedding model."""

    code, message = "high_quality_dataset_only", "Current operation only supports 'high-quality' datasets."


class NotInitialized(BadRequest):
    """Nothing in the knowledge base can be searched yet."""

    code = "dataset_not_initialized"
    message = "The dataset is still being initialized or indexing. Please wait a moment."


class ArchivedImmutable(Forbidden):
    """An archived document can only be looked at, taken out of the archive, or deleted in the console."""

    code, message = "archived_document_immutable", "The archived document is not editable."


class InvalidAction(BadRequest):
    """The document is not in a state for this."""

    code, message = "invalid_action", "Invalid action."


class AlreadyFinished(BadRequest):
    """The document is through; there is nothing to pause."""

    code, message = "document_already_finished", "The document has been processed. Please refresh the page."


class StillIndexing(BadRequest):
    """The document is being processed and cannot be changed now."""

    code, message = "document_indexing", "The document is being processed and cannot be edited."


class InvalidMetadata(BadRequest):
    """The kind of metadata asked for is none that there is."""

    code, message = "invalid_metadata", "The metadata content is incorrect. Please check and verify."


class NoEmbeddingModel(InvalidParam):
    """There is no model to make vectors with."""

    message = "No Embedding Model available. Please configure a valid provider in the Settings -> Model Provider."


class ProviderNotReady(BadRequest):
    """The model that is needed is not set up, or not any more."""

    code, message = "provider_not_initialize", "The model is not set up. Set it up in the settings of model providers."
