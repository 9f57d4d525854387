"""Entry point of the server process: HTTP, web pages, engine."""

import asyncio
import importlib
import os
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from fastapi import FastAPI

from tenon import tables
from tenon.api import create_app
from tenon.kit import garbage, logging, schema_state
from tenon.kit.db import Database
from tenon.settings import Settings
from tenon.wiring import build

SHUTDOWN_SECONDS = 30
"""Open streams get this long to end after a stop signal."""

assert tables.METADATA  # every table is known before the first query


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[int], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the port once requests are accepted."""
        await super().startup(sockets)
        garbage.settle()
        for server in self.servers if self.started else ():
            self._ready(server.sockets[0].getsockname()[1])
            break

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End with success: a stop signal is no failure."""
        await super().shutdown(sockets)
        self._captured_signals.clear()


def create() -> FastAPI:
    """The application with settings from the environment: for servers that import it (`--reload`, others)."""
    settings = Settings()
    logging.configure(settings.log_level)
    return create_app(build(settings))


async def _migrate(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db = Database(settings.resolved_database_url)
    try:
        if await schema_state.current(db) != schema_state.head():
            # The migration library takes a quarter of the start-up time and is rarely needed.
            await importlib.import_module("tenon.kit.schema").upgrade(db)
    finally:
        await db.close()


def serve(settings: Settings, *, ready: Callable[[int], None], reload: bool = False) -> None:
    """Migrate, then serve until a signal. `ready` gets the port once requests are accepted."""
    logging.configure(settings.log_level)
    asyncio.run(_migrate(settings))
    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": SHUTDOWN_SECONDS,
        "timeout_keep_alive": 65,
        "backlog": 4096,
    }
    if reload:
        # The process that serves reads the environment anew, also for what the command line said.
        os.environ["TENON_DATA_DIR"] = str(settings.data_dir.resolve())
        ready(settings.port)
        uvicorn.run("tenon.main:create", factory=True, reload=True, reload_dirs=["server/tenon"], **options)
        return
    config = uvicorn.Config(create_app(build(settings)), loop="uvloop", http="httptools", ws="none", **options)
    _Server(config, ready).run()
