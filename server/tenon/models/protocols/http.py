"""What every HTTP wire shares: the address with its credential, time limits, and vendor errors made neutral."""

import contextlib
import errno
import os
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from time import time
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson

from tenon.models.errors import (
    ContextTooLong,
    ModelBadRequest,
    ModelConnectionError,
    ModelError,
    ModelRateLimited,
    ModelUnauthorized,
    ModelUnavailable,
)

_MAX_TEXT = 1000
_TOO_LONG = re.compile(
    r"context_length_exceeded|maximum context length|context (window|length|size)|prompt is too long"
    r"|input (is )?too long|exceed\w* .{0,40}context|max_model_len|Range of input length",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits in seconds: for the connection, from the request to the first byte, and between two bytes."""

    connect: float = 10
    first_byte: float = 300
    idle: float = 120


type Signer = Callable[[str, str, bytes], Awaitable[Mapping[str, str]]]
"""From method, address and body to the headers that prove who asks."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers and as whom we ask. `secrets` never appear in an error; `repr` shows no header.

    `query` follows every path (`?api-version=...`); `sign` makes the headers of vendors that want requests signed.
    """

    provider: str
    model: str
    base_url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    timeouts: Timeouts = Timeouts()
    query: str = ""
    sign: Signer | None = field(default=None, repr=False)

    @classmethod
    def bearer(
        cls, provider: str, model: str, base_url: str, api_key: str = "", *, timeouts: Timeouts | None = None
    ) -> "Endpoint":
        """An address that takes the key as a bearer token; no key, no header."""
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        secrets = (api_key,) if api_key else ()
        return cls(provider, model, base_url.rstrip("/"), headers, secrets, timeouts or Timeouts())

    def error(self, kind: type[ModelError], text: str) -> ModelError:
        """An error of this model with the vendor's text, cut to a readable length and free of secrets."""
        return kind(f"{self.provider}/{self.model}: {self.clean(text)}", provider=self.provider, model=self.model)

    def clean(self, text: str) -> str:
        """A vendor's text without our secrets."""
        for secret in self.secrets:
            text = text.replace(secret, "****")
        text = " ".join(text.split())
        return text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "…"


@asynccontextmanager
async def post(
    session: aiohttp.ClientSession, endpoint: Endpoint, path: str, body: Mapping[str, Any]
) -> AsyncGenerator[aiohttp.ClientResponse]:
    """Send a JSON body and give the answer, its status being 200. Raises the errors of `models.errors`.

    A broken connection or a time limit inside the block is translated as well.
    """
    limits = aiohttp.ClientTimeout(
        total=None, sock_connect=endpoint.timeouts.connect, sock_read=endpoint.timeouts.first_byte
    )
    url, headers, raw = await prepared(endpoint, path, body)
    try:
        async with session.post(
            url, data=raw, headers=headers, timeout=limits, allow_redirects=False, proxy=proxy_for(url)
        ) as response:
            if not 200 <= response.status < 300:
                raise status_error(endpoint, response.status, await response.read(), response.headers)
            yield response
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise connection_error(endpoint, error) from error


async def prepared(endpoint: Endpoint, path: str, body: Mapping[str, Any]) -> tuple[str, dict[str, str], bytes]:
    """Address, headers and JSON body of a request. Raises `ModelBadRequest`."""
    headers = {"Content-Type": "application/json", "Accept-Encoding": "identity", **endpoint.headers}
    url = endpoint.base_url + path + endpoint.query
    try:
        raw = orjson.dumps(body)
    except TypeError as error:
        raise endpoint.error(ModelBadRequest, f"the request cannot be written as JSON: {error}") from error
    if endpoint.sign is not None:
        headers |= await endpoint.sign("POST", url, raw)
    return url, headers, raw


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for an address (`HTTPS_PROXY`, `NO_PROXY`); this machine needs none."""
    proxies = getproxies()
    if not proxies:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if host == "localhost" or host.startswith("127.") or host == "::1":
        return None
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or not proxy.startswith(("http://", "https://")) or proxy_bypass(host):
        return None
    return proxy


async def post_json(
    session: aiohttp.ClientSession, endpoint: Endpoint, path: str, body: Mapping[str, Any]
) -> dict[str, Any]:
    """Send a JSON body and read a JSON object. Raises the errors of `models.errors`."""
    async with post(session, endpoint, path, body) as response:
        return decode(endpoint, await response.read())


def decode(endpoint: Endpoint, raw: bytes) -> dict[str, Any]:
    """The JSON object in an answer. Raises `ModelUnavailable` when it is none, or the error that it tells of."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise malformed(endpoint, raw) from None
    if not isinstance(value, dict):
        raise malformed(endpoint, raw)
    answer = cast(dict[str, Any], value)
    if answer.get("error"):
        raise body_error(endpoint, answer)
    return answer


def malformed(endpoint: Endpoint, raw: bytes) -> ModelError:
    """The error for an answer that does not follow the protocol."""
    shown = raw[:200].decode(errors="replace")
    error = endpoint.error(ModelUnavailable, f"the server sent something that is not a valid answer: {shown}")
    error.retryable = False
    return error


def connection_error(endpoint: Endpoint, error: Exception) -> ModelError:
    """The neutral error for a connection that failed; says what to look at."""
    where = _origin(endpoint.base_url)
    match error:
        case aiohttp.ConnectionTimeoutError():
            text = f"no connection to {where} within {endpoint.timeouts.connect:g} s. Check address, port and firewall."
            return endpoint.error(ModelConnectionError, text)
        case TimeoutError():
            limits = endpoint.timeouts
            text = (
                f"{where} did not answer in time ({limits.first_byte:g} s to begin, {limits.idle:g} s between parts)."
            )
            result = endpoint.error(ModelUnavailable, text)
            result.retryable = False
            return result
        case aiohttp.ClientSSLError():
            return endpoint.error(ModelConnectionError, f"no secure connection to {where}: {error}")
        case aiohttp.ClientConnectorError():
            text = f"cannot connect to {where}: {_reason(error.os_error)}. {_advice(where)}"
            return endpoint.error(ModelConnectionError, text)
        case aiohttp.InvalidURL():
            result = endpoint.error(ModelBadRequest, f"{endpoint.base_url!r} is not a valid address.")
            return result
        case _:
            reason = str(error) or type(error).__name__
            return endpoint.error(ModelConnectionError, f"{where} broke the connection off: {reason}")


def status_error(endpoint: Endpoint, status: int, raw: bytes, headers: Mapping[str, str]) -> ModelError:
    """The neutral error for an HTTP status other than 200."""
    text, code = _vendor_text(raw)
    return _by_status(endpoint, status, text or f"the server answered with HTTP status {status}", code, headers)


def body_error(endpoint: Endpoint, answer: Mapping[str, Any]) -> ModelError:
    """The neutral error for an error object inside a good answer or in the middle of a stream."""
    text, code = _vendor_text(orjson.dumps(answer))
    status = int(code) if code.isdigit() and 400 <= int(code) <= 599 else 0
    if not status:
        status = _STATUS_WORDS.get(code, 500)
    return _by_status(endpoint, status, text, code, {})


_STATUS_WORDS = {
    "invalid_request_error": 400, "BadRequestError": 400, "context_length_exceeded": 400, "model_not_found": 404,
    "invalid_api_key": 401, "authentication_error": 401, "permission_denied": 403,
    "rate_limit_exceeded": 429, "rate_limit_error": 429, "insufficient_quota": 429,
}  # fmt: skip


def _by_status(endpoint: Endpoint, status: int, text: str, code: str, headers: Mapping[str, str]) -> ModelError:
    if _TOO_LONG.search(f"{code} {text}") and status in (400, 413, 422, 500):
        return endpoint.error(ContextTooLong, text)
    match status:
        case 401 | 403:
            return endpoint.error(ModelUnauthorized, f"the credential was refused: {text}")
        case 429:
            error = cast(ModelRateLimited, endpoint.error(ModelRateLimited, text))
            error.retry_after = _retry_after(headers)
            return error
        case 408 | 409 | 425:
            return endpoint.error(ModelUnavailable, text)
        case _ if status >= 500:
            return endpoint.error(ModelUnavailable, f"{text} (HTTP {status})" if str(status) not in text else text)
        case _ if 300 <= status < 400:
            location = headers.get("Location", "")
            return endpoint.error(ModelBadRequest, f"the address was redirected to {location}: enter that one.")
        case _:
            return endpoint.error(ModelBadRequest, text)


def _vendor_text(raw: bytes) -> tuple[str, str]:
    """The readable message and the code in an error body of any of the usual forms."""
    try:
        value: Any = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return re.sub(r"<[^>]*>", " ", raw[:4000].decode(errors="replace")).strip(), ""
    if isinstance(value, list) and value:
        value = cast(list[Any], value)[0]
    if not isinstance(value, dict):
        return str(cast(object, value)), ""
    answer = cast(dict[str, Any], value)
    error = answer.get("error") or answer.get("errors") or answer
    if not isinstance(error, dict):
        return _as_text(error), str(answer.get("code") or "")
    detail = cast(dict[str, Any], error)
    text = detail.get("message") or detail.get("detail") or detail.get("msg") or detail.get("error")
    code = detail.get("code") or detail.get("type") or answer.get("code") or ""
    return _as_text(text if text is not None else answer), str(code)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait; both forms of RFC 9110 and the millisecond header of some vendors."""
    if (milliseconds := headers.get("retry-after-ms", "")).replace(".", "", 1).isdigit():
        return float(milliseconds) / 1000
    value = headers.get("Retry-After", "").strip()
    if value.replace(".", "", 1).isdigit():
        return float(value)
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    return None


def _origin(url: str) -> str:
    return "/".join(url.split("/", 3)[:3]).rsplit("@", 1)[-1]


def _reason(error: OSError) -> str:
    """The system's words for a failed connection; name resolution has words of its own."""
    known = error.errno is not None and error.errno in errno.errorcode
    return os.strerror(error.errno or 0) if known else str(error.strerror or error)


def _advice(where: str) -> str:
    if re.search(r"localhost|127\.0\.0\.1|\[::1\]", where):
        return (
            "This is the machine Tenon runs on; inside a container it is the container itself: "
            "use host.docker.internal or the host's address in the network."
        )
    return "Check address and port, and that the model server is running."
