"""Runs users' code in confined child processes."""
