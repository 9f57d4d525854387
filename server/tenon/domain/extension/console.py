"""API extensions and installed extension kinds in the console."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from tenon.domain.auth.dependencies import Who
from tenon.domain.extension.kinds import ExtensionKinds
from tenon.domain.extension.schemas import (
    ApiExtension,
    ApiExtensionIn,
    ApiExtensionList,
    ApiExtensionPatch,
    CodeExtensionList,
    Kind,
    NewKey,
)
from tenon.domain.extension.service import ApiExtensions
from tenon.kit.http import Uow, provided
from tenon.kit.routes import Router
from tenon.kit.secret import random_secret

router = Router(prefix="/console/api/workspaces/current", tags=["extensions"])
Extensions = Annotated[ApiExtensions, Depends(provided(ApiExtensions))]
Kinds = Annotated[ExtensionKinds, Depends(provided(ExtensionKinds))]


@router.get("/api-extensions")
async def list_extensions(uow: Uow, extensions: Extensions, who: Who) -> ApiExtensionList:
    """The workspace's API extensions, keys masked."""
    return ApiExtensionList(data=await extensions.list(uow, who))


@router.post("/api-extensions", status_code=201)
async def add_extension(extensions: Extensions, who: Who, body: ApiExtensionIn) -> ApiExtension:
    """Ping a service and register it."""
    return await extensions.add(who, body)


@router.post("/api-extensions/new-key")
async def new_key(who: Who) -> NewKey:
    """A random key to give to a service."""
    who.require("tool.manage")
    return NewKey(api_key=random_secret())


@router.get("/api-extensions/{extension_id}")
async def get_extension(uow: Uow, extensions: Extensions, who: Who, extension_id: UUID) -> ApiExtension:
    """One API extension."""
    return await extensions.get(uow, who, extension_id)


@router.patch("/api-extensions/{extension_id}")
async def change_extension(
    extensions: Extensions, who: Who, extension_id: UUID, body: ApiExtensionPatch
) -> ApiExtension:
    """Ping the service and change it."""
    return await extensions.change(who, extension_id, body)


@router.delete("/api-extensions/{extension_id}", status_code=204)
async def delete_extension(uow: Uow, extensions: Extensions, who: Who, extension_id: UUID) -> None:
    """Delete an API extension."""
    await extensions.remove(uow, who, extension_id)


@router.get("/code-extensions")
async def list_kinds(kinds: Kinds, who: Who, module: Kind) -> CodeExtensionList:
    """The kinds that apps can choose for moderation or external data: built in and installed by the operator."""
    who.require("app.view")
    return CodeExtensionList(module=module, data=await kinds.list(module))
