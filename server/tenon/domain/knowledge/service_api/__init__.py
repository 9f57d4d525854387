"""Knowledge over the service API."""

from tenon.domain.knowledge.service_api import tags  # first: `/datasets/tags` is no dataset

# isort: split
from tenon.domain.knowledge.service_api import datasets, documents, metadata, segments
from tenon.domain.knowledge.service_api.router import router

__all__ = ["datasets", "documents", "metadata", "router", "segments", "tags"]
