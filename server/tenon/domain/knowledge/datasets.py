"""Knowledge bases: made, listed, changed, deleted."""

from collections.abc import Sequence
from uuid import UUID

from tenon.domain.knowledge import access, embedding, linked
from tenon.domain.knowledge.access import Actor
from tenon.domain.knowledge.background import Background
from tenon.domain.knowledge.errors import DatasetNameTaken, HighQualityOnly
from tenon.domain.knowledge.repository.datasets import DatasetRepository, Totals
from tenon.domain.knowledge.repository.documents import DocumentRepository
from tenon.domain.knowledge.repository.metadata import MetadataRepository
from tenon.domain.knowledge.repository.segments import EntryRepository
from tenon.domain.knowledge.rules import (
    EXTENSIONS,
    GENERAL,
    HIERARCHICAL,
    KnowledgeLimits,
    checked_retrieval,
    default_retrieval,
)
from tenon.domain.knowledge.schemas import (
    ChunkDefaults,
    Dataset,
    DatasetCreate,
    DatasetOptions,
    DatasetPatch,
    DocumentsCreate,
    RetrievalDefaults,
)
from tenon.domain.knowledge.shapes import ProcessRule, RetrievalModel
from tenon.domain.knowledge.tables import DatasetRow
from tenon.domain.provider.gateway import Gateway
from tenon.domain.tag import service as tags
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork, utc_now
from tenon.kit.ids import uuid7
from tenon.kit.pagination import Page, PageQuery
from tenon.ports import IndexPort


