"""Reviewers: each judges the inputs of a turn and pieces of an answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, cast
from uuid import UUID

from tenon.domain.extension.kinds import ExtensionKinds
from tenon.domain.extension.moderation_settings import ModerationSettings
from tenon.domain.extension.service import ApiExtensions
from tenon.domain.extension.wire import failed
from tenon.domain.moderation.keywords import Keywords
from tenon.models.port import ModerationModel

Action = Literal["direct_output", "overridden"]
INPUT_POINT, OUTPUT_POINT = "app.moderation.input", "app.moderation.output"


@dataclass(frozen=True, slots=True)
class Verdict:
    """On a flagged text: `preset` is the answer, or what is `overridden` takes the place of the given.

    `query` and `text` are None, and `inputs` empty, where nothing takes the place.
    """

    action: Action
    preset: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    query: str | None = None
    text: str | None = None


class Reviewer(Protocol):
    """Judges; None: nothing is wrong. Raises `TenonError` when it cannot."""

    async def review_inputs(self, inputs: Mapping[str, Any], query: str | None) -> Verdict | None:
        """What a user sent."""
        ...

    async def review_output(self, text: str) -> Verdict | None:
        """A piece of an answer."""
        ...


def texts_of(value: object) -> Iterator[str]:
    """Every text in a value, at any depth; what describes a file is none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        if "dify_model_identity" in value:
            return
        for member in cast("Mapping[str, Any]", value).values():
            yield from texts_of(member)
    elif isinstance(value, list | tuple):
        for member in cast("list[Any]", value):
            yield from texts_of(member)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


class KeywordReviewer:
    """By a list of words."""

    def __init__(self, settings: ModerationSettings, words: Keywords) -> None:
        self._settings, self._words = settings, words

    async def review_inputs(self, inputs: Mapping[str, Any], query: str | None) -> Verdict | None:
        """Flag a listed word in the message or in a variable."""
        if any(map(self._words.found, texts_of([query or "", inputs]))):
            return Verdict("direct_output", self._settings.inputs.preset)
        return None

    async def review_output(self, text: str) -> Verdict | None:
        """Flag a listed word."""
        return Verdict("direct_output", self._settings.outputs.preset) if self._words.found(text) else None


class ModelReviewer:
    """By a moderation model."""

    def __init__(self, settings: ModerationSettings, model: ModerationModel) -> None:
        self._settings, self._model = settings, model

    async def review_inputs(self, inputs: Mapping[str, Any], query: str | None) -> Verdict | None:
        """Flag what the model flags in the message or in a variable."""
        texts = [text for text in texts_of([query or "", inputs]) if text.strip()]
        if texts and await self._model.flagged(texts):
            return Verdict("direct_output", self._settings.inputs.preset)
        return None

    async def review_output(self, text: str) -> Verdict | None:
        """Flag what the model flags."""
        if text.strip() and await self._model.flagged([text]):
            return Verdict("direct_output", self._settings.outputs.preset)
        return None


class ApiReviewer:
    """By an API extension (contract: web-and-embed.md 6)."""

    def __init__(self, settings: ModerationSettings, extensions: ApiExtensions, workspace_id: UUID, app: UUID) -> None:
        self._extensions, self._workspace_id, self._app = extensions, workspace_id, str(app)
        self._id = settings.config.get("api_based_extension_id")

    async def review_inputs(self, inputs: Mapping[str, Any], query: str | None) -> Verdict | None:
        """What the service says of the message and the variables."""
        params: dict[str, Any] = {"app_id": self._app, "inputs": inputs}
        if query is not None:
            params["query"] = query
        return await self._ask(INPUT_POINT, params)

    async def review_output(self, text: str) -> Verdict | None:
        """What the service says of a piece."""
        return await self._ask(OUTPUT_POINT, {"app_id": self._app, "text": text})

    async def _ask(self, point: str, params: Mapping[str, Any]) -> Verdict | None:
        answer = await self._extensions.call(self._workspace_id, self._id, point, params)
        try:
            return verdict(answer)
        except ValueError as error:
            raise failed(await self._extensions.name(self._workspace_id, self._id), str(error)) from None


class CodeReviewer:
    """By an extension of the operator's own code."""

    def __init__(self, settings: ModerationSettings, kinds: ExtensionKinds, workspace_id: UUID, app: UUID) -> None:
        self._settings, self._kinds, self._workspace_id, self._app = settings, kinds, workspace_id, app

    async def review_inputs(self, inputs: Mapping[str, Any], query: str | None) -> Verdict | None:
        """What the code says of the message and the variables."""
        return await self._ask("inputs", inputs=inputs, query=query or "")

    async def review_output(self, text: str) -> Verdict | None:
        """What the code says of a piece."""
        return await self._ask("outputs", text=text)

    async def _ask(self, operation: str, **values: Any) -> Verdict | None:
        name = self._settings.kind
        config = self._settings.config
        answer = await self._kinds.call("moderation", name, operation, self._workspace_id, self._app, config, **values)
        try:
            return verdict(answer)
        except ValueError as error:
            raise failed(name, str(error)) from None


def verdict(answer: object) -> Verdict | None:
    """The verdict in an extension's answer; `flagged: false` is none, whatever else it says. Raises `ValueError`."""
    known = cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}
    flagged = known.get("flagged")
    if not isinstance(flagged, bool):
        raise ValueError("the answer must have flagged: true or false.")
    if not flagged:
        return None
    action = known.get("action")
    if action == "direct_output":
        preset = known.get("preset_response")
        if not isinstance(preset, str):
            raise ValueError("an answer with direct_output must have the text preset_response.")
        return Verdict("direct_output", preset)
    if action != "overridden":
        raise ValueError("the action must be direct_output or overridden.")
    inputs, query, text = known.get("inputs"), known.get("query"), known.get("text")
    if not isinstance(inputs, dict | None) or not isinstance(query, str | None) or not isinstance(text, str | None):
        raise ValueError("an overridden answer must have inputs as an object and query and text as texts.")
    return Verdict("overridden", inputs=cast("dict[str, Any]", inputs or {}), query=query, text=text)
