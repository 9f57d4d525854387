"""The tool box of an agent node: tools of any kind through the tools port, and knowledge bases as a tool."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from tenon.agents.observation import FILES
from tenon.agents.task import Call
from tenon.engine.agent_parameters import ChosenTool
from tenon.engine.node import Context
from tenon.engine.tool_inputs import cast_declared
from tenon.engine.tool_messages import files_of
from tenon.models.messages import Tool
from tenon.tools.declaration import ToolDeclaration
from tenon.tools.messages import ToolMessage

KNOWLEDGE_KIND = "dataset-retrieval"
_LONGEST_NAME: Final = 64
_QUERY: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"query": {"type": "string", "description": "What to look for, as a question or key words."}},
    "required": ["query"],
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A tool under the name the model knows it by. `knowledge` is the request of a knowledge base.

    `shown` are the fixed values that are no secrets.
    """

    tool: Tool
    labels: Mapping[str, str]
    provider: str
    provider_type: str
    chosen: ChosenTool | None = None
    fixed: Mapping[str, Any] | None = None
    shown: Mapping[str, Any] | None = None
    knowledge: Mapping[str, Any] | None = None


class NodeToolBox:
    """Fulfils `agents.task.ToolBox` for one execution of a node."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._entries: dict[str, Entry] = {}

    async def add(self, chosen: Sequence[ChosenTool]) -> None:
        """Take in tools. Raises `ToolFailed` for one that is not there or whose fixed values cannot be read."""
        for tool in chosen:
            if tool.provider_type == KNOWLEDGE_KIND:
                self.add_knowledge({"dataset_ids": [tool.provider], "datasets": [_base(tool)]})
                continue
            declared = await self._ctx.ports.tools.declaration(tool.provider_type, tool.provider, tool.tool)
            fixed = cast_declared(dict(tool.fixed), [{"name": p.name, "type": p.type} for p in declared.parameters])
            offered = declared.for_model(description=tool.description, fixed=tuple(fixed))
            name = self._free_name(offered.name, tool.provider)
            offered = Tool(name, offered.description, offered.parameters)
            labels = _labels(tool, declared)
            secret = {p.name for p in declared.parameters if p.type == "secret-input"}
            shown = {key: value for key, value in fixed.items() if key not in secret}
            self._entries[name] = Entry(offered, labels, tool.provider, tool.provider_type, tool, fixed, shown)

    def add_knowledge(self, request: Mapping[str, Any]) -> None:
        """Let the model ask knowledge bases: each by its description where `datasets` tells it, else all at once."""
        described = [cast(dict[str, Any], base) for base in request.get("datasets") or () if isinstance(base, dict)]
        for base in described:
            about = base.get("description") or f"Useful for questions about {base.get('name') or 'the knowledge base'}."
            name = "dataset_" + re.sub(r"[^A-Za-z0-9]", "_", str(base.get("id") or ""))
            self._knowledge(name, str(base.get("name") or name), str(about), {**request, "dataset_ids": [base["id"]]})
        if not described and request.get("dataset_ids"):
            about = "Searches the knowledge bases of this app. Ask it before you answer from memory."
            self._knowledge("search_knowledge", "Knowledge", about, request)

    def tools(self) -> Sequence[Tool]:
        """What the model is told of."""
        return [entry.tool for entry in self._entries.values()]

    def entry(self, name: str) -> Entry | None:
        """A tool by the name the model knows; None for one it made up."""
        return self._entries.get(name)

    async def invoke(self, call: Call) -> AsyncIterator[ToolMessage]:
        """The messages of a tool; files among them are kept and come as `File`. Raises what the ports raise."""
        entry = self._entries[call.name]
        if entry.knowledge is not None:
            async for message in self._retrieve(entry.knowledge, str(call.arguments.get("query") or "")):
                yield message
            return
        assert entry.chosen is not None
        known: Mapping[str, Any] = entry.tool.parameters.get("properties") or {}
        given = {name: value for name, value in call.arguments.items() if name in known}
        chosen = entry.chosen
        messages = self._ctx.ports.tools.invoke(
            chosen.provider_type, chosen.provider, chosen.tool, {**given, **(entry.fixed or {})}, chosen.credential_id
        )
        async for message in messages:
            if message.kind not in FILES:
                yield message
                continue
            for file in await files_of(message, self._ctx):
                yield ToolMessage("image" if file.kind == "image" else "file", file, file.filename)

    async def _retrieve(self, request: Mapping[str, Any], query: str) -> AsyncIterator[ToolMessage]:
        items = await self._ctx.ports.retrieve.retrieve(query, request)
        if not items:
            yield ToolMessage("text", "Nothing was found.")
            return
        for item in items:
            title, content = item.get("title") or "", item.get("content") or ""
            yield ToolMessage("text", f"{title}\n{content}\n\n" if title else f"{content}\n\n")
        yield ToolMessage("retriever_resources", list(items))

    def _knowledge(self, name: str, label: str, description: str, request: Mapping[str, Any]) -> None:
        name = self._free_name(name, "knowledge")
        tool = Tool(name, description, _QUERY)
        self._entries[name] = Entry(tool, {"en_US": label}, "knowledge", KNOWLEDGE_KIND, knowledge=request)

    def _free_name(self, name: str, provider: str) -> str:
        """A name that vendors take and that no other tool of this agent has."""
        plain = _plain(name) or "tool"
        if plain not in self._entries:
            return plain
        tail = _plain(provider.rsplit("/", 1)[-1])
        plain = f"{tail}_{plain}"[:_LONGEST_NAME]
        number, free = 2, plain
        while free in self._entries:
            free = f"{plain[: _LONGEST_NAME - 4]}_{number}"
            number += 1
        return free


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_")[:_LONGEST_NAME]


def _labels(tool: ChosenTool, declared: ToolDeclaration) -> Mapping[str, str]:
    return declared.label or {"en_US": tool.label or tool.tool}


def _base(tool: ChosenTool) -> dict[str, Any]:
    return {"id": tool.provider, "name": tool.label, "description": tool.description}