class Datasets:
    """What is done with knowledge bases as a whole."""

    def __init__(self, gateway: Gateway, index: IndexPort, background: Background, limits: KnowledgeLimits) -> None:
        self._gateway, self._index, self._background, self.limits = gateway, index, background, limits

    async def page(
        self,
        uow: UnitOfWork,
        who: Actor,
        page: PageQuery,
        *,
        keyword: str = "",
        tag_ids: Sequence[UUID] = (),
        include_all: bool = False,
    ) -> Page[Dataset]:
        """Those the caller may see, newest first; an owner may ask for all."""
        seen_by = None if include_all and who.role == "owner" else who.seen_by
        rows, total = await DatasetRepository(uow, who.workspace_id).page(
            page, seen_by=seen_by, keyword=keyword, tag_ids=tag_ids
        )
        return page.page_of(await self.shown(uow, rows), total)

    async def shown(self, uow: UnitOfWork, rows: Sequence[DatasetRow]) -> list[Dataset]:
        """Knowledge bases of one workspace as routes answer them."""
        if not rows:
            return []
        workspace_id, ids = rows[0].workspace_id, [row.id for row in rows]
        repository = DatasetRepository(uow, workspace_id)
        totals, bound, members = await repository.totals(ids), await repository.tags(ids), await repository.members(ids)
        names = await repository.names([row.created_by for row in rows])
        fields = await MetadataRepository(uow, workspace_id).fields_of(ids)
        uses = await linked.uses(uow, workspace_id, ids)
        found: list[Dataset] = []
        for row in rows:
            total = totals.get(row.id, Totals(0, 0, 0))
            found.append(
                Dataset.model_validate(
                    {
                        "id": row.id,
                        "name": row.name,
                        "description": row.description,
                        "permission": row.permission,
                        "partial_member_list": members.get(row.id, []),
                        "provider": row.provider,
                        "source_type": row.source_type,
                        "indexing_technique": row.indexing_technique,
                        "doc_form": row.doc_form,
                        "embedding_model_provider": row.embedding_provider,
                        "embedding_model": row.embedding_model,
                        "embedding_available": await embedding.available(self._gateway, row),
                        "retrieval_model": retrieval_of(row),
                        "process_rule": row.process_rule,
                        "icon": row.icon,
                        "built_in_field_enabled": row.built_in_fields,
                        "enable_api": row.enable_api,
                        "tags": [{"id": tag.id, "name": tag.name} for tag in bound.get(row.id, [])],
                        "doc_metadata": [
                            {"id": str(field.id), "name": field.name, "type": field.type}
                            for field in fields.get(row.id, [])
                        ],
                        "document_count": total.documents,
                        "available_document_count": total.available,
                        "word_count": total.words,
                        "app_count": len(uses.get(row.id, ())),
                        "created_by": row.created_by,
                        "author_name": names.get(row.created_by) if row.created_by else None,
                        "updated_by": row.updated_by,
                        "created_at": row.created_at,
                        "updated_at": row.updated_at,
                    }
                )
            )
        return found

    async def get(self, uow: UnitOfWork, who: Actor, dataset_id: UUID) -> Dataset:
        """A knowledge base. Raises `DatasetNotFound`."""
        return (await self.shown(uow, [await access.get(uow, who, dataset_id)]))[0]

    async def create(self, uow: UnitOfWork, who: Actor, body: DatasetCreate, patch: DatasetPatch) -> DatasetRow:
        """A new, empty one. Raises `DatasetNameTaken`, `NoEmbeddingModel`, `Forbidden`."""
        access.require_creator(who)
        repository = DatasetRepository(uow, who.workspace_id)
        if await repository.named(body.name) is not None:
            raise DatasetNameTaken()
        row = DatasetRow(
            id=uuid7(),
            workspace_id=who.workspace_id,
            name=body.name,
            description=body.description,
            permission=body.permission,
            provider="vendor",
            created_by=who.account_id,
            updated_by=who.account_id,
            retrieval_model={},
            built_in_fields=False,
            enable_api=True,
            terms_version=0,
            rev=0,
            created_at=utc_now(),
            updated_at=utc_now(),
        )
        if body.indexing_technique is not None:
            await self.set_technique(
                row, body.indexing_technique, patch.embedding_model_provider, patch.embedding_model
            )
        if patch.retrieval_model is not None:
            row.retrieval_model = checked_retrieval(patch.retrieval_model, self.limits).model_dump(mode="json")
        repository.add(row)
        await uow.session.flush()
        if body.permission == "partial_members" and patch.partial_member_list is not None:
            await repository.set_members(row.id, patch.partial_member_list)
        return row

    async def set_technique(self, row: DatasetRow, technique: str, provider: str | None, model: str | None) -> None:
        """Choose how a knowledge base without index is indexed. Raises `NoEmbeddingModel`."""
        row.indexing_technique = technique
        if technique == "high_quality":
            ref = await embedding.chosen(self._gateway, row.workspace_id, provider, model)
            row.embedding_provider, row.embedding_model = ref.provider, ref.name

    async def prepare(self, row: DatasetRow, body: DocumentsCreate, *, required: bool) -> None:
        """Fill in what the first documents say. Raises `InvalidParam`, `NoEmbeddingModel`, `HighQualityOnly`."""
        if row.indexing_technique is None:
            if body.indexing_technique is None and required:
                raise InvalidParam("indexing_technique is required.", params="indexing_technique")
            technique = body.indexing_technique or "economy"
            await self.set_technique(row, technique, body.embedding_model_provider, body.embedding_model)
        if not row.retrieval_model and body.retrieval_model is not None:
            row.retrieval_model = checked_retrieval(body.retrieval_model, self.limits).model_dump(mode="json")
        form = body.doc_form or row.doc_form or "text_model"
        if row.doc_form is None:
            if form != "text_model" and row.indexing_technique != "high_quality":
                raise HighQualityOnly("This way of chunking needs a knowledge base of high quality.")
            row.doc_form = form
        elif form != row.doc_form:
            raise InvalidParam(f"doc_form is different from the dataset doc_form ({row.doc_form}).", params="doc_form")
        if row.indexing_technique == "high_quality" and not await embedding.available(self._gateway, row):
            await embedding.chosen(self._gateway, row.workspace_id, row.embedding_provider, row.embedding_model)

    async def update(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, body: DatasetPatch) -> DatasetRow:
        """Change what is given. Raises `DatasetNotFound`, `DatasetNameTaken`, `InvalidParam`, `NoEmbeddingModel`."""
        row = await access.get(uow, who, dataset_id)
        repository = DatasetRepository(uow, who.workspace_id)
        if body.name is not None and body.name != row.name:
            if await repository.named(body.name) is not None:
                raise DatasetNameTaken()
            row.name = body.name
        if body.description is not None:
            row.description = body.description
        if body.enable_api is not None:
            row.enable_api = body.enable_api
        if body.icon is not None:
            row.icon = body.icon.model_dump(mode="json")
        if body.permission is not None:
            row.permission = body.permission
        if body.partial_member_list is not None:
            await repository.set_members(row.id, body.partial_member_list)
        if body.retrieval_model is not None:
            row.retrieval_model = checked_retrieval(body.retrieval_model, self.limits).model_dump(mode="json")
        await self._reindex(uow, row, body)
        row.updated_by, row.updated_at = who.account_id, utc_now()
        await uow.session.flush()
        return row

    async def _reindex(self, uow: UnitOfWork, row: DatasetRow, body: DatasetPatch) -> None:
        """Another technique or model: everything is embedded anew in the background."""
        wanted = body.indexing_technique or row.indexing_technique
        if row.indexing_technique == "high_quality" and wanted == "economy":
            raise InvalidParam(
                "A knowledge base of high quality cannot become economical.", params="indexing_technique"
            )
        if wanted != "high_quality":
            row.indexing_technique = wanted
            return
        before = (row.indexing_technique, row.embedding_provider, row.embedding_model)
        if before[0] == "high_quality" and not body.embedding_model:
            return
        await self.set_technique(row, wanted, body.embedding_model_provider, body.embedding_model)
        if before == (row.indexing_technique, row.embedding_provider, row.embedding_model):
            return
        if before[0] == "economy" and row.retrieval_model.get("search_method") == "keyword_search":
            row.retrieval_model = {}
        row.embedding_size = None
        await uow.session.flush()
        rev = await DatasetRepository(uow, row.workspace_id).next_rev(row.id)
        await EntryRepository(uow, row.id).clear_vectors(rev)
        await self._index.drop_vectors(uow, row.id)
        documents = DocumentRepository(uow, row)
        for document in await documents.many(await documents.all_ids()):
            if document.status in ("completed", "error") and document.version == document.next_version:
                document.status, document.error, document.claim = "indexing", None, None
                document.done_segments = 0
                self._background.index(uow, document.id)

    async def delete(self, uow: UnitOfWork, who: Actor, dataset_id: UUID) -> None:
        """Gone at once; its space is freed in the background. Raises `DatasetNotFound`."""
        row = await access.get(uow, who, dataset_id)
        row.removed_at = utc_now()
        row.name = f"{row.id}"  # the name is free again
        self._background.purge(uow)

    async def set_tags(self, uow: UnitOfWork, who: Actor, dataset_id: UUID, tag_ids: Sequence[UUID]) -> None:
        """The tags of a knowledge base, all of them. Raises `DatasetNotFound`, `TagNotFound`."""
        row = await access.get(uow, who, dataset_id)
        await tags.unbind(uow, who.workspace_id, row.id)
        await tags.bind(uow, who.workspace_id, "knowledge", tag_ids, row.id)

    def options(self) -> DatasetOptions:
        """Limits and defaults."""
        return DatasetOptions(
            file_size_limit_mb=self.limits.file_size,
            batch_limit=self.limits.batch,
            extensions=list(EXTENSIONS),
            top_k_max=self.limits.top_k,
            max_tokens_max=self.limits.max_tokens,
            chunk_defaults=ChunkDefaults(general=GENERAL, hierarchical=HIERARCHICAL),
            retrieval_defaults=RetrievalDefaults(
                high_quality=default_retrieval("high_quality"), economy=default_retrieval("economy")
            ),
        )


def retrieval_of(row: DatasetRow) -> RetrievalModel:
    """How a knowledge base is searched; an economical one only by words."""
    technique = "economy" if row.indexing_technique == "economy" else "high_quality"
    model = RetrievalModel.model_validate(row.retrieval_model) if row.retrieval_model else default_retrieval(technique)
    return model.model_copy(update={"search_method": "keyword_search"}) if technique == "economy" else model


def rule_of(row: DatasetRow) -> ProcessRule | None:
    """The process rule used last."""
    return ProcessRule.model_validate(row.process_rule) if row.process_rule else None
