"""Writes the OpenAPI document of every route: `openapi.py FILE`. The web side's types are generated from it."""

import json
import sys
from pathlib import Path

from tenon import __version__
from tenon.api import ROUTERS, Product


def document() -> dict[str, object]:
    """The document, without starting a server or reading settings."""
    app = Product(title="Tenon", version=__version__)
    for router in ROUTERS:
        app.include_router(router)
    return app.openapi()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(document(), ensure_ascii=False, sort_keys=True), encoding="utf-8")
