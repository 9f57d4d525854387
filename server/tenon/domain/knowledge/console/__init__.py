"""Knowledge bases in the console."""

from tenon.domain.knowledge.console import datasets, documents, metadata, segments
from tenon.domain.knowledge.console.router import router

__all__ = ["datasets", "documents", "metadata", "router", "segments"]
