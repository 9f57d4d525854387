"""Which strategy an agent app works with: what its model can do decides (APP-AGT-03)."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from tenon.agents import strategies
from tenon.domain.app.schemas import AgentStrategy
from tenon.domain.provider.gateway import Gateway
from tenon.engine.basic.config import is_agent, mapping
from tenon.errors import TenonError
from tenon.models.port import ChatModel, ModelRef


async def in_force(gateway: Gateway, workspace_id: UUID, mode: str, config: Mapping[str, Any]) -> AgentStrategy | None:
    """The strategy; None for apps without an agent, and where the model is not set up."""
    model = mapping(config.get("model"))
    if not is_agent(mode, config) or not model.get("name"):
        return None
    ref = ModelRef(str(model.get("provider") or ""), str(model["name"]))
    try:
        found = cast(ChatModel, await gateway.bound(workspace_id, ref))
    except TenonError:
        return None
    return "function_call" if strategies.in_force(found.facts) == "function_call" else "react"
