"""The model gateway: CPU per streamed chunk, from the socket to the delta, and what a call costs besides.

The model servers are processes of their own; only the gateway's CPU is counted. In the burst cells the chunks arrive as
fast as they can be read, in the paced cells each one wakes the gateway by itself, as real models do. Answers are handed
over by calls, as runs take them; one cell pulls them from the iterator instead.
"""

import asyncio
import os
import resource
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

import aiohttp
import uvloop

from tenon.models.cached import CachedEmbeddings, MemoryVectors
from tenon.models.catalogue import load
from tenon.models.delivery import deliver
from tenon.models.messages import ChatDelta, ChatRequest, Message
from tenon.models.metered import MeteredChat
from tenon.models.policies import GuardedChat, GuardedEmbeddings
from tenon.models.port import ModelFacts
from tenon.models.protocols.anthropic import AnthropicWire
from tenon.models.protocols.gemini import GeminiWire
from tenon.models.protocols.http import Endpoint
from tenon.models.protocols.lines import LineConnector
from tenon.models.protocols.openai_answer import AnswerReader
from tenon.models.protocols.openai_chat import OpenAIChat
from tenon.models.protocols.openai_embeddings import EmbeddingDialect, OpenAIEmbeddings
from tenon.models.protocols.wired_chat import ChatWire, WiredChat

CHUNKS = 10_000
REQUEST = ChatRequest([Message("system", "You are brief."), Message("user", "Hello there")], {"temperature": 0.5})
TARGET = 15
type Streaming = GuardedChat | MeteredChat
type Reader = Callable[[Streaming], Awaitable[int]]
type Maker = Callable[[aiohttp.ClientSession, str, str], Streaming]


