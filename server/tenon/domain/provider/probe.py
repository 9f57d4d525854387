"""Trying a model that is set up."""

from time import perf_counter

from tenon.domain.auth.principal import Principal
from tenon.domain.provider.gateway import Gateway
from tenon.domain.provider.schemas import ModelCheckResult, ModelNamed
from tenon.models.errors import ModelError


async def test_model(gateway: Gateway, who: Principal, provider_name: str, body: ModelNamed | None) -> ModelCheckResult:
    """Ask a model that is set up (without one, what is set up of the provider), and tell how long it took."""
    model, kind = (body.model, body.model_type) if body is not None else (None, "llm")
    began = perf_counter()
    try:
        await gateway.for_workspace(who.workspace_id).probe(provider_name, model, kind)
    except ModelError as error:
        return ModelCheckResult(result="error", error=error.message, latency_ms=_since(began))
    return ModelCheckResult(result="success", latency_ms=_since(began))


def _since(began: float) -> int:
    return round((perf_counter() - began) * 1000)
