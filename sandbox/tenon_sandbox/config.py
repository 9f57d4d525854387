"""What the server tells the helper at its start: one JSON object on the command line."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """Limits and choices of one helper. Sizes are bytes, times are seconds."""

    control_fd: int
    timeout: float = 20.0
    memory: int = 256 << 20
    max_result: int = 8 << 20
    max_request: int = 32 << 20
    ready_children: int = 3
    heavy: bool = False
    """Load numpy, pandas and the operator's modules."""
    extra_modules: tuple[str, ...] = ()
    connections: int = 0
    """Most connections of one call; 0: no network."""
    unsafe: bool = False
    """Run Python even where the kernel offers no system call filter."""
    skip_layers: tuple[str, ...] = ()
    """Layers to leave out, for tests of what remains: `user_namespace`, `namespaces`, `landlock`, `dropped_user`,
    `seccomp`."""

    def to_json(self) -> str:
        """The command line argument."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> "Config":
        """Read it back."""
        data = json.loads(text)
        for name in ("extra_modules", "skip_layers"):
            data[name] = tuple(data.get(name, ()))
        return Config(**data)
