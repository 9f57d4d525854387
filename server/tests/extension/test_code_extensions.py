"""Extensions of the operator's own code."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tenon.adapters.extensions.process import ExtensionProcesses
from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.ports import ExtensionBroken
from tests.fixtures.apps import Json, events_of
from tests.fixtures.basic_apps import make_basic_app, set_up_models
from tests.fixtures.server import MakeServer

LIST = "/console/api/workspaces/current/code-extensions"
IDS = {"tenant_id": "t", "app_id": "a"}
WEATHER = """
from typing import Optional
from core.external_data_tool.base import ExternalDataTool

class WeatherSearch(ExternalDataTool):
    name: str = "weather_search"

    @classmethod
    def validate_config(cls, tenant_id: str, config: dict) -> None:
        if not config.get("temperature_unit"):
            raise ValueError("temperature unit is required")

    def query(self, inputs: dict, query: Optional[str] = None) -> str:
        print("a line that must not break the wire")
        city = inputs.get("city")
        unit = "F" if self.config.get("temperature_unit") == "fahrenheit" else "C"
        return f"{city}: 20 {unit} ({query}, {self.variable})"
"""
CLOUD = """
from core.moderation.base import Moderation, ModerationAction, ModerationInputsResult, ModerationOutputsResult

class CloudServiceModeration(Moderation):
    name: str = "cloud_service"

    @classmethod
    def validate_config(cls, tenant_id: str, config: dict) -> None:
        cls._validate_inputs_and_outputs_config(config, True)
        if not config.get("cloud_provider"):
            raise ValueError("cloud provider is required")

    def moderation_for_inputs(self, inputs: dict, query: str = "") -> ModerationInputsResult:
        flagged = False
        preset_response = ""
        if self.config["inputs_config"]["enabled"]:
            preset_response = self.config["inputs_config"]["preset_response"]
            if query:
                inputs["query__"] = query
            flagged = any("bad" in str(value) for value in inputs.values())
        return ModerationInputsResult(
            flagged=flagged, action=ModerationAction.DIRECT_OUTPUT, preset_response=preset_response
        )

    def moderation_for_outputs(self, text: str) -> ModerationOutputsResult:
        return ModerationOutputsResult(flagged="rude" in text, action=ModerationAction.OVERRIDDEN,
                                       text=text.replace("rude", "****"))
