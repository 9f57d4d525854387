"""Pictures as icons: what is named must be a small picture of the same workspace."""

from uuid import UUID

from tenon.domain.file.repository import UploadRepository
from tenon.domain.file.tables import UploadRow
from tenon.errors import InvalidParam
from tenon.kit.db import UnitOfWork

_TYPES = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp"))
_MOST = 2 * 1024 * 1024


async def check(uow: UnitOfWork, workspace_id: UUID, icon_type: str | None, icon: str | None) -> None:
    """Raise `InvalidParam` for a picture that cannot be an icon; other kinds of icons pass."""
    if icon_type != "image":
        return
    row = await picture(uow, workspace_id, icon)
    if row is None:
        raise InvalidParam("Upload the picture first, and give the file's id.", params="icon")
    if row.mime_type not in _TYPES:
        raise InvalidParam("An icon is a PNG, JPEG, GIF or WebP picture.", params="icon")
    if row.size > _MOST:
        raise InvalidParam("An icon has at most 2 MB. Choose a smaller picture.", params="icon")


async def picture(uow: UnitOfWork, workspace_id: UUID, icon: str | None) -> UploadRow | None:
    """The uploaded picture that an icon names; None when the workspace has no such file."""
    try:
        upload_id = UUID(icon or "")
    except ValueError:
        return None
    return await UploadRepository(uow).get(workspace_id, upload_id)
