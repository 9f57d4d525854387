"""Built-in tools, one file per provider."""
