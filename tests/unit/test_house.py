"""The habits of the house that no linter keeps: size, names, no machine in a text, declared packages."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import siting
from siting import parts

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "siting").rglob("*.py"))
MOST_LINES = 300
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "tools"}
NOT_OURS = {"runs", "site", "dist", "build", "__pycache__"}
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
    for folder, inner, files in os.walk(ROOT):
        inner[:] = [name for name in inner if name == ".ci" or not (name in NOT_OURS or name.startswith("."))]
        for path in sorted(Path(folder, name) for name in files):
            if path.suffix in TEXT and path.stat().st_size < 2_000_000:
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


def imports(path: Path) -> set[str]:
    """Full names of the modules that a file imports, wherever in the file; of names from a package, both."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("folder", parts.FOLDERS)
def test_the_parts_of_a_folder_do_not_know_each_other(folder: str) -> None:
    others = {f"siting.{folder}.{name}" for name in parts.names(folder)}
    for path in sorted((ROOT / "siting" / folder).rglob("*.py")):
        itself = f"siting.{folder}.{path.stem}"
        assert imports(path) & others - {itself} == set(), named(path)


# Used by other packages at their own need, or for their files: never imported by name in siting/.
NEEDED_BY_OTHERS = {
    "django-js-lib-leaflet": "its files are written into report.html",
    "openpyxl": "pandas reads and writes Excel files with it",
    "pyarrow": "pandas and geopandas read and write GeoParquet with it",
}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match(r"[A-Za-z0-9._-]+", entry)[0].lower() for entry in project["dependencies"]}  # type: ignore[index]
    makers = packages_distributions()
    roots = {name.split(".")[0] for path in SOURCES for name in imports(path)} - {"siting"}
    used = {maker.lower() for name in roots for maker in makers.get(name, [])}
    extra = {
        re.match(r"[A-Za-z0-9._-]+", entry)[0].lower() for entry in project["optional-dependencies"]["fonts"]
    }  # type: ignore[index]
    assert used - declared - extra == set(), "imported in siting/ and not declared in pyproject.toml"
    assert declared - used - set(NEEDED_BY_OTHERS) == set(), "declared in pyproject.toml and never imported"


def test_the_lock_holds_everything_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    dev = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    extras = [entry for extra in project["optional-dependencies"].values() for entry in extra]
    for entry in [*project["dependencies"], *extras]:
        name = re.split(r"[^a-z0-9-]", entry.replace(".", "-"))[0]
        pinned = re.compile(rf"^{name}(\[.*\])?==", re.MULTILINE)
        assert pinned.search(dev), f"{name}: run `make lock`"
        assert entry in extras or pinned.search(run), f"{name}: run `make lock`"


def test_one_version_is_told_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert project["version"] == siting.__version__
    assert f"version: {siting.__version__}\n" in citation


def test_highspy_is_in_no_list_of_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not [entry for entry in project["dependencies"] if entry.startswith("highspy")]
    for path in (ROOT / "requirements").iterdir():
        assert "highspy" not in path.read_text(encoding="utf-8"), named(path)
