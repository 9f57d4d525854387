"""What is wired: objects by class, and the steps that start and stop them."""

from collections.abc import Awaitable, Callable

from tenon.kit.db import Database
from tenon.kit.http import Services
from tenon.kit.logging import get_log
from tenon.settings import Settings

log = get_log(__name__)
type Step = Callable[[], Awaitable[None]]


class Container:
    """Everything that lives as long as the server. Steps start in order and stop in reverse."""

    def __init__(self, settings: Settings, db: Database) -> None:
        self.settings = settings
        self.db = db
        self.services = Services()
        self._start: list[Step] = []
        self._stop: list[Step] = []

    def on_start(self, step: Step) -> None:
        """Run a step before the first request."""
        self._start.append(step)

    def on_stop(self, step: Step) -> None:
        """Run a step after the last request; steps added later run earlier."""
        self._stop.append(step)

    async def start(self) -> None:
        """Run the start steps."""
        for step in self._start:
            await step()

    async def stop(self) -> None:
        """Run the stop steps; one that fails does not keep the others from running."""
        for step in reversed(self._stop):
            try:
                await step()
            except Exception as error:
                log.exception("server.stop_failed", error)
