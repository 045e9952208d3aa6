"""Every field of every file of a run, changed one at a time: `verify` says which file is wrong, and in what.

Fields that make no claim that the files of a run could refute are listed with the reason."""

from __future__ import annotations

import copy
import csv
import dataclasses
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from siting import plan
from siting.certificate import Evidence
from siting.errors import InputError, VerificationError
from siting.exporters import run_folder
from siting.journal import Journal
from siting.language import in_language
from siting.outcome import Dual
from siting.population import Step
from siting.verify import verify_run
from tests.small_city import random_city, survey
from tests.small_plan import first_affordable, planned, question, stock

STORY = "what the strategy says of its own work: nothing else knows it"
LABEL = "a name or a place as the inputs gave it; summary.json names the inputs by their SHA-256"
NO_CLAIM = {
    "summary.json: strategy": STORY,
    "summary.json: why_strategy": STORY,
    "summary.json: notes": STORY,
    "summary.json: seconds": "time stamps",
    "summary.json: versions": "versions",
    "summary.json: warnings": "what reading the inputs told; they are not in the folder",
    "summary.json: inputs": "fingerprints of files that are not in the folder",
    "plan.gpkg: new_outlets.fid": "a number that GDAL gives",
    "plan.gpkg: existing_outlets.fid": "a number that GDAL gives",
    "plan.gpkg: existing_outlets.outlet": LABEL,
    "plan.gpkg: existing_outlets.name": LABEL,
    "plan.gpkg: existing_outlets.geom": LABEL,
    "plan.gpkg: existing_outlets.source": LABEL,
    "plan.gpkg: demand.fid": "a number that GDAL gives",
    "plan.gpkg: demand.name": LABEL,
    "plan.gpkg: demand.demand": LABEL,
    "plan.gpkg: demand.geom": LABEL,
    "plan.gpkg: circles.fid": "a number that GDAL gives",
    "plan.gpkg: links.fid": "a number that GDAL gives",
    "plan.gpkg: links.geom": LABEL,
    "plan.gpkg: links.travel_m": "the certificate holds who reaches whom, not how long the way is",
}


@pytest.fixture(scope="module", autouse=True)
def scenario_parsed_once() -> Iterator[None]:
    """Reading YAML takes most of a `verify`, and nearly every test leaves the scenario as it is: a text that was read
    before is not parsed again."""
    parse = YAML.load
    known: dict[str, Any] = {}

    def load(self: YAML, text: str) -> Any:
        if text not in known:
            known[text] = parse(self, text)
        return copy.deepcopy(known[text])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(YAML, "load", load)
        yield


