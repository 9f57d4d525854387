"""One package per port, one file per product."""
