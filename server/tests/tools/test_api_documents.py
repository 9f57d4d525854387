"""API documents of all kinds, sound and broken."""

import json
import time
from typing import Any

import pytest
import yaml

from tenon.tools.api import operations as api
from tenon.tools.api.errors import BadApiDocument
from tenon.tools.api.operation import ApiOperation

PETS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1", "description": "A shop"},
    "servers": [{"url": "https://{env}.example.com/v1/", "variables": {"env": {"default": "api"}}}],
    "paths": {
        "/pets/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {
                "operationId": "getPet",
                "summary": "One pet",
                "parameters": [
                    {"name": "fields", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": ["string", "null"]}},
                    {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
                ],
            },
            "put": {
                "description": "Change a pet",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                },
            },
        },
        "/pets": {
            "post": {
                "operationId": "add pet!",
                "requestBody": {
                    "content": {"application/json": {"schema": {"type": "array", "items": {"type": "integer"}}}}
                },
            }
        },
    },
    "components": {
        "parameters": {"Id": {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}},
        "schemas": {
            "Named": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
            "Pet": {
                "allOf": [
                    {"$ref": "#/components/schemas/Named"},
                    {
                        "properties": {
                            "kind": {"type": "string", "enum": ["cat", "dog"], "default": "cat"},
                            "id": {"type": "integer"},
                            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
                        }
                    },
                ]
            },
        },
    },
}
SWAGGER = """
swagger: "2.0"
info: {title: Old, version: "1"}
host: old.example.com
basePath: /api
schemes: [http, https]
paths:
  /items:
    get:
      parameters:
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: pipes}
        - {name: size, in: query, type: integer, default: 10, minimum: 1}
  /upload:
    post:
      operationId: upload
      consumes: [multipart/form-data]
      parameters:
        - {name: file, in: formData, type: file, required: true}
        - {name: note, in: formData, type: string}
  /body:
    post:
      operationId: body
      parameters:
        - {name: item, in: body, required: true, schema: {$ref: '#/definitions/Item'}}
definitions:
  Item: {type: object, required: [a], properties: {a: {type: string}, next: {$ref: '#/definitions/Item'}}}
"""


def one(found: api.Api, name: str) -> ApiOperation:
    operation = api.by_name(found.operations, name)
    assert operation is not None
    return operation


def inputs(operation: ApiOperation) -> dict[str, tuple[str, str, bool]]:
    kinds = {p.name: p.type for p in operation.declaration("x").parameters}
    return {p.name: (p.place, kinds[p.name], p.required) for p in operation.parameters}


class TestOpenApi:
    @pytest.mark.parametrize(
        "text", [json.dumps(PETS), yaml.safe_dump(PETS, sort_keys=False), "\n" + json.dumps(PETS, indent=1)]
    )
    def test_operations(self, text: str) -> None:
        found = api.parse(text)
        assert (found.title, found.description) == ("Pets", "A shop")
        assert [o.name for o in found.operations] == ["getPet", "put_pets_id", "add_pet"]
        assert [o.method for o in found.operations] == ["GET", "PUT", "POST"]
        assert one(found, "getPet").url == "https://api.example.com/v1/pets/{id}"
        assert inputs(one(found, "getPet")) == {
            "id": ("path", "number", True),
            "fields": ("query", "array", False),
            "X-Trace": ("header", "string", False),
        }
        assert inputs(one(found, "put_pets_id")) == {
            "id": ("path", "number", True),
            "name": ("body", "string", True),
            "kind": ("body", "select", False),
            "body_id": ("body", "number", False),
            "children": ("body", "array", False),
        }
        assert inputs(one(found, "add pet!")) == {"body": ("body", "array", False)}

    def test_a_model_sees_schemas(self) -> None:
        tool = one(api.parse(json.dumps(PETS)), "put_pets_id").declaration("pets").for_model()
        assert tool.name == "put_pets_id"
        assert tool.parameters["required"] == ["id", "name"]
        assert tool.parameters["properties"]["kind"]["enum"] == ["cat", "dog"]
        assert tool.parameters["properties"]["children"]["items"] == {"type": "object"}

    def test_stored_and_restored(self) -> None:
        found = api.parse(json.dumps(PETS)).operations
        assert api.restored(json.loads(json.dumps(api.stored(found)))) == list(found)

    def test_servers(self) -> None:
        bare = {**PETS, "servers": [{"url": "/v2"}]}
        assert api.parse(json.dumps(bare), "https://docs.example.com/x/openapi.json").operations[0].url == (
            "https://docs.example.com/v2/pets/{id}"
        )
        with pytest.raises(BadApiDocument, match="does not say where the API is"):
            api.parse(json.dumps(bare))
        for url in ("http://x:99999/", "http://[x/"):
            with pytest.raises(BadApiDocument, match="no valid address"):
                api.parse(json.dumps({**PETS, "servers": [{"url": url}]}))
        with pytest.raises(BadApiDocument, match="source_url"):
            api.parse(json.dumps(bare), "http://[x/")
        with pytest.raises(BadApiDocument, match="does not say where"):
            api.parse(json.dumps({**PETS, "servers": [{"url": "file:///etc"}]}))

    def test_same_names(self) -> None:
        paths = {f"/{n}": {"get": {"operationId": "same"}} for n in "abc"}
        names = [o.name for o in api.parse(json.dumps({**PETS, "paths": paths})).operations]
        assert names == ["same", "same_2", "same_3"]


