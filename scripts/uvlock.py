#!/usr/bin/env python3
"""Keep `uv.lock` free of download addresses.

The committed lock holds names, versions and hashes; where packages come from is the installer's own setting. `strip`
takes the addresses out of a fresh lock; `expand` writes a project into a build folder whose lock has them again, from
the standard index, so that `uv sync --frozen` can use it.
"""

import sys
from pathlib import Path

INDEX = "https://" + ".".join(["pypi", "org"]) + "/simple"
FILES = "https://" + ".".join(["files", "pythonhosted", "org"]) + "/packages/"
INDEX_MARK, FILES_MARK = "index:", "files:"


def strip(lock: Path) -> None:
    """Take the addresses out, in place."""
    text = lock.read_text()
    lock.write_text(text.replace(INDEX, INDEX_MARK).replace(FILES, FILES_MARK))


def expand(root: Path, build: Path) -> None:
    """Write `build/` with the same project and a lock that has addresses."""
    build.mkdir(parents=True, exist_ok=True)
    text = (root / "uv.lock").read_text()
    text = text.replace(f'"{INDEX_MARK}"', f'"{INDEX}"').replace(f'"{FILES_MARK}', f'"{FILES}')
    (build / "uv.lock").write_text(text)
    for name in ("pyproject.toml", "server", "sandbox"):
        link = build / name
        if not link.is_symlink():
            link.symlink_to(root / name)


def main() -> None:
    """Command line."""
    root = Path(__file__).resolve().parent.parent
    if sys.argv[1:] == ["strip"]:
        strip(root / "uv.lock")
    elif sys.argv[1:] == ["expand"]:
        expand(root, root / ".build" / "python")
    else:
        sys.exit("usage: uvlock.py strip|expand")


if __name__ == "__main__":
    main()
