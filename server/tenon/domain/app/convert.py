"""Makes a workflow app that does what a basic app does: chat and agent apps become chatflows, completion workflows."""

from collections.abc import Mapping
from copy import deepcopy
from itertools import pairwise
from typing import Any, cast
from uuid import UUID

from tenon.domain.app import service
from tenon.domain.app.errors import IncompleteModeData, NotBasicApp
from tenon.domain.app.schemas import AppConvert
from tenon.domain.app.skeletons import FEATURES, canvas_edge, canvas_node
from tenon.domain.app.tables import AppRow
from tenon.domain.audit import service as audit
from tenon.domain.auth.principal import Principal
from tenon.domain.workflow.content import Content
from tenon.domain.workspace.vault import Vault
from tenon.engine.basic.agent import named_strategy
from tenon.engine.basic.compile import compile_app
from tenon.engine.basic.config import EXTERNAL, aliases, external_variables, takes_files
from tenon.engine.errors import DslError
from tenon.kit.db import UnitOfWork

_ONLY_BASIC = ("check_length",)
_CHAT_FEATURES = (
    "opening_statement",
    "suggested_questions",
    "suggested_questions_after_answer",
    "speech_to_text",
    "retriever_resource",
)
_FEATURES = ("text_to_speech", "sensitive_word_avoidance")
_STEP = 300


async def convert(uow: UnitOfWork, vault: Vault, who: Principal, app_id: UUID, body: AppConvert) -> AppRow:
    """A new app with the equivalent graph as its draft; the old one stays.

    Raises `AppNotFound`, `NotBasicApp` and `IncompleteModeData` for a configuration that names no model.
    """
    who.require("app.edit")
    original = await service.row(uow, who.workspace_id, app_id)
    if original.settings is None:
        raise NotBasicApp()
    looks: dict[str, Any] = {
        "name": f"{original.name} (workflow)"[:255],
        "description": original.description,
        "icon_type": original.icon_type,
        "icon": original.icon,
        "icon_background": original.icon_background,
        "use_icon_as_answer_icon": original.use_icon_as_answer_icon,
    }
    made = await service.add(
        uow,
        vault,
        who.workspace_id,
        who.account_id,
        mode="workflow" if original.mode == "completion" else "advanced-chat",
        looks=looks | body.model_dump(exclude_none=True),
        content=content_of(original.mode, original.settings),
    )
    after = {"from": str(app_id), "mode": made.mode}
    audit.record(uow, who, "app.converted", service.target_of(made), after=after)
    return made


def content_of(mode: str, config: Mapping[str, Any]) -> Content:
    """Graph and features of a basic app. Raises `IncompleteModeData`."""
    try:
        graph = compile_app(mode, config)
    except DslError as error:
        raise IncompleteModeData(error.message) from error
    compiled: list[dict[str, Any]] = graph["nodes"]
    nodes = [canvas_node(node["id"], 80 + _STEP * place, _data(node["data"])) for place, node in enumerate(compiled)]
    _form(nodes[0]["data"], config)
    nodes = _renamed(nodes, aliases(config))
    for node in nodes:
        if node["data"]["type"] == "agent":
            node["data"] |= named_strategy(config)
    edges = [canvas_edge(a["id"], a["data"]["type"], b["id"], b["data"]["type"]) for a, b in pairwise(nodes)]
    view = {"x": 0, "y": 0, "zoom": 1}
    return Content({"nodes": nodes, "edges": edges, "viewport": view}, _features(mode, config))


def _data(data: Mapping[str, Any]) -> dict[str, Any]:
    """A node's data without what only basic apps have."""
    found = deepcopy({name: value for name, value in data.items() if name not in _ONLY_BASIC})
    context = found.get("context")
    if isinstance(context, dict):
        context.pop("frame", None)  # pyright: ignore[reportUnknownMemberType] - any JSON object
    memory = found.get("memory")
    if isinstance(memory, dict):
        memory.pop("max_tokens", None)  # pyright: ignore[reportUnknownMemberType] - any JSON object
        if memory.get("role_prefix") is None:  # pyright: ignore[reportUnknownMemberType]
            memory["role_prefix"] = {"user": "", "assistant": ""}
    return found


def _form(start: dict[str, Any], config: Mapping[str, Any]) -> None:
    """Values that came from outside are asked for: a graph fetches them with nodes of its own."""
    variables: list[dict[str, Any]] = [v for v in start["variables"] if v.get("type") != EXTERNAL]
    known = {v.get("variable") for v in variables}
    for external in external_variables(config):
        if external.name not in known:
            variables.append(
                {"variable": external.name, "label": external.name, "type": "paragraph", "required": False}
            )
    start["variables"] = variables


def _renamed(nodes: list[dict[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Variables get names that templates can have; users still see the labels."""
    if not names:
        return nodes
    for variable in nodes[0]["data"]["variables"]:
        variable["variable"] = names.get(variable["variable"], variable["variable"])
    return [nodes[0], *(_replaced(node, names) for node in nodes[1:])]


def _replaced(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(inner, names) for key, inner in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        items = cast("list[Any]", value)
        if len(items) == 2 and items[0] == "start":
            return ["start", names.get(items[1], items[1])]
        return [_replaced(inner, names) for inner in items]
    if isinstance(value, str):
        for name in names.values():
            value = value.replace(f"{{{{#sys.{name}#}}}}", f"{{{{#start.{name}#}}}}")
    return value


def _features(mode: str, config: Mapping[str, Any]) -> dict[str, Any]:
    features = deepcopy(FEATURES)
    names = _FEATURES if mode == "completion" else (*_CHAT_FEATURES, *_FEATURES)
    features |= deepcopy({name: config[name] for name in names if config.get(name) is not None})
    if takes_files(config):
        features["file_upload"] = _upload(config["file_upload"], features["file_upload"])
    return features


def _upload(upload: Mapping[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    image: Mapping[str, Any] = upload.get("image") or {}
    found = {**usual, **deepcopy(dict(upload)), "enabled": True}
    if not upload.get("enabled"):  # a file that knows pictures alone
        found["allowed_file_types"] = ["image"]
        found["allowed_file_upload_methods"] = image.get("transfer_methods") or usual["allowed_file_upload_methods"]
        found["number_limits"] = image.get("number_limits") or 3
    return found
