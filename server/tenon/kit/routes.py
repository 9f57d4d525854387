"""Routers whose routes are worked out when they are needed: most of two hundred serve no request for a long time."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Match, compile_path
from starlette.types import Scope


class LateRoute(APIRoute):
    """A route that knows at once what it serves, and its parameters and models with its first request.

    Making the API description works every route out, so tests see what is wrong with any of them.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self._late: dict[str, Any] | None = options
        self.path, self.endpoint = path, endpoint
        self.methods = {method.upper() for method in options.get("methods") or ["GET"]}
        self._fixed, parameter, _ = path.partition("{")
        self._whole = not parameter

    def __getattr__(self, name: str) -> Any:
        """What is asked for the first time."""
        if name.startswith("__") or self.__dict__.get("_late") is None:
            raise AttributeError(name)
        if name in ("path_regex", "path_format", "param_convertors"):
            self.path_regex, self.path_format, self.param_convertors = compile_path(self.path)
        else:
            options, self._late = self._late, None
            super().__init__(self.path, self.endpoint, **(options or {}))
        return getattr(self, name)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the route serves a request; most are passed over by the beginning of their path."""
        path: str = scope["path"]
        if scope.get("root_path"):
            return super().matches(scope)
        if path != self._fixed if self._whole else not path.startswith(self._fixed):
            return Match.NONE, {}
        return super().matches(scope)


class Router(APIRouter):
    """A router of late routes. The application takes the routes over as they are, so prefixes belong here."""

    def __init__(self, *, route_class: type[LateRoute] = LateRoute, **options: Any) -> None:
        super().__init__(route_class=route_class, **options)
