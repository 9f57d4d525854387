"""Fixtures of the whole suite."""

pytest_plugins = [
    "tests.fixtures.databases",
    "tests.fixtures.server",
    "tests.fixtures.apps",
    "tests.fixtures.basic_apps",
    "tests.fixtures.extension_service",
    "tests.fixtures.process",
]
