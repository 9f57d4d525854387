"""A secret is seeded, used and refused in every way; then everything that anybody can read is searched for it."""

import json
import logging
import re
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from tenon.adapters.scripted_model.script import Failure, Rule, Script
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.provider.meter import Meter
from tenon.domain.provider.tables import ProviderCredentialRow
from tenon.kit.db import Row
from tests.fixtures.apps import MadeApp, chain, end, events_of, make_app, node, start
from tests.fixtures.server import Person, Server
from tests.provider.conftest import BASE

MARKER = "mk7secretmarker5e1f"
KEY = f"sk-{MARKER}-tail"
SECOND = f"second-{MARKER}-tail"
GRAPH = chain(
    start(),
    node(
        "llm",
        "llm",
        model={"provider": "openai", "name": "gpt-4o", "mode": "chat", "completion_params": {}},
        prompt_template=[{"role": "user", "text": "Say hello"}],
        context={"enabled": False, "variable_selector": []},
        vision={"enabled": False},
    ),
    end(text=["llm", "text"]),
)


class Reader:
    """Keeps what anybody was told."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def read(self, where: str, text: str) -> None:
        self.seen.append((where, text))

    def leaks(self) -> list[str]:
        return [where for where, text in self.seen if MARKER in text]


async def seed(owner: Person, vendor: ScriptedModel, reader: Reader) -> None:
    """Credentials of a provider and of a custom model, accepted, refused, tried, changed and balanced."""

    async def post(path: str, body: Any, method: str = "post") -> Any:
        answer = await owner.client.request(method, f"{BASE}{path}", json=body)
        reader.read(f"{method} {path} {answer.status_code}", answer.text + str(answer.headers))
        return answer.json() if answer.content else None

    good = {"openai_api_key": KEY, "openai_api_base": vendor.url}
    bad = {**good, "openai_api_key": f"wrong-{MARKER}"}
    first = await post("/openai/credentials", {"credentials": good})
    await post("/openai/credentials", {"credentials": bad})
    await post("/openai/credentials/validate", {"credentials": bad})
    await post("/openai/models/remote", {"credentials": bad})
    await post("/openai/models/remote", {})
    second = await post("/openai/credentials", {"credentials": good, "name": "Second"})
    await post(f"/openai/credentials/{first['id']}", {"name": "Main", "stand_in": True}, "patch")
    await post(f"/openai/credentials/{first['id']}", {"credentials": bad}, "patch")
    custom = {"api_key": KEY, "endpoint_url": vendor.url, "context_size": "4096"}
    named = {"model": "reed", "model_type": "llm"}
    await post("/openai_api_compatible/models", {**named, "credentials": custom})
    await post("/openai_api_compatible/models", {**named, "credentials": {**custom, "api_key": f"no-{MARKER}"}})
    await post("/openai/models/test", {"model": "gpt-4o", "model_type": "llm"})
    entries = [{"credential_id": first["id"]}, {"credential_id": second["id"]}]
    pool = {"model": "gpt-4o-mini", "model_type": "llm", "enabled": True, "entries": entries}
    await post("/openai/models/load-balancing", pool, "put")
    unreachable = {**custom, "api_key": SECOND, "endpoint_url": f"http://{MARKER[:6]}.invalid:9"}
    await post("/openai_api_compatible/models", {**named, "model": "gone", "credentials": unreachable})


async def sweep(app: MadeApp, reader: Reader, ids: dict[str, str]) -> None:
    """Every address of the console and the service API that can be read."""
    paths: dict[str, dict[str, Any]] = app.server.app.openapi()["paths"]
    asked = 0
    for path, methods in paths.items():
        if "get" not in methods or path.endswith("/events"):
            continue
        url = re.sub(r"\{(\w+)\}", lambda match: ids.get(match[1], str(uuid4())), path)
        client = app.client if path.startswith("/v1") else app.owner.client
        params = {
            "user": "ada",
            "model": "gpt-4o",
            "model_type": "llm",
            "by": "model,app,key,day",
            "include_secret": "true",
        }
        answer = await client.get(url, params=params)
        asked += answer.status_code == 200
        reader.read(f"GET {path} {answer.status_code}", answer.text + str(answer.headers))
    assert asked > 40


async def stored(server: Server) -> str:
    """Every row of the database that is not the vault's own."""
    found: list[str] = []
    async with server.db.unit_of_work() as uow:
        for table in Row.metadata.sorted_tables:
            rows = (await uow.session.execute(select(table))).mappings().all()
            found += [f"{table.name} {dict(row)}" for row in rows]
    return "\n".join(found)


async def test_a_secret_is_nowhere(
    server: Server, owner: Person, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    reader = Reader()
    async with ScriptedModel(Script(api_key=KEY)) as vendor:
        await seed(owner, vendor, reader)
        app = await make_app(server, GRAPH, owner=owner)
        # What a vendor says may repeat the key it was sent.
        echo = Failure(status=401, message=f"Incorrect API key provided: {KEY}.")
        body = {"detail": [{"msg": f"Bearer {KEY}"}], "headers": {"authorization": KEY}}
        for failure in (None, echo, Failure(status=500, body=body), Failure(status=400, body=f"<p>{KEY}</p>")):
            vendor.play(Script(api_key=KEY, rules=[Rule(error=failure)] if failure is not None else []))
            answer = await app.run({})
            reader.read("run", answer.text)
            streamed = await app.run({}, response_mode="streaming")
            reader.read("stream", streamed.text)
            ids = {"workflow_run_id": answer.json()["workflow_run_id"], "run_id": answer.json()["workflow_run_id"]}
            assert [e["event"] for e in events_of(streamed.text)][-1] == "workflow_finished"
            await sweep_run(app, reader, ids["run_id"])
        ids |= {"app_id": str(app.id), "provider": "openai", "model_type": "llm"}
        await sweep(app, reader, ids)
    await server.container.services.get(Meter).flush()
    reader.read("database", await stored(server))
    out, err = capfd.readouterr()
    reader.read("log", out + err + caplog.text + json.dumps([str(r.__dict__) for r in caplog.records]))
    assert reader.leaks() == []
    assert any("****" in text for where, text in reader.seen if where == "run")  # the vendor did repeat it
    async with server.db.unit_of_work() as uow:  # and yet it is there
        rows = (await uow.session.execute(select(ProviderCredentialRow))).scalars().all()
    assert len(rows) == 3


async def sweep_run(app: MadeApp, reader: Reader, run_id: str) -> None:
    """The traces of a run."""
    for path in ("", "/node-executions"):
        answer = await app.owner.client.get(f"/console/api/apps/{app.id}/workflow-runs/{run_id}{path}")
        assert answer.status_code == 200
        reader.read(f"trace {path}", answer.text)
