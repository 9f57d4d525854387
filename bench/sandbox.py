"""Code and template calls: time per call, calls per second, memory of the helper."""

import asyncio
import contextlib
import os
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from tenon.adapters.sandbox.broker import Network
from tenon.adapters.sandbox.helper import Limits
from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.kit.addresses import AddressRules

CALLS = 600
INPUTS = {"items": [{"title": "a", "score": 0.5}, {"title": "b"}], "text": "x" * 1000}
PYTHON = """
import json
def main(items, text):
    return {"titles": [i["title"] for i in items], "n": len(text), "json": json.dumps(items)}
"""
JAVASCRIPT = """
function main({items, text}) {
  return {titles: items.map(i => i.title), n: text.length, json: JSON.stringify(items)};
}
"""
TEMPLATE = """
{% for i in items %}{{ loop.index }}. {{ i.title }} {{ i.score | default('N/A') }}
{% endfor %}{{ text | length }}
"""
WITH_NETWORK = f"import socket\n{PYTHON}"
PANDAS = """
import pandas as pd
def main(items, text):
    return {"mean": pd.DataFrame(items)["score"].mean()}
"""


def descendants(pid: int) -> list[int]:
    """Every process below."""
    children: list[int] = []
    with contextlib.suppress(OSError):  # a process that just ended
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*children, *(below for child in children for below in descendants(child))]


def memory_mb(pids: list[int]) -> float:
    """Proportional memory."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):  # a child that just ended
            match = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
            total += int(match[1]) if match else 0
    return total / 1024


def cpu_seconds() -> float:
    """CPU time of this process and of all helpers with the children they reaped."""
    total = time.process_time()
    for pid in descendants(os.getpid()):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return total


async def measure(call: Callable[[], Awaitable[object]], calls: int) -> tuple[float, ...]:
    """Milliseconds p50 and p95 alone; CPU milliseconds of all processes; calls per second, 1 and 8 at once."""
    times: list[float] = []
    cpu = cpu_seconds()
    for _ in range(calls):
        began = time.perf_counter()
        await call()
        times.append(time.perf_counter() - began)
    times.sort()
    cpu = (cpu_seconds() - cpu) / calls * 1e3

    async def worker() -> None:
        for _ in range(calls // 8):
            await call()

    began = time.perf_counter()
    await asyncio.gather(*[worker() for _ in range(8)])
    together = calls // 8 * 8 / (time.perf_counter() - began)
    return times[calls // 2] * 1e3, times[int(calls * 0.95)] * 1e3, cpu, calls / sum(times), together


async def main() -> None:
    """Print the table."""
    sandbox = ZygoteSandbox(Limits(), network=Network(AddressRules()))
    began = time.perf_counter()
    await sandbox.start()
    print(f"level {sandbox.level}, started in {(time.perf_counter() - began) * 1e3:.0f} ms, ", end="")
    await sandbox.render("x", {})
    print(f"helper and waiting children {memory_mb(descendants(os.getpid())):.0f} MB\n")
    kinds: dict[str, Callable[[], Awaitable[object]]] = {
        "python": lambda: sandbox.run("python3", PYTHON, INPUTS),
        "javascript": lambda: sandbox.run("javascript", JAVASCRIPT, INPUTS),
        "jinja": lambda: sandbox.render(TEMPLATE, INPUTS),
        "with network": lambda: sandbox.run("python3", WITH_NETWORK, INPUTS),
        "pandas": lambda: sandbox.run("python3", PANDAS, INPUTS),
    }
    print(f"| {'call':12} | p50 ms | p95 ms | CPU ms | calls/s, 1 at once | calls/s, 8 at once |")
    print("|---|---|---|---|---|---|")
    for name, call in kinds.items():
        await call()
        cells = await measure(call, CALLS // 4 if name == "pandas" else CALLS)
        print(
            f"| {name:12} | {cells[0]:6.2f} | {cells[1]:6.2f} | {cells[2]:6.2f} | {cells[3]:18.0f} | {cells[4]:18.0f} |"
        )
    print(f"\nwith the helpers for network and for numpy and pandas {memory_mb(descendants(os.getpid())):.0f} MB")
    await sandbox.close()


if __name__ == "__main__":
    uvloop.run(main())
