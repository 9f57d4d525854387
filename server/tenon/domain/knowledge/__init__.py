"""Knowledge bases: datasets, documents, segments, their indexes, and retrieval."""
