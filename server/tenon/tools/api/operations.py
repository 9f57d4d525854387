"""The operations of an API document, each of which becomes a tool (TOOL-API-02, TOOL-API-03)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

from tenon.tools.api.body import Body, body_of
from tenon.tools.api.document import Json, Resolver, kind_of, load, plugin_api
from tenon.tools.api.errors import BadApiDocument
from tenon.tools.api.operation import ApiOperation, ApiParameter
from tenon.tools.api.schemas import plain_schema
from tenon.tools.api.swagger import body_from_swagger, schema_from_swagger, server_of_swagger

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
MAX_OPERATIONS = 500
_IN = ("path", "query", "header", "cookie")
_IGNORED_HEADERS = ("accept", "content-type", "authorization", "content-length", "host")


class Api:
    """A read document: what it is called and what it can do. `plugin_url` is where a manifest's API document is."""

    def __init__(self, title: str, description: str, operations: Sequence[ApiOperation], plugin_url: str = "") -> None:
        self.title, self.description, self.operations, self.plugin_url = title, description, operations, plugin_url


def parse(text: str, source_url: str = "") -> Api:
    """Everything an API document says. `source_url` completes relative server addresses.

    Raises `BadApiDocument`, which names the place.
    """
    document = load(text)
    kind = kind_of(document)
    try:
        urlsplit(source_url)
    except ValueError as error:
        raise BadApiDocument(f"source_url: {source_url[:100]!r} is no valid address: {error}.") from None
    if kind == "plugin":
        name = str(document.get("name_for_human") or document.get("name_for_model") or "")
        return Api(
            name, str(document.get("description_for_human") or ""), (), urljoin(source_url, plugin_api(document))
        )
    info = cast(Json, document.get("info")) if isinstance(document.get("info"), dict) else {}
    operations = _Reader(document, kind == "swagger", source_url).operations()
    return Api(str(info.get("title") or ""), str(info.get("description") or ""), operations)


