"""The composition root: reads settings, opens adapters, hands them to domains."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tenon import __version__
from tenon.adapters.documents.process import DocumentProcesses
from tenon.adapters.extensions.process import ExtensionProcesses
from tenon.adapters.http.outbound import OutboundHttp
from tenon.adapters.http.vendors import VendorHttp
from tenon.adapters.queue.dbos import DbosJobs
from tenon.adapters.sandbox.broker import Network
from tenon.adapters.sandbox.helper import Limits as SandboxLimits
from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.adapters.storage.local import LocalStorage
from tenon.adapters.vector.embedded import EmbeddedIndex
from tenon.adapters.vector.postgresql import PostgresIndex
from tenon.domain.account.service import SignInLimits
from tenon.domain.annotation.curated import AnnotationReply
from tenon.domain.annotation.replies import ImportLimits, Replies
from tenon.domain.annotation.service import Annotations
from tenon.domain.annotation.service import count as count_annotations
from tenon.domain.app.access import AppGateway
from tenon.domain.app.audio import Audio
from tenon.domain.app.export_dsl import ExportRules
from tenon.domain.app.import_dsl import Importing
from tenon.domain.app.names import AppNames
from tenon.domain.app.needs import Installed
from tenon.domain.app.parameters import ReplySwitch
from tenon.domain.app.service import AppEffects
from tenon.domain.app.settings_reader import SettingsReader
from tenon.domain.app.tasks import JOB as APP_DELETED
from tenon.domain.app.tasks import AppPurge
from tenon.domain.app.tool_icons import ToolIcons
from tenon.domain.audit.retention import AuditRetention
from tenon.domain.auth.api_keys import ApiKeys
from tenon.domain.auth.principal import AppGate, Directory, VisitorGate
from tenon.domain.auth.sessions import SessionPolicy
from tenon.domain.conversation.chat import Chats
from tenon.domain.conversation.guard import TurnGuard
from tenon.domain.conversation.naming import DefaultModels, Namer
from tenon.domain.conversation.recall import ConversationHistory, Suggestions
from tenon.domain.conversation.service import count as count_conversations
from tenon.domain.conversation.service import count_feedbacks, count_messages, count_saved
from tenon.domain.conversation.service import purge as purge_conversations
from tenon.domain.conversation.speech import StoredAnswers, Voices
from tenon.domain.end_user.purge import EndUserPurge
from tenon.domain.end_user.service import EndUsers
from tenon.domain.end_user.service import count as count_end_users
from tenon.domain.extension.external_data import ExternalData
from tenon.domain.extension.kinds import ExtensionKinds
from tenon.domain.extension.publishing import FeatureCheck
from tenon.domain.extension.service import ApiExtensions
from tenon.domain.extension.wire import ExtensionWire
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.file.kinds import FileLimits
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
from tenon.domain.knowledge.indexing import Indexer
from tenon.domain.knowledge.maintenance import Maintenance
from tenon.domain.knowledge.preview import Previews
from tenon.domain.knowledge.recording import Recorder
from tenon.domain.knowledge.retrieval import Retriever
from tenon.domain.knowledge.rules import KnowledgeLimits
from tenon.domain.knowledge.segments import Segments
from tenon.domain.knowledge.service_documents import ServiceDocuments
from tenon.domain.knowledge.worker import KnowledgeWorker
from tenon.domain.moderation.service import Moderations
from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.gateway import Gateway
from tenon.domain.provider.local import LocalServers
from tenon.domain.provider.meter import Meter
from tenon.domain.provider.names import Names
from tenon.domain.provider.vectors import vector_store
from tenon.domain.run.attach import Follower
from tenon.domain.run.elsewhere import Elsewhere
from tenon.domain.run.history import count as count_runs
from tenon.domain.run.history import purge as purge_runs
from tenon.domain.run.input_files import CallerFiles
from tenon.domain.run.lease import Lease
from tenon.domain.run.ports import PortsFactory
from tenon.domain.run.resume import Resumer
from tenon.domain.run.runner import SLOT_SECONDS, Runner
from tenon.domain.run.service import Runs
from tenon.domain.run.versions import Versions
from tenon.domain.site.visitors import Visitors
from tenon.domain.tool.access import Positions, ToolAccess, outside_of_runs
from tenon.domain.tool.port import Tools
from tenon.domain.tool.service import LibraryIcons
from tenon.domain.workflow.bounds import GraphBounds
from tenon.domain.workflow.reader import Workflows
from tenon.domain.workspace.schemas import Check, Limits
from tenon.domain.workspace.service import SetupGuard, WorkspaceDirectory
from tenon.domain.workspace.system import SystemInfo
from tenon.domain.workspace.vault import Vault
from tenon.engine.ports import HttpPort
from tenon.engine.ports import Limits as NodeLimits
from tenon.engine.state import Limits as RunLimits
from tenon.kit.addresses import AddressRules
from tenon.kit.changes import Changes
from tenon.kit.db import Database
from tenon.kit.events import LocalSignals, PostgresSignals, Signals
from tenon.kit.group_commit import GroupCommit, PostgresTarget, SqliteTarget
from tenon.kit.http import Services
from tenon.kit.ids import uuid7
from tenon.kit.jobs import Jobs, JobTable
from tenon.kit.logging import get_log
from tenon.kit.outbound import OutboundClient
from tenon.kit.secret import SecretKey, load_secret_key
from tenon.models.catalogue import load
from tenon.ports import DocumentsPort, IndexPort, SandboxPort, StoragePort
from tenon.settings import Settings
from tenon.tools import library
from tenon.tools.api.call import CallLimits

log = get_log(__name__)
_MB = 1024 * 1024
type Step = Callable[[], Awaitable[None]]


class Container:
    """Everything that lives as long as the server. Steps start in order and stop in reverse."""

    def __init__(self, settings: Settings, db: Database) -> None:
        self.settings = settings
        self.db = db
        self.services = Services()
        self._start: list[Step] = []
        self._stop: list[Step] = []

    def on_start(self, step: Step) -> None:
        """Run a step before the first request."""
        self._start.append(step)

    def on_stop(self, step: Step) -> None:
        """Run a step after the last request; steps added later run earlier."""
        self._stop.append(step)

    async def start(self) -> None:
        """Run the start steps."""
        for step in self._start:
            await step()

    async def stop(self) -> None:
        """Run the stop steps; one that fails does not keep the others from running."""
        for step in reversed(self._stop):
            try:
                await step()
            except Exception as error:
                log.exception("server.stop_failed", error)


def build(settings: Settings) -> Container:
    """Wire the product. Opens nothing yet: connections are made when they are needed or at `start`."""
    data = settings.data_dir.resolve()
    data.mkdir(parents=True, exist_ok=True)
    db = Database(settings.resolved_database_url)
    container = Container(settings, db)
    container.on_stop(db.close)
    services = container.services
    services.add(Settings, settings)
    services.add(Database, db)
    key = services.add(SecretKey, load_secret_key(settings.secret_key, data))
    _adapters(container, data)
    _people(container, key)
    _audit(container)
    _models(container)
    _apps(container, key)
    _jobs(container, data)
    _runs(container)
    _tools(container)
    _knowledge(container)
    _conversations(container)
    _guards(container, data)
    return container


def _adapters(container: Container, data: Path) -> None:
    services = container.services
    services.add(StoragePort, LocalStorage(data / "files"))
    settings = container.settings
    rules = AddressRules.parse(settings.outbound_allow_hosts, allow_private=settings.outbound_allow_private)
    client = services.add(OutboundClient, OutboundClient(rules, proxy=settings.outbound_proxy))
    services.add(HttpPort, OutboundHttp(client))
    container.on_stop(client.close)
    _sandbox(container)


def _sandbox(container: Container) -> None:
    settings = container.settings
    limits = SandboxLimits(
        timeout=settings.code_timeout,
        memory=settings.code_memory_mb << 20,
        unsafe=settings.code_unsafe,
        extra_modules=tuple(name.strip() for name in settings.code_modules.split(",") if name.strip()),
    )
    network = Network(
        container.services.get(OutboundClient).rules,
        settings.outbound_proxy,
        settings.code_network_max_connections,
        settings.code_network_max_mb * _MB,
    )
    sandbox = ZygoteSandbox(
        limits, network=network if settings.code_network else None, max_processes=settings.code_max_processes
    )
    container.services.add(SandboxPort, sandbox)
    if settings.code_prestart:
        container.on_start(sandbox.start_soon)
    container.on_stop(sandbox.close)


def _people(container: Container, key: SecretKey) -> None:
    settings, services = container.settings, container.services
    refresh = settings.refresh_token_days * 86_400
    services.add(SessionPolicy, SessionPolicy(key, settings.access_token_minutes * 60, refresh))
    services.add(ApiKeys, ApiKeys(container.db))
    services.add(SignInLimits, SignInLimits(container.db.changes))
    services.add(SetupGuard, SetupGuard(settings.init_password, container.db.changes))
    services.add(Directory, WorkspaceDirectory())
    services.add(Vault, Vault(container.db, key))
    services.add(
        SystemInfo,
        SystemInfo(
            __version__,
            settings.public_url.rstrip("/"),
            _limits(settings),
            lambda: _sandbox_state(container),
            lambda: _checks(container),
        ),
    )


def _audit(container: Container) -> None:
    retention = AuditRetention(container.db, container.settings.audit_retention_days)
    container.services.add(AuditRetention, retention)
    container.on_start(retention.start)
    container.on_stop(retention.close)


def _models(container: Container) -> None:
    services, vendors = container.services, VendorHttp()
    access = ModelAccess(container.db, services.get(Vault), load, vendors.session)
    services.add(ModelAccess, access)
    services.add(Gateway, Gateway(access, services.add(Meter, Meter(container.db))))
    services.add(Names, AppNames())
    services.add(LocalServers, LocalServers(container.settings.local_models))
    container.on_stop(vendors.close)


def _apps(container: Container, key: SecretKey) -> None:
    settings, services, db = container.settings, container.services, container.db
    vault, outbound = services.get(Vault), services.get(OutboundClient)
    base = settings.files_url or settings.public_url
    addresses = services.add(FileAddresses, FileAddresses(key, base, settings.files_access_timeout))
    storage, limits = services.get(StoragePort), _file_limits(settings)
    services.add(Uploads, Uploads(db, storage, outbound, limits, addresses))
    services.add(Workflows, Workflows(db, vault))
    services.add(SettingsReader, SettingsReader(db))
    bounds = GraphBounds(settings.max_tree_depth, settings.max_parallel_branches, settings.loop_node_max_count)
    services.add(GraphBounds, bounds)
    services.add(AppGate, AppGateway(db))
    services.add(AppEffects, AppEffects())
    services.add(ExportRules, ExportRules(settings.dsl_export_encrypt_dataset_id))
    services.add(Importing, Importing(vault, outbound, services.add(Installed, _Shipped())))


class _Shipped:
    """Fulfils `app.Installed`: model providers of the catalogue, tool providers of the library."""

    def model_provider(self, name: str) -> bool:
        return load().find(name) is not None

    def tool_provider(self, name: str) -> bool:
        return library.load().find(name) is not None


def _file_limits(settings: Settings) -> FileLimits:
    blocked = {name.strip().lower().lstrip(".") for name in settings.upload_extension_blacklist.split(",")}
    return FileLimits(
        image=settings.upload_image_size_limit * _MB,
        audio=settings.upload_audio_size_limit * _MB,
        video=settings.upload_video_size_limit * _MB,
        other=settings.upload_file_size_limit * _MB,
        blocked=frozenset(blocked - {""}),
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        file_size_limit=settings.upload_file_size_limit,
        image_file_size_limit=settings.upload_image_size_limit,
        audio_file_size_limit=settings.upload_audio_size_limit,
        video_file_size_limit=settings.upload_video_size_limit,
        workflow_file_upload_limit=settings.workflow_file_upload_limit,
    )


def _node_limits(settings: Settings) -> NodeLimits:
    return NodeLimits(
        http_max_text=settings.http_node_max_text_size,
        http_max_binary=settings.http_node_max_binary_size,
        http_max_connect_timeout=settings.http_max_connect_timeout,
        http_max_read_timeout=settings.http_max_read_timeout,
        http_max_write_timeout=settings.http_max_write_timeout,
        code_max_string=settings.code_max_string_length,
        code_max_depth=settings.code_max_depth,
        code_max_precision=settings.code_max_precision,
        code_max_number=settings.code_max_number,
        code_min_number=settings.code_min_number,
        code_max_string_array=settings.code_max_string_array_length,
        code_max_object_array=settings.code_max_object_array_length,
        code_max_number_array=settings.code_max_number_array_length,
        template_max_length=settings.template_max_length,
        variable_max_bytes=settings.max_variable_size,
        agent_max_iterations=settings.agent_max_iterations,
        agent_tool_timeout=settings.agent_tool_timeout,
        agent_max_observation=settings.agent_max_observation,
    )


def _sandbox_state(container: Container) -> tuple[str, list[str]]:
    sandbox = container.services.get(SandboxPort)
    return sandbox.level, sandbox.layers


async def _checks(container: Container) -> list[Check]:
    found: list[Check] = []
    try:
        await container.db.ping()
        found.append(Check(name="database", status="ok", detail=container.db.dialect))
    except Exception as error:
        found.append(Check(name="database", status="failed", detail=str(error)))
    free = await container.services.get(StoragePort).free_bytes()
    room = f"{free // 1_000_000} MB free"
    found.append(Check(name="storage", status="ok" if free > 500_000_000 else "limited", detail=room))
    level, layers = _sandbox_state(container)
    status = {"full": "ok", "strong": "ok", "restricted": "limited"}.get(level, "failed")
    found.append(Check.model_validate({"name": "sandbox", "status": status, "detail": ", ".join([level, *layers])}))
    return found


def _jobs(container: Container, data: Path) -> None:
    services, db = container.services, container.db
    table = services.add(JobTable, JobTable())
    shared = db.dialect == "postgresql"
    own = f"sqlite:///{data / 'jobs.db'}"
    url = db.url.set(drivername="postgresql").render_as_string(hide_password=False) if shared else own
    jobs = DbosJobs(table, url, version=__version__, executor="embedded" if not shared else str(uuid7()))
    services.add(Jobs, jobs)

    async def enqueue(name: str, arguments: dict[str, Any]) -> None:
        await jobs.enqueue(name, arguments)

    db.enqueue = enqueue
    if not shared:
        container.on_start(jobs.recover)
    container.on_stop(jobs.close)


def _runs(container: Container) -> None:
    settings, services, db = container.settings, container.services, container.db
    dsn = db.url.set(drivername="postgresql").render_as_string(hide_password=False)
    shared = db.dialect == "postgresql"
    target = PostgresTarget(dsn) if shared else SqliteTarget(str(db.url.database))
    writer = services.add(GroupCommit, GroupCommit(target, notices=shared))
    signals = PostgresSignals(dsn) if shared else LocalSignals()
    ports = PortsFactory(
        services.get(Gateway).for_workspace,
        services.get(SandboxPort),
        services.get(HttpPort),
        services.get(Uploads),
        services.get(OutboundClient),
        _node_limits(settings),
    )
    services.add(PortsFactory, ports)
    limits = RunLimits(settings.workflow_max_execution_steps, settings.workflow_max_execution_time)
    runner = services.add(Runner, Runner(writer, Lease(), ports, signals, limits))
    if db.dialect == "postgresql":
        runner.elsewhere = Elsewhere(db, runner.lease.owner, SLOT_SECONDS).running
    workflows = services.get(Workflows)
    versions = services.add(Versions, Versions(workflows, services.get(SettingsReader)))
    files = CallerFiles(services.get(Uploads), services.get(OutboundClient), settings.workflow_file_upload_limit)
    end_users = EndUsers()
    services.add(Runs, Runs(runner, versions, end_users, files, settings.app_max_active_requests))
    visitors = Visitors(db, services.get(AppGate), services.get(SecretKey), end_users, writer)
    services.add(Visitors, visitors)
    services.add(VisitorGate, visitors)
    services.add(Follower, Follower(db, runner, signals))
    resumer = services.add(Resumer, Resumer(db, runner, versions))
    services.get(AppEffects).add("runs", count_runs)
    if isinstance(signals, PostgresSignals):
        _tell_others(db.changes, signals, runner)
        container.on_start(signals.start)
        container.on_stop(signals.close)
    container.on_start(resumer.start)
    container.on_stop(writer.close)
    _count_models(container, writer)
    container.on_stop(runner.close)
    container.on_stop(resumer.close)


def _count_models(container: Container, writer: GroupCommit) -> None:
    """Count what is used of models; keep vectors where the operator wants them."""
    settings, services = container.settings, container.services
    meter = services.get(Meter)
    meter.start(writer)
    container.on_stop(meter.close)
    most = settings.embedding_cache_size
    services.get(Gateway).vectors = vector_store(settings.embedding_cache, container.db, writer, most)


def _tools(container: Container) -> None:
    settings, services = container.settings, container.services
    access = ToolAccess(
        container.db,
        services.get(Vault),
        services.get(OutboundClient),
        outside_of_runs(services.get(HttpPort), services.get(SandboxPort)),
        CallLimits(settings.api_tool_connect_timeout, settings.api_tool_read_timeout),
        settings.workflow_call_max_depth,
        Positions.parse(settings.tool_pins, settings.tool_includes, settings.tool_excludes),
    )
    services.add(ToolAccess, access)
    services.add(ToolIcons, LibraryIcons())
    services.get(PortsFactory).tools = Tools(access, services.get(Runs)).of


def _knowledge(container: Container) -> None:
    settings, services, db = container.settings, container.services, container.db
    gateway, uploads = services.get(Gateway), services.get(Uploads)
    memory = settings.document_memory_mb * _MB
    documents = DocumentProcesses(timeout=settings.document_timeout, memory=memory)
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
    worker = KnowledgeWorker(db, indexer, purge, background, services.get(Jobs), alone=alone)
    services.add(KnowledgeWorker, worker).offer(services.get(JobTable))
    container.on_stop(recorder.close)
    container.on_start(worker.start)
    container.on_stop(worker.close)


def _tell_others(changes: Changes, signals: Signals, runner: Runner) -> None:
    """Send changes to the other servers on the database, and take in theirs, so that caches are right everywhere.

    The database sends a message to its sender as well; what is known here already is passed over.
    """
    me = uuid7().hex

    def forward(topic: str, key: str) -> None:
        runner.spawn(signals.send("change", f"{me} {topic} {key}"))

    def take_in(message: str) -> None:
        sender, topic, key = message.split(" ", 2)
        if sender != me:
            changes.receive(topic, key)

    changes.forward = forward
    signals.listen("change", take_in)


def _conversations(container: Container) -> None:
    services, db = container.services, container.db
    models = DefaultModels(db, services.get(ModelAccess), services.get(Gateway))
    ports, runs = services.get(PortsFactory), services.get(Runs)
    ports.history = lambda request: ConversationHistory(db, request)
    namer = Namer(services.get(GroupCommit), models)
    services.add(Chats, Chats(db, runs, namer, ports.address, services.get(FileAddresses)))
    services.add(Suggestions, Suggestions(db, services.get(Versions), models))
    settings, answers = services.get(SettingsReader), StoredAnswers(db)
    services.add(Audio, Audio(db, services.get(Workflows), settings, services.get(Gateway), answers))
    services.get(Runner).voices = Voices(services.get(Gateway)).of
    _deletion(container)


def _deletion(container: Container) -> None:
    """What goes with an app: told before, and removed in the background, in this order."""
    services, db = container.services, container.db
    effects = services.get(AppEffects)
    effects.add("conversations", count_conversations)
    effects.add("messages", count_messages)
    effects.add("saved_messages", count_saved)
    effects.add("feedbacks", count_feedbacks)
    effects.add("end_users", count_end_users)
    purge = services.add(AppPurge, AppPurge(db))
    purge.add(purge_conversations)
    purge.add(purge_runs)
    purge.add(EndUserPurge(services.get(Uploads)).remove)
    services.get(JobTable).add(APP_DELETED, purge.run)
    container.on_start(lambda: purge.take_up(services.get(Jobs)))


def _guards(container: Container, data: Path) -> None:
    """What happens around an answer: extensions and moderation."""
    services, db = container.services, container.db
    wire = ExtensionWire(services.get(OutboundClient))
    extensions = services.add(ApiExtensions, ApiExtensions(db, services.get(Vault), wire))
    folder = Path(container.settings.extensions_dir or data / "extensions").resolve()
    processes = ExtensionProcesses(folder)
    container.on_stop(processes.close)
    kinds = services.add(ExtensionKinds, ExtensionKinds(processes))
    services.add(FeatureCheck, FeatureCheck(extensions, kinds))
    moderation = services.add(Moderations, Moderations(services.get(Gateway), extensions, kinds))
    services.get(Runner).guards = moderation.guard
    guard = TurnGuard(moderation, ExternalData(extensions, kinds))
    services.get(Chats).guard = guard
    guard.curated = _annotations(container)


def _annotations(container: Container) -> AnnotationReply:
    settings, services, db = container.settings, container.services, container.db
    gateway, jobs, table = services.get(Gateway), services.get(Jobs), services.get(JobTable)
    limits = ImportLimits(
        size_mb=settings.annotation_import_size_limit,
        most=settings.annotation_import_max_records,
        least=settings.annotation_import_min_records,
        per_minute=settings.annotation_import_per_minute,
        per_hour=settings.annotation_import_per_hour,
        at_once=settings.annotation_import_max_concurrent,
    )
    services.add(Annotations, Annotations(db, gateway))
    replies = services.add(Replies, Replies(db, gateway, limits))
    services.add(ReplySwitch, ReplySwitch(replies.feature))
    services.get(FeatureCheck).listeners.append(replies.follow)
    table.add("annotation.reply", replies.do_reply)
    table.add("annotation.import", replies.do_import)
    table.add("annotation.embed", replies.do_embed)
    services.get(AppEffects).add("annotations", count_annotations)
    if db.dialect == "postgresql":
        container.on_start(lambda: replies.take_up(jobs))
    return AnnotationReply(db, gateway)
