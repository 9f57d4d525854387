"""File variables: a reference to stored or remote bytes, never the bytes themselves."""

from dataclasses import dataclass
from typing import Any, Literal

FileKind = Literal["image", "document", "audio", "video", "custom"]
TransferMethod = Literal["local_file", "remote_url", "tool_file", "datasource_file"]
IDENTITY = "__dify__file__"
"""The marker by which clients of the service API know a file object (contract: service-api.md 2.3)."""


@dataclass(frozen=True, slots=True)
class File:
    """A file in a variable. `size` is bytes, -1 when unknown; `extension` has its dot; `related_id` is the upload's id.

    `url` is filled by the host when it is shown (signed, short-lived); it is not part of the identity.
    """

    kind: FileKind
    transfer_method: TransferMethod
    filename: str = ""
    extension: str = ""
    mime_type: str = ""
    size: int = -1
    related_id: str | None = None
    remote_url: str | None = None
    url: str | None = None
    id: str | None = None
    tenant_id: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The wire form of the service API."""
        return {
            "dify_model_identity": IDENTITY,
            "id": self.id,
            "tenant_id": self.tenant_id,
            "type": self.kind,
            "transfer_method": self.transfer_method,
            "remote_url": self.remote_url,
            "related_id": self.related_id,
            "filename": self.filename,
            "extension": self.extension,
            "mime_type": self.mime_type,
            "size": self.size,
            "url": self.url,
        }

    @staticmethod
    def from_dict(data: dict[str, Any]) -> "File":
        """Read the wire form back; unknown members are passed over."""
        return File(
            kind=data.get("type") or "custom",
            transfer_method=data.get("transfer_method") or "remote_url",
            filename=data.get("filename") or "",
            extension=data.get("extension") or "",
            mime_type=data.get("mime_type") or "",
            size=-1 if data.get("size") is None else int(data["size"]),
            related_id=data.get("related_id"),
            remote_url=data.get("remote_url"),
            url=data.get("url"),
            id=data.get("id"),
            tenant_id=data.get("tenant_id") or "",
        )
