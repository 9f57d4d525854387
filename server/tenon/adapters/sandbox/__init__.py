"""Adapters that run users' code."""
