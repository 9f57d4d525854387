"""Where files are kept, one module a product."""