class TestSwagger:
    def test_operations(self) -> None:
        found = api.parse(SWAGGER)
        assert found.operations[0].url == "https://old.example.com/api/items"
        assert inputs(found.operations[0]) == {"tags": ("query", "array", False), "size": ("query", "number", False)}
        assert found.operations[0].parameters[0].style == "pipeDelimited"
        assert inputs(one(found, "upload")) == {"file": ("body", "file", True), "note": ("body", "string", False)}
        assert one(found, "upload").body_type == "multipart/form-data"
        assert inputs(one(found, "body")) == {"a": ("body", "string", True), "next": ("body", "object", False)}


def test_plugin_manifest() -> None:
    manifest = {
        "schema_version": "v1", "name_for_model": "todo", "name_for_human": "To do", "description_for_human": "Lists",
        "api": {"type": "openapi", "url": "/openapi.yaml"},
    }  # fmt: skip
    found = api.parse(json.dumps(manifest), "https://todo.example.com/.well-known/ai-plugin.json")
    assert (found.title, found.plugin_url) == ("To do", "https://todo.example.com/openapi.yaml")


class TestBroken:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "empty"),
            ("hello", "no object"),
            ("[1]", "no object"),
            ('{"openapi": "3.0.0", }', "JSON in line 1, column 2|paths"),
            ("openapi: 3.0.0\n\tpaths: x", "YAML in line 2"),
            ("openapi: 3.0.0\npaths: [", "YAML in line"),
            ('{"a": 1}', "no OpenAPI 3"),
            ('{"swagger": "1.2"}', "Version 1.2"),
            ('{"openapi": "2.0"}', "Version 2.0"),
            ('{"openapi": "3.0.0"}', "paths: the document has no paths"),
            ('{"openapi": "3.0.0", "paths": {"/a": {"parameters": []}}}', "no path has an operation"),
            ('{"openapi": "3.0.0", "paths": {"/a": 1}}', "paths./a: an object"),
            ('{"openapi": "3.0.0", "paths": {"/a": {"get": []}}}', "paths./a.get: an object"),
            ('{"openapi": "3.0.0", "paths": {"a": {"get": {}}}}', "begin with a slash"),
            ('{"openapi": "3.0.0", "paths": {"/a": {"get": {"parameters": {}}}}}', "paths./a.get: a list"),
            ('{"openapi": "3.0.0", "paths": {"/a": {"get": {"parameters": [{"in": "query"}]}}}}', "needs `name`"),
            ('{"openapi": "3.0.0", "paths": {"/a": {"$ref": "#/x"}}}', "leads nowhere"),
            ('{"openapi": "3.0.0", "paths": {"/a": {"$ref": "other.yaml#/x"}}}', "leads out of the document"),
            ('{"openapi": "3.0.0", "paths": {"/a": {"$ref": "#/paths/~1a"}}}', "back to itself"),
            ('{"openapi": "3.0.0", "servers": {}, "paths": {"/a": {"get": {}}}}', "servers: a list"),
            ("[" * 100_000, "."),
            ('{"a":' * 100_000, "."),
            ("x" * 6_000_000, "at most 5000000"),
            ('{"schema_version": "v1", "api": {"type": "graphql", "url": "x"}}', "names no OpenAPI"),
        ],
    )
    def test_the_error_names_the_place(self, text: str, said: str) -> None:
        with pytest.raises(BadApiDocument, match=said):
            api.parse(text)

    def test_cycles_and_blow_ups_end(self) -> None:
        schemas: dict[str, Any] = {
            f"S{n}": {
                "type": "object",
                "properties": {f"p{m}": {"$ref": f"#/components/schemas/S{n + 1}"} for m in "abcdefgh"},
            }
            for n in range(30)
        }
        schemas["S30"] = {"type": "object", "properties": {"back": {"$ref": "#/components/schemas/S0"}}}
        body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}}
        paths = {f"/{n}": {"post": {"requestBody": body}} for n in range(100)}
        document = {**PETS, "paths": paths, "components": {"schemas": schemas}}
        began = time.monotonic()
        found = api.parse(json.dumps(document))
        assert time.monotonic() - began < 10
        assert len(found.operations) == 100
        assert len(json.dumps(api.stored(found.operations[:1]))) < 300_000

    def test_aliases_of_yaml_do_not_blow_up(self) -> None:
        lines = [
            "openapi: 3.0.0",
            "info: {title: a, version: '1'}",
            "servers: [{url: 'https://x.example'}]",
            "x-a: &a [1, 2]",
        ]
        for before, name in zip("abcdefghijkl", "bcdefghijklm", strict=True):
            lines.append(f"x-{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
        lines.append("paths: {/a: {get: {parameters: [{name: q, in: query, schema: {type: string, enum: *m}}]}}}")
        began = time.monotonic()
        assert len(api.parse("\n".join(lines)).operations) == 1
        assert time.monotonic() - began < 5

    def test_too_many_operations(self) -> None:
        paths: dict[str, Any] = {f"/{n}": {"get": {}} for n in range(600)}
        with pytest.raises(BadApiDocument, match="more than 500"):
            api.parse(json.dumps({**PETS, "paths": paths}))
