"""Benchmarks: each module prints a table and can be run alone, `python -m bench.engine`."""
