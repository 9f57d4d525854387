"""Routes whose endpoint gets the request alone: on the hot path solving dependencies costs as much as the work."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from tenon.kit.routes import LateRoute

type Endpoint = Callable[[Request], Awaitable[Response]]
type OnError = Callable[[Request, Exception], Awaitable[Response]]


class RawRoute(LateRoute):
    """Calls `endpoint(request)` and sends what it returns; the API description is that of any other route."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint itself."""
        return self.endpoint


class RawRoutes:
    """An application of raw routes without parameters in their paths: a look-up instead of a search.

    `errors` answer exceptions of endpoints by their class, as the handlers of the whole application do.
    """

    def __init__(self, app: Any, routes: Iterable[BaseRoute], errors: Mapping[type[Exception], OnError]) -> None:
        self._app, self._errors = app, dict(errors)
        self._kinds = tuple(self._errors)
        self._endpoints: dict[tuple[str, str], Endpoint] = {
            (method, route.path): route.endpoint
            for route in routes
            if isinstance(route, RawRoute) and "{" not in route.path
            for method in route.methods or ()
        }

    def serves(self, scope: Scope) -> bool:
        """Whether the request is for one of the routes."""
        return scope["type"] == "http" and (scope["method"], scope["path"]) in self._endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that `serves` has found."""
        scope["app"] = self._app
        request = Request(scope, receive, send)
        try:
            response = await self._endpoints[scope["method"], scope["path"]](request)
        except self._kinds as error:
            handler = next(call for kind, call in self._errors.items() if isinstance(error, kind))
            response = await handler(request, error)
        await response(scope, receive, send)
