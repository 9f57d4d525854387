"""The gallery, and making an app from a template."""

from collections.abc import Sequence
from uuid import UUID

import yaml

from tenon.domain.app import import_dsl
from tenon.domain.app.import_dsl import Importing
from tenon.domain.app.schemas import ImportRequest
from tenon.domain.auth.principal import Principal
from tenon.domain.provider import service as providers
from tenon.domain.provider.access import ModelAccess
from tenon.domain.template.gallery import CATEGORIES, ModelChoice, Template, gallery
from tenon.domain.template.schemas import (
    Language,
    TemplateCategory,
    TemplateDetail,
    TemplateItem,
    TemplateList,
    TemplateUse,
)
from tenon.errors import NotFound, TenonError
from tenon.kit.db import UnitOfWork


class TemplateNotFound(NotFound):
    """No template has this id."""

    code, message = "template_not_found", "The template is not there. Choose one from the gallery."


def language_of(name: str) -> Language:
    """The gallery's language for the name of one (`zh_Hans`, `zh-CN`, `en_US`)."""
    return "zh" if name.lower().startswith("zh") else "en"


def templates(mode: str, category: str, query: str, language: Language) -> TemplateList:
    """The templates that match; `query` is looked for in names and descriptions of both languages."""
    of_mode = [one for one in gallery().values() if not mode or one.mode == mode]
    filled = {name for one in of_mode for name in one.content["categories"]}
    wanted = query.strip().casefold()
    found = [
        one
        for one in of_mode
        if (not category or category in one.content["categories"]) and (not wanted or wanted in _searched(one))
    ]
    return TemplateList(
        categories=[TemplateCategory(id=id, label=label[language]) for id, label in CATEGORIES.items() if id in filled],
        data=[_item(one, language) for one in found],
    )


def template(id: str, language: Language) -> TemplateDetail:
    """A template with its preview. Raises `TemplateNotFound`."""
    found = _get(id)
    document = found.document(language, ModelChoice())
    workflow = document.get("workflow")
    return TemplateDetail.model_validate(
        {
            **_item(found, language).model_dump(),
            "graph": workflow["graph"] if workflow is not None else None,
            "model_config": document.get("model_config"),
            "sample": found.localized(language)["sample"],
        }
    )


async def use(
    uow: UnitOfWork, here: Importing, access: ModelAccess, who: Principal, id: str, body: TemplateUse
) -> UUID:
    """Make an app from a template, with the workspace's default model in it. Raises `TemplateNotFound`."""
    who.require("app.edit")
    chosen = (await providers.defaults(uow, access, who.workspace_id)).data.get("llm")
    model = ModelChoice(chosen.provider, chosen.model) if chosen is not None else ModelChoice()
    document = _get(id).document(language_of(body.language or who.language), model)
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    looks = body.model_dump(exclude={"language"}, exclude_none=True)
    request = ImportRequest.model_validate({"mode": "yaml-content", "yaml_content": text, **looks})
    result = await import_dsl.start(uow, here, who, request)
    if result.app_id is None:
        raise TenonError(f"The template could not be used: {result.error}")
    return result.app_id


def _get(id: str) -> Template:
    found = gallery().get(id)
    if found is None:
        raise TemplateNotFound()
    return found


def _searched(one: Template) -> str:
    texts: Sequence[str] = [*one.content["name"].values(), *one.content["description"].values()]
    return "\n".join(texts).casefold()


def _item(one: Template, language: Language) -> TemplateItem:
    content = one.localized(language)
    nodes = content.get("flow", {}).get("nodes", [])
    return TemplateItem(
        id=one.id,
        name=content["name"],
        description=content["description"],
        mode=content["mode"],
        icon=content["icon"],
        icon_background=content["icon_background"],
        categories=content["categories"],
        node_types=[str(node["type"]) for node in nodes],
    )
