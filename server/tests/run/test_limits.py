"""The documented names of the limits reach the nodes of a server's runs."""

from pathlib import Path

import pytest

from tenon.domain.run.ports import PortsFactory
from tenon.domain.workflow.bounds import GraphBounds
from tenon.engine.ports import Limits
from tenon.settings import Settings
from tenon.wiring import build

_NAMES = {
    "HTTP_REQUEST_NODE_MAX_TEXT_SIZE": ("http_max_text", 11),
    "HTTP_REQUEST_NODE_MAX_BINARY_SIZE": ("http_max_binary", 12),
    "HTTP_REQUEST_MAX_CONNECT_TIMEOUT": ("http_max_connect_timeout", 13),
    "HTTP_REQUEST_MAX_READ_TIMEOUT": ("http_max_read_timeout", 14),
    "HTTP_REQUEST_MAX_WRITE_TIMEOUT": ("http_max_write_timeout", 15),
    "CODE_MAX_STRING_LENGTH": ("code_max_string", 16),
    "CODE_MAX_DEPTH": ("code_max_depth", 17),
    "CODE_MAX_PRECISION": ("code_max_precision", 18),
    "CODE_MAX_NUMBER": ("code_max_number", 19),
    "CODE_MIN_NUMBER": ("code_min_number", -20),
    "CODE_MAX_STRING_ARRAY_LENGTH": ("code_max_string_array", 21),
    "CODE_MAX_OBJECT_ARRAY_LENGTH": ("code_max_object_array", 22),
    "CODE_MAX_NUMBER_ARRAY_LENGTH": ("code_max_number_array", 23),
    "TEMPLATE_TRANSFORM_MAX_LENGTH": ("template_max_length", 24),
    "MAX_VARIABLE_SIZE": ("variable_max_bytes", 25),
}


async def test_every_name_reaches_the_nodes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, (_, value) in _NAMES.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("MAX_TREE_DEPTH", "26")
    monkeypatch.setenv("LOOP_NODE_MAX_COUNT", "27")
    container = build(Settings(data_dir=tmp_path))
    try:
        limits = container.services.get(PortsFactory).limits
        assert {member: getattr(limits, member) for member, _ in _NAMES.values()} == dict(_NAMES.values())
        bounds = container.services.get(GraphBounds)
        assert (bounds.max_depth, bounds.max_rounds) == (26, 27)
    finally:
        await container.db.close()


def test_the_defaults_are_the_documented_ones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # where no .env lies
    settings = Settings(data_dir=tmp_path)
    assert Limits() == Limits(
        http_max_text=settings.http_node_max_text_size,
        http_max_binary=settings.http_node_max_binary_size,
        code_max_string=settings.code_max_string_length,
        code_max_number=settings.code_max_number,
        code_min_number=settings.code_min_number,
        template_max_length=settings.template_max_length,
        variable_max_bytes=settings.max_variable_size,
    )
