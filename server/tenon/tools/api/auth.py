"""How a custom tool proves itself to its API (TOOL-API-04)."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from tenon.tools.errors import ToolParameterError

KINDS = ("none", "api_key_header", "api_key_query", "basic", "bearer")
SECRETS = ("api_key_value", "password", "token")
"""Members of a credential that are kept encrypted and shown masked."""
_PREFIXES = {"basic": "Basic ", "bearer": "Bearer "}


@dataclass(frozen=True, slots=True)
class Signature:
    """What is added to every request."""

    headers: tuple[tuple[str, str], ...] = ()
    params: tuple[tuple[str, str], ...] = field(default=())


def sign(credentials: Mapping[str, str]) -> Signature:
    """Headers and query parameters of a credential. Raises `ToolParameterError` for one that is not complete.

    Members: `auth_type`; `api_key_header`, `api_key_header_prefix` (`basic`, `bearer`, `custom`), `api_key_value`;
    `api_key_query_param`; `username`, `password`; `token`.
    """
    kind = credentials.get("auth_type") or "none"
    if kind == "api_key":
        kind = "api_key_header"
    match kind:
        case "none":
            return Signature()
        case "api_key_header":
            prefix = _PREFIXES.get(credentials.get("api_key_header_prefix") or "custom", "")
            name = credentials.get("api_key_header") or "Authorization"
            return Signature(((_header(name), prefix + _needed(credentials, "api_key_value")),))
        case "api_key_query":
            name = credentials.get("api_key_query_param") or "key"
            return Signature(params=((name, _needed(credentials, "api_key_value")),))
        case "basic":
            pair = f"{_needed(credentials, 'username')}:{credentials.get('password', '')}"
            return Signature((("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"),))
        case "bearer":
            return Signature((("Authorization", f"Bearer {_needed(credentials, 'token')}"),))
        case _:
            raise ToolParameterError(f"The authentication {kind!r} is not known. Use one of {', '.join(KINDS)}.")


def _needed(credentials: Mapping[str, str], name: str) -> str:
    value = str(credentials.get(name) or "")
    if not value or "\n" in value or "\r" in value:
        raise ToolParameterError(f"The authentication needs {name}.")
    return value


def _header(name: str) -> str:
    if not name.replace("-", "").replace("_", "").replace(".", "").isalnum() or not name.isascii():
        raise ToolParameterError(f"{name[:40]!r} is no name of a header.")
    return name
