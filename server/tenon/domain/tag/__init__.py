"""Labels of a workspace."""