def cpu() -> float:
    """CPU seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def chat(session: aiohttp.ClientSession, url: str, name: str) -> GuardedChat:
    """The model as a run gets it, without counting."""
    return GuardedChat(OpenAIChat(session, Endpoint.bearer("bench", name, url, "key"), ModelFacts()))


def wired(wire: Callable[[], ChatWire]) -> Maker:
    """The same for another protocol."""

    def make(session: aiohttp.ClientSession, url: str, name: str) -> GuardedChat:
        return GuardedChat(WiredChat(session, Endpoint.bearer("bench", name, url, "key"), ModelFacts(), wire()))

    return make


def counted(session: aiohttp.ClientSession, url: str, name: str) -> Streaming:
    """The same with its use counted, as the gateway hands it out."""
    return MeteredChat(chat(session, url, name), lambda _: None)


async def drain(model: Streaming) -> int:
    """Take an answer as a run does; the number of deltas with text."""
    count = 0

    def take(delta: ChatDelta) -> None:
        nonlocal count
        count += bool(delta.text)

    await deliver(model, REQUEST, take)
    return count


async def pull(model: Streaming) -> int:
    """Read an answer from the iterator; the number of deltas with text."""
    count = 0
    async for delta in model.stream(REQUEST):
        count += bool(delta.text)
    return count


def row(what: str, figure: str, target: str = "") -> None:
    """A line of the table."""
    print(f"| {what} | {figure} | {target} |", flush=True)


async def streams(
    url: str, what: str, name: str, at_once: int, target: str, rounds: int = 3, read: Reader = drain, make: Maker = chat
) -> None:
    """CPU per chunk over some streams at once; the best of some rounds, the machine being shared."""
    best = float("inf")
    async with aiohttp.ClientSession(connector=LineConnector()) as session:
        model = make(session, url, name)
        await drain(make(session, url, "fake-10x0"))
        for _ in range(rounds):
            before = cpu()
            counts = await asyncio.gather(*(read(model) for _ in range(at_once)))
            best = min(best, (cpu() - before) / sum(counts))
    row(what, f"{best * 1e6:.1f} us", target)


async def calls(url: str, number: int = 300) -> None:
    """CPU of a whole call with one token: request, headers, last delta."""
    async with aiohttp.ClientSession(connector=LineConnector()) as session:
        model = chat(session, url, "fake-1x0")
        await drain(model)
        before, began = cpu(), time.perf_counter()
        for _ in range(number):
            await drain(model)
        spent, wall = cpu() - before, time.perf_counter() - began
    row("a call of one token: CPU / wall", f"{spent / number * 1e6:.0f} / {wall / number * 1e6:.0f} us")


def parser() -> None:
    """The reader alone: bytes to deltas, no network."""
    line = (
        b'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":'
        b'[{"index":0,"delta":{"content":"token "},"finish_reason":null}]}\n\n'
    )
    reader, deltas = AnswerReader(Endpoint("bench", "m", "http://x")), list[ChatDelta]()
    before = cpu()
    for _ in range(CHUNKS):
        deltas = reader.feed(line)
    assert deltas[0].text == "token "
    row("reader alone, per chunk", f"{(cpu() - before) / CHUNKS * 1e6:.1f} us")


async def measure(url: str) -> None:
    """The whole table."""
    print("| what | figure | target |\n|---|---|---|")
    parser()
    target = f"{TARGET} us"
    await streams(url, f"one stream of {CHUNKS:,} chunks, as fast as possible", f"fake-{CHUNKS}x0", 1, target)
    await streams(url, "one stream of 500 chunks, one each 2 ms", "fake-500x2", 1, "")
    await streams(url, "100 streams at once of 200 chunks, one each 10 ms (with the call)", "fake-200x10", 100, target)
    await streams(url, "the same, pulled from the iterator", "fake-200x10", 100, "", 2, pull)
    await calls(url)
    await streams(url, f"{CHUNKS:,} chunks with the use counted", f"fake-{CHUNKS}x0", 1, target, make=counted)
    before = cpu()
    load()
    row("reading the provider catalogue, once", f"{(cpu() - before) * 1e3:.0f} ms")


async def others(url: str) -> None:
    """The wires of other vendors, and embeddings."""
    target = f"{TARGET} us"
    for label, wire in (("Anthropic", AnthropicWire), ("Gemini", GeminiWire)):
        make = wired(wire)
        await streams(url, f"{label}: {CHUNKS:,} chunks", f"fake-{CHUNKS}x0", 1, target, make=make)
        text = f"{label}: 100 streams at once of 200 chunks, one each 10 ms (with the call)"
        await streams(url, text, "fake-200x10", 100, target, make=make)
    await embeddings(url)


async def embeddings(url: str, number: int = 10_000) -> None:
    """Many texts through a server that takes a millisecond a call: cold, and again from the cache."""
    texts = [f"Chunk {i} of a document about rivers and their banks." for i in range(number)]
    async with aiohttp.ClientSession(connector=LineConnector()) as session:
        wire = OpenAIEmbeddings(session, Endpoint.bearer("bench", "vec", url, "key"), EmbeddingDialect(batch=64))
        model = CachedEmbeddings(GuardedEmbeddings(wire), MemoryVectors(2 * number), "mark")
        for what, limit in (("through a 1 ms server", "3 s"), ("again, from the cache", "")):
            before, began = cpu(), time.perf_counter()
            found = await model.embed(texts, purpose="document")
            assert len(found.vectors) == number
            wall = time.perf_counter() - began
            row(f"{number:,} texts embedded {what}: wall (CPU)", f"{wall:.2f} s ({cpu() - before:.2f} s)", limit)


@contextmanager
def serving(*command: str) -> Generator[str]:
    """A server of its own; its address."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()


def main() -> None:
    """Start the model servers, measure, stop them."""
    with serving("-c", "from tenon.cli.main import main; main()", "dev", "model", "--port", "0") as url:
        uvloop.run(measure(url))
    with serving("-m", "bench.vendors") as url:
        uvloop.run(others(url))


if __name__ == "__main__":
    main()
