"""Outbound HTTP for the engine."""
