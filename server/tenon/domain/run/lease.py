"""The lease of this process on the runs it executes; renewed in the writer's commits."""

import os
import socket
import time
from datetime import timedelta
from pathlib import Path

from tenon.domain.run.tables import LeaseRow
from tenon.kit.db import utc_now
from tenon.kit.group_commit import Lane
from tenon.kit.ids import uuid7

TTL = 15.0
"""Seconds after which the runs of a silent process are free."""
RENEW = 3.0


def process_start(pid: int) -> str:
    """When a process of this machine began, as far as the kernel says; empty when it is gone or unknown."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""


def boot_id() -> str:
    """Tells machines and restarts of a machine apart."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


class Lease:
    """What this process is known by. Process ids are only compared on the same boot of the same host."""

    def __init__(self) -> None:
        self.owner = str(uuid7())
        self.host = f"{socket.gethostname()[:200]} {boot_id()}".strip()
        self._pid = os.getpid()
        self._started = process_start(self._pid)
        self._renewed = 0.0
        self._known = False

    def renew(self, lane: Lane, *, force: bool = False) -> None:
        """Add the renewal to a commit when it is time."""
        now = time.monotonic()
        if not force and now - self._renewed < RENEW:
            return
        self._renewed = now
        expires = utc_now() + timedelta(seconds=TTL)
        if self._known:
            lane.update(LeaseRow, self.owner, {"expires_at": expires})
            return
        self._known = True
        row = {"owner": self.owner, "host": self.host, "pid": self._pid, "started": self._started}
        lane.insert(LeaseRow, self.owner, {**row, "expires_at": expires})

    def is_dead(self, row: LeaseRow | None) -> bool:
        """Whether the process behind a lease is surely gone or silent for too long."""
        if row is None or row.expires_at <= utc_now():
            return True
        if row.host != self.host or not row.started:
            return False
        return process_start(row.pid) != row.started
