"""Agents, without a server: played models and tools."""
