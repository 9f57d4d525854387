"""Agent loops, pure."""
