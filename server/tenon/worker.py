"""Entry point of a worker process: the wired product without HTTP.

Today it runs the start steps of `tenon.wiring`: whatever resumes runs and does background jobs there. It exists for
installations on PostgreSQL with several servers; with SQLite the server does all of this itself.
"""

import asyncio
import signal
from collections.abc import Callable

from tenon import tables
from tenon.kit import logging, schema
from tenon.settings import Settings
from tenon.wiring import build

assert tables.METADATA  # every table is known before the first query


async def _run(settings: Settings, ready: Callable[[], None]) -> None:
    container = build(settings)
    ended = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    try:
        await schema.upgrade(container.db)
        await container.start()
        ready()
        await ended.wait()
    finally:
        await container.stop()


def work(settings: Settings, *, ready: Callable[[], None]) -> None:
    """Work until a signal. `ready` is called once the worker is up."""
    logging.configure(settings.log_level)
    asyncio.run(_run(settings, ready))
