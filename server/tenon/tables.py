"""Every table of the product: imported by migrations and tests, so that the metadata is whole."""

from tenon.domain.account.tables import AccountRow
from tenon.domain.annotation.tables import AnnotationHitRow, AnnotationJobRow, AnnotationReplyRow, AnnotationRow
from tenon.domain.app.tables import AppRow, ConfigRow, ImportRow
from tenon.domain.audit.tables import AuditRow
from tenon.domain.auth.tables import ApiKeyRow, SessionRow
from tenon.domain.conversation.tables import (
    AgentThoughtRow,
    ConversationRow,
    ConversationVariableRow,
    MessageFeedbackRow,
    MessageFileRow,
    MessageRow,
    SavedMessageRow,
)
from tenon.domain.debug.tables import DraftNodeRow
from tenon.domain.end_user.tables import EndUserRow
from tenon.domain.extension.tables import ApiExtensionRow
from tenon.domain.file.tables import UploadRow
from tenon.domain.knowledge.tables import (
    ChildChunkRow,
    DatasetMemberRow,
    DatasetQueryRow,
    DatasetRow,
    DocumentRow,
    EntryGoneRow,
    EntryRow,
    MetadataFieldRow,
    MetadataValueRow,
    ProcessRuleRow,
    SegmentRow,
)
from tenon.domain.provider.tables import (
    CustomModelRow,
    DefaultModelRow,
    EmbeddingCacheRow,
    ModelBudgetRow,
    ModelPoolRow,
    ModelSwitchRow,
    ModelUsageRow,
    ProviderCredentialRow,
)
from tenon.domain.run.tables import GraphSnapshotRow, LeaseRow, NodeRunRow, RunEventRow, RunRow
from tenon.domain.site.tables import SiteRow
from tenon.domain.tag.tables import TagBindingRow, TagRow
from tenon.domain.tool.tables import ApiToolProviderRow, ToolCredentialRow, WorkflowToolRow
from tenon.domain.workflow.tables import WorkflowRow
from tenon.domain.workspace.tables import InstallationRow, InvitationRow, MemberRow, WorkspaceRow
from tenon.kit.db import Row

TABLES = (
    AccountRow,
    AgentThoughtRow,
    AnnotationHitRow,
    AnnotationJobRow,
    AnnotationReplyRow,
    AnnotationRow,
    ApiExtensionRow,
    ApiKeyRow,
    ApiToolProviderRow,
    AppRow,
    AuditRow,
    ChildChunkRow,
    ConfigRow,
    ConversationRow,
    ConversationVariableRow,
    CustomModelRow,
    DefaultModelRow,
    DatasetMemberRow,
    DatasetQueryRow,
    DatasetRow,
    DocumentRow,
    DraftNodeRow,
    EmbeddingCacheRow,
    EndUserRow,
    EntryGoneRow,
    EntryRow,
    GraphSnapshotRow,
    ImportRow,
    InstallationRow,
    InvitationRow,
    LeaseRow,
    MemberRow,
    MessageFeedbackRow,
    MessageFileRow,
    MessageRow,
    MetadataFieldRow,
    MetadataValueRow,
    ModelBudgetRow,
    ModelPoolRow,
    ModelSwitchRow,
    ModelUsageRow,
    NodeRunRow,
    ProcessRuleRow,
    ProviderCredentialRow,
    RunEventRow,
    RunRow,
    SavedMessageRow,
    SegmentRow,
    SessionRow,
    SiteRow,
    TagBindingRow,
    TagRow,
    ToolCredentialRow,
    UploadRow,
    WorkflowRow,
    WorkflowToolRow,
    WorkspaceRow,
)
METADATA = Row.metadata
