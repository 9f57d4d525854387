"""The operator's commands: migrate, admin, app, doctor."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from tenon.cli.main import command

FILE: dict[str, Any] = {
    "app": {"name": "Echo", "mode": "workflow"},
    "kind": "app",
    "version": "0.5.0",
    "workflow": {"graph": {"nodes": [{"id": "s", "data": {"type": "start", "variables": []}}], "edges": []}},
}


class Shell:
    """Calls commands on a data directory of its own."""

    def __init__(self, directory: Path) -> None:
        self._directory = str(directory)

    def __call__(self, *args: str, code: int = 0) -> Result:
        """Run a command and check its exit code."""
        result = CliRunner().invoke(command, [*args, "--data-dir", self._directory])
        assert result.exit_code == code, result.output
        return result

    def json(self, *args: str, code: int = 0) -> Any:
        """Run a command with `--json`."""
        return json.loads(self(*args, "--json", code=code).stdout)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Commands on an empty data directory."""
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path / "data")


def test_migrate_tells_what_it_did(shell: Shell) -> None:
    first = shell.json("migrate")
    assert first["before"] is None
    assert shell.json("migrate") == {"before": first["after"], "after": first["after"]}
    assert "already" in shell("migrate").output


def test_a_database_of_another_version_is_refused_with_the_reason(shell: Shell, tmp_path: Path) -> None:
    shell("migrate")
    with sqlite3.connect(tmp_path / "data" / "tenon.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for command_name in ("migrate", "serve"):
        assert "Its revision is 9999" in shell(command_name, code=1).output


def test_an_app_is_imported_published_listed_exported_and_given_a_key(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "echo.yml"
    path.write_text(yaml.safe_dump(FILE), "utf-8")
    none = shell("app", "import", str(path), code=1)
    assert "tenon admin create" in none.output
    shell("admin", "create", "--email", "Ada@Example.com", "--name", "Ada", "--password", "passw0rd")
    again = shell("admin", "create", "--email", "ada@example.com", "--name", "Ada", "--password", "passw0rd", code=1)
    assert "already" in again.output
    result = shell.json("app", "import", str(path), "--publish", "--name", "Mine")
    assert (result["status"], result["app_mode"]) == ("completed", "workflow")
    assert result["workflow_id"]
    listed = shell.json("app", "list")
    assert [(app["id"], app["name"]) for app in listed] == [(result["app_id"], "Mine")]
    assert result["app_id"] in shell("app", "list").output
    shell("app", "export", result["app_id"], "-o", str(tmp_path / "out.yml"))
    expected: dict[str, Any] = {**FILE, "app": {"name": "Mine", "mode": "workflow"}}
    assert yaml.safe_load((tmp_path / "out.yml").read_text("utf-8")) == expected
    assert shell.json("app", "key", "create", result["app_id"])["token"].startswith("app-")
    shell("app", "key", "create", "01a1fd3e-d00c-7895-b9a0-3734b21a5506", code=1)


def test_files_of_a_newer_version_are_imported_with_a_note(shell: Shell, tmp_path: Path) -> None:
    shell("admin", "create", "--email", "a@b.co", "--name", "A", "--password", "passw0rd")
    (tmp_path / "new.yml").write_text(yaml.safe_dump({**FILE, "version": "0.9.0"}), "utf-8")
    assert shell.json("app", "import", str(tmp_path / "new.yml"))["warnings"]
    (tmp_path / "bad.yml").write_text("a: [", "utf-8")
    refused = shell.json("app", "import", str(tmp_path / "bad.yml"), code=1)
    assert refused["status"] == "failed"
    assert "not valid YAML" in refused["error"]
    shell("app", "import", str(tmp_path / "gone.yml"), code=2)


def test_passwords_and_keys_are_reset(shell: Shell) -> None:
    shell("admin", "create", "--email", "a@b.co", "--name", "A", "--password", "passw0rd")
    done = shell("admin", "reset-password", "--email", "A@B.co", "--password", "another 1")
    assert "Password reset successfully." in done.output
    shell("admin", "reset-password", "--email", "x@y.zz", "--password", "another 1", code=1)
    shell("admin", "reset-password", "--email", "a@b.co", "--password", "short", code=1)
    assert "1 workspace" in shell("admin", "reset-encryption-key", "--yes").output


def test_doctor_checks_everything(shell: Shell) -> None:
    assert {check["name"] for check in shell.json("doctor")["checks"]} == {
        "versions",
        "database",
        "storage",
        "sandbox",
        "disk",
        "clock",
    }


def test_a_worker_is_refused_on_sqlite(shell: Shell) -> None:
    assert "tenon serve" in shell("worker", code=1).output
