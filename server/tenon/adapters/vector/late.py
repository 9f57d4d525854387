"""The vectors in memory, with their library loaded at the first search: most servers start without it."""

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from tenon.kit.db import Database
from tenon.rag.rank import Hit

if TYPE_CHECKING:
    from tenon.adapters.vector.matrix import VectorMatrix


class LateMatrix:
    """Stands for a `VectorMatrix`."""

    def __init__(self, db: Database, memory: int) -> None:
        self._db, self._memory = db, memory
        self._matrix: VectorMatrix | None = None

    async def search(
        self, dataset_id: UUID, vector: Sequence[float], limit: int, documents: Sequence[UUID] | None
    ) -> list[Hit]:
        """Live entries by cosine, best first."""
        if self._matrix is None:
            module = importlib.import_module("tenon.adapters.vector.matrix")
            self._matrix = module.VectorMatrix(self._db, self._memory)
            assert self._matrix is not None
        return await self._matrix.search(dataset_id, vector, limit, documents)
