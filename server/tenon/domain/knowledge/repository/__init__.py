"""Queries of knowledge: every one with the workspace or a dataset that was found with it."""
