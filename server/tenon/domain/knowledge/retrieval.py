"""From a question to chunks, best first: one path for tests, apps and the API."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from tenon.domain.knowledge import embedding, filters
from tenon.domain.knowledge.datasets import retrieval_of
from tenon.domain.knowledge.errors import ProviderNotReady
from tenon.domain.knowledge.recording import Recorder
from tenon.domain.knowledge.repository.datasets import DatasetRepository
from tenon.domain.knowledge.repository.segments import EntryRepository, SegmentRecords
from tenon.domain.knowledge.shapes import Conditions, RerankingModel, RetrievalModel, Weights
from tenon.domain.knowledge.tables import ChildChunkRow, DatasetRow, DocumentRow, SegmentRow
from tenon.domain.provider.gateway import Gateway
from tenon.kit.db import Database
from tenon.models.errors import ModelNotSupported, ProviderNotConfigured
from tenon.models.port import ModelRef
from tenon.ports import IndexPort
from tenon.rag.rank import Hit, best_first, joined, relative, weighted
from tenon.rag.terms import query_terms

_MOST_QUERY = 8000
"""Characters of a question that are looked at."""
_RERANKED = 60
"""Candidates that a rerank model gets at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """A chunk that was found, with the children that were matched."""

    segment: SegmentRow
    document: DocumentRow
    dataset: DatasetRow
    score: float
    children: Sequence[tuple[ChildChunkRow, float]] = ()

    @property
    def text(self) -> str:
        """What a model reads."""
        if self.document.doc_form == "qa_model":
            return f"question:{self.segment.content} \nanswer:{self.segment.answer or ''}"
        return self.segment.content


