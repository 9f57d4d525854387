"""Uploads of the console, and the signed addresses under which files are fetched."""

from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from tenon.domain.auth.dependencies import Who
from tenon.domain.file import service
from tenon.domain.file.kinds import AUDIO, VIDEO, runs_in_browser
from tenon.domain.file.ranges import byte_range
from tenon.domain.file.schemas import RemoteFile, RemoteUpload, Upload
from tenon.domain.file.service import NoFileUploaded, Owner, TooManyFiles, Uploads
from tenon.domain.file.tables import UploadRow
from tenon.kit.http import base_url, provided
from tenon.kit.routes import Router

router = Router(tags=["file"])
Files = Annotated[Uploads, Depends(provided(Uploads))]
_PIECE = 256 * 1024


async def one_file(request: Request) -> UploadFile:
    """The one file of a form. Raises `NoFileUploaded`, `TooManyFiles`."""
    form = await request.form()
    files = [value for _, value in form.multi_items() if not isinstance(value, str)]
    if not files or "file" not in form or isinstance(form["file"], str):
        raise NoFileUploaded()
    if len(files) > 1:
        raise TooManyFiles()
    return UploadFile(files[0].file, size=files[0].size, filename=files[0].filename, headers=files[0].headers)


async def pieces(file: UploadFile) -> AsyncIterator[bytes]:
    """The bytes of an uploaded file."""
    while piece := await file.read(_PIECE):
        yield piece


@router.post("/console/api/files/upload", status_code=201)
async def upload(files: Files, who: Who, request: Request) -> Upload:
    """Upload a file (form field `file`)."""
    who.require("file.upload")
    file = await one_file(request)
    owner = Owner(who.workspace_id, "account", who.account_id)
    row = await files.add(owner, file.filename, file.content_type, pieces(file), file.size or 0)
    return service.shown(row, files.addresses, base=base_url(request))


@router.post("/console/api/remote-files/upload", status_code=201)
async def upload_remote(files: Files, who: Who, request: Request, body: RemoteUpload) -> RemoteFile:
    """Fetch a file from an address and keep it."""
    who.require("file.upload")
    row = await files.add_remote(Owner(who.workspace_id, "account", who.account_id), body.url)
    return service.shown_remote(row, files.addresses, base=base_url(request))


@router.get("/files/{upload_id}/file-preview", include_in_schema=False)
async def preview(
    files: Files,
    request: Request,
    upload_id: UUID,
    timestamp: str = "",
    nonce: str = "",
    sign: str = "",
    as_attachment: bool = False,
) -> Response:
    """A file by its signed address."""
    row = await files.signed("file-preview", upload_id, timestamp, nonce, sign)
    return answer(files, row, request.headers.get("range"), as_attachment=as_attachment)


@router.get("/files/tools/{name}", include_in_schema=False)
async def tool_file(
    files: Files,
    request: Request,
    name: str,
    timestamp: str = "",
    nonce: str = "",
    sign: str = "",
    as_attachment: bool = False,
) -> Response:
    """A file that a node made, by its signed address."""
    row = await files.signed("tool-file", service.id_in_name(name), timestamp, nonce, sign)
    return answer(files, row, request.headers.get("range"), as_attachment=as_attachment)


def answer(files: Uploads, row: UploadRow, ranges: str | None, *, as_attachment: bool = False) -> Response:
    """The bytes of a file, or the part a `Range` header asks for. What a browser could run is only downloaded."""
    attached = as_attachment or runs_in_browser(row.extension, row.mime_type)
    headers = {
        "Cache-Control": "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox",
        "Content-Disposition": f"{'attachment' if attached else 'inline'}; filename*=UTF-8''{quote(row.name)}",
    }
    kind = "application/octet-stream" if attached else row.mime_type
    if row.extension in AUDIO | VIDEO:
        headers["Accept-Ranges"] = "bytes"
    part = byte_range(ranges, row.size)
    if part is None:
        headers["Content-Length"] = str(row.size)
        return StreamingResponse(files.stream(row), 200, headers, kind)
    start, end = part
    if start >= end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{row.size}"})
    headers |= {"Content-Range": f"bytes {start}-{end - 1}/{row.size}", "Content-Length": str(end - start)}
    return StreamingResponse(files.stream(row, start, end), 206, headers, kind)
