"""A run shown on a terminal: one line a node, indented by container, redrawn while nodes work."""

import shutil
import time
from dataclasses import dataclass
from typing import IO

import click

from tenon.engine.events import Event, NodeFinished, NodeRetry, NodeStarted, TextChunk

_MARKS = {
    "running": ("…", "cyan"),
    "succeeded": ("✓", "green"),
    "failed": ("✗", "red"),
    "exception": ("!", "yellow"),
    "stopped": ("■", "magenta"),
}


@dataclass(slots=True)
class _Row:
    depth: int
    title: str
    type: str
    started: float
    status: str = "running"
    note: str = ""
    elapsed: float = 0.0


class Tree:
    """Draws rows in place on a terminal that is high enough; else writes each node's line when it ends."""

    def __init__(self, out: IO[str], *, live: bool) -> None:
        self._out, self._live = out, live
        self._rows: dict[str, _Row] = {}
        self._drawn = 0
        self._last = 0.0
        self._height = shutil.get_terminal_size().lines

    def show(self, event: Event) -> None:
        """Take in an event."""
        if isinstance(event, NodeStarted):
            title = event.title or event.node_id
            self._rows[event.id] = _Row(len(event.path), title, event.node_type, time.monotonic(), note=_round(event))
        elif isinstance(event, NodeRetry):
            self._rows[event.failed.id].note = f"retry {event.retry_index}: {event.failed.error}"
        elif isinstance(event, NodeFinished):
            self._finish(event)
        elif isinstance(event, TextChunk):
            return
        self._draw()

    def close(self) -> None:
        """Draw the last state, all of it."""
        self._draw(force=True)

    def _finish(self, event: NodeFinished) -> None:
        row = self._rows[event.id]
        row.status, row.elapsed = event.status, event.elapsed
        if event.error:
            row.note = event.error
        if not self._live:
            del self._rows[event.id]
            click.echo(_line(row), file=self._out)

    def _draw(self, *, force: bool = False) -> None:
        if not self._live:
            return
        now = time.monotonic()
        if not force and now - self._last < 0.05:
            return
        self._last = now
        rows = list(self._rows.values())
        if len(rows) > self._height - 2 and not force:
            rows = rows[-(self._height - 2) :]
        if self._drawn:
            self._out.write(f"\x1b[{self._drawn}F\x1b[J")
        for row in rows:
            self._out.write(_line(row) + "\n")
        self._drawn = len(rows)
        self._out.flush()


def _round(event: NodeStarted) -> str:
    return f"round {event.path[-1][1] + 1}" if event.path else ""


def _line(row: _Row) -> str:
    mark, colour = _MARKS.get(row.status, ("?", "white"))
    elapsed = row.elapsed or (time.monotonic() - row.started if row.status == "running" else 0.0)
    name = click.style(row.title, bold=True)
    note = click.style(f"  {row.note[:160]}", fg="red" if row.status == "failed" else None) if row.note else ""
    lead = f"{'  ' * row.depth}{click.style(mark, fg=colour)} {name}"
    return f"{lead} {click.style(row.type, dim=True)} {elapsed:.3f} s{note}"
