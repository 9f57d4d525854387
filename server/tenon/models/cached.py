"""An embedding model that asks for no text twice: vectors are kept by what they were made of."""

from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Literal, Protocol

from tenon.models.messages import EmbeddingResult, Usage
from tenon.models.port import EmbeddingModel

_AT_ONCE = 512
"""Texts that are asked for before their vectors are kept: a long job that is broken off has lost little."""


class _Hash(Protocol):
    def copy(self) -> "_Hash": ...
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class VectorStore(Protocol):
    """Where vectors are kept; it may forget them at any time."""

    async def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """The vectors that are known, as 32-bit floats."""
        ...

    def put(self, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors."""
        ...


class MemoryVectors:
    """Keeps the vectors used last, in this process."""

    def __init__(self, most: int) -> None:
        self._most, self._vectors = most, OrderedDict[str, bytes]()

    async def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """The vectors that are known."""
        found: dict[str, bytes] = {}
        for key in keys:
            vector = self._vectors.get(key)
            if vector is not None:
                self._vectors.move_to_end(key)
                found[key] = vector
        return found

    def put(self, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors; the ones not used for longest go."""
        for key, vector in vectors.items():
            self._vectors[key] = vector
            self._vectors.move_to_end(key)
        while len(self._vectors) > self._most:
            self._vectors.popitem(last=False)


class CachedEmbeddings:
    """An embedding model under a cache. `mark` stands for everything besides the text that makes the vector."""

    def __init__(self, model: EmbeddingModel, store: VectorStore, mark: str) -> None:
        self._model, self._store, self._mark = model, store, mark
        self.provider, self.name = model.provider, model.name

    async def embed(self, texts: Sequence[str], *, purpose: Literal["document", "query"]) -> EmbeddingResult:
        """Vectors in the order of the texts; equal texts are asked for once. Raises the errors of `models.errors`."""
        head = sha256(f"{self._mark}\0{purpose}\0".encode())
        keys = [_key(head, text) for text in texts]
        known: dict[str, Sequence[float]] = {k: _floats(v) for k, v in (await self._store.get(keys)).items()}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        usages: list[Usage] = []
        names = list(missing)
        for start in range(0, len(names), _AT_ONCE):
            part = names[start : start + _AT_ONCE]
            result = await self._model.embed([missing[key] for key in part], purpose=purpose)
            usages.append(result.usage)
            fresh = dict(zip(part, result.vectors, strict=True))
            self._store.put({key: array("f", vector).tobytes() for key, vector in fresh.items()})
            known |= fresh
        return EmbeddingResult([known[key] for key in keys], _sum(usages))


def _key(head: "_Hash", text: str) -> str:
    mine = head.copy()
    mine.update(text.encode("utf-8", "surrogatepass"))
    return mine.hexdigest()


def _floats(raw: bytes) -> Sequence[float]:
    """Stays packed: as a list every number would be an object, and reading kept vectors slower than making them."""
    values = array("f")
    values.frombytes(raw)
    return values


def _sum(usages: Sequence[Usage]) -> Usage:
    if not usages:
        return Usage()
    first = usages[0]
    return Usage(
        prompt_tokens=sum(u.prompt_tokens for u in usages),
        prompt_unit_price=first.prompt_unit_price,
        price_unit=first.price_unit,
        prompt_price=sum((u.prompt_price for u in usages), first.prompt_price * 0),
        currency=first.currency,
        latency=sum(u.latency for u in usages),
    )
