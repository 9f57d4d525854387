"""Graphs in a few words, ports that do as they are told, and runs that give back their events."""

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest

from tenon.engine.errors import CodeFailed
from tenon.engine.events import Event, NodeFinished, NodeStarted, RunFinished, TextChunk
from tenon.engine.graph import Graph
from tenon.engine.mocks import Mocks
from tenon.engine.ports import Ports
from tenon.engine.run import Mode, Run
from tenon.engine.state import Limits, NodeRecord

SHARED = Path(os.environ.get("TENON_SHARED") or Path(__file__).resolve().parents[3] / "../shared")


def shared(*parts: str) -> Path:
    """A file of the reference material; the test is skipped when it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path} is not there; set TENON_SHARED")
    return path


def node(node_id: str, kind: str, parent: str | None = None, /, **data: Any) -> dict[str, Any]:
    wrapper: dict[str, Any] = {"id": node_id, "data": {"type": kind, "title": node_id, **data}}
    if parent:
        wrapper["parentId"] = parent
    return wrapper


def template(node_id: str, text: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    """A node whose behaviour is its text, see `FakeCode`. `shows` names variables that `{name}` stands for."""
    shows: dict[str, list[str]] = more.pop("shows", {})
    variables = [{"variable": name, "value_selector": selector} for name, selector in shows.items()]
    return node(node_id, "template-transform", parent, template=text, variables=variables, **more)


def end(node_id: str = "end", /, **outputs: list[str]) -> dict[str, Any]:
    return node(node_id, "end", outputs=[{"variable": k, "value_selector": v} for k, v in outputs.items()])


def edges(*chains: str) -> list[dict[str, Any]]:
    """`a>b>c`; a way out follows a colon: `a:true>b`."""
    found: list[dict[str, Any]] = []
    for chain in chains:
        names = chain.split(">")
        for source, target in pairwise(names):
            name, _, handle = source.partition(":")
            found.append({"source": name, "target": target.partition(":")[0], "sourceHandle": handle or "source"})
    return found


def stored(nodes: Sequence[dict[str, Any]], *chains: str) -> dict[str, Any]:
    return {"nodes": list(nodes), "edges": edges(*chains)}


def graph(nodes: Sequence[dict[str, Any]], *chains: str, strict: bool = True) -> Graph:
    return Graph(stored(nodes, *chains), strict=strict)


class FakeCode:
    """Renders `{name}`; `wait:S:text` waits first, `fail:text` fails, `flaky:N:text` fails N times before it works."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.running = 0
        self.most = 0
        self.busy = asyncio.Event()

    async def run(self, language: str, code: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        self.calls[code] += 1
        return dict(inputs)

    async def render(self, template: str, inputs: Mapping[str, Any]) -> str:
        text = template.format(**inputs) if inputs else template
        self.calls[text] += 1
        self.running += 1
        self.most = max(self.most, self.running)
        self.busy.set()
        try:
            return await self._act(text)
        finally:
            self.running -= 1

    async def _act(self, text: str) -> str:
        what, _, rest = text.partition(":")
        if what == "fail":
            raise CodeFailed(rest)
        if what == "wait":
            seconds, _, rest = rest.partition(":")
            await asyncio.sleep(float(seconds))
            return rest
        if what == "flaky":
            times, _, rest = rest.partition(":")
            if self.calls[text] <= int(times):
                raise CodeFailed(f"attempt {self.calls[text]}")
            return rest
        return text


def fake_ports(code: FakeCode | None = None) -> Ports:
    nothing = cast(Any, None)
    return Ports(
        models=nothing,
        code=cast(Any, code or FakeCode()),
        http=nothing,
        files=nothing,
        tools=nothing,
        retrieve=nothing,
        history=nothing,
    )


class Outcome:
    """A run that is over, and everything it said."""

    def __init__(self, finished: RunFinished, events: Sequence[Event]) -> None:
        self.finished, self.events = finished, events
        self.status, self.outputs, self.error = finished.status, finished.outputs, finished.error

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, TextChunk))

    @property
    def chunks(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, TextChunk)]

    @property
    def names(self) -> list[str]:
        return [brief(event) for event in self.events]

    @property
    def started(self) -> list[str]:
        return [event.node_id for event in self.events if isinstance(event, NodeStarted)]

    def ended(self, node_id: str) -> NodeFinished:
        return [e for e in self.events if isinstance(e, NodeFinished) and e.node_id == node_id][-1]

    @property
    def records(self) -> list[NodeRecord]:
        return [NodeRecord.of(event) for event in self.events if isinstance(event, NodeFinished)]


def brief(event: Any) -> str:
    """An event in a word or two."""
    name = type(event).__name__
    if name in ("NodeFinished", "ContainerFinished"):
        return f"{name} {event.node_id} {event.status}"
    if name == "ContainerNext":
        return f"{name} {event.node_id} {event.index}"
    if name == "NodeRetry":
        return f"{name} {event.failed.node_id} {event.retry_index}"
    if name == "TextChunk":
        return f"{name} {event.text!r}"
    if name == "RunFinished":
        return f"{name} {event.status}"
    return f"{name} {event.node_id}" if hasattr(event, "node_id") else name


def make(
    what: Graph,
    events: list[Event],
    *,
    code: FakeCode | None = None,
    mode: Mode = "workflow",
    inputs: Mapping[str, Any] | None = None,
    query: str | None = None,
    conversation: Mapping[str, Any] | None = None,
    mocks: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    replay: Sequence[NodeRecord] = (),
    barrier: Callable[[], Awaitable[None]] | None = None,
) -> Run:
    system: dict[str, Any] = {"user_id": "someone", "files": []}
    if query is not None:
        system["query"] = query
    return Run(
        what,
        fake_ports(code),
        run_id="run",
        mode="advanced-chat" if query is not None else mode,
        inputs=inputs or {},
        system=system,
        environment={"key": "secret"},
        conversation=conversation or {},
        on_event=events.append,
        limits=limits,
        replay=replay,
        barrier=barrier,
        mocks=Mocks(mocks) if mocks is not None else None,
    )


async def run(what: Graph, **options: Any) -> Outcome:
    events: list[Event] = []
    return Outcome(await make(what, events, **options).execute(), events)
