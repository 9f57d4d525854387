"""`sensitive_word_avoidance` of an app (contract: dsl.md 5), whatever its age."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from tenon.errors import InvalidParam

FEATURE = "sensitive_word_avoidance"
MOST_WORDS, LONGEST_WORD, LONGEST_PRESET = 100, 100, 100


@dataclass(frozen=True, slots=True)
class Side:
    """One direction: inputs or outputs."""

    enabled: bool
    preset: str


@dataclass(frozen=True, slots=True)
class ModerationSettings:
    """What is switched on. `kind` is `keywords`, `openai_moderation`, `api` or a code extension's name."""

    kind: str
    config: Mapping[str, Any]
    inputs: Side
    outputs: Side


def read(features: Mapping[str, Any]) -> ModerationSettings | None:
    """The settings; None when moderation is off."""
    feature = features.get(FEATURE)
    if not isinstance(feature, dict):
        return None
    known = cast("dict[str, Any]", feature)
    if not known.get("enabled"):
        return None
    config: dict[str, Any] = known.get("config") or {}
    inputs, outputs = _side(config.get("inputs_config")), _side(config.get("outputs_config"))
    if not known.get("type") or not (inputs.enabled or outputs.enabled):
        return None
    return ModerationSettings(str(known["type"]), config, inputs, outputs)


def _side(value: object) -> Side:
    known = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    return Side(bool(known.get("enabled")), str(known.get("preset_response") or ""))


def words_of(value: object) -> list[str]:
    """The words of a setting: one a line."""
    return value.splitlines() if isinstance(value, str) else []


def check(features: Mapping[str, Any]) -> None:
    """Raise `InvalidParam` for settings that cannot be published; off is always right."""
    feature: dict[str, Any] = features.get(FEATURE) or {}
    if not feature.get("enabled"):
        return
    found = read(features)
    if not feature.get("type"):
        raise _wrong("choose what moderates: keywords, OpenAI Moderation or an extension.")
    if found is None:
        raise _wrong("switch moderation of inputs or of outputs on.")
    for side, name in ((found.inputs, "inputs"), (found.outputs, "outputs")):
        if side.enabled and found.kind in ("keywords", "openai_moderation"):
            if not side.preset:
                raise _wrong(f"the preset reply for {name} is missing.")
            if len(side.preset) > LONGEST_PRESET:
                raise _wrong(f"the preset reply for {name} has more than {LONGEST_PRESET} characters.")
    if found.kind == "keywords":
        _check_words(found.config.get("keywords"))
    if found.kind == "api" and not found.config.get("api_based_extension_id"):
        raise _wrong("choose an API extension.")


def _check_words(value: object) -> None:
    words = [word for word in words_of(value) if word.strip()]
    if not words:
        raise _wrong("enter keywords, one a line.")
    if len(words) > MOST_WORDS:
        raise _wrong(f"there are more than {MOST_WORDS} keywords.")
    if any(len(word) > LONGEST_WORD for word in words):
        raise _wrong(f"a keyword has more than {LONGEST_WORD} characters.")


def _wrong(text: str) -> InvalidParam:
    return InvalidParam(f"Content moderation: {text}", params=FEATURE)
