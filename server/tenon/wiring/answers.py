"""Conversations, and what stands around an answer: moderation, extensions, annotations."""

from pathlib import Path

from tenon.adapters.extensions.process import ExtensionProcesses
from tenon.domain.annotation.curated import AnnotationReply
from tenon.domain.annotation.replies import ImportLimits, Replies
from tenon.domain.annotation.service import Annotations
from tenon.domain.annotation.service import count as count_annotations
from tenon.domain.app.audio import Audio
from tenon.domain.app.parameters import ReplySwitch
from tenon.domain.app.service import AppEffects
from tenon.domain.app.settings_reader import SettingsReader
from tenon.domain.app.tasks import JOB as APP_DELETED
from tenon.domain.app.tasks import AppPurge
from tenon.domain.conversation.chat import Chats
from tenon.domain.conversation.guard import TurnGuard
from tenon.domain.conversation.naming import DefaultModels, Namer
from tenon.domain.conversation.recall import ConversationHistory, Suggestions
from tenon.domain.conversation.service import count as count_conversations
from tenon.domain.conversation.service import count_feedbacks, count_messages, count_saved
from tenon.domain.conversation.service import purge as purge_conversations
from tenon.domain.conversation.speech import StoredAnswers, Voices
from tenon.domain.end_user.purge import EndUserPurge
from tenon.domain.end_user.service import count as count_end_users
from tenon.domain.extension.external_data import ExternalData
from tenon.domain.extension.kinds import ExtensionKinds
from tenon.domain.extension.publishing import FeatureCheck
from tenon.domain.extension.service import ApiExtensions
from tenon.domain.extension.wire import ExtensionWire
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.file.service import Uploads
from tenon.domain.generator.service import Generator
from tenon.domain.moderation.service import Moderations
from tenon.domain.provider.access import ModelAccess
from tenon.domain.provider.gateway import Gateway
from tenon.domain.run.history import purge as purge_runs
from tenon.domain.run.ports import PortsFactory
from tenon.domain.run.runner import Runner
from tenon.domain.run.service import Runs
from tenon.domain.run.versions import Versions
from tenon.domain.workflow.reader import Workflows
from tenon.domain.workspace.vault import Vault
from tenon.kit.group_commit import GroupCommit
from tenon.kit.jobs import Jobs, JobTable
from tenon.kit.outbound import OutboundClient
from tenon.wiring.container import Container


def conversations(container: Container) -> None:
    """Conversations with all they need."""
    services, db = container.services, container.db
    models = DefaultModels(db, services.get(ModelAccess), services.get(Gateway))
    ports, runs = services.get(PortsFactory), services.get(Runs)
    ports.history = lambda request: ConversationHistory(db, request)
    namer = Namer(services.get(GroupCommit), models)
    services.add(Chats, Chats(db, runs, namer, ports.address, services.get(FileAddresses)))
    services.add(Generator, Generator(db, services.get(Gateway), services.get(Runner)))
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


def guards(container: Container, data: Path) -> None:
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
