"""From the model an app names to a bound model, kept until something changes: nothing is rebuilt for a call."""

from typing import cast
from uuid import UUID

from tenon.domain.provider import service
from tenon.domain.provider.access import TOPIC, ModelAccess
from tenon.domain.provider.repository import ProviderRepository
from tenon.kit.cache import TimedCache
from tenon.models.catalogue import CatalogueProvider
from tenon.models.catalogue.bind import Bound
from tenon.models.catalogue.schema import Kind
from tenon.models.errors import ModelNotSupported, ProviderNotConfigured
from tenon.models.port import (
    ChatModel,
    EmbeddingModel,
    ModelRef,
    ModerationModel,
    RerankModel,
    SpeechToTextModel,
    TextToSpeechModel,
)

_WHERE = "Settings > Model providers"


class _Models(dict[tuple[str, str, Kind], Bound]):
    """What is bound of one workspace. `chosen` are its default models, once they were asked for."""

    chosen: dict[Kind, ModelRef | None] | None = None


class Gateway:
    """Bound models of all workspaces. One for the process; give nodes `for_workspace(...)`, which is a `ModelsPort`.

    Changes are seen at once in this process, within a minute in others.
    """

    def __init__(self, access: ModelAccess) -> None:
        self._access = access
        self._cache: TimedCache[UUID, _Models] = TimedCache(2000, 60)
        access.db.changes.follow(TOPIC, lambda workspace_id: self._cache.drop(UUID(workspace_id)))
        access.db.changes.follow("workspace_keys", lambda workspace_id: self._cache.drop(UUID(workspace_id)))

    def for_workspace(self, workspace_id: UUID) -> "WorkspaceModels":
        """The models of a workspace."""
        return WorkspaceModels(self, workspace_id)

    async def bound(self, workspace_id: UUID, ref: ModelRef) -> Bound:
        """A model by the name an app uses. Raises `ProviderNotConfigured` or `ModelNotSupported`."""
        models = self._models(workspace_id)
        key = (ref.provider, ref.name, ref.kind)
        found = models.get(key)
        if found is None:
            # A change meanwhile drops `models` as a whole, so that what is bound here is not found again.
            found = models[key] = await self._bind(workspace_id, ref)
        return found

    async def default(self, workspace_id: UUID, kind: Kind) -> ModelRef | None:
        """The workspace's model of a kind; None when none is usable."""
        models = self._models(workspace_id)
        if models.chosen is None:
            async with self._access.db.unit_of_work() as uow:
                found = (await service.defaults(uow, self._access, workspace_id)).data
            models.chosen = {
                kind: ModelRef(choice.provider, choice.model, kind) if choice is not None else None
                for kind, choice in found.items()
            }
        return models.chosen.get(kind)

    def _models(self, workspace_id: UUID) -> _Models:
        models = self._cache.get(workspace_id)
        if models is None:
            models = _Models()
            self._cache.put(workspace_id, models)
        return models

    async def _bind(self, workspace_id: UUID, ref: ModelRef) -> Bound:
        provider = self._access.catalogue().resolve(ref.provider)
        values, custom = await self._credential(workspace_id, provider, ref)
        return self._access.binder().bind(provider, ref.name, ref.kind, values, custom=custom)

    async def _credential(
        self, workspace_id: UUID, provider: CatalogueProvider, ref: ModelRef
    ) -> tuple[dict[str, str], bool]:
        """The values to use, and whether they are those of a custom model."""
        async with self._access.db.unit_of_work() as uow:
            repository = ProviderRepository(uow, workspace_id)
            for switch in await repository.switches(provider.provider):
                if (switch.model, switch.model_type, switch.enabled) == (ref.name, ref.kind, False):
                    text = f"The model {ref.name} of {provider.label.en_US} was switched off in {_WHERE}."
                    raise ModelNotSupported(text, provider=provider.provider, model=ref.name)
            model = await repository.custom_model(provider.provider, ref.name, ref.kind)
            scope = (ref.name, ref.kind) if model is not None else ("", "")
            rows = await repository.credentials(provider.provider, *scope)
            row = next((row for row in rows if row.current), None)
            if row is None:
                raise ProviderNotConfigured(
                    _nothing(provider, ref, chosen_none=bool(rows)), provider=provider.provider, model=ref.name
                )
            return await self._access.read(uow, row), model is not None

    async def probe_provider(self, workspace_id: UUID, name: str) -> None:
        """Try the credential in use of a provider, else each of its custom models. Raises what the vendor says."""
        provider = self._access.catalogue().resolve(name)
        async with self._access.db.unit_of_work() as uow:
            repository = ProviderRepository(uow, workspace_id)
            rows = await repository.credentials(provider.provider, "", "")
            row = next((row for row in rows if row.current), None)
            values = await self._access.read(uow, row) if row is not None else None
            models = [(row.model, row.model_type) for row in await repository.custom_models(provider.provider)]
        if values is not None:
            await self._access.binder().check_provider(provider, values)
            return
        if not models or rows:
            text = _nothing(provider, ModelRef(name, "any"), chosen_none=bool(rows))
            raise ProviderNotConfigured(text, provider=provider.provider)
        for model, kind in models:
            await self.probe(workspace_id, ModelRef(name, model, cast(Kind, kind)))

    async def probe(self, workspace_id: UUID, ref: ModelRef) -> None:
        """Ask a model that is set up for very little. Raises what the vendor says."""
        provider = self._access.catalogue().resolve(ref.provider)
        values, custom = await self._credential(workspace_id, provider, ref)
        await self._access.binder().check_model(provider, ref.name, ref.kind, values, custom=custom)


