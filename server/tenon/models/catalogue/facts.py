"""What is known of a model: the catalogue's facts, or those that a custom model's form states."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from tenon.models.catalogue.schema import CatalogueModel, CatalogueProvider, Feature, ParameterRule, Wiring
from tenon.models.policies import Pricing
from tenon.models.port import ModelFacts, Voice
from tenon.models.protocols.openai_wire import Dialect, Placement

_YES = ("true", "support", "supported", "tool_call", "function_call", "yes", "1", "on")
_OTHER = {"parameters", "api", "purpose", "encoding_format", "picture", "picture_fields"}
"""Members of a wiring that are no part of the dialect of language models."""
_SWITCHES: tuple[tuple[Feature, tuple[str, ...]], ...] = (
    ("vision", ("vision_support",)),
    ("tool-call", ("function_calling_type", "function_call_support")),
    ("audio", ("audio_support",)),
    ("video", ("video_support",)),
    ("document", ("document_support",)),
    ("structured-output", ("structured_output_support",)),
    ("agent-thought", ("agent_thought_support",)),
)


def yes(value: object) -> bool:
    """Whether a form value says yes, in any of the usual spellings."""
    return str(value).strip().lower() in _YES


def number(value: object, default: int) -> int:
    """A positive whole number typed into a form; the default when it is none."""
    text = str(value).strip()
    return int(text) if text.isdigit() and int(text) > 0 else default


def custom_features(credentials: Mapping[str, Any]) -> list[Feature]:
    """The features that a custom model's form states."""
    return [feature for feature, names in _SWITCHES if any(yes(credentials.get(name)) for name in names)]


def custom_mode(credentials: Mapping[str, Any]) -> Literal["chat", "completion"]:
    """Chat or completion, as the form states."""
    return "completion" if (credentials.get("mode") or credentials.get("completion_type")) == "completion" else "chat"


def facts_of(model: CatalogueModel) -> ModelFacts:
    """The facts of a predefined model."""
    properties = model.model_properties
    longest = next((r.max for r in model.parameter_rules if r.name == "max_tokens"), None)
    return _facts(
        model.features,
        mode=properties.mode or "chat",
        context=properties.context_size or 4096,
        longest=int(longest) if longest is not None else None,
        rules=model.parameter_rules,
    )


def custom_facts(
    provider: CatalogueProvider, base: CatalogueModel | None, credentials: Mapping[str, Any]
) -> ModelFacts:
    """The facts of a custom model: its form, over the predefined model it is a variant of."""
    known = facts_of(base) if base is not None else None
    features: set[Feature] = {*custom_features(credentials), *(base.features if base is not None else ())}
    context = number(credentials.get("context_size"), known.context_size if known else 4096)
    typed = credentials.get("max_tokens_to_sample") or credentials.get("max_tokens")
    longest = number(typed, known.max_output or 4096 if known else 4096)
    rules = base.parameter_rules if base is not None else custom_rules(provider, features, longest)
    mode = known.mode if known else custom_mode(credentials)
    return _facts(features, mode=mode, context=context, longest=longest, rules=rules)


def custom_rules(provider: CatalogueProvider, features: Collection[Feature], longest: int) -> list[ParameterRule]:
    """The parameter rules of a custom model."""
    rules: list[ParameterRule] = []
    for rule in provider.custom_rules:
        if rule.name == "max_tokens":
            rule = rule.model_copy(update={"max": float(longest), "default": min(rule.default or longest, longest)})
        elif rule.name in ("json_schema", "response_format") and "structured-output" not in features:
            if rule.name == "json_schema":
                continue
            rule = rule.model_copy(update={"options": [o for o in rule.options if o != "json_schema"]})
        rules.append(rule)
    return rules


def wire_rule(rule: ParameterRule) -> dict[str, Any]:
    """A parameter rule as JSON, empty members left out."""
    return rule.model_dump(mode="json", exclude_none=True, exclude_defaults=False)


def dialect_of(wirings: Sequence[Wiring], credentials: Mapping[str, Any]) -> Dialect:
    """The dialect: the provider's, then the model's, then what the form says."""
    values: dict[str, Any] = {}
    placements: dict[str, Placement] = {}
    for wiring in wirings:
        values |= wiring.model_dump(exclude_none=True, exclude=_OTHER)
        placements |= {name: Placement(place.path, place.values) for name, place in wiring.parameters.items()}
    if credentials.get("token_param_name") == "max_completion_tokens":
        values["max_tokens"] = "max_completion_tokens"
    return Dialect(**values, parameters=placements)


def voices_of(base: CatalogueModel | None, credentials: Mapping[str, Any]) -> tuple[list[Voice], str]:
    """The voices of a speech model, and the one to use where none is chosen; a form names them with commas."""
    typed = [name.strip() for name in str(credentials.get("voices") or "").replace("，", ",").split(",")]
    own = [Voice(name, name) for name in dict.fromkeys(typed) if name]
    if own or base is None:
        return own, own[0].id if own else ""
    figures = base.model_properties
    voices = [Voice(entry.mode, entry.name, tuple(entry.language)) for entry in figures.voices]
    return voices, figures.default_voice or (voices[0].id if voices else "")


def pricing_of(model: CatalogueModel | None) -> Pricing:
    """The prices of a model; nothing when they are not known."""
    if model is None or model.pricing is None:
        return Pricing()
    prices = model.pricing
    return Pricing(prices.input, prices.output, prices.unit, prices.currency, prices.per)


def _facts(
    features: Collection[Feature],
    *,
    mode: Literal["chat", "completion"],
    context: int,
    longest: int | None,
    rules: Sequence[ParameterRule],
) -> ModelFacts:
    return ModelFacts(
        mode=mode,
        context_size=context,
        max_output=longest,
        vision="vision" in features,
        audio="audio" in features,
        video="video" in features,
        document="document" in features,
        tool_call="tool-call" in features or "multi-tool-call" in features,
        json_schema="structured-output" in features,
        thinking="agent-thought" in features,
        parameters=tuple(wire_rule(rule) for rule in rules),
    )
