"""Everything that makes a server, in the order in which it is put together."""

from functools import partial
from pathlib import Path

from tenon import __version__
from tenon.adapters.http.outbound import OutboundHttp
from tenon.adapters.http.vendors import VendorHttp
from tenon.adapters.sandbox.broker import Network
from tenon.adapters.sandbox.helper import Limits as SandboxLimits
from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.adapters.storage.local import LocalStorage
from tenon.domain.account.service import SignInLimits
from tenon.domain.app.access import AppGateway
from tenon.domain.app.export_dsl import ExportRules
from tenon.domain.app.import_dsl import Importing
from tenon.domain.app.names import AppNames
from tenon.domain.app.needs import Installed
from tenon.domain.app.service import AppEffects
from tenon.domain.app.settings_reader import SettingsReader
from tenon.domain.app.tool_icons import ToolIcons
from tenon.domain.audit.retention import AuditRetention
from tenon.domain.auth.api_keys import ApiKeys
from tenon.domain.auth.principal import AppGate, Directory
from tenon.domain.auth.sessions import SessionPolicy
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.file.service import Uploads
from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.gateway import Gateway
from tenon.domain.provider.local import LocalServers
from tenon.domain.provider.meter import Meter
from tenon.domain.provider.names import Names
from tenon.domain.run.ports import PortsFactory
from tenon.domain.run.service import Runs
from tenon.domain.tool.access import Positions, ToolAccess, outside_of_runs
from tenon.domain.tool.port import Tools
from tenon.domain.tool.service import LibraryIcons
from tenon.domain.workflow.bounds import GraphBounds
from tenon.domain.workflow.reader import Workflows
from tenon.domain.workspace.schemas import Check
from tenon.domain.workspace.service import SetupGuard, WorkspaceDirectory
from tenon.domain.workspace.system import SystemInfo
from tenon.domain.workspace.vault import Vault
from tenon.engine.ports import HttpPort
from tenon.kit.addresses import AddressRules
from tenon.kit.db import Database
from tenon.kit.outbound import OutboundClient
from tenon.kit.secret import SecretKey, load_secret_key
from tenon.models.catalogue import arranged, load
from tenon.ports import SandboxPort, StoragePort
from tenon.settings import Settings
from tenon.tools import library
from tenon.tools.api.call import CallLimits
from tenon.wiring.answers import conversations, guards
from tenon.wiring.container import Container
from tenon.wiring.knowledge import knowledge
from tenon.wiring.limits import file_limits, limits
from tenon.wiring.runs import jobs, runs

_MB = 1024 * 1024


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
    jobs(container, data)
    runs(container)
    _tools(container)
    knowledge(container)
    conversations(container)
    guards(container, data)
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
            limits(settings),
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
    wanted = container.settings
    shown = partial(arranged, wanted.provider_pins, wanted.provider_includes, wanted.provider_excludes)
    access = ModelAccess(container.db, services.get(Vault), shown, vendors.session)
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
    storage, limits = services.get(StoragePort), file_limits(settings)
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
    services.get(PortsFactory).pictures = services.get(Gateway).for_workspace
