"""Which level the self-test decides on, and what a server without privileges gets."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tenon.adapters.sandbox.helper import Limits
from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.cli.doctor import sandbox_check
from tenon.engine.errors import CodeFailed, SandboxUnavailable
from tenon_sandbox import seccomp
from tests.sandbox.conftest import FILTER_ALONE, opened

_ADD = "def main(a):\n    return {'b': a + 1}"


async def test_all_layers_make_the_full_level(sandbox: ZygoteSandbox) -> None:
    layers = set(sandbox.layers)
    if "process namespace" not in layers:
        pytest.skip("this kernel grants no namespaces")
    assert sandbox.level == "full"
    assert {"empty root", "network namespace", "system call filter", "resource limits", "no new privileges"} <= layers


async def test_the_filter_alone_is_strong(bare: ZygoteSandbox) -> None:
    assert bare.level == "strong"
    assert "process namespace" not in bare.layers


async def test_without_the_filter_python_is_refused_and_the_rest_runs() -> None:
    async with opened(Limits(skip_layers=("seccomp",))) as sandbox:
        assert sandbox.level == "restricted"
        with pytest.raises(SandboxUnavailable, match="TENON_CODE_UNSAFE") as caught:
            await sandbox.run("python3", _ADD, {"a": 1})
        assert caught.value.error_type == "CodeExecutionError"
        assert await sandbox.run("javascript", "function main({a}) { return {b: a + 1} }", {"a": 1}) == {"b": 2}
        assert await sandbox.render("{{ a }}", {"a": 1}) == "1"


async def test_without_the_filter_python_runs_when_the_operator_says_so() -> None:
    async with opened(Limits(skip_layers=("seccomp",), unsafe=True)) as sandbox:
        assert sandbox.level == "restricted"
        assert await sandbox.run("python3", _ADD, {"a": 1}) == {"b": 2}


@pytest.mark.parametrize(
    ("limits", "level", "status", "says"),
    [
        (Limits(), "full|strong", "ok", "system call filter"),
        (Limits(skip_layers=FILTER_ALONE), "strong", "ok", "no namespaces"),
        (Limits(skip_layers=("seccomp",)), "restricted", "limited", "TENON_CODE_UNSAFE"),
    ],
)
async def test_doctor_tells_the_level_and_what_it_means(limits: Limits, level: str, status: str, says: str) -> None:
    async with opened(limits) as sandbox:
        found = await sandbox_check(sandbox)
    assert re.fullmatch(level, found["level"])
    assert found["status"] == status
    assert says in found["detail"]


async def test_doctor_tells_that_no_code_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    async with opened(Limits()) as sandbox:
        found = await sandbox_check(sandbox)
    assert (found["level"], found["status"]) == ("unavailable", "failed")


async def test_a_helper_that_cannot_start_fails_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    async with opened(Limits()) as sandbox:
        assert (sandbox.level, sandbox.layers) == ("unavailable", [])
        with pytest.raises(SandboxUnavailable, match="tenon doctor"):
            await sandbox.run("python3", _ADD, {"a": 1})
        monkeypatch.undo()
        assert await sandbox.run("python3", _ADD, {"a": 1}) == {"b": 2}
        assert sandbox.level in ("full", "strong")


async def test_modules_of_the_operator() -> None:
    code = "import yaml\ndef main(t):\n    return {'r': yaml.safe_load(t)}"
    async with opened(Limits(extra_modules=("yaml",))) as sandbox:
        assert await sandbox.run("python3", code, {"t": "a: 1"}) == {"r": {"a": 1}}
    async with opened(Limits()) as sandbox:
        with pytest.raises(CodeFailed, match="TENON_CODE_MODULES"):
            await sandbox.run("python3", code, {"t": "a: 1"})


@pytest.mark.parametrize("architecture", ["x86_64", "aarch64"])
def test_every_jump_of_the_filter_lands(architecture: str) -> None:
    program = seccomp.instructions(architecture)
    assert len(program) < 256
    for index, (code, if_true, if_false, _) in enumerate(program):
        if code & 7 == 5:
            assert index + 1 + max(if_true, if_false) < len(program)
    assert program[-1][0] == 6


_UNPRIVILEGED = """
import asyncio, os, sys
from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tenon.cli.doctor import sandbox_check
from tenon.adapters.sandbox.helper import Limits
async def main():
    sandbox = ZygoteSandbox(Limits(skip_layers={skip!r}, timeout=5))
    await sandbox.start()
    print(os.getuid(), sandbox.level, "|".join(sandbox.layers))
    print(await sandbox.run("python3", "import os\\ndef main():\\n    return {{'u': os.getuid()}}", {{}}))
    for code in ("open('/etc/passwd')", "os.kill(os.getppid(), 0)", "os.fork()", "__import__('socket').socket()"):
        try:
            print(await sandbox.run("python3", "import os\\ndef main():\\n    " + code + "\\n    return {{}}", {{}}))
        except Exception as error:
            print(type(error).__name__, "PermissionError" in str(error))
    await sandbox.close()
asyncio.run(main())
"""


@pytest.mark.parametrize("skip", [(), ("user_namespace",), FILTER_ALONE])
def test_a_server_without_privileges(skip: tuple[str, ...]) -> None:
    program = _UNPRIVILEGED.format(skip=skip)
    command = [sys.executable, "-c", program] if os.getuid() != 0 else _as_nobody(program)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    who, call, *attempts = done.stdout.splitlines()
    user, level, layers = who.split(" ", 2)
    assert user != "0"
    assert call == f"{{'u': {user}}}"
    assert attempts == ["CodeFailed True"] * 4
    if skip:
        assert level == "strong"
    elif "user namespace" in layers:
        assert level == "full"


def _as_nobody(program: str) -> list[str]:
    """Run as uid 65534. Where that user may not read our interpreter, its folders are shown to it in a namespace."""
    unreadable = _closed_parents([Path(sys.executable), Path(sys.prefix), Path(sys.base_prefix), Path.cwd()])
    shown = sorted({str(Path(path).resolve()) for path in (sys.prefix, sys.base_prefix, Path.cwd().parent)})
    lines = ["set -e", "mount --make-rprivate /", "mount -t tmpfs tmpfs /mnt"]
    for number, path in enumerate(shown):
        lines += [f"mkdir -p /mnt/{number}", f"mount --bind {path} /mnt/{number}"]
    for closed in unreadable:
        lines.append(f"mount -t tmpfs -o mode=755 tmpfs {closed}")
    for number, path in enumerate(shown):
        if any(Path(path).is_relative_to(closed) for closed in unreadable):
            lines += [f"mkdir -p {path}", f"mount --bind /mnt/{number} {path}"]
    lines.append('exec setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all "$@"')
    return ["unshare", "--mount", "sh", "-c", "\n".join(lines), "sh", sys.executable, "-c", program]


def _closed_parents(paths: list[Path]) -> list[Path]:
    found: set[Path] = set()
    for path in paths:
        for parent in (*path.parents, *path.resolve().parents):
            if not parent.stat().st_mode & 0o001:
                found.add(parent)
    return [path for path in sorted(found) if not any(other in path.parents for other in found)]
