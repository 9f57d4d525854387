"""The network of MiniLM (a small BERT) on the CPU: from the numbers of pieces to vectors of length 1.

Architecture: https://arxiv.org/abs/1810.04805 and https://arxiv.org/abs/2002.10957; the mean over all pieces is the
vector of the text. Texts of a call stand one behind the other in a single array: nothing is filled up, so a short text
beside a long one costs no more than alone.
"""

from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from tenon.models.local.tensors import read_tensors
from tenon.models.local.wordpiece import WordPieces

LONGEST = 256
"""Pieces that the model was made for; what is longer is cut."""
_AT_ONCE = 1024
"""Pieces that go through the network together; more would not stay in the processor's cache."""


class Encoder:
    """A model read from its folder. Used by one thread at a time."""

    def __init__(self, folder: Path) -> None:
        config = orjson.loads((folder / "config.json").read_bytes())
        self._pieces = WordPieces.read(folder / "vocab.txt")
        self._heads: int = config["num_attention_heads"]
        self._eps = np.float32(config["layer_norm_eps"])
        weights = read_tensors(folder / "model.safetensors")
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._norm = _norm_of(weights, "embeddings.LayerNorm")
        self._layers = [_Layer(weights, f"encoder.layer.{n}.") for n in range(config["num_hidden_layers"])]

    def numbers(self, text: str) -> list[int]:
        """The pieces of a text."""
        return self._pieces.numbers(text, LONGEST)

    def vectors(self, texts: Sequence[Sequence[int]]) -> list[list[float]]:
        """A vector for each text, in order; texts are the numbers of their pieces."""
        found: list[list[float]] = []
        part: list[Sequence[int]] = []
        for text in texts:
            if part and sum(map(len, part)) + len(text) > _AT_ONCE:
                found += self._forward(part).tolist()
                part = []
            part.append(text)
        return found + self._forward(part).tolist() if part else found

    def _forward(self, texts: list[Sequence[int]]) -> Any:
        lengths = [len(text) for text in texts]
        ends = np.cumsum(lengths)
        spans = [(int(end) - length, int(end)) for end, length in zip(ends, lengths, strict=True)]
        numbers = np.concatenate([np.asarray(text) for text in texts])
        places = np.concatenate([self._places[:length] for length in lengths])
        x = _normed(self._words[numbers] + places, self._norm, self._eps)
        for layer in self._layers:
            x = layer(x, spans, self._heads, self._eps)
        means = np.add.reduceat(x, [start for start, _ in spans], axis=0) / np.array(lengths, np.float32)[:, None]
        return means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), np.float32(1e-12))


class _Layer:
    """Attention of the pieces of each text to each other, then a network over each piece."""

    def __init__(self, weights: dict[str, Any], name: str) -> None:
        own = [_dense_of(weights, f"{name}attention.self.{part}") for part in ("query", "key", "value")]
        self._ask = np.concatenate([w for w, _ in own], axis=1), np.concatenate([b for _, b in own])
        self._answer = _dense_of(weights, f"{name}attention.output.dense")
        self._norm = _norm_of(weights, f"{name}attention.output.LayerNorm")
        self._wide = _dense_of(weights, f"{name}intermediate.dense")
        self._narrow = _dense_of(weights, f"{name}output.dense")
        self._last_norm = _norm_of(weights, f"{name}output.LayerNorm")

    def __call__(self, x: Any, spans: Sequence[tuple[int, int]], heads: int, eps: Any) -> Any:
        width = x.shape[1]
        asked = (x @ self._ask[0] + self._ask[1]).reshape(len(x), 3, heads, width // heads)
        asked[:, 0] *= np.float32(1 / sqrt(width // heads))
        mixed = np.empty((len(x), heads, width // heads), np.float32)
        for start, end in spans:
            query, key, value = (asked[start:end, part].transpose(1, 0, 2) for part in range(3))
            scores = query @ key.transpose(0, 2, 1)
            scores -= scores.max(axis=-1, keepdims=True)
            np.exp(scores, out=scores)
            scores /= scores.sum(axis=-1, keepdims=True)
            mixed[start:end] = (scores @ value).transpose(1, 0, 2)
        x = _normed(mixed.reshape(x.shape) @ self._answer[0] + self._answer[1] + x, self._norm, eps)
        wide = x @ self._wide[0]
        wide += self._wide[1]
        return _normed(_gelu(wide) @ self._narrow[0] + self._narrow[1] + x, self._last_norm, eps)


def _dense_of(weights: dict[str, Any], name: str) -> tuple[Any, Any]:
    return np.ascontiguousarray(weights[f"{name}.weight"].T), weights[f"{name}.bias"]


def _norm_of(weights: dict[str, Any], name: str) -> tuple[Any, Any]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _normed(x: Any, norm: tuple[Any, Any], eps: Any) -> Any:
    x -= x.mean(axis=1, keepdims=True)
    x /= np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[1]) + eps)
    x *= norm[0]
    x += norm[1]
    return x


def _gelu(x: Any) -> Any:
    """x times the normal distribution at x; the error function by Abramowitz and Stegun 7.1.26, good to 2e-7."""
    size = np.abs(x)
    size *= np.float32(sqrt(0.5))
    t = np.reciprocal(np.float32(1) + np.float32(0.3275911) * size)
    rest = np.full_like(t, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        rest *= t
        rest += np.float32(factor)
    rest *= t
    np.square(size, out=size)
    np.negative(size, out=size)
    rest *= np.exp(size, out=size)  # what the error function lacks of 1
    half = np.float32(0.5) * x
    return half + np.abs(half) * (np.float32(1) - rest)
