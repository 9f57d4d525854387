"""From the model an app names to a bound model, kept until something changes: nothing is rebuilt for a call."""

from hashlib import sha256
from random import randrange
from typing import cast
from uuid import UUID

from tenon.domain.provider import service
from tenon.domain.provider.access import TOPIC, ModelAccess
from tenon.domain.provider.choice import choose, nothing
from tenon.domain.provider.meter import Caller, Meter
from tenon.domain.provider.repository import ProviderRepository
from tenon.kit.cache import TimedCache
from tenon.models.cached import CachedEmbeddings, VectorStore
from tenon.models.catalogue.bind import Bound
from tenon.models.catalogue.schema import Kind
from tenon.models.errors import ProviderNotConfigured
from tenon.models.metered import metered
from tenon.models.policies import Retry
from tenon.models.pool import Entry, Pool, Rests, pooled
from tenon.models.port import (
    ChatModel,
    EmbeddingModel,
    ImageModel,
    ModelRef,
    ModerationModel,
    RerankModel,
    SpeechToTextModel,
    TextToSpeechModel,
)

RESTS = "model_rest"
"""A credential rests: the time until when, and its name in pools."""


class _Models(dict[tuple[str, str, Kind], Bound]):
    """What is bound of one workspace. `chosen` are its default models, once they were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: dict[Kind, ModelRef | None] | None = None
        self.callers: dict[tuple[str, str, Kind, Caller], tuple[Bound, Bound]] = {}
        """What is counted for a caller, beside the bound model that it stands on."""


class Gateway:
    """Bound models of all workspaces. One for the process; give nodes `for_workspace(...)`, which is a `ModelsPort`.

    Changes are seen at once, in other processes as soon as they are told. Without a `meter` nothing is counted or
    limited; without `vectors` no embedding is kept.
    """

    def __init__(self, access: ModelAccess, meter: Meter | None = None) -> None:
        self._access, self.meter = access, meter
        self.vectors: VectorStore | None = None
        self._rests = Rests()
        self._rests.tell = self._rest_told
        access.db.changes.follow(RESTS, self._rest_heard)
        self._cache: TimedCache[UUID, _Models] = TimedCache(2000, 60)
        access.db.changes.follow(TOPIC, lambda workspace_id: self._cache.drop(UUID(workspace_id)))
        access.db.changes.follow("workspace_keys", lambda workspace_id: self._cache.drop(UUID(workspace_id)))

    def for_workspace(
        self, workspace_id: UUID, app_id: UUID | None = None, key_id: UUID | None = None
    ) -> "WorkspaceModels":
        """The models of a workspace; what is used is counted for the app and the API key that are given."""
        return WorkspaceModels(self, Caller(workspace_id, app_id, key_id))

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

    async def metered(self, caller: Caller, ref: ModelRef) -> Bound:
        """The same for a caller: held against budgets, its use counted. Raises `QuotaExceeded` as well."""
        if self.meter is None:
            return await self.bound(caller.workspace_id, ref)
        await self.meter.admit(caller)
        model = await self.bound(caller.workspace_id, ref)
        callers = self._models(caller.workspace_id).callers
        key = (ref.provider, ref.name, ref.kind, caller)
        found = callers.get(key)
        if found is None or found[0] is not model:
            named = ModelRef(model.provider, ref.name, ref.kind)
            found = callers[key] = (model, metered(ref.kind, model, self.meter.note(caller, named)))
        return found[1]

    def resting(self, key: str) -> float:
        """Seconds for which a credential of a pool is passed over; see `choice.pool_key`."""
        return self._rests.left(key)

    async def _bind(self, workspace_id: UUID, ref: ModelRef) -> Bound:
        provider = self._access.catalogue().resolve(ref.provider)
        choice = await choose(self._access, workspace_id, provider, ref)
        binder = self._access.binder()
        # Where calls go round, the next credential is tried instead of the same one again.
        retry = Retry(times=0) if choice.rotate and len(set(choice.keys)) > 1 else None
        made: dict[str, Bound] = {}
        for key, values in zip(choice.keys, choice.values, strict=True):
            if key not in made:
                made[key] = binder.bind(provider, ref.name, ref.kind, values, custom=choice.custom, retry=retry)
        model = made[choice.keys[0]]
        if len(made) > 1:
            entries = [Entry(key, made[key]) for key in choice.keys]
            first = randrange(len(entries)) if choice.rotate else 0
            model = cast(Bound, pooled(ref.kind, Pool(entries, self._rests, rotate=choice.rotate, first=first)))
        if self.vectors is not None and ref.kind == "text-embedding":
            mark = _mark(workspace_id, provider.provider, ref.name, choice.values[0])
            return CachedEmbeddings(cast(EmbeddingModel, model), self.vectors, mark)
        return model

    def _rest_told(self, key: str, until: float) -> None:
        forward = self._access.db.changes.forward
        if forward is not None:
            forward(RESTS, f"{until:.3f} {key}")

    def _rest_heard(self, message: str) -> None:
        until, _, key = message.partition(" ")
        self._rests.heard(key, float(until))

    async def probe_provider(self, workspace_id: UUID, name: str) -> None:
        """Try the credential in use of a provider, else each of its custom models. Raises what the vendor says."""
        provider = self._access.catalogue().resolve(name)
        if provider.package:
            await self._access.binder().check_provider(provider, {})
            return
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
            text = nothing(provider, ModelRef(name, "any"), chosen_none=bool(rows))
            raise ProviderNotConfigured(text, provider=provider.provider)
        for model, kind in models:
            await self.probe(workspace_id, ModelRef(provider.provider, model, cast(Kind, kind)))

    async def probe(self, workspace_id: UUID, ref: ModelRef) -> None:
        """Ask a model that is set up for very little, with its first credential. Raises what the vendor says."""
        provider = self._access.catalogue().resolve(ref.provider)
        choice = await choose(self._access, workspace_id, provider, ref)
        await self._access.binder().check_model(provider, ref.name, ref.kind, choice.values[0], custom=choice.custom)


def _mark(workspace_id: UUID, provider: str, model: str, values: dict[str, str]) -> str:
    """What makes a vector besides the text: the model, and where and with what settings it is asked."""
    return sha256(f"{workspace_id}\0{provider}\0{model}\0{sorted(values.items())}".encode()).hexdigest()


class WorkspaceModels:
    """Finds the models of one workspace. Each method raises `ProviderNotConfigured` or `ModelNotSupported`."""

    def __init__(self, gateway: Gateway, caller: Caller) -> None:
        self._gateway, self._caller, self._workspace_id = gateway, caller, caller.workspace_id

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

    async def images(self, ref: ModelRef) -> ImageModel:
        """A model that draws."""
        return cast(ImageModel, await self._of_kind(ref, "text2img"))

    async def default(self, kind: Kind) -> ModelRef | None:
        """The workspace's model of a kind (the chosen one, else the first usable); None when there is none."""
        return await self._gateway.default(self._workspace_id, kind)

    async def _of_kind(self, ref: ModelRef, kind: Kind) -> Bound:
        return await self._gateway.metered(self._caller, ModelRef(ref.provider, ref.name, kind))

    async def probe(self, provider: str, name: str | None, kind: Kind) -> None:
        """Try a model that is set up; without a name, what is set up of the provider."""
        if name is None:
            await self._gateway.probe_provider(self._workspace_id, provider)
            return
        await self._gateway.probe(self._workspace_id, ModelRef(provider, name, kind))
