"""Rows as the service API answers them (contract: service-api.md 4). Times are unix seconds."""

from datetime import datetime
from typing import Any

from tenon.domain.knowledge.document_rows import display_status
from tenon.domain.knowledge.metadata_schemas import FieldValue
from tenon.domain.knowledge.repository.documents import OPEN
from tenon.domain.knowledge.retrieval import Found
from tenon.domain.knowledge.schemas import Dataset
from tenon.domain.knowledge.segment_schemas import Segment
from tenon.domain.knowledge.service_shapes import ApiChild, ApiDataset, ApiDocument, ApiSegment, ApiTag, IndexingStatus
from tenon.domain.knowledge.tables import ChildChunkRow, DocumentRow, ProcessRuleRow, SegmentRow


def stamp(at: datetime | None) -> int | None:
    """A time as unix seconds."""
    return int(at.timestamp()) if at is not None else None


def _stamp(at: datetime) -> int:
    return int(at.timestamp())


def text(value: object) -> str:
    """An id as text; nothing as an empty one."""
    return str(value) if value is not None else ""


def dataset(row: Dataset) -> ApiDataset:
    """A knowledge base as the service API answers it."""
    model = row.retrieval_model.model_dump(mode="json", exclude={"metadata_filtering_conditions"})
    model["reranking_model"] = model["reranking_model"] or {"reranking_provider_name": "", "reranking_model_name": ""}
    model["score_threshold"] = model["score_threshold"] or 0.0
    if model["weights"] is None:
        del model["weights"]
    icon = row.icon.model_dump() if row.icon is not None else {}
    return ApiDataset(
        id=row.id,
        name=row.name,
        description=row.description,
        provider=row.provider,
        permission=row.permission,
        data_source_type=row.source_type,
        indexing_technique=row.indexing_technique,
        app_count=row.app_count,
        document_count=row.document_count,
        word_count=row.word_count,
        created_by=text(row.created_by),
        author_name=row.author_name or "",
        created_at=_stamp(row.created_at),
        updated_by=text(row.updated_by),
        updated_at=_stamp(row.updated_at),
        embedding_model=row.embedding_model,
        embedding_model_provider=row.embedding_model_provider,
        embedding_available=row.embedding_available,
        retrieval_model_dict=model,
        summary_index_setting={"enable": False, "model_name": "", "model_provider_name": "", "summary_prompt": ""},
        tags=[ApiTag(id=tag.id, name=tag.name) for tag in row.tags],
        doc_form=row.doc_form,
        external_knowledge_info={
            "external_knowledge_id": "",
            "external_knowledge_api_id": "",
            "external_knowledge_api_name": "",
            "external_knowledge_api_endpoint": "",
        },
        external_retrieval_model={"top_k": 2, "score_threshold": 0.0, "score_threshold_enabled": False},
        doc_metadata=row.doc_metadata,
        built_in_field_enabled=row.built_in_field_enabled,
        chunk_structure=row.doc_form,
        icon_info={
            "icon_type": icon.get("icon_type") or "emoji",
            "icon": icon.get("icon") or "📙",
            "icon_background": icon.get("icon_background") or "#FFF4ED",
            "icon_url": "",
        },
        total_documents=row.document_count,
        total_available_documents=row.available_document_count,
        enable_api=row.enable_api,
        partial_member_list=[str(id) for id in row.partial_member_list],
    )


def indexing_status(row: DocumentRow) -> str:
    """The status of the contract."""
    return "paused" if row.paused_at is not None and row.status in OPEN else row.status


def document(row: DocumentRow, values: list[FieldValue]) -> ApiDocument:
    """A document as the service API answers it."""
    info = row.source_info
    upload = {
        "id": text(row.upload_id),
        "name": info.get("name") or row.name,
        "size": info.get("size") or 0,
        "extension": info.get("extension") or "",
        "mime_type": info.get("mime_type") or "",
        "created_by": text(row.created_by),
        "created_at": _stamp(row.created_at),
    }
    return ApiDocument(
        id=row.id,
        position=row.position,
        data_source_type=row.source_type,
        data_source_info={"upload_file_id": text(row.upload_id)},
        data_source_detail_dict={"upload_file": upload},
        dataset_process_rule_id=text(row.process_rule_id),
        name=row.name,
        created_from=row.created_from,
        created_by=text(row.created_by),
        created_at=_stamp(row.created_at),
        tokens=row.tokens,
        indexing_status=indexing_status(row),
        error=row.error,
        enabled=row.enabled,
        disabled_at=stamp(row.disabled_at),
        disabled_by=str(row.disabled_by) if row.disabled_by else None,
        archived=row.archived,
        display_status=display_status(row),
        word_count=row.word_count,
        hit_count=row.hit_count,
        doc_form=row.doc_form,
        doc_metadata=[value.model_copy(update={"value": _as_text(value.value)}) for value in values],
    )


