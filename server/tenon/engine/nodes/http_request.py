"""The HTTP request node."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field, field_validator

from tenon.engine.errors import HttpFailed
from tenon.engine.http_answer import is_file, lower_headers, stored_file, text_of
from tenon.engine.http_message import (
    MASK,
    METHODS,
    Authorization,
    Body,
    Content,
    Fill,
    Pair,
    authorized,
    content,
    header_pairs,
    pairs,
)
from tenon.engine.model_config import Number, Stored
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.ports import HttpRequest, HttpResponse, Limits
from tenon.engine.variables import compile_template

_SHOWN_BODY = 10_000


class Timeout(Stored):
    """Seconds; 0 or nothing is the operator's default, which is also the most."""

    connect: Number = None
    read: Number = None
    write: Number = None


class HttpRequestData(NodeData):
    """Stored shape (contract: dsl.md 7, http-request)."""

    method: str = "get"
    url: str = ""
    headers: str = ""
    params: str = ""
    authorization: Authorization = Field(default_factory=Authorization)
    body: Body = Field(default_factory=Body)
    timeout: Timeout = Field(default_factory=Timeout)
    ssl_verify: bool = True

    @field_validator("headers", "params", "url", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        return "" if value is None else value

    @field_validator("ssl_verify", mode="before")
    @classmethod
    def _verified(cls, value: Any) -> Any:
        return True if value is None else value

    @field_validator("authorization", "body", "timeout", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return {} if value is None else value


class HttpRequestNode(Node[HttpRequestData]):
    """Sends the request through the http port; a file in the answer is kept."""

    type = "http-request"
    group = "tools"
    outputs = {"status_code": "number", "body": "string", "headers": "object", "files": "array[file]"}
    data_class = HttpRequestData
    side_effects = True

    async def run(self, data: HttpRequestData, ctx: Context) -> Outputs:
        """The answer, whatever its status, unless the node has retries or an error strategy. Raises `HttpFailed`."""
        limits = ctx.ports.limits
        method = data.method.upper()
        if method not in METHODS:
            raise HttpFailed(f"Invalid HTTP method: {data.method}.", error_type="InvalidHttpMethodError")
        sent = await content(data.body, ctx, ctx.text)
        request = _request(data, method, sent, ctx.text, limits)
        trace = {"request": _shown(data, method, sent, ctx)}
        ctx.note(process_data=trace)
        response = await ctx.ports.http.send(request)
        if response.status >= 400 and _strict(data):
            raise HttpFailed(
                f"The request failed with status code {response.status}: {_excerpt(response)}",
                error_type="HTTPResponseCodeError",
            )
        headers = lower_headers(response)
        values: dict[str, Any] = {"status_code": response.status, "body": "", "headers": headers, "files": []}
        if response.body and is_file(headers, response.body):
            values["files"] = [await stored_file(ctx, headers, response, limits.http_max_binary)]
        else:
            values["body"] = text_of(headers, response.body, limits.http_max_text)
        return Outputs(values=values, process_data=trace, files=values["files"])


def _strict(data: HttpRequestData) -> bool:
    return data.retry_config.retry_enabled or data.error_strategy in ("fail-branch", "default-value")


def _request(data: HttpRequestData, method: str, sent: Content, fill: Fill, limits: Limits) -> HttpRequest:
    url = fill(data.url).strip()
    if not url.lower().startswith(("http://", "https://")):
        raise HttpFailed(
            f"Invalid URL {url[:200]!r}: it must begin with http:// or https://.", error_type="InvalidURLError"
        )
    headers = authorized(header_pairs(data.headers, fill), data.authorization, fill)
    if sent.mime_type and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", sent.mime_type))
    timeout = data.timeout
    return HttpRequest(
        method=method,
        url=url,
        headers=headers,
        params=pairs(data.params, fill),
        body=sent.body,
        form=sent.form,
        connect_timeout=_capped(timeout.connect, limits.http_max_connect_timeout),
        read_timeout=_capped(timeout.read, limits.http_max_read_timeout),
        write_timeout=_capped(timeout.write, limits.http_max_write_timeout),
        ssl_verify=data.ssl_verify,
        max_bytes=max(limits.http_max_text, limits.http_max_binary),
    )


def _capped(wanted: float | None, most: float) -> float:
    return min(wanted, most) if wanted and wanted > 0 else most


def _excerpt(response: HttpResponse) -> str:
    return response.body[:300].decode(errors="replace").strip()


def _shown(data: HttpRequestData, method: str, sent: Content, ctx: Context) -> str:
    """The request for the trace, with the key and all environment variables masked."""

    def masked(template: str) -> str:
        names = (".".join(s) for s in compile_template(template).selectors if s[0] == "env")
        return ctx.text(template, dict.fromkeys(names, MASK))

    headers: Sequence[Pair] = header_pairs(data.headers, masked)
    if data.authorization.type == "api-key":
        name = data.authorization.config.header if data.authorization.config else None
        headers = [*headers, (masked(name or "") or "Authorization", MASK)]
    query = "&".join(f"{name}={value}" for name, value in pairs(data.params, masked))
    url = masked(data.url).strip()
    target = f"{url}{'&' if '?' in url else '?'}{query}" if query else url
    lines = [f"{method} {target}", *(f"{name}: {value}" for name, value in headers)]
    body = sent.shown if not _names_env(data) else f"<{len(sent.shown)} characters>"
    return "\n".join([*lines, "", body[:_SHOWN_BODY]])


def _names_env(data: HttpRequestData) -> bool:
    items = data.body.data
    texts = [items] if isinstance(items, str) else [text for item in items for text in (item.key, item.value)]
    return any(selector[0] == "env" for text in texts for selector in compile_template(text).selectors)
