"""Apps: create, list, copy, delete, import and export."""
