"""Files that callers send with a run: mappings become file variables (contract: service-api.md 2.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, cast
from urllib.parse import unquote, urlsplit
from uuid import UUID

from tenon.domain.file.kinds import extension_of, kind_of, mime_of
from tenon.domain.file.service import Uploads, as_file
from tenon.domain.run.service import FileCaller
from tenon.engine.errors import InputError
from tenon.engine.files import File
from tenon.engine.inputs import file_variables
from tenon.errors import TenonError
from tenon.kit.outbound import OutboundClient

_UPLOADED = {"local_file": "upload_file_id", "tool_file": "tool_file_id", "datasource_file": "datasource_file_id"}
_KINDS = ("image", "document", "audio", "video", "custom")


class CallerFiles:
    """Fulfils `run.service.InputFiles`: uploads of the caller, and remote files that are asked for their facts."""

    def __init__(self, uploads: Uploads, outbound: OutboundClient, most: int) -> None:
        self._uploads, self._outbound, self._most = uploads, outbound, most

    async def form(self, caller: FileCaller, variables: Sequence[Mapping[str, Any]], values: dict[str, Any]) -> None:
        """Replace the mappings in the values of file variables, in place. Raises `InputError`."""
        for variable in file_variables(variables):
            name = str(variable.get("variable"))
            value = values.get(name)
            if value is None:
                continue
            if variable.get("type") == "file":
                values[name] = await self._file(caller, cast("Mapping[str, Any]", value))
                found = [values[name]]
            else:
                given = cast("list[Mapping[str, Any]]", value)
                found = values[name] = await self._list(caller, given)
            _check(found, variable)

    async def message(
        self, caller: FileCaller, features: Mapping[str, Any], given: Sequence[Mapping[str, Any]]
    ) -> list[File]:
        """The files sent beside the form; none when the app's upload feature is off. Raises `InputError`."""
        if not given:
            return []
        config: dict[str, Any] = features.get("file_upload") or {}
        image: dict[str, Any] = config.get("image") or {}
        if not config.get("enabled") and not image.get("enabled"):
            return []
        files = await self._list(caller, given)
        limit = config.get("number_limits") or self._most
        if len(files) > limit:
            raise InputError(f"Number of files exceeds the maximum limit {limit}")
        images = image.get("number_limits")
        if images and sum(1 for file in files if file.kind == "image") > images:
            raise InputError(f"Number of image files exceeds the maximum limit {images}")
        _check(files, config)
        return files

    async def _list(self, caller: FileCaller, given: Sequence[Mapping[str, Any]]) -> list[File]:
        kept = [m for m in given if m.get("transfer_method") and not _without_address(m)]
        return [await self._file(caller, mapping) for mapping in kept]

    async def _file(self, caller: FileCaller, mapping: Mapping[str, Any]) -> File:
        method = str(mapping.get("transfer_method") or "")
        upload = mapping.get("upload_file_id") or mapping.get(_UPLOADED.get(method, ""))
        if method in _UPLOADED and not upload:
            upload = mapping.get("related_id")
            if not upload:
                raise InputError("Invalid upload file id")
        if upload:
            file = await self._upload(caller, str(upload))
        elif method == "remote_url":
            file = await self._remote(caller.workspace_id, mapping)
        else:
            raise InputError(f"Invalid transfer_method: {method!r}")
        stated = mapping.get("type")
        if stated is not None and stated not in _KINDS:
            raise InputError(f"Invalid file type: {stated!r}")
        if stated:
            file = replace(file, kind=stated)
        given_id = mapping.get("id")
        return replace(file, id=str(given_id)) if given_id else file

    async def _upload(self, caller: FileCaller, upload_id: str) -> File:
        try:
            id = UUID(upload_id)
        except ValueError:
            raise InputError("Invalid upload file id format") from None
        row = await self._uploads.find(caller.workspace_id, id)
        if row is None or (caller.actor.role == "end_user" and row.created_by != caller.actor.id):
            raise InputError("Invalid upload file")
        file = as_file(row)
        return replace(file, url=self._uploads.addresses.preview(row.id, base=caller.base))

    async def _remote(self, workspace_id: UUID, mapping: Mapping[str, Any]) -> File:
        url = str(mapping.get("url") or mapping.get("remote_url") or "")
        if not url.startswith(("http://", "https://")):
            raise InputError("Invalid file url")
        name = unquote(PurePosixPath(urlsplit(url).path).name)[:200]
        mime, size = "", -1
        try:
            answer = await self._outbound.head(url, timeout=5)
            mime = answer.lower.get("content-type", "").split(";")[0].strip()
            length = answer.lower.get("content-length", "")
            size = int(length) if length.isdigit() else -1
            disposition = answer.lower.get("content-disposition", "")
            if "filename=" in disposition:
                name = disposition.rpartition("filename=")[2].strip('"; ')[:200] or name
        except TenonError:
            pass  # the node that reads the file reports what is wrong with it
        extension = extension_of(name)
        return File(
            kind=kind_of(extension, mime),
            transfer_method="remote_url",
            filename=name or "file",
            extension=f".{extension}" if extension else "",
            mime_type=mime or mime_of(extension),
            size=size,
            remote_url=url,
            url=url,
            tenant_id=str(workspace_id),
        )


def _without_address(mapping: Mapping[str, Any]) -> bool:
    if mapping.get("transfer_method") != "remote_url" or mapping.get("upload_file_id"):
        return False
    return not (mapping.get("url") or mapping.get("remote_url"))


def _check(files: Sequence[File], config: Mapping[str, Any]) -> None:
    types = config.get("allowed_file_types") or ()
    methods = config.get("allowed_file_upload_methods") or config.get("allowed_upload_methods") or ()
    extensions = [str(e).lower() for e in config.get("allowed_file_extensions") or ()]
    for file in files:
        wrong = bool(types) and file.kind not in types and file.kind != "custom"
        if file.kind == "custom" and (not types or "custom" in types) and extensions:
            wrong = wrong or file.extension.lower() not in extensions
        elif file.kind == "custom" and types and "custom" not in types:
            wrong = True
        wrong = wrong or (bool(methods) and file.transfer_method not in (*methods, "tool_file", "datasource_file"))
        if wrong:
            raise InputError(f"File validation failed for file: {file.filename}")
