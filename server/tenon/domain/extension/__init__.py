"""Outside hooks: extensions that are called over HTTP, and extensions of the operator's own code."""
