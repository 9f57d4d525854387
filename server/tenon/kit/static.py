"""The built web side: pages with their security headers, hashed assets that never change, precompressed files."""

import base64
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

SITE_PATHS = ("/chat/", "/chatbot/", "/completion/", "/workflow/", "/form/")
_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("font/woff2", ".woff2")


class WebFiles:
    """An ASGI app at `/`: `console.html` for every console path, `site.html` for published pages, files as they are."""

    def __init__(self, root: Path | None) -> None:
        self._root = root.resolve() if root is not None else None
        self._policies: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._respond(scope)(scope, receive, send)

    def _respond(self, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return _error(405, "method_not_allowed", "This address only serves pages.")
        if self._root is None:
            return _error(404, "web_not_built", "The web side is not built. Run `make web`, or use the API.")
        path: str = scope["path"]
        file = self._found(path)
        if file is not None:
            return self._file(file, Headers(scope=scope), self._caching(file))
        if path.startswith("/assets/") or re.search(r"\.(js|css|map|svg|png|ico|woff2?)$", path):
            return _error(404, "not_found", "There is no such file.")
        page = "site.html" if path.startswith(SITE_PATHS) else "console.html"
        if not (self._root / page).is_file():
            return _error(404, "web_not_built", "The web side is not built. Run `make web`, or use the API.")
        return self._page(page, Headers(scope=scope))

    def _found(self, path: str) -> Path | None:
        """The file at a path, unless it is a page or lies outside."""
        assert self._root is not None
        try:
            file = (self._root / path.lstrip("/")).resolve()
            known = path != "/" and file.is_relative_to(self._root) and file.is_file() and file.suffix != ".html"
        except (OSError, ValueError):  # a name no file can have
            return None
        return file if known else None

    def _caching(self, file: Path) -> Mapping[str, str]:
        hashed = "/assets/" in file.as_posix() and _HASHED.search(file.name) is not None
        return {"cache-control": "public, max-age=31536000, immutable" if hashed else "no-cache"}

    def _page(self, name: str, request: Headers) -> Response:
        assert self._root is not None
        file = self._root / name
        headers = {
            "cache-control": "no-cache",
            "content-security-policy": self._policy(file, framed=name == "site.html"),
            "referrer-policy": "same-origin",
        }
        if name == "console.html":
            headers["x-frame-options"] = "DENY"
        return self._file(file, request, headers)

    def _policy(self, file: Path, *, framed: bool) -> str:
        policy = self._policies.get(file.name)
        if policy is None:
            digests = [hashlib.sha256(body).digest() for body in _SCRIPT.findall(file.read_bytes())]
            inline = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
            policy = (
                f"default-src 'self'; script-src 'self'{inline}; style-src 'self' 'unsafe-inline'; "
                "img-src 'self' data: blob: http: https:; media-src 'self' data: blob: http: https:; "
                "font-src 'self' data:; worker-src 'self' blob:; frame-src 'self' blob:; connect-src 'self'; "
                "object-src 'none'; base-uri 'self'; form-action 'self'; "
                f"frame-ancestors {'*' if framed else "'none'"}"
            )
            self._policies[file.name] = policy
        return policy

    def _file(self, file: Path, request: Headers, headers: Mapping[str, str]) -> Response:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        sent = {**headers, "x-content-type-options": "nosniff", "vary": "Accept-Encoding"}
        accepted = request.get("accept-encoding", "")
        for encoding, suffix in _ENCODINGS:
            packed = file.with_name(file.name + suffix)
            if encoding in accepted and packed.is_file():
                return FileResponse(packed, media_type=kind, headers={**sent, "content-encoding": encoding})
        return FileResponse(file, media_type=kind, headers=sent)


def _error(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"code": code, "message": message, "status": status}, status)
