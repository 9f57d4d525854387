"""A scripted vendor for the provider tests."""

from collections.abc import AsyncGenerator, AsyncIterator

import pytest

from tenon.adapters.scripted_model.script import Script
from tenon.adapters.scripted_model.server import ScriptedModel

KEY = "sk-secret-marker-0123456789"
BASE = "/console/api/workspaces/current/model-providers"


@pytest.fixture
async def vendor() -> AsyncIterator[ScriptedModel]:
    """A model server that takes one key only."""
    async with ScriptedModel(Script(api_key=KEY)) as server:
        yield server


@pytest.fixture
async def bad_vendor() -> AsyncGenerator[ScriptedModel]:
    """A model server that takes another key."""
    async with ScriptedModel(Script(api_key="another")) as server:
        yield server


def openai(vendor: ScriptedModel, key: str = KEY) -> dict[str, str]:
    return {"openai_api_key": key, "openai_api_base": vendor.url}


def compatible(vendor: ScriptedModel, **more: str) -> dict[str, str]:
    return {"api_key": KEY, "endpoint_url": vendor.url, "context_size": "32000", **more}
