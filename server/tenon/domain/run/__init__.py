"""Runs: executing graphs, storing what happens, streaming it, stopping and resuming."""
