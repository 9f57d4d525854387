"""Prompts, code and JSON schemas that a model writes for a builder."""
