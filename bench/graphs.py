"""App documents for the benchmarks, built in code."""

from typing import Any

Node = dict[str, Any]


def node(node_id: str, kind: str, **data: Any) -> Node:
    """A node of a graph."""
    return {
        "id": node_id,
        "type": "custom",
        "position": {"x": 0, "y": 0},
        "data": {"type": kind, "title": node_id, **data},
    }


def edge(source: str, target: str, handle: str = "source") -> Node:
    """An edge between two nodes."""
    return {
        "id": f"{source}-{handle}-{target}", "type": "custom", "source": source, "sourceHandle": handle,
        "target": target, "targetHandle": "target",
    }  # fmt: skip


def app(name: str, mode: str, nodes: list[Node], edges: list[Node]) -> dict[str, Any]:
    """An app document as an export holds it."""
    return {
        "kind": "app", "version": "0.5.0",
        "app": {"name": name, "mode": mode, "description": "", "icon": "🤖", "icon_background": "#FFEAD5"},
        "workflow": {
            "graph": {"nodes": nodes, "edges": edges}, "features": {},
            "environment_variables": [], "conversation_variables": [],
        },
    }  # fmt: skip


START = node(
    "start",
    "start",
    variables=[{"variable": "q", "label": "q", "type": "text-input", "required": False, "max_length": 48}],
)
END = node("end", "end", outputs=[{"variable": "q", "value_selector": ["start", "q"]}])


def _branch(node_id: str, target: str) -> Node:
    condition = {"id": "c", "variable_selector": ["start", "q"], "comparison_operator": "is", "value": "never"}
    return node(node_id, "if-else", cases=[{"case_id": "true", "logical_operator": "and", "conditions": [condition]}])


def chain(length: int) -> dict[str, Any]:
    """Start, `length - 2` if-else nodes that take ELSE, end."""
    middle = [f"n{i}" for i in range(length - 2)]
    nodes = [START, *(_branch(name, "") for name in middle), END]
    edges = []
    for source, target in zip(["start", *middle], [*middle, "end"], strict=True):
        edges.append(edge(source, target, "source" if source == "start" else "false"))
    return app(f"chain {length}", "workflow", nodes, edges)


def fan_out(width: int, url: str) -> dict[str, Any]:
    """Start, `width` parallel HTTP nodes, end."""
    request = {
        "method": "get", "url": url, "headers": "", "params": "", "authorization": {"type": "no-auth", "config": None},
        "body": {"type": "none", "data": []}, "timeout": {},
    }  # fmt: skip
    names = [f"h{i}" for i in range(width)]
    nodes = [START, *(node(n, "http-request", **request) for n in names), END]
    edges = [edge("start", name) for name in names] + [edge(name, "end") for name in names]
    return app("fan out", "workflow", nodes, edges)


def iteration(parallel: bool) -> dict[str, Any]:
    """An iteration over a list from a code node, with one node inside that does nothing."""
    code = {
        "code_language": "python3", "code": "def main():\n    return {'items': list(range(100))}", "variables": [],
        "outputs": {"items": {"type": "array[number]", "children": None}},
    }  # fmt: skip
    inner = {"isInIteration": True, "iteration_id": "iter"}
    loop = {
        "iterator_selector": ["code", "items"], "output_selector": ["pick", "output"], "output_type": "array[number]",
        "start_node_id": "iterstart", "is_parallel": parallel, "parallel_nums": 10,
    }  # fmt: skip
    nodes = [
        START,
        node("code", "code", **code),
        node("iter", "iteration", **loop),
        node("iterstart", "iteration-start", **inner) | {"parentId": "iter", "type": "custom-iteration-start"},
        node("pick", "variable-aggregator", output_type="number", variables=[["iter", "item"]], **inner)
        | {"parentId": "iter"},
        node("end", "end", outputs=[{"variable": "r", "value_selector": ["iter", "output"]}]),
    ]
    edges = [edge("start", "code"), edge("code", "iter"), edge("iterstart", "pick"), edge("iter", "end")]
    return app(f"iteration {'parallel' if parallel else 'sequential'}", "workflow", nodes, edges)


def chat(provider: str, model: str) -> dict[str, Any]:
    """A chatflow: start, model, answer."""
    llm = {
        "model": {"provider": provider, "name": model, "mode": "chat", "completion_params": {}},
        "prompt_template": [{"id": "p", "role": "user", "text": "{{#sys.query#}}"}],
        "context": {"enabled": False, "variable_selector": []}, "vision": {"enabled": False},
    }  # fmt: skip
    nodes = [
        node("start", "start", variables=[]),
        node("llm", "llm", **llm),
        node("answer", "answer", answer="{{#llm.text#}}"),
    ]
    return app(f"chat {model}", "advanced-chat", nodes, [edge("start", "llm"), edge("llm", "answer")])