class _Reader:
    def __init__(self, document: Json, swagger: bool, source_url: str) -> None:
        self._document, self._swagger, self._source = document, swagger, source_url
        self._resolver = Resolver(document)
        self._names: set[str] = set()

    def operations(self) -> list[ApiOperation]:
        paths = self._document.get("paths")
        if not isinstance(paths, dict) or not paths:
            raise BadApiDocument("paths: the document has no paths, so there is nothing to call.")
        found: list[ApiOperation] = []
        for path, raw in cast(dict[Any, Any], paths).items():
            if str(path).startswith("x-"):
                continue
            item = self._resolver.one(raw, f"paths.{path}")
            for method in METHODS:
                if method in item:
                    found.append(self._operation(str(path), method, item))
            if len(found) > MAX_OPERATIONS:
                raise BadApiDocument(f"The document has more than {MAX_OPERATIONS} operations. Keep those you need.")
        if not found:
            raise BadApiDocument("paths: no path has an operation (get, post, put, patch, delete).")
        return found

    def _operation(self, path: str, method: str, item: Json) -> ApiOperation:
        place = f"paths.{path}.{method}"
        raw = item[method]
        if not isinstance(raw, dict):
            raise BadApiDocument(f"{place}: an object is expected here.")
        operation = cast(Json, raw)
        if not path.startswith("/"):
            raise BadApiDocument(f"paths.{path}: a path must begin with a slash.")
        parameters, body = self._inputs(operation, item, place)
        for name in re.findall(r"\{([^{}]+)\}", path):
            if not any(p.place == "path" and p.wire == name for p in parameters):
                parameters.insert(0, ApiParameter(_safe(name), name, "path", True, {"type": "string"}))
        identifier = str(operation.get("operationId") or "")
        words = [str(operation.get(key) or "").strip() for key in ("summary", "description")]
        return ApiOperation(
            name=self._name(identifier or f"{method}_{path}"),
            method=method.upper(),
            url=self._server(operation, item, place).rstrip("/") + path,
            summary=words[0] or words[1][:200] or identifier or f"{method.upper()} {path}",
            description="\n".join(filter(None, dict.fromkeys(words)))[:2000] or f"{method.upper()} {path}",
            parameters=tuple(_distinct([*parameters, *(body.parameters if body else ())])),
            body_type=body.mime_type if body else "",
            operation_id=identifier,
        )

    def _inputs(self, operation: Json, item: Json, place: str) -> tuple[list[ApiParameter], Body | None]:
        raw = [*_list(item.get("parameters"), f"{place}.parameters"), *_list(operation.get("parameters"), place)]
        resolved = [self._resolver.one(entry, f"{place}.parameters") for entry in raw]
        found: dict[tuple[str, str], ApiParameter] = {}
        for entry in resolved:
            where, name = entry.get("in"), entry.get("name")
            if not isinstance(name, str) or not name or not isinstance(where, str):
                raise BadApiDocument(f"{place}.parameters: every parameter needs `name` and `in`.")
            if where in _IN and not (where == "header" and name.lower() in _IGNORED_HEADERS):
                found[where, name] = self._parameter(entry, name, where, f"{place}.parameters.{name}")
        if self._swagger:
            body = body_from_swagger(resolved, operation, self._document, self._resolver, place)
        else:
            body = body_of(operation.get("requestBody"), self._resolver, f"{place}.requestBody")
        return list(found.values()), body

    def _parameter(self, entry: Json, name: str, where: str, place: str) -> ApiParameter:
        if self._swagger:
            schema, style, explode = schema_from_swagger(entry)
        else:
            content = entry.get("content")
            media: Any = next(iter(cast(Json, content).values()), None) if isinstance(content, dict) else None
            holder = cast(Json, media) if isinstance(media, dict) else entry
            schema = holder.get("schema") or {"type": "string"}
            style = "json" if media is not None else str(entry.get("style") or "")
            explode = entry.get("explode")
        return ApiParameter(
            name=_safe(name),
            wire=name,
            place=cast(Any, where),
            required=bool(entry.get("required")) or where == "path",
            schema=plain_schema(self._resolver.schema(schema, place)),
            description=str(entry.get("description") or "")[:1000],
            style=style,
            explode=explode if isinstance(explode, bool) else None,
        )

    def _server(self, operation: Json, item: Json, place: str) -> str:
        if self._swagger:
            return self._absolute(server_of_swagger(self._document, self._source), "host")
        for holder, where in ((operation, f"{place}.servers"), (item, f"{place}.servers"), (self._document, "servers")):
            servers = _list(holder.get("servers"), where)
            if servers:
                server = servers[0]
                if not isinstance(server, dict) or not isinstance(cast(Json, server).get("url"), str):
                    raise BadApiDocument(f"{where}: a server needs a `url`.")
                return self._absolute(_filled(cast(Json, server)), where)
        return self._absolute("/", "servers")

    def _absolute(self, url: str, place: str) -> str:
        try:
            url = urljoin(self._source, url) if self._source else url
            parts = urlsplit(url)
            _ = parts.port
        except ValueError as error:
            raise BadApiDocument(f"{place}: {url[:100]!r} is no valid address: {error}.") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadApiDocument(
                f"{place}: the document does not say where the API is. Add `servers: [{{url: https://…}}]`, "
                "or import it from its URL."
            )
        return url

    def _name(self, wished: str) -> str:
        """A name that models accept, once per document."""
        base = re.sub(r"_+", "_", re.sub(r"[^A-Za-z0-9_-]", "_", wished)).strip("_")[:60] or "operation"
        name, number = base, 1
        while name in self._names:
            number += 1
            name = f"{base}_{number}"
        self._names.add(name)
        return name


def _filled(server: Json) -> str:
    url = str(server["url"])
    variables = server.get("variables")
    for name, entry in (cast(Json, variables) if isinstance(variables, dict) else {}).items():
        if isinstance(entry, dict):
            url = url.replace(f"{{{name}}}", str(cast(Json, entry).get("default") or ""))
    return url


def _list(value: Any, place: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadApiDocument(f"{place}: a list is expected here.")
    return cast(list[Any], value)


def _safe(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "_", name)[:64]


def _distinct(parameters: Sequence[ApiParameter]) -> list[ApiParameter]:
    """Parameters of different places may share a name; all but the first get their place in front."""
    taken: set[str] = set()
    found: list[ApiParameter] = []
    for parameter in parameters:
        name = parameter.name
        while name in taken:
            name = f"{parameter.place}_{name}"
        taken.add(name)
        found.append(parameter.renamed(name))
    return found


def by_name(operations: Sequence[ApiOperation], name: str) -> ApiOperation | None:
    """An operation by the name of its tool or by its `operationId`."""
    for operation in operations:
        if name in (operation.name, operation.operation_id):
            return operation
    return None


def stored(operations: Sequence[ApiOperation]) -> list[dict[str, Any]]:
    """Operations as JSON."""
    return [operation.to_dict() for operation in operations]


def restored(data: Sequence[Mapping[str, Any]]) -> list[ApiOperation]:
    """Operations from JSON."""
    return [ApiOperation.from_dict(entry) for entry in data]
