"""Sandboxes of the tests: one with every layer, one with the system call filter alone."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import pytest

from tenon.adapters.sandbox.broker import Network
from tenon.adapters.sandbox.helper import Limits
from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.engine.errors import CodeFailed
from tenon.kit.addresses import AddressRules

type Language = Literal["python3", "javascript"]

FILTER_ALONE = ("namespaces", "landlock", "dropped_user")
TIMEOUT = 1.5


@asynccontextmanager
async def opened(limits: Limits, **options: Any) -> AsyncGenerator[ZygoteSandbox]:
    """A started sandbox that is closed at the end."""
    sandbox = ZygoteSandbox(limits, **options)
    await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.close()


@pytest.fixture(scope="session")
async def sandbox() -> AsyncIterator[ZygoteSandbox]:
    """With every layer that this machine grants."""
    async with opened(Limits(timeout=TIMEOUT)) as found:
        yield found


@pytest.fixture(scope="session")
async def bare() -> AsyncIterator[ZygoteSandbox]:
    """Without namespaces, Landlock and dropped user, as in a strict container."""
    async with opened(Limits(timeout=TIMEOUT, skip_layers=FILTER_ALONE)) as found:
        yield found


LOCAL = Network(AddressRules.parse("127.0.0.1, ::1, localhost"), max_connections=5, max_bytes=4 << 20)
"""Opens this machine, where the tests' servers are, and nothing else that is private."""


@pytest.fixture(scope="session")
async def connected() -> AsyncIterator[ZygoteSandbox]:
    """With network and every layer."""
    async with opened(Limits(timeout=3.0), network=LOCAL) as found:
        yield found


@pytest.fixture(scope="session")
async def bare_connected() -> AsyncIterator[ZygoteSandbox]:
    """With network, and the system call filter alone."""
    async with opened(Limits(timeout=3.0, skip_layers=FILTER_ALONE), network=LOCAL) as found:
        yield found


@pytest.fixture(params=["all layers", "filter alone", "network, all layers", "network, filter alone"])
def confined(
    request: pytest.FixtureRequest,
    sandbox: ZygoteSandbox,
    bare: ZygoteSandbox,
    connected: ZygoteSandbox,
    bare_connected: ZygoteSandbox,
) -> ZygoteSandbox:
    """All four in turn."""
    own = {"all layers": sandbox, "filter alone": bare, "network, all layers": connected}
    return own.get(request.param, bare_connected)


@pytest.fixture(params=["all layers", "filter alone"])
def either_connected(
    request: pytest.FixtureRequest, connected: ZygoteSandbox, bare_connected: ZygoteSandbox
) -> ZygoteSandbox:
    """Both with network in turn."""
    return connected if request.param == "all layers" else bare_connected


@pytest.fixture(params=["all layers", "filter alone"])
def either(request: pytest.FixtureRequest, sandbox: ZygoteSandbox, bare: ZygoteSandbox) -> ZygoteSandbox:
    """Both in turn."""
    return sandbox if request.param == "all layers" else bare


type Outcome = dict[str, Any] | str


async def attempt(sandbox: ZygoteSandbox, language: Language, code: str, **inputs: Any) -> Outcome:
    """What came of the code: the map, or the text of its failure. Then the sandbox must still work."""
    outcome: Outcome
    try:
        outcome = await sandbox.run(language, code, inputs)
    except CodeFailed as error:
        outcome = str(error)
    assert await sandbox.run("python3", "def main(a):\n    return {'b': a + 1}", {"a": 1}) == {"b": 2}
    return outcome
