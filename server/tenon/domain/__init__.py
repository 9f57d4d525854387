"""One package per subject."""
