"""Checks a whole `model_config` (contract: dsl.md 5). Unknown members are kept and not looked at."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenon.domain.app.settings_form import check_form
from tenon.domain.app.settings_problems import Findings, Wrong
from tenon.engine.basic.config import dataset_ids

MOST_STOPS = 4
MOST_PROMPTS = 10
MOST_QUESTIONS = 10
MOST_TOOLS = 10
MOST_ITERATIONS = 99
MOST_FILES = 10
LONGEST_PRESET = 100
_ROLES = ("system", "user", "assistant")
_STRATEGIES = ("function_call", "react", "cot", "router", "react_router")
_SWITCHES = (
    "suggested_questions_after_answer",
    "speech_to_text",
    "text_to_speech",
    "retriever_resource",
    "annotation_reply",
    "more_like_this",
)
_FILE_KINDS = ("image", "document", "audio", "video", "custom")
_METHODS = ("local_file", "remote_url")


def check(mode: str, config: Mapping[str, Any]) -> list[Wrong]:
    """What is wrong, in the order of the fields; empty when the app can be published."""
    found = Findings()
    kind = _model(found, config)
    _prompts(found, config, kind)
    names = check_form(found, config)
    _dialogue(found, mode, config)
    for name in _SWITCHES:
        found.switch(found.mapping(config, name), "enabled", f"{name}.enabled")
    _speech(found, config)
    _annotation(found, config)
    _moderation(found, config)
    _knowledge(found, mode, config, names)
    _agent(found, mode, config)
    _files(found, config)
    return found.found


def _model(found: Findings, config: Mapping[str, Any]) -> str:
    model = found.mapping(config, "model")
    provider = found.text(model, "provider", "model.provider")
    name = found.text(model, "name", "model.name")
    if not provider or not name:
        found.unfinished("model", "names no model: choose one")
    kind = found.choice(model, "mode", ("chat", "completion"), "model.mode") or "chat"
    where = "model.completion_params"
    params = found.mapping(model, "completion_params", where)
    stops = found.items(params, "stop", f"{where}.stop") if not isinstance(params.get("stop"), str) else []
    if len(stops) > MOST_STOPS:
        found.unfinished(f"{where}.stop", f"has {len(stops)} stop sequences; at most {MOST_STOPS} are allowed")
    if not all(isinstance(stop, str) for stop in stops):
        found.broken(f"{where}.stop", "must be texts")
    return kind


def _prompts(found: Findings, config: Mapping[str, Any], kind: str) -> None:
    expert = found.choice(config, "prompt_type", ("simple", "advanced")) == "advanced"
    found.text(config, "pre_prompt")
    chat = found.mapping(config, "chat_prompt_config")
    rows = found.rows(chat, "prompt", "chat_prompt_config.prompt")
    for where, row in rows:
        found.choice(row, "role", _ROLES, f"{where}.role")
        found.text(row, "text", f"{where}.text")
    if len(rows) > MOST_PROMPTS:
        found.unfinished("chat_prompt_config.prompt", f"has {len(rows)} messages; at most {MOST_PROMPTS} are allowed")
    whole = found.mapping(config, "completion_prompt_config")
    where = "completion_prompt_config.prompt"
    text = found.text(found.mapping(whole, "prompt", where), "text", f"{where}.text")
    where = "completion_prompt_config.conversation_histories_role"
    prefixes = found.mapping(whole, "conversation_histories_role", where)
    for name in ("user_prefix", "assistant_prefix"):
        found.text(prefixes, name, f"{where}.{name}")
    if expert and kind == "chat" and not rows:
        found.unfinished("chat_prompt_config.prompt", "is empty: an expert prompt needs at least one message")
    if expert and kind == "completion" and not text:
        found.unfinished("completion_prompt_config.prompt", "is empty: an expert prompt needs a text")


def _dialogue(found: Findings, mode: str, config: Mapping[str, Any]) -> None:
    found.text(config, "opening_statement")
    questions = found.items(config, "suggested_questions")
    if not all(isinstance(question, str) for question in questions):
        found.broken("suggested_questions", "must be texts")
    if len(questions) > MOST_QUESTIONS:
        found.unfinished("suggested_questions", f"has {len(questions)} questions; at most {MOST_QUESTIONS} are allowed")
    found.text(
        found.mapping(config, "suggested_questions_after_answer"),
        "prompt",
        "suggested_questions_after_answer.prompt",
        most=1000,
    )
    if mode != "completion" and found.mapping(config, "more_like_this").get("enabled") is True:
        found.unfinished("more_like_this.enabled", "works for text generators only")


def _speech(found: Findings, config: Mapping[str, Any]) -> None:
    speech = found.mapping(config, "text_to_speech")
    for name in ("voice", "language"):
        found.text(speech, name, f"text_to_speech.{name}")
    found.choice(speech, "autoPlay", ("enabled", "disabled"), "text_to_speech.autoPlay")


def _annotation(found: Findings, config: Mapping[str, Any]) -> None:
    reply = found.mapping(config, "annotation_reply")
    found.number(reply, "score_threshold", "annotation_reply.score_threshold", 0, 1)
    found.mapping(reply, "embedding_model", "annotation_reply.embedding_model")


def _moderation(found: Findings, config: Mapping[str, Any]) -> None:
    root = "sensitive_word_avoidance"
    review = found.mapping(config, root)
    if not found.switch(review, "enabled", f"{root}.enabled"):
        return
    kind = found.text(review, "type", f"{root}.type")
    if not kind:
        found.unfinished(f"{root}.type", "is missing: choose who moderates")
        return
    settings = found.mapping(review, "config", f"{root}.config")
    sides = [(name, found.mapping(settings, name, f"{root}.config.{name}")) for name in _SIDES]
    if not any(side.get("enabled") is True for _, side in sides):
        found.unfinished(f"{root}.config", "moderates nothing: switch inputs or outputs on")
    for name, side in sides:
        where = f"{root}.config.{name}.preset_response"
        preset = found.text(side, "preset_response", where, most=LONGEST_PRESET)
        if side.get("enabled") is True and not preset and kind != "api":
            found.unfinished(where, "is missing: what is answered instead")
    if kind == "keywords" and not found.text(settings, "keywords", f"{root}.config.keywords", most=10_000).strip():
        found.unfinished(f"{root}.config.keywords", "is empty: give keywords, one a line")
    if kind == "api" and not settings.get("api_based_extension_id"):
        found.unfinished(f"{root}.config.api_based_extension_id", "is missing: choose an API extension")


_SIDES = ("inputs_config", "outputs_config")


def _knowledge(found: Findings, mode: str, config: Mapping[str, Any], names: list[str]) -> None:
    root = "dataset_configs"
    settings = found.mapping(config, root)
    found.choice(settings, "retrieval_model", ("single", "multiple"), f"{root}.retrieval_model")
    found.number(settings, "top_k", f"{root}.top_k", 1, 100, whole=True)
    found.number(settings, "score_threshold", f"{root}.score_threshold", 0, 1)
    found.choice(settings, "reranking_mode", ("reranking_model", "weighted_score"), f"{root}.reranking_mode")
    modes = ("disabled", "automatic", "manual")
    found.choice(settings, "metadata_filtering_mode", modes, f"{root}.metadata_filtering_mode")
    chosen = found.mapping(settings, "datasets", f"{root}.datasets")
    for where, entry in found.rows(chosen, "datasets", f"{root}.datasets.datasets"):
        id = found.text(found.mapping(entry, "dataset", f"{where}.dataset"), "id", f"{where}.dataset.id")
        if id and not _is_uuid(id):
            found.broken(f"{where}.dataset.id", f"{id!r} is no id of a knowledge base")
    variable = found.text(config, "dataset_query_variable")
    if mode == "completion" and dataset_ids(config):
        if not variable:
            found.unfinished("dataset_query_variable", "is missing: choose the variable that is searched for")
        elif variable not in names:
            found.unfinished("dataset_query_variable", f"{variable!r} is no variable of the form")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _agent(found: Findings, mode: str, config: Mapping[str, Any]) -> None:
    agent = found.mapping(config, "agent_mode")
    found.switch(agent, "enabled", "agent_mode.enabled")
    found.choice(agent, "strategy", _STRATEGIES, "agent_mode.strategy")
    found.number(agent, "max_iteration", "agent_mode.max_iteration", 1, MOST_ITERATIONS, whole=True)
    tools = 0
    for where, tool in found.rows(agent, "tools", "agent_mode.tools"):
        if len(tool) < 4 or tool.get("enabled") is False:
            continue
        tools += 1
        if not tool.get("tool_name") or not (tool.get("provider_id") or tool.get("provider_name")):
            found.broken(where, "must name a provider (`provider_id`) and a tool (`tool_name`)")
        found.mapping(tool, "tool_parameters", f"{where}.tool_parameters")
    if tools > MOST_TOOLS:
        found.unfinished("agent_mode.tools", f"has {tools} tools; at most {MOST_TOOLS} can be on")
    if tools and mode == "completion":
        found.unfinished("agent_mode.tools", "text generators use no tools")


def _files(found: Findings, config: Mapping[str, Any]) -> None:
    root = "file_upload"
    upload = found.mapping(config, root)
    found.switch(upload, "enabled", f"{root}.enabled")
    found.number(upload, "number_limits", f"{root}.number_limits", 0, MOST_FILES, whole=True)
    for name, allowed in (("allowed_file_types", _FILE_KINDS), ("allowed_file_upload_methods", _METHODS)):
        _members(found, upload, name, f"{root}.{name}", allowed)
    _members(found, upload, "allowed_file_extensions", f"{root}.allowed_file_extensions", ())
    image = found.mapping(upload, "image", f"{root}.image")
    found.switch(image, "enabled", f"{root}.image.enabled")
    found.number(image, "number_limits", f"{root}.image.number_limits", 0, MOST_FILES, whole=True)
    found.choice(image, "detail", ("high", "low"), f"{root}.image.detail")
    _members(found, image, "transfer_methods", f"{root}.image.transfer_methods", _METHODS)


def _members(found: Findings, holder: Mapping[str, Any], name: str, where: str, allowed: tuple[str, ...]) -> None:
    for item in found.items(holder, name, where):
        if not isinstance(item, str) or (allowed and item not in allowed):
            wanted = f"one of {', '.join(allowed)}" if allowed else "texts"
            found.broken(where, f"has {item!r}; allowed are {wanted}")
            return
