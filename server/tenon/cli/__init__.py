"""The command line: one module per command group, found by scanning this folder."""
