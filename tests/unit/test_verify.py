"""Every doctored run folder is found out, and what was doctored is named."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import plan
from siting.errors import InputError, VerificationError
from siting.exporters import run_folder
from siting.journal import Journal
from siting.verify import verify_run
from tests.small_city import random_city
from tests.small_plan import first_affordable, planned, question, stock


@pytest.fixture(scope="module")
def true_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = planned(random_city(3, n_sites=20), tmp_path_factory.mktemp("city"))
    return run_folder.write(made, tmp_path_factory.mktemp("runs") / "run")


@pytest.fixture
def run(true_run: Path, tmp_path: Path) -> Path:
    return shutil.copytree(true_run, tmp_path / "run")


def summary(run: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = run / "summary.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def certificate(run: Path, **change: Callable[[np.ndarray], np.ndarray]) -> None:
    with np.load(run / "certificate.npz") as stored:
        arrays = dict(stored)
    for name, changed in change.items():
        arrays[name] = changed(arrays[name])
    np.savez_compressed(run / "certificate.npz", **arrays)


def projects(run: Path, change: Callable[[list[dict[str, str]]], object]) -> None:
    path = run / "projects.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = list(rows[0])
    change(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)


def the_map(run: Path, sql: str) -> None:
    with closing(sqlite3.connect(run / "plan.gpkg")) as database:
        # The triggers that GDAL keeps its index with need functions that SQLite alone does not have.
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(sql)
        database.commit()


def test_a_true_run_passes_and_says_what_was_recomputed(run: Path) -> None:
    said = "\n".join(verify_run(run))
    found = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    assert f"{len(found['opened'])} outlets opened, the same in summary.json, projects.csv, plan.gpkg" in said
    assert "certified bound" in said
    assert "limits: 1 hold" in said


def test_a_run_without_a_proven_bound_passes_and_claims_no_gap(tmp_path: Path) -> None:
    found = stock(random_city(3, n_sites=20), tmp_path / "city")
    asked = question(found)
    outcome = dataclasses.replace(first_affordable(asked), bound=float("inf"), dual=None, stop="time_limit")
    run = run_folder.write(plan.make(found, asked, outcome, Journal()), tmp_path / "run")
    said = "\n".join(verify_run(run))
    assert "bound inf" in said
    assert "certified" not in said


DOCTORED: dict[str, tuple[Callable[[Path], object], str]] = {
    "value in the summary": (
        lambda run: summary(run, lambda data: data.update(value=data["value"] + 1)),
        "summary.json: value is",
    ),
    "cost in the summary": (
        lambda run: summary(run, lambda data: data.update(cost=data["cost"] - 1000)),
        "summary.json: cost is",
    ),
    "bound in the summary": (
        lambda run: summary(run, lambda data: data.update(bound=data["value"], gap=0.0)),
        "summary.json: bound is",
    ),
    "gap in the summary": (
        lambda run: summary(run, lambda data: data.update(gap=0.0)),
        "summary.json: gap is",
    ),
    "a plan called optimal": (
        lambda run: summary(run, lambda data: data.update(stop="optimal")),
        "called optimal",
    ),
    "certified bound in the summary": (
        lambda run: summary(run, lambda data: data.update(certified_bound=data["value"])),
        "summary.json: certified_bound is",
    ),
    "an unproven bound claimed as proven": (
        lambda run: summary(run, lambda data: data.update(bound=None)),
        "summary.json: bound is",
    ),
    "people of a format": (
        lambda run: summary(run, lambda data: data["formats"]["market"].update(newly_covered=9e9)),
        "formats.market: newly_covered is",
    ),
    "people in reach after": (
        lambda run: summary(run, lambda data: data["formats"]["market"].update(covered_after=9e9)),
        "formats.market: covered_after is",
    ),
    "more people in reach than there are": (
        lambda run: summary(run, lambda data: data["formats"]["market"].update(weight_total=1.0)),
        "formats.market: weight_total is 1,",
    ),
    "outlets of a format": (
        lambda run: summary(run, lambda data: data["formats"]["market"].update(opened=0)),
        "formats.market: opened is",
    ),
    "a format struck off": (
        lambda run: summary(run, lambda data: data["formats"].pop("repair")),
        "formats: repair is missing",
    ),
    "an outlet struck off the summary": (
        lambda run: summary(run, lambda data: data["opened"].pop()),
        "of the checked plan is missing",
    ),
    "an outlet listed twice": (
        lambda run: projects(run, lambda rows: rows.append(rows[0])),
        "/ market stands there twice",
    ),
    "an outlet put into the project list": (
        lambda run: projects(run, lambda rows: rows[0].update(site="nowhere")),
        "projects.csv: nowhere / market is not in the checked plan",
    ),
    "a cost in the project list": (
        lambda run: projects(run, lambda rows: rows[0].update(cost="1")),
        "cost is 1,",
    ),
    "people in the project list": (
        lambda run: projects(run, lambda rows: rows[0].update(newly_covered="1")),
        "newly_covered is 1,",
    ),
    "an outlet struck off the map": (
        lambda run: the_map(run, "DELETE FROM new_outlets WHERE rank = 1"),
        "plan.gpkg: s",
    ),
    "a cost on the map": (
        lambda run: the_map(run, "UPDATE new_outlets SET cost = 1 WHERE rank = 1"),
        "cost is 1,",
    ),
    "people painted as reached on the map": (
        lambda run: the_map(run, "UPDATE demand SET market_after = 1"),
        "plan.gpkg, demand: ",
    ),
    "people painted as served already": (
        lambda run: the_map(run, "UPDATE demand SET market_before = 1"),
        "plan.gpkg, demand: ",
    ),
    "points struck off the map": (
        lambda run: the_map(run, "DELETE FROM demand WHERE fid > 3"),
        "plan.gpkg, demand: points are missing",
    ),
    "another selection in the certificate": (
        lambda run: certificate(run, selection=lambda array: array[1:]),
        "is not in the checked plan",
    ),
    "a cheaper option in the certificate": (
        lambda run: certificate(run, cost=lambda array: array * 0.5),
        "summary.json: cost is",
    ),
    "a limit moved in the certificate": (
        lambda run: certificate(run, limit_most=lambda array: array * 0.1),
        "rule broken: ",
    ),
    "coverage of an opened option in the certificate": (
        lambda run: certificate(run, indptr=lambda array: array * 0, indices=lambda array: array[:0]),
        "value: ",
    ),
    "coverage that no opened option is touched by": (
        lambda run: certificate(run, people=lambda array: array + 0.0, weight=lambda array: array + 1e-7),
        "certificate.npz is not the one",
    ),
    "more people behind a row": (
        lambda run: certificate(run, people=lambda array: array * 2),
        "newly_covered is",
    ),
    "the strategy's bound in the certificate": (
        lambda run: certificate(run, bound=lambda array: array * 0.001),
        "bound: ",
    ),
    "prices that prove nothing": (
        lambda run: certificate(run, u=lambda array: array * -1.0),
        "dual: ",
    ),
    "arrays cut short": (
        lambda run: certificate(run, weight=lambda array: array[:-1]),
        "arrays do not fit: ",
    ),
}


@pytest.mark.parametrize("doctored", DOCTORED)
def test_what_was_doctored_is_found_and_named(run: Path, doctored: str) -> None:
    act, named = DOCTORED[doctored]
    act(run)
    with pytest.raises(VerificationError) as caught:
        verify_run(run)
    assert named in str(caught.value)


@pytest.mark.parametrize("name", ["summary.json", "projects.csv", "plan.gpkg", "certificate.npz"])
@pytest.mark.parametrize("how", ["missing", "empty", "noise", "cut", "damaged"])
def test_a_file_that_cannot_be_read_is_named(run: Path, name: str, how: str) -> None:
    path = run / name
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    else:
        middle = len(content) // 2
        spoiled = {
            "empty": b"",
            "noise": b"\x00\xff" * 999,
            "cut": content[: len(content) // 3],
            "damaged": content[: middle - 50] + b"\xff" * 100 + content[middle + 50 :],
        }
        path.write_bytes(spoiled[how])
    with pytest.raises((InputError, VerificationError)) as caught:
        verify_run(run)
    assert name in str(caught.value)


def test_a_folder_that_is_no_run_is_said_in_one_sentence(run: Path, tmp_path: Path) -> None:
    for folder, words in ((tmp_path / "nowhere", "does not exist"), (tmp_path, "holds no run")):
        with pytest.raises(InputError) as caught:
            verify_run(folder)
        (problem,) = caught.value.problems
        assert words in problem.message
        assert "summary.json" in problem.hint
    (run / "projects.csv").unlink()
    (run / "gaps.csv").unlink()
    with pytest.raises(InputError) as caught:
        verify_run(run)
    assert [problem.place.file for problem in caught.value.problems] == [
        run / "projects.csv",
        run / "gaps.csv",
    ]


def test_a_certificate_with_pickles_is_not_opened(run: Path) -> None:
    with np.load(run / "certificate.npz") as stored:
        arrays = dict(stored)
    arrays["people"] = np.array([{"run": "me"}], dtype=object)
    np.savez_compressed(run / "certificate.npz", **arrays)
    with pytest.raises(InputError, match=r"certificate\.npz"):
        verify_run(run)


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "formats as a list": (lambda run: summary(run, lambda data: data.update(formats=[])), "summary.json"),
    "an outlet without a site": (
        lambda run: summary(run, lambda data: data["opened"][0].pop("site")),
        "summary.json",
    ),
    "an outlet that is a text": (
        lambda run: summary(run, lambda data: data.update(opened=["x"])),
        "summary.json",
    ),
    "half a line in the project list": (
        lambda run: (run / "projects.csv").open("a", encoding="utf-8").write("9\n"),
        "projects.csv",
    ),
    "a value for each of two plans": (
        lambda run: certificate(run, value=lambda a: np.stack([a, a])),
        "value",
    ),
    "pointers in two columns": (lambda run: certificate(run, indptr=lambda a: np.stack([a, a])), "indptr"),
    "positions with a fraction": (lambda run: certificate(run, indices=lambda a: a + 0.5), "indices"),
    "ids that are numbers": (lambda run: certificate(run, site_ids=lambda a: np.arange(len(a))), "site_ids"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_contents_of_another_shape_are_a_broken_file(run: Path, broken: str) -> None:
    act, named = BROKEN[broken]
    act(run)
    with pytest.raises(InputError, match="the file is broken") as caught:
        verify_run(run)
    assert named in str(caught.value)
