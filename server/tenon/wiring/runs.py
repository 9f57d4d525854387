"""Jobs, runs and what is counted of them."""

from pathlib import Path
from typing import Any

from tenon import __version__
from tenon.adapters.queue.dbos import DbosJobs
from tenon.domain.app.service import AppEffects
from tenon.domain.app.settings_reader import SettingsReader
from tenon.domain.auth.principal import AppGate, VisitorGate
from tenon.domain.debug.steps import Steps
from tenon.domain.debug.watch import watch
from tenon.domain.end_user.service import EndUsers
from tenon.domain.file.service import Uploads
from tenon.domain.provider.gateway import Gateway
from tenon.domain.provider.meter import Meter
from tenon.domain.provider.vectors import vector_store
from tenon.domain.run.attach import Follower
from tenon.domain.run.elsewhere import Elsewhere
from tenon.domain.run.history import count as count_runs
from tenon.domain.run.input_files import CallerFiles
from tenon.domain.run.lease import Lease
from tenon.domain.run.ports import PortsFactory
from tenon.domain.run.resume import Resumer
from tenon.domain.run.runner import SLOT_SECONDS, Runner
from tenon.domain.run.service import Runs
from tenon.domain.run.versions import Versions
from tenon.domain.site.visitors import Visitors
from tenon.domain.workflow.reader import Workflows
from tenon.engine.ports import HttpPort
from tenon.engine.state import Limits as RunLimits
from tenon.kit.changes import Changes
from tenon.kit.events import LocalSignals, PostgresSignals, Signals
from tenon.kit.group_commit import GroupCommit, PostgresTarget, SqliteTarget
from tenon.kit.ids import uuid7
from tenon.kit.jobs import Jobs, JobTable
from tenon.kit.outbound import OutboundClient
from tenon.kit.secret import SecretKey
from tenon.ports import SandboxPort
from tenon.wiring.container import Container
from tenon.wiring.limits import node_limits


def jobs(container: Container, data: Path) -> None:
    """Background jobs."""
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


def runs(container: Container) -> None:
    """Runs with all they need."""
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
        node_limits(settings),
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
    runs = services.add(Runs, Runs(runner, versions, end_users, files, settings.app_max_active_requests))
    runner.watch = watch
    services.add(Steps, Steps(db, workflows, runs))
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
