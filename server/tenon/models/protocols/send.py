"""Requests that are not a JSON body: forms, files and plain reads. Errors are those of `protocols.http`."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import orjson

from tenon.models.errors import ModelBadRequest
from tenon.models.protocols.http import Endpoint, connection_error, proxy_for, status_error


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form."""

    field: str
    data: bytes
    filename: str
    mime_type: str


@asynccontextmanager
async def send(
    session: aiohttp.ClientSession,
    endpoint: Endpoint,
    method: str,
    path: str,
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> AsyncGenerator[aiohttp.ClientResponse]:
    """Send bytes, or nothing, and give the answer, its status being 200 to 299. Raises the errors of `models.errors`.

    A `path` that is a whole address is asked as it is.
    """
    limits = aiohttp.ClientTimeout(
        total=None, sock_connect=endpoint.timeouts.connect, sock_read=endpoint.timeouts.first_byte
    )
    url = path if path.startswith(("http://", "https://")) else endpoint.base_url + path + endpoint.query
    everything = {"Accept-Encoding": "identity", **endpoint.headers, **(headers or {})}
    if endpoint.sign is not None:
        everything |= await endpoint.sign(method, url, data or b"")
    try:
        async with session.request(
            method, url, data=data, headers=everything, timeout=limits, allow_redirects=False, proxy=proxy_for(url)
        ) as response:
            if not 200 <= response.status < 300:
                raise status_error(endpoint, response.status, await response.read(), response.headers)
            yield response
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise connection_error(endpoint, error) from error


async def post_form(
    session: aiohttp.ClientSession, endpoint: Endpoint, path: str, fields: Mapping[str, str], file: Upload
) -> bytes:
    """Send a multipart form with a file and read the answer. Raises the errors of `models.errors`."""
    form = aiohttp.MultipartWriter("form-data")
    for name, value in fields.items():
        form.append(value).set_content_disposition("form-data", name=name)
    part = form.append(file.data, {"Content-Type": file.mime_type})  # pyright: ignore[reportArgumentType] - plain dict
    part.set_content_disposition("form-data", name=file.field, filename=file.filename)
    raw = _Collected()
    await form.write(raw)  # pyright: ignore[reportArgumentType] - only `write` is called
    headers = {"Content-Type": form.headers["Content-Type"]}
    async with send(session, endpoint, "POST", path, bytes(raw.data), headers) as response:
        return await response.read()


def json_bytes(endpoint: Endpoint, body: object) -> bytes:
    """A body as JSON. Raises `ModelBadRequest`."""
    try:
        return orjson.dumps(body)
    except TypeError as error:
        raise endpoint.error(ModelBadRequest, f"the request cannot be written as JSON: {error}") from error


class _Collected:
    """Bytes of a form, to be signed or sent again after a failure."""

    def __init__(self) -> None:
        self.data = bytearray()

    async def write(self, chunk: bytes) -> None:
        self.data += chunk
