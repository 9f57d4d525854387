"""Drafts and published versions of graphs."""
