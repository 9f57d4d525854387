"""The confined helper process in which Tenon runs users' code. Start it with `python -I -m tenon_sandbox`."""
