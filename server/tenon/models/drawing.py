"""A model that draws, wrapped: retry where it is safe, and the price of what was used."""

from dataclasses import replace

from tenon.models.policies import Pricing, Retry
from tenon.models.port import ImageModel, ImageResult
from tenon.models.speech import repeated


class GuardedImages:
    """A model that draws, with retry and priced usage."""

    def __init__(self, model: ImageModel, pricing: Pricing | None = None, retry: Retry | None = None) -> None:
        self._model, self.pricing, self._retry = model, pricing or Pricing(), retry or Retry()
        self.provider, self.name = model.provider, model.name

    async def draw(
        self, prompt: str, *, number: int = 1, size: str = "", quality: str = "", user: str = ""
    ) -> ImageResult:
        """Pictures of a text. Raises the errors of `models.errors`."""
        result = await repeated(
            self._retry, lambda: self._model.draw(prompt, number=number, size=size, quality=quality, user=user)
        )
        return replace(result, usage=self.pricing.priced(result.usage))
