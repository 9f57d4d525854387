"""From the short notation of a template to a graph as it is stored (contract: dsl.md 6).

A flow is `nodes` in reading order and `edges` written `source -> target` or `source.handle -> target`. A node that
stands in an iteration or a loop names it as `within`; its container gets its start chip and its size here. Places
follow from the edges: one column for each step.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast

WIDTH, HEIGHT = 244, 98
_COLUMN, _ROW = 324, 172
_LEFT, _TOP = 60, 90
_MARGIN = 32

type Values = dict[str, Any]


def graph(flow: Mapping[str, Any]) -> Values:
    """The graph of a flow. Raises `KeyError` for an edge to a node that is not there."""
    given: list[Values] = flow["nodes"]
    nodes = {str(row["id"]): row for row in given}
    links = [_link(str(text)) for text in flow["edges"]]
    inner: dict[str | None, list[str]] = defaultdict(list)
    for id, row in nodes.items():
        inner[row.get("within")].append(id)
    places, sizes = _places(inner, links, nodes)
    drawn: list[Values] = []
    edges = [_edge(*link, nodes) for link in links]
    for id, row in nodes.items():
        drawn.append(_node(id, row, places[id], sizes.get(id, (WIDTH, HEIGHT)), nodes))
        if id in inner:
            drawn.append(_chip(id, str(row["type"])))
            first = next(child for child in inner[id] if all(target != child for _, _, target in links))
            edges.append(_edge(f"{id}start", "source", first, nodes))
    return {"nodes": drawn, "edges": edges, "viewport": {"x": 0, "y": 0, "zoom": 1}}


def _link(text: str) -> tuple[str, str, str]:
    source, target = (part.strip() for part in text.split("->"))
    node, _, handle = source.partition(".")
    return node, handle or "source", target


def _places(
    inner: Mapping[str | None, Sequence[str]], links: Sequence[tuple[str, str, str]], nodes: Mapping[str, Values]
) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]]]:
    places: dict[str, tuple[int, int]] = {}
    sizes: dict[str, tuple[int, int]] = {}
    for container in [*(id for id in inner if id is not None), None]:  # containers first: their size counts outside
        ids = inner[container]
        depth = _depths(ids, links)
        left = 100 if container else 80
        top = 80 if container else 282
        columns: dict[int, list[str]] = defaultdict(list)
        for id in ids:
            columns[depth[id]].append(id)
        x, lowest = left, top + HEIGHT
        for column in range(max(columns) + 1):
            y = top
            wide = WIDTH
            for id in columns[column]:
                width, height = sizes.get(id, (WIDTH, HEIGHT))
                places[id] = (x, y)
                y += height + (_ROW - HEIGHT)
                wide = max(wide, width)
                lowest = max(lowest, places[id][1] + height)
            x += wide + (_COLUMN - WIDTH)
        if container is not None:
            sizes[container] = (x - (_COLUMN - WIDTH) + _MARGIN, lowest + _MARGIN)
    return places, sizes


def _depths(ids: Sequence[str], links: Sequence[tuple[str, str, str]]) -> dict[str, int]:
    """The longest way from the first nodes to each."""
    depth = dict.fromkeys(ids, 0)
    for _ in ids:
        for source, _, target in links:
            if source in depth and target in depth:
                depth[target] = max(depth[target], depth[source] + 1)
    return depth


def _node(id: str, row: Values, at: tuple[int, int], size: tuple[int, int], nodes: Mapping[str, Values]) -> Values:
    data = {key: value for key, value in row.items() if key not in ("id", "within")}
    data = {"desc": "", "selected": False, **data}
    wrapper: Values = {
        "id": id,
        "type": "custom",
        "position": {"x": at[0], "y": at[1]},
        "positionAbsolute": {"x": at[0], "y": at[1]},
        "sourcePosition": "right",
        "targetPosition": "left",
        "width": size[0],
        "height": size[1],
        "selected": False,
    }
    if data["type"] in ("iteration", "loop"):
        data |= {"start_node_id": f"{id}start", "width": size[0], "height": size[1]}
    container = row.get("within")
    if container is not None:
        data |= _inside(container, str(nodes[container]["type"]))
        x, y = cast("dict[str, int]", wrapper["position"]).values()
        wrapper |= {"parentId": container, "extent": "parent", "zIndex": 1002}
        wrapper["position"] = {"x": x, "y": y}
    return {**wrapper, "data": data}


def _inside(container: str, kind: str) -> Values:
    if kind == "iteration":
        return {"isInIteration": True, "iteration_id": container}
    return {"isInLoop": True, "loop_id": container}


def _chip(container: str, kind: str) -> Values:
    return {
        "id": f"{container}start",
        "type": f"custom-{kind}-start",
        "parentId": container,
        "position": {"x": 24, "y": 100},
        "positionAbsolute": {"x": 24, "y": 100},
        "width": 44,
        "height": 48,
        "draggable": False,
        "selectable": False,
        "zIndex": 1002,
        "data": {"type": f"{kind}-start", "title": "", "desc": "", **_inside(container, kind)},
    }


def _edge(source: str, handle: str, target: str, nodes: Mapping[str, Values]) -> Values:
    end = nodes[target]
    container = end.get("within")
    kind = str(nodes[container]["type"]) if container is not None else ""
    begins = str(nodes[source]["type"]) if source in nodes else f"{kind}-start"
    data: Values = {"sourceType": begins, "targetType": str(end["type"]), "isInIteration": False, "isInLoop": False}
    if container is not None:
        data |= _inside(container, kind)
    return {
        "id": f"{source}-{handle}-{target}-target",
        "type": "custom",
        "source": source,
        "sourceHandle": handle,
        "target": target,
        "targetHandle": "target",
        "zIndex": 1002 if container is not None else 0,
        "data": data,
    }