"""
SCHEMA: Json = {
    "label": {"en-US": "Weather Search", "zh-Hans": "天气查询"},
    "form_schema": [
        {
            "type": "select",
            "label": {"en-US": "Temperature Unit", "zh-Hans": "温度单位"},
            "variable": "temperature_unit",
            "required": True,
            "options": [{"label": {"en-US": "Fahrenheit", "zh-Hans": "华氏度"}, "value": "fahrenheit"}],
            "default": "centigrade",
            "placeholder": "Please select temperature unit",
        }
    ],
}


def install(folder: Path, module: str, name: str, source: str, schema: Any = SCHEMA) -> Path:
    place = folder / module / name
    place.mkdir(parents=True)
    (place / "__init__.py").write_text("")
    (place / f"{name}.py").write_text(source)
    (place / "schema.json").write_text(schema if isinstance(schema, str) else json.dumps(schema))
    return place


@pytest.fixture
async def processes(tmp_path: Path) -> Any:
    made = ExtensionProcesses(tmp_path, timeout=3)
    yield made
    await made.close()


async def test_a_query_reaches_the_code(processes: ExtensionProcesses, tmp_path: Path) -> None:
    ours = WEATHER.replace("core.external_data_tool.base", "tenon_extension")
    install(tmp_path, "external_data_tool", "ours", ours.replace("weather_search", "ours"))
    place = install(tmp_path, "external_data_tool", "weather_search", WEATHER)
    values: Json = {"inputs": {"city": "Bern"}, "query": None, "more": {"variable": "w"}, **IDS}
    unit = {"temperature_unit": "fahrenheit"}
    call = processes.call("external_data_tool", "weather_search", "query", unit, **values)
    assert await call == "Bern: 20 F (None, w)"
    assert await processes.call("external_data_tool", "ours", "query", unit, **values) == "Bern: 20 F (None, w)"
    with pytest.raises(ExtensionBroken, match=r"^temperature unit is required$"):
        await processes.call("external_data_tool", "weather_search", "validate", {}, **IDS)
    again = [processes.call("external_data_tool", "weather_search", "query", unit, **values) for _ in range(50)]
    assert set(await asyncio.gather(*again)) == {"Bern: 20 F (None, w)"}
    (place / "weather_search.py").write_text(WEATHER.replace("20", "30"))
    call = processes.call("external_data_tool", "weather_search", "query", unit, **values)
    assert await call == "Bern: 30 F (None, w)"


BROKEN = {
    "does_not_load": ("import nothing_of_this_name", "ModuleNotFoundError"),
    "holds_nothing": ("x = 1", "has no ExternalDataTool"),
    "dies": (
        WEATHER.replace("weather_search", "dies").replace("city = inputs", "import os; os._exit(3); city = inputs"),
        "its process ended",
    ),
    "raises": (WEATHER.replace("weather_search", "raises").replace("city = inputs", "city = 1 / 0 or inputs"), "Zero"),
    "hangs": (
        WEATHER.replace("weather_search", "hangs").replace(
            "city = inputs", "import time; time.sleep(60); city = inputs"
        ),
        "did not answer within 3 seconds",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_broken_code_is_told_and_does_not_stay(processes: ExtensionProcesses, tmp_path: Path, name: str) -> None:
    source, text = BROKEN[name]
    install(tmp_path, "external_data_tool", name, source)
    for _ in range(2):
        with pytest.raises(ExtensionBroken, match=text):
            await processes.call("external_data_tool", name, "query", {}, inputs={}, query="q", **IDS)


@pytest.mark.parametrize("name", ["missing", "../weather_search", ""])
async def test_code_that_is_not_there(processes: ExtensionProcesses, name: str) -> None:
    with pytest.raises(ExtensionBroken, match="not installed"):
        await processes.call("moderation", name, "outputs", {}, text="x", **IDS)


async def test_the_server_secrets_stay_with_it(
    processes: ExtensionProcesses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENON_SECRET_KEY", "hidden")
    source = WEATHER.replace('city = inputs.get("city")', "import os; city = os.environ.get('TENON_SECRET_KEY')")
    install(tmp_path, "external_data_tool", "weather_search", source)
    values: Json = {"inputs": {}, "query": "", **IDS}
    found = await processes.call("external_data_tool", "weather_search", "query", {}, **values)
    assert found.startswith("None: 20 C")


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_installed_kinds_in_apps(
    make_server: MakeServer, scripted: ScriptedModel, tmp_path: Path, database_kind: str
) -> None:
    install(tmp_path, "external_data_tool", "weather_search", WEATHER)
    install(tmp_path, "external_data_tool", "unreadable", WEATHER, "{")
    install(tmp_path, "moderation", "cloud_service", CLOUD, {"label": {"en-US": "Cloud Service"}, "form_schema": []})
    server = await make_server(extensions_dir=str(tmp_path))
    owner = await server.person("owner")
    await set_up_models(owner, scripted)
    listed = (await owner.client.get(LIST, params={"module": "external_data_tool"})).json()["data"]
    assert [kind["name"] for kind in listed] == ["api", "unreadable", "weather_search"]
    assert listed[1]["error"]
    assert listed[2]["label"]["zh-Hans"] == "天气查询"
    assert listed[2]["form_schema"] == SCHEMA["form_schema"]
    listed = (await owner.client.get(LIST, params={"module": "moderation"})).json()["data"]
    assert [kind["name"] for kind in listed] == ["openai_moderation", "keywords", "api", "cloud_service"]
    sides: Json = {
        "inputs_config": {"enabled": True, "preset_response": "No."},
        "outputs_config": {"enabled": True, "preset_response": "No."},
    }
    config: Json = {
        "pre_prompt": "{{weather}}",
        "external_data_tools": [
            {"enabled": True, "variable": "weather", "type": "weather_search", "config": {"temperature_unit": "c"}}
        ],
        "sensitive_word_avoidance": {
            "enabled": True, "type": "cloud_service", "config": {**sides, "cloud_provider": "GoogleCloud"},
        },
    }  # fmt: skip
    app = await make_basic_app(server, scripted, "chat", config, owner=owner)
    publish = f"/console/api/apps/{app.id}/model-config"
    assert (await owner.client.post(f"{publish}/publish")).status_code == 200
    draft = (await owner.client.get(publish)).json()
    draft["config"]["external_data_tools"][0]["config"] = {}
    saved = await owner.client.put(publish, json={"config": draft["config"], "hash": draft["hash"]})
    assert saved.status_code == 200, saved.text
    refused = await owner.client.post(f"{publish}/publish")
    assert (refused.status_code, refused.json()["code"]) == (400, "extension_config_refused"), refused.text
    assert "temperature unit is required" in refused.json()["message"]
    events = events_of((await app.chat("bad", response_mode="streaming")).text)
    assert [e.get("answer") for e in events[:-1]] == ["No."]
    assert (await app.chat("so rude")).json()["answer"] == "so ****"
    assert app.prompt()[0] == ("system", "None: 20 C (so rude, weather)")
