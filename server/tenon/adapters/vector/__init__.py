"""Where pieces of knowledge are found: one module per store."""
