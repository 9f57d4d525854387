"""Knowledge bases: documents, indexes, questions."""

from tenon.adapters.documents.process import DocumentProcesses
from tenon.adapters.documents.unstructured import UnstructuredDocuments
from tenon.adapters.http.vendors import VendorHttp
from tenon.adapters.vector.embedded import EmbeddedIndex
from tenon.adapters.vector.postgresql import PostgresIndex
from tenon.domain.file.service import Uploads
from tenon.domain.knowledge.adding import Adding
from tenon.domain.knowledge.archive import Archives
from tenon.domain.knowledge.automatic import Asker
from tenon.domain.knowledge.background import Background
from tenon.domain.knowledge.chunking import Chunker
from tenon.domain.knowledge.cleanup import Purge
from tenon.domain.knowledge.csv_import import Imports
from tenon.domain.knowledge.datasets import Datasets
from tenon.domain.knowledge.documents import Documents
from tenon.domain.knowledge.engine_port import RunKnowledge
from tenon.domain.knowledge.idle import IdleDocuments
from tenon.domain.knowledge.indexing import Indexer
from tenon.domain.knowledge.maintenance import Maintenance
from tenon.domain.knowledge.preview import Previews
from tenon.domain.knowledge.recording import Recorder
from tenon.domain.knowledge.retrieval import Retriever
from tenon.domain.knowledge.rules import KnowledgeLimits
from tenon.domain.knowledge.segments import Segments
from tenon.domain.knowledge.service_documents import ServiceDocuments
from tenon.domain.knowledge.worker import KnowledgeWorker
from tenon.domain.provider.gateway import Gateway
from tenon.domain.run.ports import PortsFactory
from tenon.kit.jobs import Jobs, JobTable
from tenon.ports import DocumentsPort, IndexPort
from tenon.wiring.container import Container

_MB = 1024 * 1024


def knowledge(container: Container) -> None:
    """Knowledge bases with all they need."""
    settings, services, db = container.settings, container.services, container.db
    gateway, uploads = services.get(Gateway), services.get(Uploads)
    memory = settings.document_memory_mb * _MB
    documents = _reader(container, DocumentProcesses(timeout=settings.document_timeout, memory=memory))
    services.add(DocumentsPort, documents)
    container.on_stop(documents.close)
    kind = EmbeddedIndex if db.dialect == "sqlite" else PostgresIndex
    index = services.add(IndexPort, kind(db, settings.vector_memory_mb * _MB))
    limits = KnowledgeLimits(
        settings.upload_file_size_limit,
        settings.upload_file_batch_limit,
        settings.top_k_max,
        settings.chunk_max_tokens,
        settings.segments_per_request,
    )
    background, recorder = Background(), services.add(Recorder, Recorder(db))
    chunker = Chunker(documents, uploads, gateway)
    indexer = Indexer(db, documents, index, chunker, gateway)
    datasets = services.add(Datasets, Datasets(gateway, index, background, limits))
    sources = services.add(Documents, Documents(datasets, uploads, background))
    segments = services.add(Segments, Segments(db, sources, indexer, index, gateway))
    services.add(Adding, Adding(db, datasets, sources))
    services.add(Imports, Imports(db, sources, segments))
    services.add(Archives, Archives(uploads))
    services.add(Maintenance, Maintenance(db, index, documents))
    services.add(ServiceDocuments, ServiceDocuments(db, sources))
    services.add(Previews, Previews(chunker, sources, limits))
    retriever = services.add(Retriever, Retriever(db, index, gateway, recorder))
    asker = Asker(gateway)
    services.get(PortsFactory).knowledge = lambda workspace_id, app_id: RunKnowledge(
        db, retriever, asker, workspace_id, app_id
    )
    purge, alone = Purge(db, index, uploads), db.dialect == "sqlite"
    worker = KnowledgeWorker(db, indexer, index, purge, background, services.get(Jobs), alone=alone)
    services.add(KnowledgeWorker, worker).offer(services.get(JobTable))
    idle = services.add(
        IdleDocuments, IdleDocuments(db, settings.idle_document_days if settings.disable_idle_documents else 0)
    )
    container.on_start(idle.start)
    container.on_stop(idle.close)
    container.on_stop(recorder.close)
    container.on_start(worker.start)
    container.on_stop(worker.close)


def _reader(container: Container, processes: DocumentProcesses) -> DocumentsPort:
    """Who reads documents, as the operator has chosen."""
    settings = container.settings
    if settings.etl_type != "Unstructured" or not settings.unstructured_api_url:
        return processes
    http = VendorHttp()
    container.on_stop(http.close)
    url, key = settings.unstructured_api_url, settings.unstructured_api_key
    return UnstructuredDocuments(processes, http.session, url, key, timeout=settings.document_timeout)
