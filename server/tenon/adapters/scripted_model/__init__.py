"""A model server that answers from a script: for tests, for benchmarks, and for trying an app without a key."""