@dataclass(frozen=True, slots=True)
class Several:
    """How what several knowledge bases give becomes one list."""

    top_k: int = 4
    score_threshold: float | None = None
    rerank: ModelRef | None = None
    weights: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Who asks, for the records."""

    kind: str
    app_id: UUID | None = None
    account_id: UUID | None = None


class Retriever:
    """Searches knowledge bases."""

    def __init__(self, db: Database, index: IndexPort, gateway: Gateway, recorder: Recorder) -> None:
        self._db, self._index, self._gateway, self._recorder = db, index, gateway, recorder

    async def one(self, dataset: DatasetRow, query: str, model: RetrievalModel | None, source: Source) -> list[Found]:
        """Ask one knowledge base with its own or other settings. Raises `ProviderNotReady`, the errors of models,
        and `InvalidParam` for conditions that cannot be."""
        chosen = model or retrieval_of(dataset)
        if dataset.indexing_technique != "high_quality":
            chosen = chosen.model_copy(update={"search_method": "keyword_search", "reranking_enable": False})
        found = await self._ask(dataset, query[:_MOST_QUERY], chosen, chosen.metadata_filtering_conditions)
        self._record([dataset], query, found, source)
        return found

    async def several(
        self, datasets: Sequence[DatasetRow], query: str, how: Several, wanted: Conditions | None, source: Source
    ) -> list[Found]:
        """Ask all at once; each gives what its own settings say, then all are put in one order. Raises as `one`."""
        query = query[:_MOST_QUERY]
        lists = await asyncio.gather(*(self._part(dataset, query, how, wanted) for dataset in datasets))
        found = [each for part in lists for each in part]
        if how.rerank is not None and found:
            found = await self._reranked(datasets[0].workspace_id, how.rerank, query, found)
        found.sort(key=lambda each: -each.score)
        if how.score_threshold is not None:
            found = [each for each in found if each.score >= how.score_threshold]
        found = found[: how.top_k]
        self._record(datasets, query, found, source)
        return found

    async def _part(self, dataset: DatasetRow, query: str, how: Several, wanted: Conditions | None) -> list[Found]:
        model = retrieval_of(dataset)
        if dataset.indexing_technique != "high_quality":
            model = model.model_copy(update={"search_method": "keyword_search", "reranking_enable": False})
        model = model.model_copy(update={"top_k": max(model.top_k, how.top_k)})
        found = await self._ask(dataset, query, model, wanted)
        if how.weights is None or dataset.indexing_technique != "high_quality" or not found:
            return found
        narrowed = sorted({each.document.id for each in found})
        vector = await embedding.query_vector(self._gateway, dataset, query)
        near, words = await asyncio.gather(
            self._index.by_vector(dataset.id, vector, 200, narrowed),
            self._index.by_words(dataset.id, query_terms(query), 200, narrowed),
        )
        scores = await self._by_segment(dataset, weighted(near, words, *how.weights))
        return [replace(each, score=scores.get(each.segment.id, 0.0)) for each in found]

    async def _by_segment(self, dataset: DatasetRow, hits: Sequence[Hit]) -> dict[UUID, float]:
        async with self._db.unit_of_work() as uow:
            entries = await EntryRepository(uow, dataset.id).found([hit.unit for hit in hits])
        scores: dict[UUID, float] = {}
        for hit in hits:
            entry = entries.get(hit.unit)
            if entry is not None:
                scores[entry.segment_id] = max(hit.score, scores.get(entry.segment_id, 0.0))
        return scores

    async def _ask(
        self, dataset: DatasetRow, query: str, model: RetrievalModel, wanted: Conditions | None
    ) -> list[Found]:
        if not query.strip():
            return []
        documents: list[UUID] | None = None
        if wanted is not None and wanted.conditions:
            async with self._db.unit_of_work() as uow:
                documents = await filters.documents(uow, dataset, wanted)
        if documents is not None and not documents:
            return []
        rerank = _rerank_model(model.reranking_model) if _reranks(model) else None
        parents = dataset.doc_form == "hierarchical_model"
        limit = max(model.top_k * (4 if rerank is not None else 1), 10) * (4 if parents else 1)
        hits = await self._hits(dataset, query, model, limit, documents)
        threshold = model.score_threshold if model.score_threshold_enabled else None
        economy = model.search_method == "keyword_search"
        if threshold is not None and rerank is None and not economy:
            hits = [hit for hit in hits if hit.score >= threshold]
        found = await self._resolved(dataset, hits, _RERANKED if rerank is not None else model.top_k)
        if rerank is not None and found:
            found = await self._reranked(dataset.workspace_id, rerank, query, found)
            found = [each for each in found if threshold is None or each.score >= threshold]
        return found[: model.top_k]

    async def _hits(
        self, dataset: DatasetRow, query: str, model: RetrievalModel, limit: int, documents: Sequence[UUID] | None
    ) -> list[Hit]:
        words = query_terms(query)
        if model.search_method in ("keyword_search", "full_text_search"):
            return relative(await self._index.by_words(dataset.id, words, limit, documents))
        if model.search_method == "semantic_search":
            vector = await embedding.query_vector(self._gateway, dataset, query)
            return await self._index.by_vector(dataset.id, vector, limit, documents)
        wide = max(limit, 50)

        async def near() -> list[Hit]:
            vector = await embedding.query_vector(self._gateway, dataset, query)
            return await self._index.by_vector(dataset.id, vector, wide, documents)

        by_vector, by_words = await asyncio.gather(near(), self._index.by_words(dataset.id, words, wide, documents))
        if _reranks(model):
            return joined(by_vector, relative(by_words))
        return best_first(weighted(by_vector, by_words, *weights_of(model.weights)))

    async def _resolved(self, dataset: DatasetRow, hits: Sequence[Hit], most: int) -> list[Found]:
        """The chunks behind hits, each once, with the children that were matched."""
        async with self._db.unit_of_work() as uow:
            entries = await EntryRepository(uow, dataset.id).found([hit.unit for hit in hits])
            matched: dict[UUID, list[tuple[UUID | None, float]]] = {}
            for hit in hits:
                entry = entries.get(hit.unit)
                if entry is not None:
                    matched.setdefault(entry.segment_id, []).append((entry.child_id, hit.score))
            records = SegmentRecords(uow)
            rows = await records.served(list(matched)[:most])
            ids = [child for id in rows for child, _ in matched[id] if child is not None]
            children = await records.children_by_id(ids) if ids else {}
        found: list[Found] = []
        for id, places in matched.items():
            if id not in rows:
                continue
            segment, document, owner = rows[id]
            own = [(children[child], score) for child, score in places if child is not None and child in children]
            found.append(Found(segment, document, owner, max(score for _, score in places), own))
        return found

    async def _reranked(self, workspace_id: UUID, ref: ModelRef, query: str, found: Sequence[Found]) -> list[Found]:
        try:
            model = await self._gateway.for_workspace(workspace_id).rerank(ref)
        except (ProviderNotConfigured, ModelNotSupported) as error:
            raise ProviderNotReady(
                f"The rerank model {ref.name} cannot be used: {error.message} Choose another in the retrieval settings."
            ) from error
        items = await model.rerank(query, [each.text for each in found])
        return [replace(found[item.index], score=item.score) for item in items]

    def _record(self, datasets: Sequence[DatasetRow], query: str, found: Sequence[Found], source: Source) -> None:
        hits = [(each.segment.id, each.document.id) for each in found]
        for place, dataset in enumerate(datasets):
            row: dict[str, Any] = {
                "workspace_id": dataset.workspace_id,
                "dataset_id": dataset.id,
                "content": query,
                "source": source.kind,
                "app_id": source.app_id,
                "created_by": source.account_id,
            }
            self._recorder.note(row, hits if place == 0 else [])

    async def datasets(self, workspace_id: UUID, ids: Sequence[UUID]) -> list[DatasetRow]:
        """Those that are there, whoever asks: apps answer for everybody."""
        async with self._db.unit_of_work() as uow:
            return await DatasetRepository(uow, workspace_id).many(ids)


def _reranks(model: RetrievalModel) -> bool:
    named = model.reranking_model is not None and bool(model.reranking_model.reranking_model_name)
    return model.reranking_enable and model.reranking_mode != "weighted_score" and named


def _rerank_model(model: RerankingModel | None) -> ModelRef:
    assert model is not None
    return ModelRef(model.reranking_provider_name or "", model.reranking_model_name or "", "rerank")


def weights_of(weights: Weights | None) -> tuple[float, float]:
    """Weights of vectors and words."""
    vector = weights.vector_setting.vector_weight if weights is not None and weights.vector_setting else 0.7
    words = weights.keyword_setting.keyword_weight if weights is not None and weights.keyword_setting else None
    return vector, words if words is not None else 1 - vector
