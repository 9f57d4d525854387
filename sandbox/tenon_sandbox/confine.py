"""The two steps of confinement: once for the helper, once for every child before it reads its request."""

import contextlib
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenon_sandbox.config import Config

if sys.platform == "linux":
    from tenon_sandbox import kernel, landlock, namespaces, seccomp

if TYPE_CHECKING:
    from tenon_sandbox.seccomp import Filter

_PAGE = resource.getpagesize()
_STACK = 8 << 20
_MOST_FDS = 1 << 16
DATA_FD = 3
"""The child's only open descriptor above the three of `/dev/null`; connections that it is passed come above it."""


@dataclass(slots=True)
class Confinement:
    """What the helper holds for its children."""

    config: Config
    layers: list[str] = field(default_factory=list[str])
    filter: "Filter | None" = None
    open_channel: Callable[[], None] | None = None
    """With network: what a child does to be able to ask."""
    used_memory: int = 0
    _limits: "list[tuple[int, tuple[int, int]]]" = field(default_factory=list["tuple[int, tuple[int, int]]"])
    _highest_fd: int = 0
    _die_with_parent: Callable[[], None] | None = None
    """Where there is no process namespace, which ends with its first process."""

    def enter_namespaces(self) -> None:
        """Before anything is loaded and before the fork that makes the helper."""
        if sys.platform == "linux":
            self.layers += namespaces.enter(self.config.skip_layers)

    def close_doors(self) -> None:
        """When everything is loaded: from here on the helper itself reaches no file, no network and no other user."""
        os.environ.clear()
        self.used_memory = _virtual_memory()
        self._limits = _limits(self.config, self.used_memory)
        self._highest_fd = _highest_fd()
        if sys.platform != "linux":
            return
        skip = self.config.skip_layers
        if "namespaces" not in skip and namespaces.empty_root(self.layers):
            self.layers.append("empty root")
        if "dropped_user" not in skip and namespaces.drop_user():
            self.layers.append("dropped user")
        with contextlib.suppress(OSError):
            kernel.drop_capabilities()
            self.layers.append("no capabilities")
        with contextlib.suppress(OSError):
            kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        with contextlib.suppress(OSError):
            kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
            self.layers.append("no new privileges")
        if "landlock" not in skip:
            with contextlib.suppress(OSError):
                self.layers.append(f"landlock {landlock.deny_everything()}")
        with contextlib.suppress(OSError):
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if "seccomp" not in skip and seccomp.supported():
            self.filter = seccomp.build(network=self.config.connections > 0)
        if "process namespace" not in self.layers:
            self._die_with_parent = _die_with_parent

    def confine_child(self, data_fd: int) -> None:
        """In the child: one descriptor, limits, filter. Raises `OSError` when the filter is refused."""
        if data_fd != DATA_FD:
            os.dup2(data_fd, DATA_FD)
        os.closerange(DATA_FD + 1, self._highest_fd)
        for limit in self._limits:
            resource.setrlimit(*limit)
        if self._die_with_parent:
            self._die_with_parent()
        if self.filter:
            self.filter.install()


def _highest_fd() -> int:
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(most, _MOST_FDS) if most > 0 else _MOST_FDS


def _die_with_parent() -> None:
    with contextlib.suppress(OSError):
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _limits(config: Config, used_memory: int) -> list[tuple[int, tuple[int, int]]]:
    """Number, soft and hard value of each limit, never above what we are allowed ourselves."""
    seconds = int(config.timeout) + 2
    fds = DATA_FD + 1 + config.connections
    memory = used_memory + config.memory if used_memory else resource.RLIM_INFINITY
    found: list[tuple[int, tuple[int, int]]] = []
    for name, soft, hard in (
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_CPU", seconds, seconds + 1),
        ("RLIMIT_FSIZE", 0, 0),
        ("RLIMIT_NPROC", 0, 0),
        ("RLIMIT_MEMLOCK", 0, 0),
        ("RLIMIT_MSGQUEUE", 0, 0),
        ("RLIMIT_STACK", _STACK, _STACK),
        ("RLIMIT_AS", memory, memory),
        ("RLIMIT_NOFILE", fds, fds),
    ):
        number = getattr(resource, name, None)
        if number is None:
            continue
        _, most = resource.getrlimit(number)
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        found.append((number, (soft, hard)))
    return found


def _virtual_memory() -> int:
    """Bytes of address space in use; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * _PAGE
    except OSError:
        return 0
