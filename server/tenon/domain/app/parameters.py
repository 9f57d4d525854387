"""What a client must know to build the form and the controls of an app (contract: service-api.md 3)."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from tenon.domain.app.errors import NotServed
from tenon.domain.app.repository import AppRepository
from tenon.domain.app.schemas import AppInfo, PageSettings, Parameters
from tenon.domain.auth.principal import AppAccess
from tenon.domain.file.addresses import FileAddresses
from tenon.domain.site.tables import SiteRow
from tenon.domain.workflow.reader import Workflows
from tenon.domain.workspace.schemas import Limits
from tenon.engine.graph import START_TYPES
from tenon.errors import Forbidden
from tenon.kit.db import UnitOfWork

_OFF: dict[str, Any] = {"enabled": False}
_SWITCHES = (
    "suggested_questions_after_answer",
    "speech_to_text",
    "text_to_speech",
    "retriever_resource",
    "annotation_reply",
    "more_like_this",
    "sensitive_word_avoidance",
)
_UPLOAD: dict[str, Any] = {
    "enabled": False,
    "image": {"enabled": False, "number_limits": 3, "detail": "high", "transfer_methods": ["remote_url", "local_file"]},
}


class ReplySwitch:
    """Tells whether annotations answer the users of an app now: the switch counts, whatever was published with it.

    `ask` gives the feature `annotation_reply` of an app of a workspace, or None where it was never switched.
    """

    def __init__(self, ask: Callable[[UnitOfWork, UUID, UUID], Awaitable[dict[str, Any] | None]]) -> None:
        self._ask = ask

    async def applied(self, uow: UnitOfWork, app: AppAccess, features: dict[str, Any]) -> dict[str, Any]:
        """The features with the switch as it is."""
        if app.mode in ("workflow", "completion"):
            return features
        found = await self._ask(uow, app.workspace_id, app.id)
        return features if found is None else {**features, "annotation_reply": found}


async def of_app(
    uow: UnitOfWork, workflows: Workflows, switch: ReplySwitch, app: AppAccess, limits: Limits
) -> Parameters:
    """The parameters of a published app. Raises `NotServed` when nothing is published."""
    if app.mode in ("workflow", "advanced-chat"):
        found = await workflows.published(app.workspace_id, app.id)
        if found is None:
            raise NotServed()
        features = await switch.applied(uow, app, found.features)
        return _parameters(features, [{str(v.get("type")): v} for v in start_variables(found.graph)], limits)
    served = await AppRepository(uow, app.workspace_id).latest_config(app.id)
    if served is None:
        raise NotServed()
    config: dict[str, Any] = served.config
    if not isinstance(config.get("retriever_resource"), dict):
        config = {**config, "retriever_resource": {"enabled": True}}
    config = await switch.applied(uow, app, config)
    return _parameters(config, config.get("user_input_form") or [], limits)


def start_variables(graph: dict[str, Any]) -> list[dict[str, Any]]:
    """The variables of the start form, as stored."""
    nodes: list[dict[str, Any]] = graph.get("nodes") or []
    for node in nodes:
        data: dict[str, Any] = node.get("data") or {}
        if data.get("type") in START_TYPES:
            return data.get("variables") or []
    return []


def _parameters(features: dict[str, Any], form: list[dict[str, Any]], limits: Limits) -> Parameters:
    switches: dict[str, dict[str, Any]] = {name: {**_OFF, **(features.get(name) or {})} for name in _SWITCHES}
    return Parameters(
        opening_statement=features.get("opening_statement") or "",
        suggested_questions=features.get("suggested_questions") or [],
        **switches,
        user_input_form=form,
        file_upload={**_UPLOAD, **(features.get("file_upload") or {})},
        system_parameters=limits.model_dump(),
    )


async def info(uow: UnitOfWork, workspace_id: UUID, app_id: UUID) -> AppInfo:
    """Name, description, tags, mode and author. Raises `NotServed`."""
    repository = AppRepository(uow, workspace_id)
    found = await repository.listed(app_id)
    if found is None:
        raise NotServed()
    tags = (await repository.tags([app_id])).get(app_id, [])
    return AppInfo(
        name=found.app.name,
        description=found.app.description,
        tags=[tag.name for tag in tags],
        mode=found.app.mode,
        author_name=found.author or "",
    )


async def site(uow: UnitOfWork, addresses: FileAddresses, workspace_id: UUID, app_id: UUID, base: str) -> PageSettings:
    """The looks of the app's page. Raises `Forbidden` when it has none."""
    found = await AppRepository(uow, workspace_id).listed(app_id)
    if found is None or found.site is None:
        raise Forbidden("The app has no page.")
    return page_settings(found.site, addresses, base)


def page_settings(row: SiteRow, addresses: FileAddresses, base: str) -> PageSettings:
    """The looks of a page on the wire; texts that are not set are empty."""
    url = row.icon if row.icon_type == "link" else None
    if row.icon_type == "image" and row.icon:
        url = addresses.preview(row.icon, base=base)
    return PageSettings(
        title=row.title,
        chat_color_theme=row.chat_color_theme or "",
        chat_color_theme_inverted=row.chat_color_theme_inverted,
        icon_type=row.icon_type or "",
        icon=row.icon or "",
        icon_background=row.icon_background or "",
        icon_url=url,
        description=row.description,
        copyright=row.copyright or "",
        privacy_policy=row.privacy_policy or "",
        input_placeholder=row.input_placeholder,
        custom_disclaimer=row.custom_disclaimer,
        default_language=row.default_language,
        show_workflow_steps=row.show_workflow_steps,
        use_icon_as_answer_icon=row.use_icon_as_answer_icon,
    )
