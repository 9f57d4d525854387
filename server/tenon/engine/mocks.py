"""Stand-ins for nodes, so that an app can be tried without models, tools or keys.

The object has these members, all optional: `llm_text` (every model answers this), `node_outputs` and `node_errors` (by
node id), `node_output_rules` (by node id, see `Rule`), `node_chunks` (by node id, the pieces it streams) and
`tool_output` (every tool answers these outputs, also to an agent). Any type of node can be mocked, also one whose
provider is missing.
"""

import ast
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from tenon.engine.context import NodeContext
from tenon.engine.errors import InputError, NodeError
from tenon.engine.graph_node import GraphNode
from tenon.engine.node import Outputs
from tenon.engine.ports import Ports, ToolMessage, ToolsPort
from tenon.engine.variables import MISSING, parse_json
from tenon.models.messages import ChatDelta, ChatRequest, Message, Tool, Usage
from tenon.models.port import ChatModel, ModelFacts, ModelRef
from tenon.tools.declaration import ToolDeclaration, ToolParameter

_MODELS: Final = ("llm", "agent")
_MEMBERS: Final = ("node_outputs", "node_errors", "node_output_rules", "node_chunks", "tool_output")


class Mocks:
    """Answers in place of nodes. `whole` keeps the text of a mocked model in one piece, as bare graph documents do.

    Raises `InputError` for an object that cannot be read.
    """

    def __init__(self, data: Mapping[str, Any], *, whole: bool = False) -> None:
        for member in _MEMBERS:
            if not isinstance(data.get(member, {}), dict):
                raise InputError(f"mocks: {member} must be an object.")
        self.llm_text: str | None = data.get("llm_text")
        self._outputs: dict[str, dict[str, Any]] = data.get("node_outputs", {})
        self._errors: dict[str, Any] = data.get("node_errors", {})
        self._chunks: dict[str, list[str]] = data.get("node_chunks", {})
        self._rules = {node_id: Rule(str(text)) for node_id, text in data.get("node_output_rules", {}).items()}
        self._tool: dict[str, Any] | None = data.get("tool_output")
        self._whole = whole

    def covers(self, node: GraphNode) -> bool:
        """Whether a node is answered for."""
        if any(node.id in table for table in (self._outputs, self._errors, self._rules, self._chunks)):
            return True
        return (node.type == "tool" and self._tool is not None) or (node.type in _MODELS and self.llm_text is not None)

    def ports(self, ports: Ports) -> Ports:
        """The ports with tools that answer `tool_output`, when it is given."""
        return replace(ports, tools=MockTools(ports.tools, self._tool)) if self._tool is not None else ports

    async def run(self, node: GraphNode, ctx: NodeContext) -> Outputs:
        """What the node answers. Raises `NodeError` where the mocks say so."""
        if node.id in self._errors:
            raise NodeError(str(self._errors[node.id]), error_type="MockError")
        chunks = self._chunks.get(node.id)
        values = self._values(node, ctx, chunks)
        text = values.get("text")
        if chunks is not None:
            pieces = chunks
        elif node.type in _MODELS and isinstance(text, str):
            pieces = [text] if self._whole else split(text)
        else:
            pieces = []
        for piece in pieces:
            ctx.emit(piece)
        return Outputs(values, handle=_handle(node, values))

    def _values(self, node: GraphNode, ctx: NodeContext, chunks: Sequence[str] | None) -> dict[str, Any]:
        if node.id in self._outputs:
            return dict(self._outputs[node.id])
        if node.id in self._rules:
            return self._rules[node.id].outputs(ctx)
        if chunks is not None:
            return {"text": "".join(chunks)}
        if node.type == "tool" and self._tool is not None:
            return dict(self._tool)
        text = self.llm_text or ""
        if node.type == "agent":
            return {"text": text, "usage": {}, "files": [], "json": []}
        values: dict[str, Any] = {"text": text, "reasoning_content": "", "finish_reason": "stop", "files": []}
        if node.raw.get("structured_output_enabled") and (parsed := parse_json(text)) is not MISSING:
            values["structured_output"] = parsed
        return values


def split(text: str) -> list[str]:
    """A text cut at blanks, which stay at the front of every piece but the first; then an empty piece."""
    first, *others = text.split(" ")
    return [first, *(f" {word}" for word in others), ""]


