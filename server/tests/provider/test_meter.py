"""Use of models counted by day, model, app and key; budgets; several credentials for a model; kept vectors."""

from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest

from tenon.adapters.scripted_model.script import Script
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.provider.gateway import Gateway
from tenon.domain.provider.meter import BUDGETS, Meter
from tenon.domain.provider.repository import MeterRepository, ProviderRepository
from tenon.domain.provider.tables import ModelBudgetRow, ModelPoolRow
from tenon.errors import TenonError
from tenon.kit.ids import uuid7
from tenon.models.errors import ModelUnauthorized, QuotaExceeded
from tenon.models.messages import ChatRequest, Message
from tenon.models.port import ModelRef
from tests.fixtures.server import MakeServer, Person, Server
from tests.provider.conftest import BASE, KEY, openai

HELLO = ChatRequest([Message("user", "Hello there")])
GPT = ModelRef("langgenius/openai/openai", "gpt-4o")


def gateway_of(server: Server) -> Gateway:
    return server.container.services.get(Gateway)


async def ask(server: Server, who: Person, app: UUID | None = None, key: UUID | None = None) -> str:
    model = await gateway_of(server).for_workspace(who.workspace_id, app, key).chat(GPT)
    return "".join([delta.text async for delta in model.stream(HELLO)])


