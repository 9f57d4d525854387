"""The stored parameters of an agent node, read and filled (contract: dsl.md 7, agent)."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from tenon.engine.errors import NodeError
from tenon.engine.model_config import ModelConfig
from tenon.engine.node import Context
from tenon.engine.tool_inputs import resolve
from tenon.engine.variables import to_plain

USUAL_ITERATIONS = 10
_REFERENCE: Final = re.compile(r"\{\{#([^#{}\s]+)#\}\}")
_STATEMENT: Final = re.compile(r"\{%.*?%\}", re.DOTALL)
_KINDS = ("mixed", "variable", "constant")


@dataclass(frozen=True, slots=True)
class ChosenTool:
    """A tool as the node stores it. `fixed` are the values the model neither sees nor chooses."""

    provider_type: str
    provider: str
    tool: str
    label: str = ""
    description: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict[str, Any])
    credential_id: str | None = None


@dataclass(frozen=True, slots=True)
class AgentParameters:
    """The well-known parameters of our strategies."""

    model: ModelConfig
    tools: Sequence[ChosenTool]
    instruction: str
    query: str
    iterations: int

    def shown(self) -> dict[str, Any]:
        """What a trace shows of them."""
        tools = [
            {
                "type": tool.provider_type,
                "provider_name": tool.provider,
                "tool_name": tool.tool,
                "fixed": sorted(tool.fixed),
            }
            for tool in self.tools
        ]
        return {
            "model": {"provider": self.model.provider, "model": self.model.name},
            "instruction": self.instruction,
            "query": self.query,
            "maximum_iterations": self.iterations,
            "tools": tools,
        }


async def read_parameters(stored: Mapping[str, Any], ctx: Context) -> AgentParameters:
    """The parameters with their templates and variables filled. Raises `NodeError` for what cannot be read."""
    plain = resolve({k: v for k, v in stored.items() if k not in ("instruction", "tools")}, ctx, fill_constants=True)
    query = plain.get("query")
    return AgentParameters(
        model=_model(plain.get("model")),
        tools=_tools(_literal(stored.get("tools"), ctx), ctx),
        instruction=await _instruction(stored.get("instruction"), ctx),
        query="" if query is None else query if isinstance(query, str) else ctx_text(query),
        iterations=_iterations(plain, ctx.ports.limits.agent_max_iterations),
    )


def ctx_text(value: Any) -> str:
    """A value chosen as query or instruction, as text."""
    return value if isinstance(value, str) else str(to_plain(value))


def _model(value: Any) -> ModelConfig:
    if not isinstance(value, dict):
        raise NodeError("No model is chosen. Choose one in the settings of this node.", error_type="ModelNotExistError")
    entry = cast(dict[str, Any], value)
    return ModelConfig.model_validate(
        {
            "provider": entry.get("provider") or "",
            "name": entry.get("model") or entry.get("name") or "",
            "mode": entry.get("mode") or "",
            "completion_params": entry.get("completion_params") or {},
        }
    )


def _iterations(plain: Mapping[str, Any], most: int) -> int:
    names = ("maximum_iterations", "max_iterations", "max_iteration")
    value: Any = next((plain[name] for name in names if name in plain), USUAL_ITERATIONS)
    try:
        number = float(value) if value != "" else USUAL_ITERATIONS
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise NodeError(f"The maximum number of iterations must be a number, got {str(value)[:50]!r}.")
    return min(max(int(number), 1), most)


def _literal(entry: Any, ctx: Context) -> Any:
    """The value of an entry; templates inside are left alone."""
    if isinstance(entry, dict) and cast(dict[str, Any], entry).get("type") in _KINDS:
        tagged = cast(dict[str, Any], entry)
        if tagged["type"] == "variable":
            return resolve({"value": tagged}, ctx).get("value")
        return tagged.get("value")
    return cast(Any, entry)


async def _instruction(entry: Any, ctx: Context) -> str:
    """The instruction: references are filled; one with `{% %}` is a Jinja2 template in which they are variables."""
    value = _literal(entry, ctx)
    if not isinstance(value, str):
        return "" if value is None else ctx_text(value)
    if entry is not value and cast(dict[str, Any], entry).get("type") == "variable":
        return value
    if _STATEMENT.search(value) is None:
        return ctx.text(value)
    template, values = _as_jinja(value, ctx)
    return await ctx.ports.code.render(template, values)


def _as_jinja(text: str, ctx: Context) -> tuple[str, dict[str, Any]]:
    """References as Jinja2 variables: with their values within statements, as text elsewhere."""
    values: dict[str, Any] = {}

    def in_statement(match: re.Match[str]) -> str:
        name = f"value_{len(values)}_"
        values[name] = to_plain(ctx.find(match[1].split(".")))
        return name

    def elsewhere(match: re.Match[str]) -> str:
        name = f"text_{len(values)}_"
        values[name] = ctx.text(match.group())
        return f"{{{{ {name} }}}}"

    text = _STATEMENT.sub(lambda statement: _REFERENCE.sub(in_statement, statement.group()), text)
    return _REFERENCE.sub(elsewhere, text), values


def _tools(value: Any, ctx: Context) -> list[ChosenTool]:
    found: list[ChosenTool] = []
    for item in cast(list[Any], value) if isinstance(value, list) else []:
        if not isinstance(item, dict):
            continue
        entry = cast(dict[str, Any], item)
        if entry.get("enabled") is False:
            continue
        found.append(_tool(entry, ctx))
    return found


def _tool(entry: Mapping[str, Any], ctx: Context) -> ChosenTool:
    provider = str(entry.get("provider_name") or entry.get("provider_id") or entry.get("provider") or "")
    name = str(entry.get("tool_name") or "")
    if not provider or not name:
        raise NodeError("A tool in the list names no provider or no tool. Remove it and add the tool again.")
    extra: Any = entry.get("extra")
    override: Any = cast(dict[str, Any], extra).get("description") if isinstance(extra, dict) else None
    fixed: dict[str, Any] = {}
    for part in ("settings", "parameters", "tool_parameters"):
        inputs: Any = entry.get(part)
        if isinstance(inputs, dict):
            fixed |= _fixed(cast(dict[str, Any], inputs), ctx)
    return ChosenTool(
        provider_type=str(entry.get("type") or entry.get("provider_type") or "builtin"),
        provider=provider,
        tool=name,
        label=str(entry.get("tool_label") or ""),
        description=str(override or ""),
        fixed=fixed,
        credential_id=entry.get("credential_id"),
    )


def _fixed(inputs: Mapping[str, Any], ctx: Context) -> dict[str, Any]:
    """Values that were fixed; those on Auto, and those left empty, are for the model (TOOL-USE-07)."""
    found: dict[str, Any] = {}
    for name, entry in inputs.items():
        value: Any = entry
        if isinstance(entry, dict):
            tagged = cast(dict[str, Any], entry)
            if "auto" in tagged and tagged["auto"] not in (0, False, "0", None):
                continue
            if tagged.get("type") not in _KINDS and "value" in tagged and set(tagged) <= {"auto", "value", "type"}:
                value = tagged["value"]
        if value is None or value == "":
            continue
        filled = resolve({name: value}, ctx)
        if filled.get(name) not in (None, ""):
            found[name] = filled[name]
    return found
