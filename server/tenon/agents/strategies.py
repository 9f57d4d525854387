"""The strategies that are built in, by the names apps use for them."""

import re
from collections.abc import Mapping
from typing import Final

from tenon.agents.function_calling import FunctionCalling
from tenon.agents.loop import Strategy
from tenon.agents.react import ReAct
from tenon.models.port import ModelFacts

AUTO: Final = "auto"
"""Leaves the choice to what the model can do."""
_OURS: Final = frozenset({"", "agent", "langgenius/agent", "langgenius/agent/agent", "tenon", "tenon/agent"})
_FUNCTION_CALLING, _REACT = FunctionCalling(), ReAct()
_BY_NAME: Final[Mapping[str, Strategy]] = {
    "functioncalling": _FUNCTION_CALLING,
    "functioncall": _FUNCTION_CALLING,
    "react": _REACT,
    "cot": _REACT,
}


def find(provider: str, name: str, facts: ModelFacts) -> Strategy | None:
    """The strategy of that name in any spelling; None for one of another provider or an unknown name."""
    if provider.strip().lower() not in _OURS:
        return None
    key = re.sub(r"[^a-z]", "", name.lower())
    return fitting(facts) if key == AUTO else _BY_NAME.get(key)


def fitting(facts: ModelFacts) -> Strategy:
    """Function calling for models that can, ReAct for the others."""
    return _FUNCTION_CALLING if facts.tool_call else _REACT


def in_force(facts: ModelFacts) -> str:
    """The `strategy` an agent app works with, as its configuration names it: `function_call` or `react`."""
    return "function_call" if facts.tool_call else "react"
