"""The HTTP application: every router, the one error handler, the web side."""

import os
import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import orjson
import yaml
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tenon import __version__
from tenon.domain.account import console as account_console
from tenon.domain.annotation import console as annotation_console
from tenon.domain.annotation import service_api as annotation_api
from tenon.domain.app import console as app_console
from tenon.domain.app import service_api as app_api
from tenon.domain.app import web_api as app_web
from tenon.domain.audit import console as audit_console
from tenon.domain.conversation import console as conversation_console
from tenon.domain.conversation import service_api as conversation_api
from tenon.domain.conversation import web_api as conversation_web
from tenon.domain.debug import console as debug_console
from tenon.domain.extension import console as extension_console
from tenon.domain.file import console as file_console
from tenon.domain.generator import console as generator_console
from tenon.domain.knowledge import console as knowledge_console
from tenon.domain.knowledge import service_api as knowledge_api
from tenon.domain.log import console as log_console
from tenon.domain.provider import console as provider_console
from tenon.domain.provider import service_api as provider_api
from tenon.domain.run import console as run_console
from tenon.domain.run import service_api as run_api
from tenon.domain.run import web_api as run_web
from tenon.domain.site import console as site_console
from tenon.domain.site import web_api as site_web
from tenon.domain.tag import console as tag_console
from tenon.domain.template import console as template_console
from tenon.domain.tool import console as tool_console
from tenon.domain.workflow import console as workflow_console
from tenon.domain.workspace import console as workspace_console
from tenon.errors import TenonError
from tenon.kit.db import Database
from tenon.kit.description import complete
from tenon.kit.logging import get_log
from tenon.kit.middleware import BodyLimit, HeadAsGet, ProductHeaders, UncaughtErrors
from tenon.kit.raw_route import RawRoutes
from tenon.kit.static import WebFiles
from tenon.ports import StorageFull
from tenon.settings import Settings
from tenon.wiring import Container

log = get_log(__name__)
ROUTERS = (
    run_api.hot,  # routes are tried in order: the hot ones first
    conversation_api.hot,
    run_api.router,
    conversation_api.router,
    account_console.router,
    workspace_console.router,
    audit_console.router,
    app_console.router,
    workflow_console.router,
    site_console.router,
    tag_console.router,
    template_console.router,
    file_console.router,
    provider_console.router,
    tool_console.router,
    extension_console.router,
    annotation_console.router,
    annotation_api.router,
    provider_api.router,
    knowledge_console.router,
    knowledge_api.router,
    debug_console.router,
    run_console.router,
    conversation_console.router,
    generator_console.router,
    log_console.router,
    app_api.router,
    site_web.router,
    app_web.router,
    run_web.router,
    conversation_web.router,
)
API_PREFIXES = ("/console/api", "/api", "/v1", "/mcp", "/files", "/triggers", "/e", "/openapi.json", "/health")
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
FAILURE = {
    "code": "internal_server_error",
    "message": "Internal Server Error, please contact support.",
    "status": 500,
}
MB = 1024 * 1024
_UPLOADS = re.compile(r"/(files/upload|file-upload|audio-to-text|create[-_]by[-_]file|update[-_]by[-_]file)$")


