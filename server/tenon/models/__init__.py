"""Neutral model messages and results, wire protocols and the provider catalogue, pure."""
