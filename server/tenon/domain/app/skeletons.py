"""What a new app starts with."""

from copy import deepcopy
from typing import Any

from tenon.domain.workflow.content import Content

WORKFLOW_MODES = ("workflow", "advanced-chat")

FEATURES: dict[str, Any] = {
    "opening_statement": "",
    "suggested_questions": [],
    "suggested_questions_after_answer": {"enabled": False},
    "speech_to_text": {"enabled": False},
    "text_to_speech": {"enabled": False, "voice": "", "language": ""},
    "retriever_resource": {"enabled": True},
    "sensitive_word_avoidance": {"enabled": False},
    "file_upload": {
        "enabled": False,
        "allowed_file_types": ["image"],
        "allowed_file_extensions": [".JPG", ".JPEG", ".PNG", ".GIF", ".WEBP", ".SVG"],
        "allowed_file_upload_methods": ["local_file", "remote_url"],
        "number_limits": 3,
        "image": {"enabled": False, "number_limits": 3, "transfer_methods": ["local_file", "remote_url"]},
    },
}


def canvas_node(node_id: str, x: int, data: dict[str, Any]) -> dict[str, Any]:
    """A node as the canvas stores it."""
    return {
        "id": node_id,
        "type": "custom",
        "data": {"desc": "", "selected": False, **data},
        "position": {"x": x, "y": 282},
        "positionAbsolute": {"x": x, "y": 282},
        "sourcePosition": "right",
        "targetPosition": "left",
        "width": 244,
        "height": 90,
        "selected": False,
    }


def canvas_edge(source: str, source_type: str, target: str, target_type: str) -> dict[str, Any]:
    """An edge as the canvas stores it."""
    return {
        "id": f"{source}-source-{target}-target",
        "type": "custom",
        "source": source,
        "sourceHandle": "source",
        "target": target,
        "targetHandle": "target",
        "zIndex": 0,
        "data": {"sourceType": source_type, "targetType": target_type, "isInIteration": False, "isInLoop": False},
    }


_START: dict[str, Any] = {"type": "start", "title": "Start", "variables": []}
_LLM: dict[str, Any] = {
    "type": "llm",
    "title": "LLM",
    "model": {"provider": "", "name": "", "mode": "chat", "completion_params": {"temperature": 0.7}},
    "prompt_template": [{"role": "system", "text": ""}],
    "context": {"enabled": False, "variable_selector": []},
    "memory": {
        "window": {"enabled": False, "size": 10},
        "query_prompt_template": "{{#sys.query#}}",
        "role_prefix": {"user": "", "assistant": ""},
    },
    "vision": {"enabled": False},
    "variables": [],
}
_ANSWER: dict[str, Any] = {"type": "answer", "title": "Answer", "answer": "{{#llm.text#}}", "variables": []}


def workflow_content(mode: str, model: dict[str, Any] | None = None) -> Content:
    """The first draft: a start node; for a chatflow also an LLM node with the `model`, and an answer."""
    nodes, edges = [canvas_node("start", 80, _START)], list[dict[str, Any]]()
    if mode == "advanced-chat":
        llm = {**_LLM, "model": model or _LLM["model"]}
        nodes += [canvas_node("llm", 380, llm), canvas_node("answer", 680, _ANSWER)]
        edges = [canvas_edge("start", "start", "llm", "llm"), canvas_edge("llm", "llm", "answer", "answer")]
    graph = {"nodes": nodes, "edges": edges, "viewport": {"x": 0, "y": 0, "zoom": 1}}
    return Content(deepcopy(graph), deepcopy(FEATURES))


def settings(mode: str, model: dict[str, Any] | None = None) -> dict[str, Any]:
    """`model_config` of a new basic app (contract: dsl.md 5); without a `model` none is chosen."""
    found: dict[str, Any] = {
        "model": model or {"provider": "", "name": "", "mode": "chat", "completion_params": {}},
        "prompt_type": "simple",
        "pre_prompt": "",
        "chat_prompt_config": {},
        "completion_prompt_config": {},
        "user_input_form": [],
        "dataset_query_variable": "",
        "opening_statement": "",
        "suggested_questions": [],
        "suggested_questions_after_answer": {"enabled": False},
        "speech_to_text": {"enabled": False},
        "text_to_speech": {"enabled": False},
        "retriever_resource": {"enabled": True},
        "annotation_reply": {"enabled": False},
        "more_like_this": {"enabled": False},
        "sensitive_word_avoidance": {"enabled": False},
        "external_data_tools": [],
        "dataset_configs": {"retrieval_model": "multiple", "datasets": {"datasets": []}},
        "agent_mode": {"enabled": mode == "agent-chat", "max_iteration": 10, "tools": []},
        "file_upload": {"image": {"enabled": False, "number_limits": 3, "detail": "high"}},
    }
    if mode == "completion":
        found |= {
            "pre_prompt": "{{query}}",
            "user_input_form": [
                {"paragraph": {"label": "Query", "variable": "query", "required": True, "default": ""}}
            ],
        }
    if mode == "agent-chat":
        found["agent_mode"] |= {"strategy": "function_call", "prompt": None}
    return found
