#!/usr/bin/env python3
"""Keep `uv.lock` free of download addresses.

The committed lock holds names, versions and hashes; where packages come from is the installer's own setting. `strip`
takes the addresses out of a fresh lock. `expand` asks uv where it finds one small package of the lock, and writes the
same project into a build folder whose lock has addresses again, so that `uv sync --frozen` can use it there.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build" / "python"
INDEX_MARK, FILES_MARK = "index:", "files:"
PROBE = "idna"
PROJECT = """[project]
name = "probe"
version = "0"
requires-python = ">=3.12"
dependencies = ["{package}=={version}"]
"""


def addresses(lock: str) -> tuple[str, str]:
    """The index of a lock and what its files' addresses begin with."""
    index = re.search(r'source = \{ registry = "([^"]+)" \}', lock)
    files = re.search(r'\{ url = "([^"]+/packages/)', lock)
    if index is None or files is None:
        sys.exit("uvlock.py: this package index is laid out in another way; run `uv lock` and `uv sync` by hand.")
    return index[1], files[1]


def strip() -> None:
    """Take the addresses out of the committed lock, in place."""
    path = ROOT / "uv.lock"
    text = path.read_text()
    index, files = addresses(text)
    path.write_text(text.replace(f'"{index}"', f'"{INDEX_MARK}"').replace(f'"{files}', f'"{FILES_MARK}'))


def probe(uv: str, python: str, version: str) -> str:
    """A lock of one package, made by uv with the settings of this machine."""
    folder = BUILD.parent / "probe"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(PROJECT.format(package=PROBE, version=version))
    subprocess.run([uv, "lock", "-q", "--python", python], cwd=folder, check=True)
    return (folder / "uv.lock").read_text()


def expand(uv: str, python: str) -> None:
    """Write the build folder."""
    text = (ROOT / "uv.lock").read_text()
    if f'"{INDEX_MARK}"' in text:
        version = re.search(rf'name = "{PROBE}"\nversion = "([^"]+)"', text)
        if version is None:
            sys.exit(f"uvlock.py: the lock has no {PROBE}; run `make lock`.")
        index, files = addresses(probe(uv, python, version[1]))
        text = text.replace(f'"{INDEX_MARK}"', f'"{index}"').replace(f'"{FILES_MARK}', f'"{files}')
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "uv.lock").write_text(text)
    for name in ("pyproject.toml", "server", "sandbox"):
        link = BUILD / name
        if not link.is_symlink():
            link.symlink_to(ROOT / name)


def main() -> None:
    """Command line."""
    match sys.argv[1:]:
        case ["strip"]:
            strip()
        case ["expand", uv, python]:
            expand(uv, python)
        case _:
            sys.exit("usage: uvlock.py strip | expand UV PYTHON")


if __name__ == "__main__":
    main()
