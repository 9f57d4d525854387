"""Usage and budgets in the console, and what a program is told whose budget is spent."""

from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest

from tenon.adapters.scripted_model.script import Script
from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import MadeApp, chain, end, events_of, make_app, node, start
from tests.fixtures.basic_apps import make_basic_app, text_field
from tests.fixtures.server import Person, Server
from tests.provider.conftest import BASE, openai

USAGE = "/console/api/workspaces/current/model-usage"
BUDGETS = "/console/api/workspaces/current/model-budgets"
LLM = node(
    "llm",
    "llm",
    model={"provider": "langgenius/openai/openai", "name": "gpt-4o", "mode": "chat", "completion_params": {}},
    prompt_template=[{"role": "user", "text": "Say hello"}],
    context={"enabled": False, "variable_selector": []},
    vision={"enabled": False},
)
GRAPH = chain(start(), LLM, end(text=["llm", "text"]))


@pytest.fixture
async def app(server: Server, owner: Person, vendor: ScriptedModel) -> MadeApp:
    """A workflow that asks a model."""
    added = await owner.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor)})
    assert added.status_code == 201, added.text
    return await make_app(server, GRAPH, owner=owner)


async def test_runs_are_counted_for_their_app_and_key(app: MadeApp) -> None:
    for _ in range(2):
        assert (await app.run({})).json()["data"]["outputs"]["text"] == "Say hello"
    web = app.owner.client
    report = (await web.get(USAGE)).json()
    today = datetime.now(UTC).date().isoformat()
    assert (report["by"], report["end"]) == (["model"], today)
    line = report["data"][0]
    assert (line["provider"], line["model"], line["model_type"], line["calls"]) == ("openai", "gpt-4o", "llm", 2)
    assert line["total_tokens"] == line["prompt_tokens"] + line["completion_tokens"] > 0
    assert Decimal(line["total_price"]) > 0
    assert "E" not in line["total_price"]
    assert report["totals"] == [{**line, "provider": None, "model": None, "model_type": None}]
    by = (await web.get(USAGE, params={"by": "app,key,day", "start": today})).json()["data"]
    assert [(n["app_id"], n["app_name"], n["day"], n["calls"]) for n in by] == [(str(app.id), "App", today, 2)]
    assert by[0]["key_name"].endswith("(App)")
    assert app.key not in by[0]["key_name"]
    none = (await web.get(USAGE, params={"end": "2020-01-31"})).json()
    assert (none["start"], none["data"], none["totals"]) == ("2020-01-02", [], [])
    for wrong in ({"by": "colour"}, {"start": "2026-13-01"}, {"start": "2026-02-01", "end": "2026-01-01"}):
        answer = await web.get(USAGE, params=wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_param")
    editor = await app.server.person("editor", app.workspace_id)
    assert (await editor.client.get(USAGE)).status_code == 403


@pytest.mark.parametrize("scope", ["workspace", "app", "key"])
async def test_a_budget_is_set_spent_raised_and_deleted(app: MadeApp, scope: str) -> None:
    web = app.owner.client
    keys = (await web.get(f"/console/api/apps/{app.id}/api-keys")).json()
    target = {"workspace": None, "app": str(app.id), "key": keys["data"][0]["id"]}[scope]
    body = {
        "scope": scope,
        "target": target,
        "metric": "money",
        "currency": "usd",
        "period": "month",
        "most": "0.000001",
    }
    made = await web.post(BUDGETS, json=body)
    assert made.status_code == 201, made.text
    budget = made.json()
    assert (budget["currency"], budget["most"], budget["spent"], budget["exhausted"]) == ("USD", "0.000001", "0", False)
    assert budget["begins_anew_at"]
    assert (await app.run({})).json()["data"]["status"] == "succeeded"
    listed = (await web.get(BUDGETS)).json()["data"]
    assert (len(listed), listed[0]["exhausted"]) == (1, True)
    assert Decimal(listed[0]["spent"]) > 0
    assert bool(listed[0]["target_name"]) == (scope != "workspace")
    data = (await app.run({})).json()["data"]
    assert data["status"] == "failed"
    assert "(0.000001 USD per month) is spent" in data["error"]
    raised = await web.patch(f"{BUDGETS}/{budget['id']}", json={"most": 5})
    assert (raised.json()["most"], raised.json()["exhausted"]) == ("5", False)
    assert (await app.run({})).json()["data"]["status"] == "succeeded"
    await web.patch(f"{BUDGETS}/{budget['id']}", json={"metric": "tokens", "most": 1, "period": "total"})
    assert (await app.run({})).json()["data"]["status"] == "failed"
    await web.patch(f"{BUDGETS}/{budget['id']}", json={"enabled": False})
    assert (await app.run({})).json()["data"]["status"] == "succeeded"
    assert (await web.delete(f"{BUDGETS}/{budget['id']}")).status_code == 204
    assert (await web.get(BUDGETS)).json()["data"] == []
    gone = await web.patch(f"{BUDGETS}/{budget['id']}", json={"most": 5})
    assert (gone.status_code, gone.json()["code"]) == (404, "budget_not_found")


async def test_budgets_that_make_no_sense_are_refused(app: MadeApp) -> None:
    web, good = app.owner.client, {"scope": "workspace", "metric": "tokens", "period": "day", "most": 5}
    wrong = [
        {"most": 0},
        {"most": -1},
        {"metric": "money"},
        {"metric": "money", "currency": "€"},
        {"scope": "app"},
        {"scope": "key", "target": str(app.id)},
        {"period": "week"},
    ]
    for change in wrong:
        answer = await web.post(BUDGETS, json={**good, **change})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_param"), change
    other = await app.server.person("owner")
    foreign = await other.client.post(BUDGETS, json={**good, "scope": "app", "target": str(app.id)})
    assert foreign.status_code == 400
    assert (await web.post(BUDGETS, json=good)).status_code == 201
    assert (await other.client.get(BUDGETS)).json()["data"] == []
    log = (await web.get("/console/api/workspaces/current/audit-log")).json()["data"]
    assert log[0]["action"] == "budget.created"


@pytest.mark.parametrize("mode", ["chat", "completion"])
async def test_programs_are_told_that_a_budget_is_spent(server: Server, vendor: ScriptedModel, mode: str) -> None:
    vendor.play(Script())
    form = {"pre_prompt": "Answer: {{query}}", "user_input_form": [text_field("query")]}
    app = await make_basic_app(server, vendor, mode, form if mode == "completion" else {})
    owner = app.owner
    budget = {"scope": "app", "target": str(app.id), "metric": "tokens", "period": "month", "most": 1}
    assert (await owner.client.post(BUDGETS, json=budget)).status_code == 201

    async def ask(**more: str) -> httpx.Response:
        if mode == "chat":
            return await app.chat("Hello", auto_generate_name=False, **more)
        return await app.complete({"query": "Hello"}, **more)

    assert (await ask()).status_code == 200
    asked = vendor.count
    refused = await ask()
    assert (refused.status_code, refused.json()["code"]) == (400, "provider_quota_exceeded")
    assert "(1 tokens per month) is spent" in refused.json()["message"]
    last = events_of((await ask(response_mode="streaming")).text)[-1]
    assert (last["event"], last["code"], last["status"]) == ("error", "provider_quota_exceeded", 400)
    assert vendor.count == asked  # nothing reached the vendor
