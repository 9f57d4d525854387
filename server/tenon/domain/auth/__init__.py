"""Sessions, API keys, permissions and the principals that every other domain gets."""