class Product(FastAPI):
    """The application, with a short way for the routes that start runs and send messages."""

    short_way: RawRoutes
    short_stack: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if self.short_way.serves(scope):
            await self.short_stack(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """The API description, made once: what routes tell of themselves and what `api.yaml` adds."""
        if self.openapi_schema is None:
            extra = yaml.safe_load(Path(__file__).with_name("api.yaml").read_text("utf-8"))
            self.openapi_schema = complete(super().openapi(), extra)
        return self.openapi_schema


def create_app(container: Container) -> FastAPI:
    """The application around a wired product; its lifespan starts and stops the container."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        await container.start()
        try:
            yield
        finally:
            await container.stop()

    app = Product(
        title="Tenon",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.state.services = container.services
    app.add_exception_handler(TenonError, _tenon_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.short_way = RawRoutes(
        app,
        [route for router in ROUTERS for route in router.routes],
        {TenonError: _tenon_error, HTTPException: _http_error},
    )
    app.short_stack = app.short_way
    for middleware in _middleware(container.settings):
        app.short_stack = middleware.cls(app.short_stack, *middleware.args, **middleware.kwargs)
        app.add_middleware(middleware.cls, *middleware.args, **middleware.kwargs)
    for router in ROUTERS:
        app.router.routes.extend(router.routes)  # `include_router` would work every route out a second time
    app.add_api_route("/health", _health, methods=["GET"], include_in_schema=False)
    for prefix in API_PREFIXES:
        for path in (prefix, f"{prefix}/{{rest:path}}"):
            app.add_api_route(path, _unknown, methods=METHODS, include_in_schema=False)
    app.mount("/", WebFiles(_web_root()))
    return app


def _middleware(settings: Settings) -> Iterator[Middleware]:
    """From the inside out."""
    largest = max(settings.upload_file_size_limit, settings.upload_video_size_limit, settings.upload_audio_size_limit)
    yield Middleware(BodyLimit, limit=lambda path: _body_limit(path, largest), refusal=_too_large)
    yield Middleware(HeadAsGet)
    disk_full = orjson.dumps(error_body(StorageFull()))
    yield Middleware(UncaughtErrors, body=orjson.dumps(FAILURE), disk_full=disk_full)
    yield Middleware(
        ProductHeaders,
        version=__version__,
        environment=settings.deploy_env,
        origins=settings.web_api_cors_allow_origins,
    )


def _web_root() -> Path | None:
    package = Path(__file__).resolve().parent
    for root in (package / "static", package.parents[1] / "web" / "dist"):
        if (root / "console.html").is_file():
            return root
    return None


def _body_limit(path: str, largest_mb: int) -> int:
    if _UPLOADS.search(path):
        return (largest_mb + 1) * MB
    return 24 * MB if path.endswith("/apps/imports") else 16 * MB


def error_body(error: TenonError) -> dict[str, Any]:
    """The one shape of an error on the wire."""
    return {"code": error.code, "message": error.message, "status": error.status, **error.extra}


def _answer(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body, default=str), status, headers, "application/json")


async def _tenon_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, TenonError)
    if error.status >= 500:
        log.exception("request.error", error, code=error.code)
    headers: Mapping[str, str] | None = getattr(error, "headers", None)
    return _answer(error.status, error_body(error), headers)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = cast(list[dict[str, Any]], error.errors())
    first = problems[0] if problems else {}
    if first.get("type") == "json_invalid":
        message = "Invalid JSON payload received or JSON payload is empty."
        return _answer(400, {"code": "bad_request", "message": message, "status": 400})
    where = [str(part) for part in first.get("loc", ())[1:]]
    name, text = ".".join(where), str(first.get("msg", "The request is not valid."))
    body = {"code": "invalid_param", "message": f"{name}: {text}" if name else text, "status": 400}
    return _answer(400, {**body, "params": name} if name else body)


async def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    codes = {404: "not_found", 405: "method_not_allowed", 415: "unsupported_media_type", 401: "unauthorized"}
    code = codes.get(error.status_code, "bad_request" if error.status_code < 500 else "internal_server_error")
    body = {"code": code, "message": str(error.detail), "status": error.status_code}
    return _answer(error.status_code, body, error.headers)


def _too_large(path: str, limit: int) -> bytes:
    code = "file_too_large" if _UPLOADS.search(path) else "request_entity_too_large"
    message = f"The request is larger than {limit // MB} MB."
    return orjson.dumps({"code": code, "message": message, "status": 413})


async def _unknown(request: Request) -> Response:
    """No route took the request: its path is unknown, or known for other methods."""
    allowed = _methods(request)
    if not allowed:
        raise HTTPException(404, "There is nothing at this address.")
    headers = {"Allow": ", ".join(sorted(allowed | {"OPTIONS"}))}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    raise HTTPException(405, f"This address does not serve {request.method}.", headers)


def _methods(request: Request) -> set[str]:
    """The methods that routes serve at the path of a request."""
    allowed: set[str] = set()
    for route in request.app.router.routes:
        if not isinstance(route, Route) or route.endpoint is _unknown:
            continue
        if route.matches(request.scope)[0] is Match.PARTIAL:
            allowed |= route.methods or set()
    return allowed | {"HEAD"} if "GET" in allowed else allowed


async def _health(request: Request) -> JSONResponse:
    database = "ok"
    try:
        await request.app.state.services.get(Database).ping()
    except Exception as error:
        log.exception("health.database", error)
        database = "failed"
    status = "ok" if database == "ok" else "failed"
    body = {"pid": os.getpid(), "status": status, "version": __version__, "checks": {"database": database}}
    return JSONResponse(body, 200 if status == "ok" else 503)
