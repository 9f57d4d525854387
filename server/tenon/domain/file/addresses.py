"""Signed, short-lived addresses of stored files (contract: service-api.md 2.3)."""

import secrets
import time
from urllib.parse import urlencode

from tenon.kit import crypto
from tenon.kit.secret import SecretKey


class FileAddresses:
    """Makes and checks addresses. `base` is scheme and host, empty for addresses relative to the page."""

    def __init__(self, key: SecretKey, base: str, seconds: int) -> None:
        self._key = key
        self._base = base.rstrip("/")
        self._seconds = seconds

    def preview(self, upload_id: object, *, base: str | None = None) -> str:
        """Where an upload can be fetched for a short time."""
        return f"{self._at(base)}/files/{upload_id}/file-preview?{self._query('file-preview', str(upload_id))}"

    def tool(self, upload_id: object, extension: str, *, base: str | None = None) -> str:
        """Where a file made by a node can be fetched for a short time; `extension` has its dot."""
        return f"{self._at(base)}/files/tools/{upload_id}{extension}?{self._query('tool-file', str(upload_id))}"

    def valid(self, purpose: str, upload_id: str, timestamp: str, nonce: str, sign: str) -> bool:
        """Whether an address is ours, unaltered and not too old. `purpose` is `file-preview` or `tool-file`."""
        if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > self._seconds:
            return False
        return crypto.verify(self._key.value, f"{purpose}|{upload_id}|{timestamp}|{nonce}", sign, purpose="file")

    def _at(self, base: str | None) -> str:
        return self._base or (base or "").rstrip("/")

    def _query(self, purpose: str, upload_id: str) -> str:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        sign = crypto.sign(self._key.value, f"{purpose}|{upload_id}|{timestamp}|{nonce}", purpose="file")
        return urlencode({"timestamp": timestamp, "nonce": nonce, "sign": sign})
