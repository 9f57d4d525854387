"""The documents say what the code has: nodes, commands, generated references, the same pages in both languages."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ("en", "zh")
# Drawn or placed with their container, never chosen by a builder.
PARTS = {"iteration-start", "loop-start"}


def _headings(path: Path) -> set[str]:
    return set(re.findall(r"^## .*[(（]`([^`]+)`[)）]", path.read_text(), re.M))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_node_type_has_its_section(language: str) -> None:
    files = (ROOT / "server" / "tenon" / "engine" / "nodes").glob("*.py")
    types = {t for f in files for t in re.findall(r'^    type = "([^"]+)"', f.read_text(), re.M)} - PARTS
    assert types, "no node types found"
    assert types <= _headings(ROOT / "docs" / language / "nodes.md")


def test_both_languages_have_the_same_pages() -> None:
    pages = [{p.name for p in (ROOT / "docs" / language).glob("*.md")} for language in LANGUAGES]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("page", sorted(p.name for p in (ROOT / "docs" / "en").glob("*.md")))
def test_both_languages_have_the_same_sections(page: str) -> None:
    counts = [len(re.findall(r"^##? ", (ROOT / "docs" / lang / page).read_text(), re.M)) for lang in LANGUAGES]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_described(language: str) -> None:
    text = (ROOT / "docs" / language / "command-line.md").read_text()
    commands = {f.stem for f in (ROOT / "server" / "tenon" / "cli").glob("*.py")} - {"__init__", "main"}
    described = {c for c in commands if f"`tenon {c}" in text}
    assert described == {c for c in commands if not c.startswith("_") and "command" in _exposes(c)}


def _exposes(module: str) -> set[str]:
    text = (ROOT / "server" / "tenon" / "cli" / f"{module}.py").read_text()
    return {"command"} if re.search(r"^(def command|command\b)", text, re.M) else set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md")), ids=str)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text()):
        assert (path.parent / target).exists(), f"{path}: {target}"


def test_generated_references_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "reference.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
