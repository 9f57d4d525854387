"""Every table of the product: imported by migrations and tests, so that the metadata is whole."""

from tenon.domain.account.tables import AccountRow
from tenon.domain.app.tables import AppRow, ImportRow
from tenon.domain.auth.tables import ApiKeyRow, SessionRow
from tenon.domain.file.tables import UploadRow
from tenon.domain.site.tables import SiteRow
from tenon.domain.tag.tables import TagBindingRow, TagRow
from tenon.domain.workflow.tables import WorkflowRow
from tenon.domain.workspace.tables import InvitationRow, MemberRow, WorkspaceRow
from tenon.kit.db import Row

TABLES = (
    AccountRow,
    ApiKeyRow,
    AppRow,
    ImportRow,
    InvitationRow,
    MemberRow,
    SessionRow,
    SiteRow,
    TagBindingRow,
    TagRow,
    UploadRow,
    WorkflowRow,
    WorkspaceRow,
)
METADATA = Row.metadata
