"""Keeps the vectors of an app's questions in step with the reply switch."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from tenon.domain.annotation.curated import TOPIC, model_name
from tenon.domain.annotation.repository import AnnotationRepository, ReplyRepository
from tenon.domain.annotation.vectors import packed
from tenon.domain.provider.gateway import Gateway
from tenon.kit.db import Database
from tenon.models.port import ModelRef

BATCH = 32


async def embed_missing(
    db: Database,
    gateway: Gateway,
    workspace_id: UUID,
    app_id: UUID,
    progress: Callable[[int], Awaitable[None]] | None = None,
    *,
    most: int | None = None,
) -> None:
    """Embed the questions that the switch's model has not embedded yet, batch by batch; each batch is kept at once.

    Nothing happens while the reply is off. `progress` is told how many are through; with `most`, more are left for
    later. Raises the errors of models.
    """
    done = 0
    while most is None or done < most:
        async with db.unit_of_work() as uow:
            switch = await ReplyRepository(uow, workspace_id, app_id).get()
            if switch is None or not switch.enabled:
                return
            name = model_name(switch.provider, switch.model)
            rows = await AnnotationRepository(uow, workspace_id, app_id).without_vector(name, BATCH)
            wanted = [(row.id, row.question) for row in rows]
        if not wanted:
            return
        ref = ModelRef(switch.provider, switch.model, "text-embedding")
        model = await gateway.for_workspace(workspace_id, app_id).embedding(ref)
        found = await model.embed([question for _, question in wanted], purpose="query")
        async with db.unit_of_work() as uow:
            repository = AnnotationRepository(uow, workspace_id, app_id)
            for (id, question), vector in zip(wanted, found.vectors, strict=True):
                await repository.set_vector(id, question, packed(vector), name)
            uow.changed(TOPIC, app_id)
        done += len(wanted)
        if progress is not None:
            await progress(done)