@pytest.fixture(scope="module")
def true_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with outlets of today, sites with costs of their own, two surveys, and a cut among the prices."""
    city = random_city(3, n_sites=20, n_outlets=9)
    city = dataclasses.replace(
        city,
        site_cost=np.arange(20) % 3 * 500.0,
        site_district=np.array(["east", "west"] * 10, dtype=object),
        site_source=np.array(["city", "fund", "", ""] * 5, dtype=object),
        formats=tuple(
            dataclasses.replace(each, source="city", rate=rate)
            for each, rate in zip(city.formats, (1.0, 0.75, 1.0), strict=True)
        ),
        surveys=(
            survey(0, ["c0", "c1", "c3"], [1, 1, 0], [0.9, 0.75, 0.95], [40, 12, 80]),
            survey(1, None, [1], [0.1], [200], kind="satisfaction"),
        ),
        population=(
            Step("in the file", float(city.people.sum()) + 5, len(city.people) + 1),
            Step("outside the clip", -5.0, -1),
            Step("planned for", float(city.people.sum()), len(city.people)),
        ),
    )
    found = stock(city, tmp_path_factory.mktemp("city"))
    asked = question(found, 30_000.0)
    opened = dataclasses.replace(first_affordable(asked, 20_000.0), stop="finished")
    reached_by = np.maximum(1, np.diff(asked.indptr))
    prices = asked.weight * np.minimum(1.0, 2.0 / reached_by)
    rows = np.flatnonzero((reached_by > 2) & (prices > 1))[:3].astype(np.int32)
    dual = Dual(prices, np.array([0.1]), np.array([0, 3]), rows, np.ones(3, np.int64), np.ones(1))
    made = plan.make(found, asked, dataclasses.replace(opened, dual=dual), Journal())
    return run_folder.write(made, tmp_path_factory.mktemp("runs") / "run")


@pytest.fixture
def run(true_run: Path, tmp_path: Path) -> Path:
    return shutil.copytree(true_run, tmp_path / "run")


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    return 1.0 if value is None else f"{value}x"


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of all values in a dictionary; of a list, of its last entry, whose fields are those of all."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from leaves(value[-1], (*path, len(value) - 1))
    else:
        yield path


def found_out(run: Path) -> str:
    """What verify says of a doctored run; nothing where it finds nothing."""
    try:
        verify_run(run)
    except (VerificationError, InputError) as error:
        return str(error)
    return ""


def test_the_run_is_true(run: Path) -> None:
    assert verify_run(run)


def test_every_value_of_the_summary(run: Path) -> None:
    path = run / "summary.json"
    true = path.read_text(encoding="utf-8")
    whole = json.loads(true)
    whole["circles"] = dict([*whole["circles"].items()][:1])  # the fields of one are those of all
    for leaf in leaves(whole):
        if f"summary.json: {leaf[0]}" in NO_CLAIM:
            continue
        data = json.loads(true)
        inner = data
        for key in leaf[:-1]:
            inner = inner[key]
        inner[leaf[-1]] = "optimal" if leaf == ("stop",) else other(inner[leaf[-1]])
        path.write_text(json.dumps(data), encoding="utf-8")
        said, name = found_out(run), next(str(key) for key in reversed(leaf) if isinstance(key, str))
        assert name in said or str(inner[leaf[-1]]) in said, (leaf, said)
        assert "summary.json" in said or "called optimal" in said, (leaf, said)


@pytest.mark.parametrize("file", ["projects.csv", "gaps.csv"])
def test_every_column_of_a_table(run: Path, file: str) -> None:
    path = run / file
    with path.open(encoding="utf-8-sig", newline="") as stream:
        names, *lines = list(csv.reader(stream))
    for column, name in enumerate(names):
        for number in {0, len(lines) - 1}:
            changed = [list(line) for line in lines]
            changed[number][column] = doctored_cell(changed[number][column])
            with path.open("w", encoding="utf-8-sig", newline="") as stream:
                csv.writer(stream).writerows([names, *changed])
            outside = name == "circle_name" and file == "gaps.csv" and not lines[number][0]
            if not outside:  # what a language calls "outside every circle" is nobody's name
                said = found_out(run)
                assert file in said, (name, said)
                assert name in said or name in ("site", "format"), (name, said)


def doctored_cell(text: str) -> str:
    try:
        return str(float(text) + 1)
    except ValueError:
        return {"True": "False", "False": "True"}.get(text, f"{text}x")


def test_every_column_of_the_map(run: Path, true_run: Path) -> None:
    for layer in ("new_outlets", "existing_outlets", "demand", "circles", "links"):
        with closing(sqlite3.connect(true_run / "plan.gpkg")) as database:
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({layer})")]
        for column in columns:
            if f"plan.gpkg: {layer}.{column}" not in NO_CLAIM:
                shutil.copy(true_run / "plan.gpkg", run / "plan.gpkg")
                doctor_layer(run / "plan.gpkg", layer, column)
                assert "plan.gpkg" in found_out(run), (layer, column)


def doctor_layer(path: Path, layer: str, column: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        # The triggers that GDAL keeps its index with need functions that SQLite alone does not have.
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        chosen = f"SELECT min(fid) FROM {layer}"
        (value,) = database.execute(f'SELECT "{column}" FROM {layer} WHERE fid = ({chosen})').fetchone()
        is_mark = layer == "demand" and column.endswith(("_before", "_after")) and column[:7] != "formats"
        changed: Any = 1 - value if is_mark else value[:-1] + b"\x00" if column == "geom" else other(value)
        database.execute(f'UPDATE {layer} SET "{column}" = ? WHERE fid = ({chosen})', (changed,))
        database.commit()


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Evidence)])
def test_every_array_of_the_certificate(run: Path, name: str) -> None:
    with np.load(run / "certificate.npz") as stored:
        arrays = dict(stored)
    array = arrays[name]
    if array.ndim == 0:
        arrays[name] = np.array(other(array.item()), dtype=array.dtype if array.dtype.kind != "U" else None)
    elif len(array):
        arrays[name] = np.array([*array[:-1].tolist(), other(array[-1].item())]).astype(array.dtype.kind)
    else:
        arrays[name] = np.ones(1, dtype=array.dtype) if array.dtype.kind != "U" else np.array(["x"])
    np.savez_compressed(run / "certificate.npz", **arrays)
    said = found_out(run)
    assert "certificate" in said or name in said, said


def test_the_scenario_that_was_solved(run: Path) -> None:
    path = run / "scenario.resolved.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("cutoff_m: 500.0", "cutoff_m: 900.0"), encoding="utf-8"
    )
    assert "scenario_sha256" in found_out(run)


def forge(run: Path, changed: dict[str, Any]) -> None:
    """Changes arrays of the certificate and renews the fingerprint by which the summary names it."""
    with np.load(run / "certificate.npz") as stored:
        arrays = {**stored, **changed}
    np.savez_compressed(run / "certificate.npz", **arrays)
    data = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    data["certificate_sha256"] = Evidence(**arrays).fingerprint()
    (run / "summary.json").write_text(json.dumps(data), encoding="utf-8")


FORGED: dict[str, tuple[Any, str]] = {
    "u": (lambda proof: proof["u"] * 0.5, "certified_bound is"),
    "prices": (lambda proof: proof["prices"] * 2, "certified_bound is"),
    "cut_prices": (lambda proof: proof["cut_prices"] * 2, "certified_bound is"),
    "cut_times": (lambda proof: proof["cut_times"] * 9, "certified_bound is"),
    "cut_rows": (lambda proof: proof["cut_rows"][::-1], "order of cut_rows"),
    "row_group": (lambda proof: proof["row_group"] * 0, "row_group"),
    "scale": (lambda proof: proof["scale"] - 1, "values of scale"),
    "limit_most": (lambda proof: proof["limit_most"] * 1.5, "certified_bound is"),
    "limit_data": (lambda proof: proof["limit_data"] * 0.9, "certified_bound is"),
    "shared_data": (lambda proof: proof["shared_data"] * 99, "rule broken"),
    "weight": (lambda proof: proof["weight"] + 0.01, "value: "),
    "people": (lambda proof: proof["people"] + 1, "are not those of certificate.npz"),
    "cost": (lambda proof: proof["cost"] * 0.9, "cost is"),
    "site_cost": (lambda proof: proof["site_cost"] * 0.0, "site_cost is"),
    "site_source": (lambda proof: np.full_like(proof["site_source"], "fund"), "sources"),
    "selection": (lambda proof: proof["selection"][:-1], "is not in the checked plan"),
    "served": (lambda proof: proof["served"] * 0, "order of served"),
    "value": (lambda proof: proof["value"] + 1, "value: "),
    "bound": (lambda proof: proof["bound"] - 1, "bound is"),
    "objective": (lambda proof: np.array("min_cost"), "objective is"),
    "option_site": (lambda proof: proof["option_site"][::-1], "is not in the checked plan"),
    "row_demand": (lambda proof: proof["row_demand"][::-1], "plan.gpkg, demand"),
    "covers": (lambda proof: ~proof["covers"], "covers and required_weight"),
    "maximise": (lambda proof: ~proof["maximise"], "values of maximise"),
    "indices": (lambda proof: proof["indices"] * 0 + np.arange(len(proof["indices"])), "range of indices"),
}


def test_a_gap_that_was_not_reached(run: Path) -> None:
    path = run / "summary.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "stop": "gap_reached"}), encoding="utf-8")
    assert "is said to be reached, but the gap is" in found_out(run)


def test_weights_that_are_not_what_the_surveys_say(run: Path) -> None:
    """The weights of one format half as much again, as needs that nobody stated would make them."""
    with np.load(run / "certificate.npz") as stored:
        arrays = dict(stored)
    forge(run, {"weight": np.where(arrays["row_format"] == 1, 1.5, 1.0) * arrays["weight"]})
    assert (
        "rows of canteen do not weigh their people times what the scenario and the surveys say"
        in found_out(run)
    )


def test_a_rate_that_is_not_the_scenarios(run: Path) -> None:
    path = run / "scenario.resolved.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("rate: 0.75", "rate: 0.5"), encoding="utf-8")
    said = found_out(run)
    assert "people of elderly are not those of certificate.npz" in said
    assert "rate is 0.75, recomputed 0.5" in said


def test_a_survey_left_out(run: Path) -> None:
    data = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    data["surveys"] = data["surveys"][:1]
    (run / "summary.json").write_text(json.dumps(data), encoding="utf-8")
    assert "summary.json, surveys: 1 entries, 2 expected" in found_out(run)


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_certificate_contradicts_the_other_files(run: Path, name: str) -> None:
    change, named = FORGED[name]
    with np.load(run / "certificate.npz") as stored:
        array = stored[name]
        changed = np.asarray(change(dict(stored)))
        changed = changed if array.dtype.kind == "U" else changed.astype(array.dtype)
    forge(run, {name: changed})
    said = found_out(run)
    assert "certificate_sha256" not in said
    assert named in said, said


def test_a_run_that_was_written_in_another_language_is_as_true(tmp_path: Path) -> None:
    with in_language("zh"):
        made = planned(random_city(3, n_sites=20), tmp_path / "city")
        folder = run_folder.write(made, tmp_path / "run")
    assert verify_run(folder)
