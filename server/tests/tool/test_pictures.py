"""Pictures drawn in running apps: files, money, budgets, and what is told when nothing can be drawn."""

from decimal import Decimal

from tenon.adapters.scripted_model.server import ScriptedModel
from tests.fixtures.apps import make_app
from tests.fixtures.basic_apps import set_up_models
from tests.fixtures.server import Person, Server
from tests.tool.test_runs import graph, run, tool

WORKSPACE = "/console/api/workspaces/current"


async def test_pictures_are_drawn_kept_and_paid(server: Server, owner: Person, scripted: ScriptedModel) -> None:
    step = tool("tool", "builtin", "pictures", "text_to_image", prompt="{{#start.q#}}")
    step["data"]["tool_configurations"] = {"number": 2, "model": "", "size": "512x512"}
    app = await make_app(server, graph(step, files=["tool", "files"]), owner=owner)
    lost = await run(app, q="a boat")
    assert lost["status"] == "failed"
    assert "no model that draws" in lost["error"]

    await set_up_models(owner, scripted)
    drawn = await run(app, q="a boat")
    assert drawn["status"] == "succeeded", drawn
    first, second = drawn["outputs"]["files"]
    assert [(f["type"], f["filename"], f["mime_type"]) for f in (first, second)] == [
        ("image", "picture_1.png", "image/png"),
        ("image", "picture_2.png", "image/png"),
    ]
    picture = await server.new_client().get(first["url"])
    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
    asked = scripted.requests[-1]["body"]
    assert (asked["prompt"], asked["n"], asked["size"], asked["model"]) == ("a boat", 2, "512x512", "gpt-image-1")

    step["data"]["tool_configurations"] = {"model": "openai/dall-e-3"}
    priced = await make_app(server, graph(step, files=["tool", "files"]), owner=owner)
    assert len((await run(priced, q="a boat"))["outputs"]["files"]) == 1
    usage = (await owner.client.get(f"{WORKSPACE}/model-usage?by=model")).json()["data"]
    line = next(line for line in usage if line["model"] == "dall-e-3")
    assert (line["model_type"], line["units"], line["currency"]) == ("text2img", 1, "USD")
    assert Decimal(line["total_price"]) == Decimal("0.04")

    budget = {"scope": "app", "target": str(priced.id), "metric": "money", "currency": "USD", "period": "month"}
    answer = await owner.client.post(f"{WORKSPACE}/model-budgets", json={**budget, "most": "0.01"})
    assert answer.status_code == 201, answer.text
    refused = await run(priced, q="a boat")
    assert refused["status"] == "failed"
    assert "is spent" in refused["error"]

    step["data"]["tool_configurations"] = {"model": "nowhere/x"}
    unknown = await run(await make_app(server, graph(step), owner=owner), q="a boat")
    assert "nowhere" in unknown["error"]
