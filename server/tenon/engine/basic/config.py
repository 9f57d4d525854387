"""Reads a `model_config` (contract: dsl.md 5), whatever its age. Absent and broken parts read as their defaults."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

BasicMode = Literal["chat", "completion", "agent-chat"]
AGENT_STRATEGIES = ("function_call", "react", "cot")
EXTERNAL = "external_data_tool"
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,29}")
"""Names that templates of the engine can have."""


def mapping(value: object) -> dict[str, Any]:
    """The mapping, or an empty one."""
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def mappings(value: object) -> list[dict[str, Any]]:
    """The mappings of a list; anything else is left out."""
    items = cast(list[Any], value) if isinstance(value, list) else []
    return [cast(dict[str, Any], item) for item in items if isinstance(item, dict)]


@dataclass(frozen=True, slots=True)
class ExternalVariable:
    """A variable whose value comes from outside when a turn begins."""

    name: str
    type: str
    config: Mapping[str, Any]


def form_variables(config: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The form, each variable with its kind as `type`: one-key mappings of kind and settings are opened."""
    found: list[dict[str, Any]] = []
    for entry in mappings(config.get("user_input_form")):
        for kind, settings in entry.items():
            if isinstance(settings, dict):
                found.append({**cast(dict[str, Any], settings), "type": kind})
    return found


def external_variables(config: Mapping[str, Any]) -> list[ExternalVariable]:
    """The variables that are fetched, of the form and of `external_data_tools`; those switched off are left out."""
    entries = [v for v in form_variables(config) if v["type"] == EXTERNAL]
    kinds = [mapping(e.get(EXTERNAL)) for e in mappings(config.get("user_input_form"))]
    # The form's own `type` (api, ...) is under the kind; `form_variables` has replaced it.
    typed = {str(e.get("variable")): str(e.get("type") or "api") for e in kinds}
    found: dict[str, ExternalVariable] = {}
    for entry in (*entries, *mappings(config.get("external_data_tools"))):
        name = str(entry.get("variable") or "")
        if not name or entry.get("enabled") is False or name in found:
            continue
        kind = typed.get(name) or str(entry.get("type") or "api")
        found[name] = ExternalVariable(name, kind, mapping(entry.get("config")))
    return list(found.values())


def variable_names(config: Mapping[str, Any]) -> list[str]:
    """Names that a prompt can use."""
    names = [str(v.get("variable") or "") for v in form_variables(config) if v["type"] != EXTERNAL]
    names += [variable.name for variable in external_variables(config)]
    return [name for name in dict.fromkeys(names) if name]


def aliases(config: Mapping[str, Any]) -> dict[str, str]:
    """Names that no template of the engine can have (of other scripts, or long), and the system values for them."""
    names = variable_names(config)
    return {name: alias(place) for place, name in enumerate(names) if not PLAIN.fullmatch(name)}


def alias(place: int) -> str:
    """The system value that stands for the variable at a place of the form."""
    return f"input_{place + 1}"


def is_agent(mode: str, config: Mapping[str, Any]) -> bool:
    """Whether an agent answers: agent apps, and chat apps whose agent mode is on."""
    agent = mapping(config.get("agent_mode"))
    on = bool(agent.get("enabled")) and agent.get("strategy") in AGENT_STRATEGIES
    return mode == "agent-chat" or (mode == "chat" and on)


def dataset_ids(config: Mapping[str, Any]) -> list[str]:
    """The knowledge bases of an app: those of `dataset_configs`, and the old entries among the agent's tools."""
    chosen = mapping(mapping(config.get("dataset_configs")).get("datasets")).get("datasets")
    entries = [mapping(entry.get("dataset")) for entry in mappings(chosen)]
    for tool in mappings(mapping(config.get("agent_mode")).get("tools")):
        if len(tool) < 4:
            entries.append(mapping(tool.get("dataset")))
    ids = [str(e.get("id")) for e in entries if e.get("id") and e.get("enabled") is not False]
    return list(dict.fromkeys(ids))


def takes_files(config: Mapping[str, Any]) -> bool:
    """Whether users may send files."""
    upload = mapping(config.get("file_upload"))
    return bool(upload.get("enabled")) or bool(mapping(upload.get("image")).get("enabled"))


def vision(config: Mapping[str, Any]) -> dict[str, Any]:
    """The vision settings of a node for the files of a message."""
    if not takes_files(config):
        return {"enabled": False}
    image = mapping(mapping(config.get("file_upload")).get("image"))
    detail = "low" if image.get("detail") == "low" else "high"
    return {"enabled": True, "configs": {"detail": detail, "variable_selector": ["sys", "files"]}}
