"""Bodies of set-up, workspaces and members."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from tenon.domain.account.schemas import Email, Language, PersonName
from tenon.kit.shapes import Shape

WorkspaceName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
GivenRole = Literal["admin", "editor", "normal", "dataset_operator"]


class Check(Shape):
    """One thing the server needs, and how it stands."""

    name: str
    status: Literal["ok", "limited", "failed"]
    detail: str


class SetupState(Shape):
    """Whether the first administrator exists, and whether the server is fit."""

    finished: bool
    needs_init_password: bool
    checks: list[Check]


class Setup(Shape):
    """The first administrator."""

    email: Email
    name: PersonName
    password: str = Field(max_length=1024)
    workspace_name: WorkspaceName | None = None
    init_password: str | None = None
    language: Language = "en_US"


class Workspace(Shape):
    """A workspace and one's role in it."""

    id: UUID
    name: str
    role: str


class WorkspaceItem(Workspace):
    """An entry of the switcher."""

    current: bool


class WorkspaceList(Shape):
    """The workspaces of an account."""

    data: list[WorkspaceItem]


class Switch(Shape):
    """The workspace to work in."""

    workspace_id: UUID


class WorkspacePatch(Shape):
    """What can be changed of a workspace."""

    name: WorkspaceName


class Member(Shape):
    """A member. `last_active_at` is Unix seconds; `status` is `active`, `pending` or `banned`."""

    id: UUID
    name: str
    email: str
    role: str
    last_active_at: int | None
    status: str


class MemberList(Shape):
    """The members of a workspace."""

    data: list[Member]


class Invite(Shape):
    """Addresses to invite with one role."""

    emails: list[Email] = Field(min_length=1, max_length=50)
    role: GivenRole
    language: Language = "en_US"


class Invited(Shape):
    """What became of one address; `url` is to be handed to the person when they have no account yet."""

    email: str
    status: Literal["invited", "added", "already_member"]
    url: str | None


class InvitedList(Shape):
    """What became of the addresses, in their order."""

    data: list[Invited]


class RoleChange(Shape):
    """A member's new role."""

    role: GivenRole


class InvitationState(Shape):
    """Where an invitation leads to."""

    email: str
    workspace_name: str


class Activation(Shape):
    """An invited person completes the account."""

    token: str = Field(max_length=200)
    name: PersonName
    password: str = Field(max_length=1024)
    language: Language = "en_US"


class SandboxState(Shape):
    """How users' code is confined here."""

    level: str
    layers: list[str]


class Limits(Shape):
    """Upload limits, MB; `workflow_file_upload_limit` is a number of files."""

    file_size_limit: int
    image_file_size_limit: int
    audio_file_size_limit: int
    video_file_size_limit: int
    workflow_file_upload_limit: int


class System(Shape):
    """What the console must know of the server."""

    version: str
    sandbox: SandboxState
    limits: Limits
    public_url: str
