"""Audit records: who changed what in a workspace, when and from where."""
