"""Agents: a model that calls tools until it can answer. Pure: a model and a box of tools come as arguments."""
