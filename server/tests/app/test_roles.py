"""Every app route of the console and every role: who is let in and who is not."""

from typing import Any
from uuid import uuid4

import pytest

from tenon.domain.auth.permissions import ROLES, Permission, Role, allowed
from tests.app.test_apps import make
from tests.fixtures.server import Person, Server

APP = "/console/api/apps/{app_id}"
NEEDS: dict[tuple[str, str], Permission] = {
    # What differs from the rule: reading needs `app.view`, everything else `app.edit`.
    ("get", f"{APP}/export"): "app.edit",
    ("get", f"{APP}/api-keys"): "app.edit",
    ("get", f"{APP}/messages"): "app.edit",
    ("get", f"{APP}/logs/conversations"): "app.edit",
    ("get", f"{APP}/logs/conversations/{{conversation_id}}"): "app.edit",
    ("get", f"{APP}/logs/conversations/{{conversation_id}}/messages"): "app.edit",
    ("get", f"{APP}/logs/runs"): "app.edit",
    ("get", f"{APP}/logs/conversations/export"): "app.edit",
    ("get", f"{APP}/logs/runs/export"): "app.edit",
    ("get", f"{APP}/statistics"): "app.edit",
    ("get", f"{APP}/chat-messages/{{message_id}}/suggested-questions"): "app.edit",
}
GENERATION: dict[str, Any] = {"inputs": {}, "query": "x", "files": []}
BODIES: dict[str, dict[str, Any]] = {
    # Bodies that the document does not describe, because streams read them by hand; and forms.
    f"{APP}/workflows/draft/run": {"json": {"inputs": {}}},
    f"{APP}/advanced-chat/draft/run": {"json": GENERATION},
    f"{APP}/chat-messages": {"json": GENERATION},
    f"{APP}/completion-messages": {"json": GENERATION},
    f"{APP}/annotations/import": {"files": {"file": ("a.csv", b"question,answer\na,b\n", "text/csv")}},
    f"{APP}/audio-to-text": {"files": {"file": ("a.mp3", b"ID3", "audio/mpeg")}},
}
TRIED: dict[str, Permission] = {
    # Trying an app out changes nothing of it.
    f"{APP}/workflows/check": "app.view",
    f"{APP}/workflow-runs/tasks/{{task_id}}/stop": "app.view",
    f"{APP}/audio-to-text": "app.view",
    f"{APP}/text-to-audio": "app.view",
}


def permission(method: str, path: str) -> Permission:
    """What a route needs."""
    if path in TRIED:
        return TRIED[path]
    return NEEDS.get((method, path), "app.view" if method == "get" else "app.edit")


def example(schema: dict[str, Any], components: dict[str, Any], app_id: str) -> Any:
    """A value that a schema takes."""
    if "$ref" in schema:
        return example(components[schema["$ref"].rpartition("/")[2]], components, app_id)
    for name in ("anyOf", "oneOf", "allOf"):
        if name in schema:
            return example(schema[name][0], components, app_id)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            required: list[str] = schema.get("required", [])
            fields: dict[str, Any] = schema.get("properties", {})
            return {name: example(fields[name], components, app_id) for name in required}
        case "array":
            return [example(schema["items"], components, app_id)] if schema.get("minItems") else []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return app_id if schema.get("format") == "uuid" else "x" * max(1, schema.get("minLength", 1))


def calls(server: Server, app_id: str) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Method, route, address and body of every app route; the deletion of the app itself comes last."""
    document = server.app.openapi()
    components = document["components"]["schemas"]
    found: list[tuple[str, str, str, dict[str, Any]]] = []
    for path, methods in document["paths"].items():
        if not path.startswith("/console/api/apps"):
            continue
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            body: Any = example(content["schema"], components, app_id) if content else ({} if method != "get" else None)
            url = path.replace("{app_id}", app_id)
            for place in operation["parameters"] if "{" in url else ():
                known = "enum" in place["schema"]
                value = example(place["schema"], components, app_id) if known else str(uuid4())
                url = url.replace(f"{{{place['name']}}}", value)
            asked = [p for p in operation.get("parameters", ()) if p["in"] == "query" and p.get("required")]
            query = "&".join(f"{p['name']}={example(p['schema'], components, app_id)}" for p in asked)
            sent: dict[str, Any] = BODIES.get(path, {"json": body}) if method != "get" else {}
            found.append((method, path, f"{url}?{query}" if query else url, sent))
    found.sort(key=lambda call: call[:2] == ("delete", APP))
    assert len(found) > 40
    return found


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("mode", ["workflow", "chat"])
async def test_every_route_lets_in_who_may(
    server: Server, owner: Person, role: Role, mode: str, database_kind: str
) -> None:
    app = await make(owner, mode=mode)
    person = owner if role == "owner" else await server.person(role, owner.workspace_id)
    wrong: list[str] = []
    for method, path, url, body in calls(server, app["id"]):
        answer = await person.client.request(method, url, **body)
        may = allowed(role, permission(method, path))
        if (answer.status_code == 403) == may or answer.status_code in (401, 405, 500):
            wrong.append(f"{method} {path}: {answer.status_code} {answer.text[:120]}")
    assert not wrong, "\n".join(wrong)
