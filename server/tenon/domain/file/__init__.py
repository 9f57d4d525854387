"""Uploaded files: checks, storage, signed previews."""