def _as_text(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return None if value is None else str(value)


def detail(row: DocumentRow, values: list[FieldValue], rule: ProcessRuleRow | None, metadata: str) -> dict[str, Any]:
    """A document with everything that is known of it; `metadata` is `all`, `only` or `without`."""
    shown = document(row, values).model_dump(mode="json")
    if metadata == "only":
        return {"id": shown["id"], "doc_type": row.doc_type, "doc_metadata": shown["doc_metadata"]}
    process = {"id": str(rule.id), "mode": rule.mode, "rules": rule.rules} if rule is not None else {}
    del shown["data_source_detail_dict"], shown["word_count"]
    shown |= {
        "data_source_info": document(row, []).data_source_detail_dict,
        "dataset_process_rule": process,
        "document_process_rule": process,
        "doc_language": row.doc_language,
        "doc_type": row.doc_type,
        "completed_at": stamp(row.completed_at),
        "updated_at": stamp(row.updated_at),
        "indexing_latency": row.indexing_latency,
        "segment_count": row.segment_count,
        "average_segment_length": row.word_count / row.segment_count if row.segment_count else 0,
    }
    if metadata == "without":
        del shown["doc_metadata"], shown["doc_type"]
    return shown


def status(row: DocumentRow) -> IndexingStatus:
    """How far a document is."""
    return IndexingStatus(
        id=row.id,
        indexing_status=indexing_status(row),
        processing_started_at=stamp(row.started_at),
        parsing_completed_at=stamp(row.parsed_at),
        cleaning_completed_at=stamp(row.cleaned_at),
        splitting_completed_at=stamp(row.split_at),
        completed_at=stamp(row.completed_at),
        paused_at=stamp(row.paused_at),
        error=row.error,
        stopped_at=stamp(row.stopped_at),
        completed_segments=row.done_segments,
        total_segments=row.total_segments,
    )


def child(row: ChildChunkRow) -> ApiChild:
    """A child chunk as the service API answers it."""
    return ApiChild(
        id=row.id,
        segment_id=row.segment_id,
        content=row.content,
        position=row.position,
        word_count=row.word_count,
        type=row.type,
        created_at=_stamp(row.created_at),
        updated_at=_stamp(row.updated_at),
    )


def segment(row: SegmentRow, shown: Segment) -> ApiSegment:
    """A chunk as the service API answers it."""
    return ApiSegment(
        id=row.id,
        position=row.position,
        document_id=row.document_id,
        content=row.content,
        sign_content=row.content,
        answer=row.answer or "",
        word_count=row.word_count,
        tokens=row.tokens,
        keywords=row.keywords or [],
        index_node_id=str(row.id),
        index_node_hash=row.hash,
        hit_count=row.hit_count,
        enabled=row.enabled,
        disabled_at=stamp(row.disabled_at),
        disabled_by=str(row.disabled_by) if row.disabled_by else None,
        status=row.status,
        created_by=text(row.created_by),
        created_at=_stamp(row.created_at),
        updated_at=_stamp(row.updated_at),
        updated_by=text(row.updated_by),
        indexing_at=stamp(row.indexing_at),
        completed_at=stamp(row.completed_at),
        error=row.error,
        child_chunks=[
            ApiChild(
                id=each.id,
                segment_id=each.segment_id,
                content=each.content,
                position=each.position,
                word_count=each.word_count,
                type=each.type,
                created_at=_stamp(each.created_at),
                updated_at=_stamp(each.updated_at),
            )
            for each in shown.child_chunks
        ],
    )


def hit(found: Found, shown: Segment, metadata: dict[str, Any]) -> dict[str, Any]:
    """A hit as the service API answers it."""
    body = segment(found.segment, shown).model_dump(mode="json", exclude={"updated_at", "updated_by", "child_chunks"})
    body["document"] = {
        "id": str(found.document.id),
        "data_source_type": found.document.source_type,
        "name": found.document.name,
        "doc_type": found.document.doc_type,
        "doc_metadata": metadata,
    }
    return {
        "segment": body,
        "child_chunks": [
            {"id": str(row.id), "content": row.content, "position": row.position, "score": round(score, 6)}
            for row, score in found.children
        ],
        "score": round(found.score, 6),
        "tsne_position": {},
        "files": [],
        "summary": None,
    }
