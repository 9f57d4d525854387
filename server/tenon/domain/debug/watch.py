"""Keeps what the nodes of a draft give while a member tries it; runs of published versions do not come here."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from tenon.domain.debug.tables import DraftNodeRow
from tenon.domain.debug.values import summaries
from tenon.domain.run.records import json_bytes
from tenon.domain.run.spec import RunRequest
from tenon.engine.events import Event, NodeFinished, RunStarted
from tenon.engine.graph import content_hash
from tenon.engine.single import inside_of, node_of
from tenon.kit.db import utc_now
from tenon.kit.group_commit import Lane

_KEY = ("app_id", "account_id", "node_id")
_LONGEST = 255
"""Characters of a node's id that can be kept."""
_LOOKS = frozenset({"title", "desc", "selected", "width", "height"})


def fingerprint(graph: Mapping[str, Any], node_id: str) -> str:
    """Tells two states of a node apart, of a container with its inside; names and looks do not matter."""
    inside: list[dict[str, Any]] = [wrapper.get("data") or {} for wrapper in inside_of(graph, node_id)]
    settings = [_settings(data) for data in (node_of(graph, node_id) or {}, *inside)]
    try:
        return content_hash({"nodes": settings})
    except TypeError:  # integers beyond 64 bits
        return hashlib.sha256(repr(settings).encode("utf-8", "surrogatepass")).hexdigest()


def _settings(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in _LOOKS and not key.startswith("_")}


def watch(request: RunRequest, lane: Lane) -> Callable[[Event], None] | None:
    """What is to be told of the events of a run; None when it is no try of a draft of one's own."""
    version, actor = request.version, request.actor
    if version.version != "draft" or actor.role != "account" or version.config is not None:
        return None
    return _Watch(request, lane).on_event


class _Watch:
    def __init__(self, request: RunRequest, lane: Lane) -> None:
        self._request, self._lane = request, lane
        self._graph = request.version.stored_graph
        self._conversation = dict(request.conversation)
        self._prints: dict[str, str] = {}

    def on_event(self, event: Event) -> None:
        """Keep the values of a finished node, and at the start those of the run."""
        if isinstance(event, NodeFinished):
            self._finished(event)
        elif isinstance(event, RunStarted) and self._request.only is None:
            self._keep("sys", self._request.system, None)
            if self._conversation:
                self._keep("conversation", self._conversation, None)

    def _finished(self, event: NodeFinished) -> None:
        node_id = event.node_id
        if len(node_id) > _LONGEST or (node_id not in self._prints and node_of(self._graph, node_id) is None):
            return
        print_ = self._prints.get(node_id)
        if print_ is None:
            print_ = self._prints[node_id] = fingerprint(self._graph, node_id)
        last = {"run_id": self._request.id, "execution_id": UUID(event.id), "run_fingerprint": print_}
        self._put(node_id, last)
        if event.status in ("succeeded", "exception"):
            self._keep(node_id, _own(event), print_)
        written = {selector[1]: value for selector, value in event.writes if selector[0] == "conversation"}
        if written:
            self._conversation |= written
            self._keep("conversation", self._conversation, None)

    def _keep(self, node_id: str, values: Mapping[str, Any], print_: str | None) -> None:
        kept = {
            "outputs": json_bytes(values),
            "edits": None,
            "shown": json_bytes(summaries(values)),
            "fingerprint": print_,
            "updated_at": utc_now(),
        }
        self._put(node_id, kept)

    def _put(self, node_id: str, values: dict[str, Any]) -> None:
        key = (self._request.version.app_id, self._request.actor.id, node_id)
        self._lane.put(DraftNodeRow, key, _KEY, values)


def _own(event: NodeFinished) -> dict[str, Any]:
    """The outputs; a start node hands out the system values as well, which are kept as such."""
    if event.node_type != "start":
        return event.outputs
    return {name: value for name, value in event.outputs.items() if not name.startswith("sys.")}
