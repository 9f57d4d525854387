"""Bodies of file routes."""

from uuid import UUID

from pydantic import Field

from tenon.kit.shapes import Shape


class Upload(Shape):
    """An uploaded file as the service API and the console answer it; `extension` has no dot."""

    id: UUID
    name: str
    size: int
    extension: str
    mime_type: str
    created_by: UUID
    created_at: int
    preview_url: str | None = None
    source_url: str | None = None
    original_url: str | None = None
    user_id: str | None = None
    tenant_id: UUID | None = None
    conversation_id: UUID | None = None
    file_key: str | None = None
    reference: str | None = None


class RemoteUpload(Shape):
    """A file to fetch and keep."""

    url: str = Field(min_length=1, max_length=4000)


class RemoteFile(Shape):
    """A fetched and stored file; `url` is a signed address."""

    id: UUID
    name: str
    size: int
    extension: str
    mime_type: str
    created_by: UUID
    created_at: int
    url: str
