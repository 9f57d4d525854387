"""What is known of the server: version, sandbox, limits, and whether it is fit for use."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tenon.domain.workspace.schemas import Check, Limits


@dataclass(frozen=True, slots=True)
class SystemInfo:
    """Filled by `wiring.py`. `checks` looks at database, storage and sandbox; `sandbox` gives level and layers."""

    version: str
    public_url: str
    limits: Limits
    sandbox: Callable[[], tuple[str, list[str]]]
    checks: Callable[[], Awaitable[list[Check]]]
