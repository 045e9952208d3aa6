"""The habits of the house that no linter keeps: size, names, nothing of a machine in a text, parts that say what they are."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from siting import parts

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "siting").rglob("*.py"))
MOST_LINES = 300
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "tools"}
NOT_OURS = {".git", ".venv", "runs", "site", "dist", "build", "__pycache__", "node_modules"}
TEXT = {".py", ".md", ".toml", ".txt", ".in", ".yaml", ".yml", ".csv", ".cff", ".json", ".po", ".pot", ""}
# A test must not hold the very words it looks for, hence the pieces.
MACHINE_WORDS = [
    "/" + "tmp/",
    "/" + "work/",
    "/" + "root/",
    "/" + "home/",
    "file:" + "//",
    "C:" + "\\Users",
    "pypi" + ".org",
    "python" + "hosted.org",
    "--index" + "-url",
    "--find" + "-links",
]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def texts() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.rglob("*")):
        place = path.relative_to(ROOT).parts
        hidden = any(part.endswith("_cache") or part in NOT_OURS or part.endswith(".egg-info") for part in place)
        if hidden or not path.is_file() or path.suffix not in TEXT or path.stat().st_size > 2_000_000:
            continue
        yield named(path), path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_source_file_fits_in_the_head(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_module_is_named_after_what_it_holds(path: Path) -> None:
    assert path.stem.strip("_") not in VAGUE_NAMES
    assert path.stem == path.stem.lower()


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_module_opens_with_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_text_names_a_machine_or_a_registry() -> None:
    found = [f"{name}: {word}" for name, text in texts() for word in MACHINE_WORDS if word in text]
    assert found == []


def test_the_lock_pins_and_hashes_everything_and_names_no_address() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path.name
        for entry in re.split(r"\n(?=[a-z0-9])", text.strip()):
            assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", entry), entry.splitlines()[0]
            assert "--hash=sha256:" in entry, entry.splitlines()[0]


@pytest.mark.parametrize("folder", parts.FOLDERS)
def test_every_part_says_in_one_line_what_it_is(folder: str) -> None:
    assert parts.names(folder), f"no part in siting/{folder}"
    for name in parts.names(folder):
        about = parts.load(folder, name).ABOUT
        assert about.strip(), name
        assert "\n" not in about, name


def imported() -> set[str]:
    """Names of the packages that the files of siting/ import, wherever in the file."""
    names = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names


# Imported by other packages at their own need, never by name in siting/.
NEEDED_BY_OTHERS = {
    "openpyxl": "pandas reads and writes Excel files with it",
    "pyarrow": "pandas and geopandas read and write GeoParquet with it",
}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match(r"[A-Za-z0-9._-]+", entry)[0].lower() for entry in project["dependencies"]}  # type: ignore[index]
    makers = packages_distributions()
    used = {maker.lower() for name in imported() for maker in makers.get(name, []) if name != "siting"}
    assert used - declared == set(), "imported in siting/ and not declared in pyproject.toml"
    assert declared - used - set(NEEDED_BY_OTHERS) == set(), "declared in pyproject.toml and never imported"


def test_highspy_is_in_no_list_of_packages() -> None:
    for path in [ROOT / "pyproject.toml", *(ROOT / "requirements").iterdir()]:
        assert "highs" + "py" not in path.read_text(encoding="utf-8"), named(path)
