"""Check versions, database, storage, sandbox, disk and clock."""

import platform
import shutil
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

import click

from tenon import __version__
from tenon.cli._context import data_dir_option, json_option, print_json, settings_for, with_product
from tenon.kit import schema_state
from tenon.kit.ids import uuid7
from tenon.ports import SandboxPort, StoragePort
from tenon.wiring import Container

_LEVELS = {
    "full": "Code is cut off from this machine by the system call filter and by the kernel's namespaces.",
    "strong": "Code is held by the system call filter; this kernel grants no namespaces, a second wall.",
    "restricted": "There is no system call filter (seccomp): Python code is refused unless TENON_CODE_UNSAFE is true; "
    "JavaScript and templates run in interpreters without files and network. Run Tenon on Linux or in its image.",
    "unavailable": "No code runs; nodes with code fail and say so. The log tells why the helper does not start.",
}
_MARK = {"ok": "✓", "limited": "!", "failed": "✗"}


def _check(name: str, status: str, detail: str) -> dict[str, Any]:
    return {"name": name, "status": status, "detail": detail}


def _versions() -> dict[str, Any]:
    old = sys.version_info < (3, 12)
    detail = f"Tenon {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return _check("versions", "failed" if old else "ok", f"{detail}, {platform.system()} {platform.release()}")


async def _database(container: Container) -> dict[str, Any]:
    try:
        started = time.perf_counter()
        await container.db.ping()
        elapsed = (time.perf_counter() - started) * 1000
        at, newest = await schema_state.current(container.db), schema_state.head()
    except Exception as error:
        return _check("database", "failed", f"cannot be reached: {error}. Check TENON_DATABASE_URL.")
    state = f"{container.db.dialect}, {elapsed:.1f} ms, schema {at or 'empty'}"
    if at != newest:
        return _check("database", "limited", f"{state}; newest is {newest}: run `tenon migrate`")
    return _check("database", "ok", state)


async def _storage(container: Container) -> dict[str, Any]:
    storage, key = container.services.get(StoragePort), f"doctor/{uuid7()}"
    try:
        await storage.write(key, b"tenon")
        same = await storage.read(key) == b"tenon"
        await storage.delete(key)
    except Exception as error:
        return _check("storage", "failed", f"cannot be written: {error}")
    return _check("storage", "ok" if same else "failed", "written, read and deleted a file")


async def sandbox_check(sandbox: SandboxPort) -> dict[str, Any]:
    """The level of the sandbox, what it means, and whether code runs."""
    try:
        await sandbox.start()
        result = await sandbox.run("python3", "def main(a):\n    return {'b': a + 1}", {"a": 1})
    except Exception as error:
        if sandbox.level not in ("restricted", "unavailable"):
            return _check("sandbox", "failed", str(error))
        result = None
    level = sandbox.level
    status = "failed" if level == "unavailable" else "ok" if level != "restricted" and result == {"b": 2} else "limited"
    held = f"; holds {', '.join(sandbox.layers)}" if sandbox.layers else ""
    found = _check("sandbox", status, f"level {level}{held}. {_LEVELS[level]}")
    return found | {"level": level, "layers": sandbox.layers}


def _disk(directory: Path) -> dict[str, Any]:
    directory.mkdir(parents=True, exist_ok=True)
    usage = shutil.disk_usage(directory)
    free = usage.free / 1e9
    status = "ok" if free > 2 else "limited" if free > 0.2 else "failed"
    return _check("disk", status, f"{free:.1f} GB free of {usage.total / 1e9:.1f} GB at {directory}")


def _clock() -> dict[str, Any]:
    now = time.time()
    sane = now > 1_735_689_600
    detail = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    return _check("clock", "ok" if sane else "failed", detail if sane else f"{detail} lies in the past; set the clock")


@click.command()
@data_dir_option
@json_option
@click.pass_context
def command(ctx: click.Context, data_dir: Path | None, as_json: bool) -> None:
    """Check versions, database, storage, sandbox, disk and clock. Exit code 1 when something failed."""
    settings = settings_for(data_dir)

    async def work(container: Container) -> list[dict[str, Any]]:
        checks = [
            _versions(),
            await _database(container),
            await _storage(container),
            await sandbox_check(container.services.get(SandboxPort)),
        ]
        return [*checks, _disk(settings.data_dir.resolve()), _clock()]

    checks = with_product(settings, work, migrate=False)
    if as_json:
        print_json({"checks": checks})
    else:
        for check in checks:
            click.echo(f"{_MARK[check['status']]} {check['name']:<9} {check['detail']}")
    if any(check["status"] == "failed" for check in checks):
        ctx.exit(1)
