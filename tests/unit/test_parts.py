"""Part folders, and "did you mean"."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting import parts
from siting.errors import RefusedError


def test_every_folder_of_parts_is_a_package() -> None:
    root = Path(parts.__file__).parent
    assert [folder for folder in parts.FOLDERS if not (root / folder / "__init__.py").is_file()] == []


def test_names_are_the_files_without_the_private_ones() -> None:
    for folder in parts.FOLDERS:
        found = parts.names(folder)
        files = sorted(path.stem for path in (Path(parts.__file__).parent / folder).glob("[!_]*.py"))
        assert list(found) == files


def test_a_part_is_loaded_by_its_name() -> None:
    assert parts.load("objectives", "max_coverage").__name__ == "siting.objectives.max_coverage"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("max_cover", "unknown objective 'max_cover'. Did you mean 'max_coverage'?"),
        ("beauty", f"unknown objective 'beauty'. Known: {', '.join(parts.names('objectives'))}."),
        ("__init__", f"unknown objective '__init__'. Known: {', '.join(parts.names('objectives'))}."),
    ],
)
def test_an_unknown_part_suggests_the_known(name: str, message: str) -> None:
    with pytest.raises(RefusedError) as error:
        parts.load("objectives", name)
    assert str(error.value) == message
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "known", "close"),
    [
        ("buget", ["budget", "objective"], "budget"),
        ("Budget", ["budget"], "budget"),
        ("CUTOFF_MIN", ["cutoff_m", "cutoff_min"], "cutoff_min"),
        ("便利点", ["便利店", "菜市场"], "便利店"),
        ("sprint", ["budget", "objective"], None),
        ("", ["a"], None),
        ("a", [], None),
    ],
)
def test_did_you_mean_the_closest(name: str, known: list[str], close: str | None) -> None:
    assert parts.did_you_mean(name, known) == close


def test_suggestion_is_empty_when_nothing_is_known() -> None:
    assert parts.suggestion("a", []) == ""


def test_nearby_names_a_neighbour_or_the_first_folder_missing(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "demand.csv").touch()
    assert (
        parts.nearby(tmp_path / "data" / "demnd.csv") == f"Did you mean '{tmp_path / 'data' / 'demand.csv'}'?"
    )
    assert parts.nearby(tmp_path / "data" / "zzz.gpkg") == ""
    assert parts.nearby(tmp_path / "dat" / "demand.csv") == (
        f"There is no folder '{tmp_path / 'dat'}'. Did you mean '{tmp_path / 'data'}'?"
    )


def test_what_has_no_name_is_not_suggested() -> None:
    assert parts.suggestion("spring", [""]) == ""
    assert parts.suggestion("sprong", ["", "spring"]) == "Did you mean 'spring'?"
