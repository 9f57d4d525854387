"""Code that misbehaves and very long iterations, over the service API."""

import os
from pathlib import Path

import pytest

from tests.fixtures.apps import Json, chain, edge, end, make_app, node, start
from tests.fixtures.server import MakeServer


def code(id: str, text: str, variables: list[Json] | None = None, **outputs: str) -> Json:
    return node(
        id,
        "code",
        code_language="python3",
        code=text,
        variables=variables or [],
        outputs={name: {"type": kind, "children": None} for name, kind in outputs.items()},
    )


BAD = {
    "loops": "def main():\n    while True: pass",
    "allocates": "def main():\n    return {'x': 'y' * (1 << 34)}",
    "allocates slowly": "def main():\n    a = []\n    while True: a.append(bytearray(1 << 24))",
    "prints without end": "def main():\n    while True: print('y' * 100000)",
    "returns nonsense": "def main():\n    return 5",
    "returns another type": "def main():\n    return {'x': [1]}",
    "returns what is no JSON": "def main():\n    return {'x': object()}",
    "returns too much": "def main():\n    return {'x': 'y' * 5_000_000}",
    "has no main": "x = 5",
    "is no Python": "def main(:",
    "leaves": "import os\ndef main():\n    os._exit(0)",
    "recurses": "def main():\n    return main()",
}


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_bad_code_fails_its_run_and_the_next_run_works(make_server: MakeServer, database_kind: str) -> None:
    app = await make_app(await make_server(code_timeout=3), good())
    for name, text in BAD.items():
        await app.publish(chain(start(), code("code", text, x="string"), end(x=["code", "x"])))
        answer = await app.run({})
        data = answer.json()["data"]
        assert (answer.status_code, data["status"]) == (200, "failed"), (name, data)
        assert data["error"], name
        assert len(data["error"]) < 20_000, name
    await app.publish(good())
    assert (await app.run({})).json()["data"]["outputs"] == {"x": "ok"}


def good() -> Json:
    """Code that works."""
    return chain(start(), code("code", "def main():\n    return {'x': 'ok'}", x="string"), end(x=["code", "x"]))


def memory() -> int:
    """Bytes this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


@pytest.mark.parametrize("items", [10_000])
async def test_an_iteration_of_ten_thousand_items(make_server: MakeServer, items: int) -> None:
    server = await make_server(code_max_string_array_length=items)
    inner = inside()
    graph = {
        "nodes": [
            start(),
            code("list", f"def main():\n    return {{'x': ['n%d' % i for i in range({items})]}}", x="array[string]"),
            node("iter", "iteration", iterator_selector=["list", "x"], output_selector=["inside", "output"],
                 start_node_id="iterstart", is_parallel=True, parallel_nums=10, output_type="array[string]"),
            {**node("iterstart", "iteration-start", isInIteration=True), "parentId": "iter"},
            inner,
            end(out=["iter", "output"]),
        ],
        "edges": [edge("start", "list"), edge("list", "iter"), edge("iter", "end"), edge("iterstart", "inside")],
    }  # fmt: skip
    app = await make_app(server, graph)
    before = memory()
    data = (await app.run({})).json()["data"]
    assert data["status"] == "succeeded", data["error"]
    assert data["outputs"]["out"] == [f"n{number}" for number in range(items)]
    assert memory() - before < 400 << 20


def inside() -> Json:
    """A cheap node inside the iteration."""
    data = node("inside", "variable-aggregator", variables=[["iter", "item"]], output_type="string")
    return {**data, "parentId": "iter"}
