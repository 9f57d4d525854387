"""Structured log lines: a dotted event name and fields. Text on a terminal, JSON otherwise."""

import contextvars
import logging
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
"""Names the request in every line it causes."""


class Log:
    """Writes events of one module: `log.info("run.finished", run_id=..., elapsed_ms=...)`."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def debug(self, event: str, **fields: Any) -> None:
        """For developers."""
        self._write(logging.DEBUG, event, fields)

    def info(self, event: str, **fields: Any) -> None:
        """Something worth knowing happened."""
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        """Something an operator should look at."""
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, **fields: Any) -> None:
        """Something failed."""
        self._write(logging.ERROR, event, fields)

    def exception(self, event: str, error: BaseException, **fields: Any) -> None:
        """Something failed that should not; with the trace."""
        self._write(logging.ERROR, event, fields, error)

    def _write(self, level: int, event: str, fields: dict[str, Any], error: BaseException | None = None) -> None:
        if self._logger.isEnabledFor(level):
            trace = (type(error), error, error.__traceback__) if error is not None else None
            self._logger.log(level, event, extra={"fields": fields}, exc_info=trace)


def get_log(name: str) -> Log:
    """The log of a module: `log = get_log(__name__)`."""
    return Log(name)


class _Formatter(logging.Formatter):
    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._json = as_json

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = getattr(record, "fields", {})
        rid = request_id.get()
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        if self._json:
            line = {"at": at, "level": record.levelname.lower(), "logger": record.name, "event": record.getMessage()}
            line |= {"request_id": rid} if rid else {}
            line |= fields | ({"trace": trace} if trace else {})
            return orjson.dumps(line, default=str).decode()
        parts = [at[11:23], f"{record.levelname:<7}", record.getMessage()]
        parts += [f"{name}={value}" for name, value in fields.items()]
        parts += [f"request_id={rid}"] if rid else []
        return " ".join(parts) + (f"\n{trace}" if trace else "")


def configure(level: str = "INFO", *, as_json: bool | None = None) -> None:
    """Send the log to standard error. `as_json` None: JSON unless it is a terminal."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(as_json=not sys.stderr.isatty() if as_json is None else as_json))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for quiet in ("uvicorn.access", "aiosqlite", "alembic", "asyncio"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
