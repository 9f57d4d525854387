"""App templates that ship with the product."""
