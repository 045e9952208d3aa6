"""The tutorial notebook runs from top to bottom, and its page shows what it prints."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from siting import verify
from tests.docs import notebook

pytest.importorskip("nbclient", reason="the notebook runs with the packages nbclient and ipykernel")
pytest.importorskip("ipykernel", reason="the notebook runs with the packages nbclient and ipykernel")
DRAWS = ("map", "maps", "compare", "sweep", "city")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("project")


@pytest.fixture(scope="module")
def done(place: Path) -> Any:
    """The notebook with what it printed; a cell that fails raises."""
    return notebook.executed(place)


def printed(done: Any, cell: str) -> dict[str, str]:
    """What a cell shows, by the kind of it."""
    (found,) = [one for one in done.cells if one.id == cell]
    shown: dict[str, str] = {}
    for output in found.outputs:
        shown |= output.get("data", {})
    return shown


def test_no_cell_fails_or_complains(done: Any) -> None:
    cells = [cell for cell in done.cells if cell.cell_type == "code"]
    assert len(cells) >= 15
    assert {output.output_type for cell in cells for output in cell.outputs} == {
        "execute_result",
        "display_data",
    }


def test_the_figures_are_those_of_the_plan(done: Any, place: Path) -> None:
    summary = json.loads((place / "runs" / "notebook" / "summary.json").read_text(encoding="utf-8"))
    assert f"'value': {summary['value']}" in printed(done, "proof")["text/plain"]
    assert "2570" in printed(done, "curve")["text/plain"]
    assert "community canteen" in printed(done, "more")["text/plain"]
    assert printed(done, "solve")["text/plain"].startswith(
        "plan 'A street (made up)': 3 outlets for 500,000 CNY"
    )
    assert "<td>1,630</td>" in printed(done, "gaps")["text/html"]


def test_maps_are_drawn_and_the_report_stands_in_its_frame(done: Any) -> None:
    assert all(len(printed(done, cell)["image/png"]) > 4_000 for cell in DRAWS)
    frame = printed(done, "explore")["text/html"]
    assert frame.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts"' in frame
    assert len(frame) < 1_000_000


def test_the_files_it_writes_are_a_run_that_holds(done: Any, place: Path) -> None:
    assert (place / "runs" / "more.html").stat().st_size > 100_000
    assert (place / "runs" / "more-gaps.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "value 2,570" in verify.verify_run(place / "runs" / "notebook")[0]


def test_the_notebook_is_kept_without_outputs() -> None:
    for cell in notebook.read().cells:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


def test_the_page_shows_the_notebook_and_what_it_prints(done: Any, tmp_path: Path) -> None:
    """After a change of notebook or figures: `make reference`."""
    fresh = tmp_path / notebook.PAGE.name
    notebook.write(done, fresh)
    page = notebook.PAGE.read_text(encoding="utf-8")
    assert page == fresh.read_text(encoding="utf-8")
    shown = set(re.findall(r"\((notebook/[^)]+\.png)\)", page))
    assert shown == {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.png")}
    assert all((notebook.PAGE.parent / name).is_file() for name in shown)
