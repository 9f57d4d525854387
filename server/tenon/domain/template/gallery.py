"""The templates as they are kept: one file each, both languages in one text.

A mapping with exactly the keys `en` and `zh` stands for a text in two languages. `model: default` (or a mapping with
`use: default` and parameters) stands for the workspace's default model. Basic apps give `config`, the members of
`model_config` that differ from a new app's; the others `flow` (see `flow.py`), `features` and `conversation_variables`.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml

from tenon.domain.app.dsl import CURRENT
from tenon.domain.app.skeletons import FEATURES, settings
from tenon.domain.template import flow
from tenon.domain.template.schemas import Language

CATEGORIES: Mapping[str, Mapping[Language, str]] = {
    "assistant": {"en": "Assistants", "zh": "助手"},
    "writing": {"en": "Writing", "zh": "写作"},
    "support": {"en": "Customer support", "zh": "客户服务"},
    "research": {"en": "Research", "zh": "研究"},
    "data": {"en": "Data", "zh": "数据处理"},
    "coding": {"en": "Coding", "zh": "编程"},
    "education": {"en": "Education", "zh": "教育"},
    "business": {"en": "Business", "zh": "商务办公"},
}
"""Shelves in their order."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The model that stands where a template says `default`; empty when the workspace has none."""

    provider: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One template as kept."""

    id: str
    content: Mapping[str, Any]

    @property
    def mode(self) -> str:
        """The app's mode."""
        return str(self.content["mode"])

    def localized(self, language: Language) -> dict[str, Any]:
        """The content with its texts in one language."""
        return cast("dict[str, Any]", _one_language(self.content, language))

    def document(self, language: Language, model: ModelChoice) -> dict[str, Any]:
        """The app file (contract: dsl.md) that importing the template is."""
        content = cast("dict[str, Any]", _with_model(self.localized(language), model))
        app = {
            "name": content["name"],
            "mode": content["mode"],
            "icon": content["icon"],
            "icon_type": "emoji",
            "icon_background": content["icon_background"],
            "description": content["description"],
            "use_icon_as_answer_icon": False,
        }
        document: dict[str, Any] = {"kind": "app", "version": CURRENT, "app": app, "dependencies": []}
        if "config" in content:
            return {**document, "model_config": {**settings(content["mode"]), **content["config"]}}
        workflow = {
            "graph": flow.graph(content["flow"]),
            "features": {**deepcopy(FEATURES), **content.get("features", {})},
            "environment_variables": content.get("environment_variables", []),
            "conversation_variables": content.get("conversation_variables", []),
        }
        return {**document, "workflow": workflow}


@cache
def gallery() -> Mapping[str, Template]:
    """All templates by id, in the order of the gallery."""
    found: list[Template] = []
    for entry in files("tenon.domain.template").joinpath("gallery").iterdir():
        if entry.name.endswith(".yaml"):
            content: dict[str, Any] = yaml.load(entry.read_text("utf-8"), Loader=_LOADER)
            found.append(Template(entry.name.removesuffix(".yaml"), content))
    found.sort(key=lambda template: (template.content.get("order", 100), template.id))
    return {template.id: template for template in found}


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _one_language(value: Any, language: Language) -> Any:
    if isinstance(value, dict):
        mapping = cast("dict[str, Any]", value)
        if mapping.keys() == {"en", "zh"}:
            return mapping[language]
        return {key: _one_language(entry, language) for key, entry in mapping.items()}
    if isinstance(value, list):
        return [_one_language(entry, language) for entry in cast("list[Any]", value)]
    return value


def _with_model(value: Any, model: ModelChoice) -> Any:
    if isinstance(value, list):
        return [_with_model(entry, model) for entry in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    mapping = cast("dict[str, Any]", value)
    found = {key: _with_model(entry, model) for key, entry in mapping.items()}
    chosen = mapping.get("model")
    if chosen == "default" or (isinstance(chosen, dict) and cast("dict[str, Any]", chosen).get("use") == "default"):
        parameters: dict[str, Any] = dict(cast("dict[str, Any]", chosen)) if isinstance(chosen, dict) else {}
        parameters.pop("use", None)
        found["model"] = {
            "provider": model.provider,
            "name": model.name,
            "mode": "chat",
            "completion_params": parameters,
        }
    return found