async def add(who: Person, vendor: ScriptedModel, key: str = KEY) -> str:
    answer = await who.client.post(f"{BASE}/openai/credentials", json={"credentials": openai(vendor, key)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def sums(server: Server, who: Person, *by: str) -> list[dict[str, Any]]:
    await server.container.services.get(Meter).flush()
    async with server.db.unit_of_work() as uow:
        return await MeterRepository(uow, who.workspace_id).sums(by, "2020-01-01", "2199-01-01", {})


async def budget(server: Server, who: Person, most: str, **values: Any) -> None:
    kept = {"scope": "workspace", "metric": "tokens", "period": "day", "most": Decimal(most), **values}
    async with server.db.unit_of_work() as uow:
        MeterRepository(uow, who.workspace_id).add(ModelBudgetRow(**kept))
        uow.changed(BUDGETS, who.workspace_id)


async def test_use_is_counted_by_app_and_key(server: Server, owner: Person, vendor: ScriptedModel) -> None:
    await add(owner, vendor)
    app, other, key = uuid7(), uuid7(), uuid7()
    for a, k in ((app, key), (app, key), (app, None), (other, None)):
        assert await ask(server, owner, a, k) == "Hello there"
    by_app = {line["app_id"]: line for line in await sums(server, owner, "app_id")}
    assert (by_app[app]["calls"], by_app[other]["calls"], by_app[app]["failures"]) == (3, 1, 0)
    assert by_app[app]["prompt_tokens"] == 3 * by_app[other]["prompt_tokens"] > 0
    assert Decimal(by_app[other]["total_price"]) > 0
    lines = await sums(server, owner, "provider", "model", "model_type", "key_id")
    assert {(n["provider"], n["model"], n["model_type"], n["key_id"], n["calls"]) for n in lines} == {
        ("openai", "gpt-4o", "llm", key, 2),
        ("openai", "gpt-4o", "llm", None, 2),
    }
    await ask(server, owner, app, key)  # a second write changes the rows that are there
    assert sum(n["calls"] for n in await sums(server, owner, "day")) == 5


async def test_vectors_and_failures_are_counted(server: Server, owner: Person, vendor: ScriptedModel) -> None:
    await add(owner, vendor)
    models = gateway_of(server).for_workspace(owner.workspace_id)
    embedding = await models.embedding(ModelRef("openai", "text-embedding-3-small"))
    await embedding.embed(["one", "two", "one"], purpose="document")
    asked = len(vendor.requests)
    await embedding.embed(["two", "one"], purpose="document")
    assert len(vendor.requests) == asked  # kept by the hash of the text
    vendor.play(Script(api_key="another"))
    with pytest.raises(ModelUnauthorized):
        await ask(server, owner)
    found = {line["model_type"]: line for line in await sums(server, owner, "model_type")}
    assert (found["text-embedding"]["calls"], found["text-embedding"]["units"]) == (2, 5)
    assert (found["llm"]["calls"], found["llm"]["failures"]) == (1, 1)


@pytest.mark.parametrize("scope", ["workspace", "app", "key"])
async def test_a_spent_budget_stops_those_it_is_for(
    server: Server, owner: Person, vendor: ScriptedModel, scope: str
) -> None:
    await add(owner, vendor)
    app, key = uuid7(), uuid7()
    target = {"workspace": None, "app": app, "key": key}[scope]
    await budget(server, owner, "1", scope=scope, target=target)
    assert await ask(server, owner, app, key) == "Hello there"
    with pytest.raises(QuotaExceeded, match=r"\(1 tokens per day\) is spent.*midnight UTC") as caught:
        await ask(server, owner, app, key)
    assert (caught.value.code, caught.value.status) == ("provider_quota_exceeded", 400)
    if scope != "workspace":
        assert await ask(server, owner, uuid7(), uuid7()) == "Hello there"
    else:
        with pytest.raises(QuotaExceeded):
            await ask(server, owner)


async def test_a_budget_in_money_counts_what_was_used_before(
    server: Server, owner: Person, vendor: ScriptedModel
) -> None:
    await add(owner, vendor)
    await ask(server, owner)
    await server.container.services.get(Meter).flush()
    await budget(server, owner, "0.000001", metric="money", currency="USD", period="month")
    with pytest.raises(QuotaExceeded, match=r"0\.000001 USD per month"):
        await ask(server, owner)
    await budget(server, owner, "1", metric="money", currency="RMB")  # another currency is not touched


async def test_use_of_another_process_counts(
    server: Server, make_server: MakeServer, vendor: ScriptedModel, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("two processes need PostgreSQL")
    owner, second = await server.person("owner"), await make_server()
    await add(owner, vendor)
    await budget(server, owner, "1")
    await ask(second, owner)
    await second.container.services.get(Meter).flush()
    gateway_of(server)  # its ledger is read with the first call, which sees what the other one stored
    with pytest.raises(QuotaExceeded):
        await ask(server, owner)


async def pool(server: Server, who: Person, *credentials: str | None, enabled: bool = True) -> None:
    entries = [{"credential_id": c, "enabled": True} for c in credentials]
    row = ModelPoolRow(provider="openai", model="gpt-4o", model_type="llm", enabled=enabled, entries=entries)
    async with server.db.unit_of_work() as uow:
        ProviderRepository(uow, who.workspace_id).add(row)
        uow.changed("provider", who.workspace_id)


def keys_used(*vendors: ScriptedModel) -> list[int]:
    return [sum(r["path"].endswith("/chat/completions") for r in v.requests) for v in vendors]


async def test_calls_go_round_by_weight_and_pass_over_what_is_limited(server: Server, owner: Person) -> None:
    async with ScriptedModel(Script()) as one, ScriptedModel(Script()) as two:
        first, second = await add(owner, one), await add(owner, two)
        await pool(server, owner, None, second, second)
        before = keys_used(one, two)
        for _ in range(6):
            await ask(server, owner)
        assert [after - b for after, b in zip(keys_used(one, two), before, strict=True)] == [2, 4]
        two.play(Script(api_key="now another"))
        for _ in range(4):
            assert await ask(server, owner) == "Hello there"
        assert gateway_of(server).resting(f"{second}:gpt-4o") > 0
        assert gateway_of(server).resting(f"{first}:gpt-4o") == 0


async def test_a_stand_in_is_asked_when_the_key_is_refused(server: Server, owner: Person) -> None:
    async with ScriptedModel(Script()) as one, ScriptedModel(Script()) as two:
        await add(owner, one)
        second = await add(owner, two)
        answer = await owner.client.patch(f"{BASE}/openai/credentials/{second}", json={"stand_in": True})
        assert answer.json()["stand_in"] is True
        one.play(Script(api_key="now another"))
        assert await ask(server, owner) == "Hello there"
        two.play(Script(api_key="this one too"))
        with pytest.raises(TenonError) as caught:
            await ask(server, owner)
        assert cast(Any, caught.value).provider == "openai"
