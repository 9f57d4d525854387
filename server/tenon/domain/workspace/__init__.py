"""Workspaces, members and their roles, first-run setup."""
