"""Signed, short-lived addresses of stored files (contract: service-api.md 2.3)."""

import re
import secrets
import time
from urllib.parse import unquote, urlencode

from tenon.kit import crypto
from tenon.kit.secret import SecretKey

_ADDRESS = re.compile(
    r"(?:https?://[^\s/()<>\"']+)?/files/(?:(?P<upload>[0-9a-f-]{36})/file-preview|tools/(?P<tool>[0-9a-f-]{36})(?P<dot>\.\w{1,20})?)"
    r"\?timestamp=(?P<timestamp>\d{1,12})&nonce=(?P<nonce>[0-9a-f]{32})&sign=(?P<sign>[\w%=-]{1,200})"
)


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

    def renewed(self, text: str, *, base: str | None = None) -> str:
        """The text with fresh addresses in the place of those that we once gave out; others stay as they are."""
        return _ADDRESS.sub(lambda found: self._renewed(found, base), text) if "/files/" in text else text

    def _renewed(self, found: re.Match[str], base: str | None) -> str:
        upload, tool = found["upload"], found["tool"]
        signed = f"{'tool-file' if tool else 'file-preview'}|{tool or upload}|{found['timestamp']}|{found['nonce']}"
        if not crypto.verify(self._key.value, signed, unquote(found["sign"]), purpose="file"):
            return found[0]
        return self.tool(tool, found["dot"] or "", base=base) if tool else self.preview(upload, base=base)

    def _at(self, base: str | None) -> str:
        return self._base or (base or "").rstrip("/")

    def _query(self, purpose: str, upload_id: str) -> str:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        sign = crypto.sign(self._key.value, f"{purpose}|{upload_id}|{timestamp}|{nonce}", purpose="file")
        return urlencode({"timestamp": timestamp, "nonce": nonce, "sign": sign})
