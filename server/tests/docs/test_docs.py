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


def _pages(language: str) -> list[str]:
    folder = ROOT / "docs" / language
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.md"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_node_type_has_its_section(language: str) -> None:
    files = (ROOT / "server" / "tenon" / "engine" / "nodes").glob("*.py")
    types = {t for f in files for t in re.findall(r'^    type = "([^"]+)"', f.read_text(), re.M)} - PARTS
    assert types, "no node types found"
    assert types <= _headings(ROOT / "docs" / language / "nodes.md")


def test_both_languages_have_the_same_pages() -> None:
    assert _pages("en") == _pages("zh")


@pytest.mark.parametrize("page", _pages("en"))
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
    prose = re.sub(r"`[^`\n]*`", "", path.read_text())
    for target, anchor in re.findall(r"\]\((?!https?:|mailto:)([^)#]*)(?:#([^)]+))?\)", prose):
        found = path.parent / target if target else path
        assert found.exists(), f"{path}: {target}"
        assert not anchor or anchor in _anchors(found), f"{path}: {target}#{anchor}"


def _anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_index_names_every_guide() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    missing = [f"{lang}/{page}" for lang in LANGUAGES for page in _pages(lang) if f"({lang}/{page})" not in index]
    assert not missing


def _app_files() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for path in sorted((ROOT / "docs").glob("*/apps/*.md")):
        for text in re.findall(r"^```yaml\n(version: .*?)^```$", path.read_text(), re.M | re.S):
            found.append((path.relative_to(ROOT).as_posix(), text))
    return found


@pytest.mark.parametrize(("page", "text"), _app_files(), ids=lambda value: value if value.endswith(".md") else "")
def test_app_files_of_guides_run(page: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "app.yml").write_text(text)
    (tmp_path / "mocks.json").write_text('{"llm_text": "Certainly."}')
    tenon = [sys.executable, "-c", "from tenon.cli.main import main; main()"]
    given = ["--query", "Hello", "-i", "text=Hello", "--mocks", "mocks.json"]
    done = subprocess.run([*tenon, "run", "app.yml", *given], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{page}\n{done.stderr}"
    assert "Certainly." in done.stdout


def test_generated_references_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "reference.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
