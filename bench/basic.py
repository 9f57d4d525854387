"""Basic chat beside a chatflow with the same prompt: the same model, the same clients, CPU per message."""

import json
from typing import Any

import uvloop

from bench import graphs
from bench.load import load
from bench.server import PROVIDER, BenchServer

CHAT = "/v1/chat-messages"
ROUNDS = 3


def basic(provider: str, model: str) -> dict[str, Any]:
    """A chat assistant as a file."""
    config = {
        "model": {"provider": provider, "name": model, "mode": "chat", "completion_params": {}},
        "prompt_type": "simple",
        "pre_prompt": "You are helpful.",
        "user_input_form": [],
    }
    app = {"name": "Basic", "mode": "chat", "icon": "🤖", "icon_background": "#FFEAD5"}
    return {"kind": "app", "version": "0.5.0", "app": app, "model_config": config}


def _body(number: int) -> bytes:
    body = {"inputs": {}, "query": f"hello {number}", "response_mode": "streaming", "user": f"u{number % 50}"}
    return json.dumps({**body, "auto_generate_name": False}).encode()


async def _measure(server: BenchServer) -> None:
    for model, clients, requests in (("fake-1x0", 1, 200), ("fake-50x0", 32, 400), ("fake-50x20", 100, 300)):
        server.add_model(model)
        keys = {
            "chatflow": server.publish(graphs.chat(PROVIDER, model)),
            "basic chat": server.publish(basic(PROVIDER, model)),
        }
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in keys}
        errors = dict.fromkeys(keys, 0)
        for turn in range(ROUNDS):  # in turns, so that a busy machine slows both
            for name in keys if turn % 2 else reversed(keys):
                cell = await load(
                    server.address, CHAT, keys[name], _body, clients=clients, requests=requests, pid=server.pid,
                    mark=b'"event":"message"', warm=20,
                )  # fmt: skip
                found[name].append((cell.cpu_each, cell.p50(lambda t: t.token), cell.rate))
                errors[name] += cell.errors
        for name, cells in found.items():
            cpu, token, rate = (sorted(column)[len(column) // 2] for column in zip(*cells, strict=True))
            figure = f"CPU {cpu:.2f} ms, first token p50 {token:.1f} ms, {rate:.0f} messages/s"
            print(f"| {name}, {model}, {clients} clients | {figure} | {errors[name]} |", flush=True)


def main() -> None:
    """Start a server and print the table."""
    print("| what | figure | errors |")
    print("|---|---|---|")
    with BenchServer() as server:
        uvloop.run(_measure(server))


if __name__ == "__main__":
    main()
