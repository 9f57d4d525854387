"""What import contracts cannot say: who may use a repository, where imports stand, how long files are."""

import ast
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVER = Path(__file__).resolve().parents[1]
PACKAGE = SERVER / "tenon"
LONG, TOO_LONG = 300, 500
ROUTERS = ("console", "service_api", "web_api")
LAZY = ("tenon/adapters/", "tenon/cli/", "tenon/rag/")
"""Optional libraries of adapters, and commands whose help must not load the product."""


def sources() -> list[Path]:
    """Every module of the product."""
    return sorted(PACKAGE.rglob("*.py"))


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Every import with the module it names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            yield node, node.module


def test_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=SERVER, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_contracts_have_no_exception() -> None:
    assert "ignore_imports" not in (SERVER / "pyproject.toml").read_text("utf-8")


def test_a_repository_is_used_by_its_own_domain_only() -> None:
    found: list[str] = []
    for path in sources():
        domain = path.relative_to(PACKAGE).parts
        for _, module in imports(ast.parse(path.read_text("utf-8"))):
            parts = module.split(".")
            if parts[:2] == ["tenon", "domain"] and parts[-1] == "repository":
                own = domain[:2] == ("domain", parts[2])
                if not own or {path.stem, path.parent.name} & set(ROUTERS):
                    found.append(f"{path.relative_to(SERVER)} imports {module}")
    assert found == []


def test_imports_stand_at_the_top() -> None:
    found: list[str] = []
    for path in sources():
        relative = path.relative_to(SERVER).as_posix()
        if relative.startswith(LAZY):
            continue
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                found += [f"{relative}:{node.lineno} {module}" for node, module in imports(function)]
    assert found == []


def test_files_stay_short() -> None:
    lengths = {path.relative_to(SERVER).as_posix(): len(path.read_text("utf-8").splitlines()) for path in sources()}
    for name, length in lengths.items():
        if length > LONG:
            warnings.warn(f"{name} has {length} lines", stacklevel=1)
    assert {name: length for name, length in lengths.items() if length > TOO_LONG} == {}


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("domain/*/__init__.py")), ids=lambda path: path.parent.name)
def test_every_domain_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))
