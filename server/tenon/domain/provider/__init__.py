"""Model providers of a workspace: credentials, custom models, defaults, and models bound to them."""