def _handle(node: GraphNode, values: Mapping[str, Any]) -> str | None:
    way = values.get({"if-else": "selected_case_id", "question-classifier": "class_id"}.get(node.type, ""))
    return str(way) if way is not None else None


class MockModel:
    """A model that answers the same text whatever it is asked."""

    def __init__(self, ref: ModelRef, text: str) -> None:
        self.provider, self.name = ref.provider, ref.name
        self.facts = ModelFacts(context_size=1_000_000)
        self._text = text

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        """The text piece by piece."""
        for piece in split(self._text):
            yield ChatDelta(text=piece)
        yield ChatDelta(finish_reason="stop", usage=Usage())

    def count_tokens(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """One for each word."""
        return sum(len(message.text.split()) for message in messages)


class MockModels:
    """Gives every app model the same answer."""

    def __init__(self, text: str) -> None:
        self._text = text

    async def chat(self, ref: ModelRef) -> ChatModel:
        """A model that answers the text."""
        return MockModel(ref, self._text)


class MockTools:
    """Tools that all answer the same; those that are there keep their declaration, others take a `query`."""

    def __init__(self, tools: ToolsPort, outputs: Mapping[str, Any]) -> None:
        self._tools, self._outputs = tools, outputs

    async def declaration(self, provider_type: str, provider_id: str, tool: str) -> ToolDeclaration:
        """How the tool is declared, or a declaration in its place."""
        try:
            return await self._tools.declaration(provider_type, provider_id, tool)
        except NodeError:
            label = {"en_US": tool}
            query = ToolParameter("query", "string", label, llm_description="What is asked of the tool.")
            return ToolDeclaration(provider_id, tool, label, label, f"The tool {tool}.", (query,))

    async def invoke(
        self, provider_type: str, provider_id: str, tool: str, parameters: Mapping[str, Any], credential_id: str | None
    ) -> AsyncIterator[ToolMessage]:
        """The outputs as messages."""
        for name, value in self._outputs.items():
            if name == "json":
                for item in cast(list[Any], value) if isinstance(value, list) else [value]:
                    yield ToolMessage("json", item)
            elif name == "files":
                for item in cast(list[Any], value or []):
                    yield ToolMessage("file", item)
            else:
                yield ToolMessage("text", value) if name == "text" else ToolMessage("variable", value, name)


_BINDING = re.compile(r"(\w+) is the current (item|index) of (\S+?)[.,]?$")
_OPERATORS: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Mod: lambda a, b: a % b,
}


class Rule:
    """Outputs that follow from a round: `{"result": [item, item * 2]} where item is the current item of X`.

    The first part is JSON with arithmetic and names; `X` is the id of an iteration, `item` or `index` its value.
    """

    def __init__(self, text: str) -> None:
        expression, _, bindings = text.partition(" where ")
        self._names: dict[str, tuple[str, str]] = {}
        for clause in re.split(r"\s+and\s+", bindings.strip()) if bindings else []:
            match = _BINDING.match(clause.strip())
            if match is None:
                raise InputError(f"mocks: the rule {text!r} cannot be read at {clause!r}.")
            self._names[match[1]] = (match[3], match[2])
        try:
            self._tree = ast.parse(expression.strip(), mode="eval").body
        except SyntaxError as error:
            raise InputError(f"mocks: the rule {text!r} cannot be read: {error.msg}.") from None

    def outputs(self, ctx: NodeContext) -> dict[str, Any]:
        """The outputs in the current round. Raises `NodeError` when the rule does not give an object."""
        value = self._value(self._tree, ctx)
        if not isinstance(value, dict):
            raise NodeError("mocks: a rule must give an object.")
        return cast(dict[str, Any], value)

    def _value(self, node: ast.AST, ctx: NodeContext) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self._name(name, ctx)
            case ast.List(elts=items):
                return [self._value(item, ctx) for item in items]
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                return {self._value(key, ctx): self._value(value, ctx) for key, value in pairs if key is not None}
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](self._value(left, ctx), self._value(right, ctx))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._value(operand, ctx)
            case _:
                raise NodeError(f"mocks: a rule cannot use {type(node).__name__}.")

    def _name(self, name: str, ctx: NodeContext) -> Any:
        if name in self._names:
            return ctx.get(self._names[name])
        constants = {"true": True, "false": False, "null": None}
        if name not in constants:
            raise NodeError(f"mocks: the rule does not say what {name!r} is.")
        return constants[name]
