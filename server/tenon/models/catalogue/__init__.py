"""Provider entries as data."""
