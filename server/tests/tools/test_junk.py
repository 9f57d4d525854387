"""Whatever a model or a file gives: tools and the reader of API documents answer with their own errors."""

import json
import random
from typing import Any, cast

import pytest

from tenon.engine.errors import ToolFailed
from tenon.tools import library
from tenon.tools.api import operations
from tenon.tools.api.errors import BadApiDocument
from tests.tools.conftest import Bench
from tests.tools.test_api_documents import PETS, SWAGGER

JUNK: tuple[Any, ...] = (
    None, "", "x", "0", "-1", "1e999", "NaN", "\x00", "\ud800", "${{", "$[", "..", "[1,", "{}", "[]", "💥" * 500,
    "9" * 400, 0, -1, 1e308, float("nan"), True, [], [None], {}, {"a": {"b": []}}, b"bytes", object(), "a;b;c",
    "1;2", "%", "\\",
)  # fmt: skip
SKIPPED = ("code", "regex")
"""They run in the sandbox, which has tests of its own."""


@pytest.mark.parametrize("name", [p.name for p in library.load() if p.name not in SKIPPED])
async def test_junk_is_refused_politely(bench: Bench, name: str) -> None:
    provider = library.load().get(name)
    chance = random.Random(7)
    refused = 0
    credentials = {field.name: bench.site.address for field in provider.credentials}
    for tool in provider.tools:
        for _ in range(150):
            given = {entry.name: chance.choice(JUNK) for entry in tool.parameters}
            try:
                await bench.call(name, tool.name, credentials, **given)
            except ToolFailed:
                refused += 1
    assert refused


@pytest.mark.parametrize("document", [json.dumps(PETS), SWAGGER], ids=["openapi", "swagger"])
def test_damaged_documents(document: str) -> None:
    chance = random.Random(11)
    whole, refused = operations.load(document), 0
    for _ in range(400):
        damaged = json.loads(json.dumps(whole))
        for _ in range(chance.randint(1, 3)):
            _damage(damaged, chance)
        try:
            found = operations.parse(json.dumps(damaged))
        except BadApiDocument:
            refused += 1
            continue
        for operation in operations.restored(json.loads(json.dumps(operations.stored(found.operations)))):
            operation.declaration("x").for_model()
    assert refused


def _damage(value: Any, chance: random.Random) -> None:
    """Replace one member somewhere below."""
    here = value
    while keys := _keys(here):
        key = chance.choice(keys)
        if not _keys(here[key]) or chance.random() < 0.15:
            here[key] = chance.choice([None, "", 1, [], {}, [1], {"$ref": "#/info"}, {"$ref": 1}, "x", True, [None]])
            return
        here = here[key]


def _keys(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(cast(dict[Any, Any], value))
    return list(range(len(cast(list[Any], value)))) if isinstance(value, list) else []
