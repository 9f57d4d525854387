"""What the engine itself costs: CPU per node, per run, per round, and how well branches overlap."""

import asyncio
import time
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import uvloop

from bench.graphs import chain, edge, node
from tenon.engine.events import Event
from tenon.engine.graph import Graph
from tenon.engine.ports import Ports
from tenon.engine.run import Run
from tenon.engine.wire import Wire, encode

NODES = 50


class Sleeper:
    """A code port whose templates take 50 ms."""

    async def render(self, template: str, inputs: Mapping[str, Any]) -> str:
        """Wait, then give the template back."""
        await asyncio.sleep(0.05)
        return template


def _ports() -> Ports:
    nothing: Any = None
    code: Any = Sleeper()
    return Ports(nothing, code, nothing, nothing, nothing, nothing, nothing)


def _graph(nodes: list[dict[str, Any]], *pairs: tuple[str, str]) -> Graph:
    return Graph({"nodes": nodes, "edges": [edge(source, target) for source, target in pairs]})


def _no_op_chain(length: int) -> Graph:
    names = ["start", *(f"n{i}" for i in range(length)), "end"]
    middle = [node(name, "variable-aggregator", variables=[["start", "q"]]) for name in names[1:-1]]
    end = node("end", "end", outputs=[{"variable": "q", "value_selector": ["start", "q"]}])
    return _graph([node("start", "start"), *middle, end], *pairwise(names))


def _iteration(items: str = "q") -> Graph:
    inside = node("n", "variable-aggregator", iteration_id="it", variables=[["it", "item"]])
    nodes = [
        node("start", "start"),
        node("it", "iteration", iterator_selector=["start", items], output_selector=["n", "output"]),
        node("its", "iteration-start", iteration_id="it"),
        inside,
        node("end", "end", outputs=[{"variable": "q", "value_selector": ["it", "output"]}]),
    ]
    return _graph(nodes, ("start", "it"), ("its", "n"), ("it", "end"))


def _fan_out(width: int) -> Graph:
    names = [f"n{i}" for i in range(width)]
    waits = [node(name, "template-transform", template="x") for name in names]
    end = node("end", "end", outputs=[{"variable": "q", "value_selector": ["n0", "output"]}])
    pairs = [pair for name in names for pair in (("start", name), (name, "end"))]
    return _graph([node("start", "start"), *waits, end], *pairs)


async def _run(graph: Graph, value: Any) -> list[Event]:
    events: list[Event] = []
    run = Run(
        graph,
        _ports(),
        run_id="run",
        mode="workflow",
        inputs={"q": value},
        system={"user_id": "bench", "workflow_run_id": "run"},
        environment={},
        conversation={},
        on_event=events.append,
    )
    finished = await run.execute()
    if finished.status != "succeeded":
        raise RuntimeError(finished.error)
    return events


async def _cost(graph: Graph, value: Any, times: int) -> tuple[float, float]:
    """CPU and wall seconds of a run; the best of five rounds, as the machine is shared."""
    best: list[tuple[float, float]] = []
    for _ in range(5):
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(times):
            await _run(graph, value)
        best.append(((time.process_time() - cpu) / times, (time.perf_counter() - wall) / times))
    return min(best)


def _wire_cost(events: list[Event]) -> float:
    """CPU seconds to project and serialise one event."""
    wire = Wire.workflow(task_id="t", run_id="r", workflow_id="w")
    began = time.process_time()
    for _ in range(200):
        for event in events:
            payload = wire.payload(event)
            if payload is not None:
                encode(payload)
    return (time.process_time() - began) / (200 * len(events))


async def _measure() -> list[tuple[str, str, str]]:
    short, _ = await _cost(_no_op_chain(0), "x", 400)
    long, _ = await _cost(_no_op_chain(NODES), "x", 60)
    branches, _ = await _cost(Graph(chain(NODES)["workflow"]["graph"]), "x", 60)
    rounds, _ = await _cost(_iteration(), list(range(100)), 30)
    many, _ = await _cost(_iteration(), list(range(10_000)), 1)
    _, fan_out = await _cost(_fan_out(20), "x", 3)
    parsed = time.process_time()
    for _ in range(20):
        _no_op_chain(NODES)
    parse = (time.process_time() - parsed) / 20
    per_event = _wire_cost(await _run(_no_op_chain(NODES), "x"))
    return [
        ("start->end, CPU", f"{short * 1e3:.3f} ms", "0.2 ms"),
        ("no-op node, CPU (chain of 50)", f"{(long - short) / NODES * 1e6:.1f} us", "20 us"),
        ("if-else node, CPU (chain of 50)", f"{(branches - short) / (NODES - 2) * 1e6:.1f} us", ""),
        ("iteration over 100 items, CPU", f"{rounds * 1e3:.2f} ms", "10 ms"),
        ("iteration over 10,000 items, CPU", f"{many * 1e3:.0f} ms", ""),
        ("fan-out, 20 nodes of 50 ms, wall", f"{fan_out * 1e3:.1f} ms", "55 ms"),
        ("parse and check a graph of 52 nodes, CPU", f"{parse * 1e3:.2f} ms", ""),
        ("project and serialise an event, CPU", f"{per_event * 1e6:.1f} us", ""),
    ]


def main() -> None:
    """Print the table."""
    print("| what | figure | target |\n|---|---|---|")
    for row in uvloop.run(_measure()):
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
