"""The service API under load: the same cells as were measured for the peer, against a server started here.

`TENON_BENCH_DATABASE_URL` measures another database; `TENON_BENCH_LOG=1` shows the server's log.
"""

import json
from dataclasses import dataclass

import uvloop

from bench import graphs
from bench.load import Cell, load
from bench.server import PROVIDER, BenchServer, sleeper

RUN, CHAT = "/v1/workflows/run", "/v1/chat-messages"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    what: str
    figure: str
    peer: str
    target: str
    errors: int

    def __str__(self) -> str:
        return f"| {self.what} | {self.figure} | {self.peer} | {self.target} | {self.errors} |"


def _run(mode: str) -> bytes:
    return json.dumps({"inputs": {"q": "x"}, "response_mode": mode, "user": "bench"}).encode()


def _chat(number: int) -> bytes:
    body = {"inputs": {}, "query": f"hello {number}", "response_mode": "streaming", "user": f"u{number % 50}"}
    return json.dumps(body).encode()


def _show(line: Line) -> None:
    print(line, flush=True)


async def _workflows(server: BenchServer) -> None:
    blocking = _run("blocking")

    async def runs(key: str, clients: int, requests: int, warm: int = 50) -> Cell:
        return await load(
            server.address, RUN, key, lambda _: blocking, clients=clients, requests=requests, pid=server.pid, warm=warm
        )

    key = server.publish(graphs.chain(2))
    cell = await runs(key, 1, 500)
    figure = f"{cell.p50():.2f} / {cell.quantile(lambda t: t.total, 0.95):.2f} ms, CPU {cell.cpu_each:.2f} ms"
    _show(
        Line("start→end, blocking, 1 client: p50 / p95", figure, "40 / 50 ms, CPU 50 ms", "2 ms, CPU 2 ms", cell.errors)
    )
    for clients in (32, 64):
        cell = await runs(key, clients, 4000, warm=200)
        figure = (
            f"{cell.rate:.0f} runs/s, p95 {cell.quantile(lambda t: t.total, 0.95):.0f} ms, CPU {cell.cpu_each:.2f} ms"
        )
        peer = {32: "38.9 runs/s", 64: "33.8 runs/s"}[clients]
        _show(Line(f"start→end, {clients} clients", figure, peer, "1,000 runs/s" if clients == 64 else "", cell.errors))
    for nodes, peer, target in ((10, "107 ms", "4 ms"), (50, "484 ms", "12 ms")):
        cell = await runs(server.publish(graphs.chain(nodes)), 1, 200)
        _show(
            Line(f"{nodes} nodes, p50", f"{cell.p50():.2f} ms, CPU {cell.cpu_each:.2f} ms", peer, target, cell.errors)
        )
    sleep_server, port = await sleeper()
    fan = server.publish(graphs.fan_out(20, f"http://127.0.0.1:{port}/sleep?ms=50"))
    cell = await runs(fan, 1, 30, warm=3)
    _show(Line("20 parallel HTTP nodes of 50 ms, p50", f"{cell.p50():.1f} ms", "370 ms", "", cell.errors))
    sleep_server.close()
    for parallel, peer in ((False, "10,511 ms"), (True, "1,773 ms")):
        cell = await runs(server.publish(graphs.iteration(parallel)), 1, 30, warm=3)
        name = "parallel 10" if parallel else "sequential"
        _show(Line(f"code node + iteration over 100 items, {name}, p50", f"{cell.p50():.1f} ms", peer, "", cell.errors))
    streaming = _run("streaming")
    cell = await load(server.address, RUN, key, lambda _: streaming, clients=1, requests=300, pid=server.pid, warm=20)
    first = f"{cell.p50(lambda t: t.first):.2f} ms, whole {cell.p50():.2f} ms"
    _show(Line("streaming start→end: first event p50", first, "15.4 ms", "", cell.errors))


async def _chats(server: BenchServer) -> None:
    server.add_model("fake-50x20")
    server.add_model("fake-1x0")
    mark = b'"event":"message"'

    async def chats(key: str, clients: int, requests: int, warm: int, ramp: float = 0.0) -> Cell:
        return await load(
            server.address, CHAT, key, _chat, clients=clients, requests=requests, pid=server.pid, mark=mark, warm=warm,
            ramp=ramp,
        )  # fmt: skip

    quick = server.publish(graphs.chat(PROVIDER, "fake-1x0"))
    cell = await chats(quick, 1, 200, 20)
    figure = f"{cell.p50(lambda t: t.token):.2f} ms, end {cell.p50():.2f} ms"
    _show(Line("chatflow, model of 0 ms: first token p50", figure, "", "5 ms", cell.errors))
    key = server.publish(graphs.chat(PROVIDER, "fake-50x20"))
    cell = await chats(key, 1, 8, 1)
    over = cell.p50() - 1000
    figure = f"{over:.1f} ms, first token {cell.p50(lambda t: t.token) - 20:.1f} ms over the model's"
    _show(Line("chatflow, 50 tokens x 20 ms: overhead p50", figure, "177 ms", "5 ms", cell.errors))
    for clients, requests, ramp, peer, target in (
        (32, 96, 0, "5.5 messages/s", ""),
        (64, 192, 0, "4.2 messages/s", ""),
        (200, 800, 0, "3.3 messages/s, first token 31 s", ""),
        (200, 1600, 1, "", "185 messages/s, first token p95 60 ms"),
        (1000, 1000, 0, "", "no error"),
        # Again, with the connections to the model server there, twice round.
        (1000, 2000, 0, "", "no error"),
    ):
        cell = await chats(key, clients, requests, 0, ramp)
        figure = (
            f"{cell.rate:.0f} messages/s, first token p50 {cell.p50(lambda t: t.token):.0f} "
            f"p95 {cell.quantile(lambda t: t.token, 0.95):.0f} ms, CPU {cell.cpu_each:.1f} ms"
        )
        begun = f" begun within {ramp} s, the time of an answer" if ramp else ", all begun at once"
        _show(Line(f"chatflow, {clients} streams{begun}", figure, peer, target, cell.errors))


async def main() -> None:
    """Print the table."""
    print("| work | Tenon | peer | target | errors |\n|---|---|---|---|---|")
    with BenchServer() as server:
        await _workflows(server)
        await _chats(server)


if __name__ == "__main__":
    uvloop.run(main())