class WorkspaceModels:
    """Finds the models of one workspace. Each method raises `ProviderNotConfigured` or `ModelNotSupported`."""

    def __init__(self, gateway: Gateway, workspace_id: UUID) -> None:
        self._gateway, self._workspace_id = gateway, workspace_id

    async def chat(self, ref: ModelRef) -> ChatModel:
        """An LLM."""
        return cast(ChatModel, await self._of_kind(ref, "llm"))

    async def embedding(self, ref: ModelRef) -> EmbeddingModel:
        """An embedding model."""
        return cast(EmbeddingModel, await self._of_kind(ref, "text-embedding"))

    async def rerank(self, ref: ModelRef) -> RerankModel:
        """A rerank model."""
        return cast(RerankModel, await self._of_kind(ref, "rerank"))

    async def speech_to_text(self, ref: ModelRef) -> SpeechToTextModel:
        """A model that writes down speech."""
        return cast(SpeechToTextModel, await self._of_kind(ref, "speech2text"))

    async def text_to_speech(self, ref: ModelRef) -> TextToSpeechModel:
        """A model that speaks."""
        return cast(TextToSpeechModel, await self._of_kind(ref, "tts"))

    async def moderation(self, ref: ModelRef) -> ModerationModel:
        """A model that judges texts."""
        return cast(ModerationModel, await self._of_kind(ref, "moderation"))

    async def default(self, kind: Kind) -> ModelRef | None:
        """The workspace's model of a kind (the chosen one, else the first usable); None when there is none."""
        return await self._gateway.default(self._workspace_id, kind)

    async def _of_kind(self, ref: ModelRef, kind: Kind) -> Bound:
        return await self._gateway.bound(self._workspace_id, ModelRef(ref.provider, ref.name, kind))

    async def probe(self, provider: str, name: str | None, kind: Kind) -> None:
        """Try a model that is set up; without a name, what is set up of the provider."""
        if name is None:
            await self._gateway.probe_provider(self._workspace_id, provider)
            return
        await self._gateway.probe(self._workspace_id, ModelRef(provider, name, kind))


def _nothing(provider: CatalogueProvider, ref: ModelRef, *, chosen_none: bool) -> str:
    label = provider.label.en_US
    if chosen_none:
        return f"{label} has credentials, but none is in use. Choose one in {_WHERE} > {label}."
    if provider.provider_credential_schema is None:
        return f'The model "{ref.name}" of {label} is not set up. Add it in {_WHERE} > {label}.'
    return f"{label} is not set up in this workspace. Enter an API key in {_WHERE} > {label}."
