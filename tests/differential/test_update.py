"""Updates against every plan of tiny cities: the best with so few changes, the fewest that the rules allow."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import siting
from siting.decide.update import Update
from siting.errors import InfeasibleError
from siting.exporters import run_folder
from tests import changing_city


def projects(folder: Path) -> list[dict[str, str]]:
    with (folder / "projects.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def standing(found: Update) -> set[tuple[int, int, int]]:
    """What is left of the plan, in positions of the question of now."""
    model, chosen = found.after.question, found.after.selection.tolist()
    return {
        (int(model.option_site[k]), int(model.option_format[k]), int(model.option_phase[k])) for k in chosen
    }


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Runs of the cities, each made once."""

    @cache
    def made(seed: int, phases: bool = False) -> Path:
        folder = tmp_path_factory.mktemp("city")
        changing_city.write(folder, seed, phases)
        run_folder.write(siting.solve(folder), folder / "run")
        return folder / "run"

    return made


def changes(folder: Path, seed: int, of: Path) -> Path:
    """One project realised, an outlet somewhere, and one of today's closed."""
    rng, lines = np.random.default_rng(seed), projects(of)
    done = lines[int(rng.integers(len(lines)))]
    path = folder / "changes.csv"
    text = [
        "id,format,x,y,site,status",
        f"n1,{done['format']},,,{done['site']},opened",
        f"n2,{changing_city.FORMATS[seed % 2]},{rng.integers(0, 1000)},40,,opened",
        f"o{seed % 2},,,,,closed",
    ]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("seed", "phases"), [(0, False), (1, False), (2, True)])
def test_a_plan_with_so_few_changes_is_the_best_of_all_such_plans(
    tmp_path: Path, run: Callable[..., Path], seed: int, phases: bool
) -> None:
    before = run(seed, phases)
    path, every = changes(tmp_path, seed, before), None
    for most in (1, 3):
        found = siting.update(before, path, changes=most, near_m=0.0)
        assert isinstance(found, Update)
        model, was = found.after.question, standing(found)
        every = every or [
            (changing_city.distance(model, was, one), value) for one, value in changing_city.every_plan(model)
        ]
        best = max(value for changes, value in every if changes <= most)
        assert found.fewest == (0, 0)
        assert changing_city.distance(model, was, found.chosen.selection) <= most
        assert found.chosen.value == pytest.approx(best)
        assert found.chosen.bound == pytest.approx(best)
        assert len(found.moves) == found.chosen.changes <= most
    free = found.steps[-1]
    assert free.value == pytest.approx(max(value for _, value in every))
    assert found.plan.summary["bound"] == pytest.approx(free.bound)


def test_what_is_left_of_the_money_is_what_was_not_spent(tmp_path: Path, run: Callable[..., Path]) -> None:
    """The projects that stay cost what is left; so the plan with no change is always there."""
    before = run(2, phases=True)
    lines = projects(before)
    found = siting.update(before, changes(tmp_path, 2, before), changes=0, near_m=0.0)
    spent = sum(float(one["cost"]) + float(one["site_cost"] or 0) for one in lines)
    now = {one.key: one.now for one in found.limits}
    left = [now.get(f"phases.{k}.budget", was) for k, was in enumerate((14.0, 11.0))]
    assert len(found.realised) == 1
    assert len(found.plan.opened) == len(lines) - 1
    assert sum(left) < 25
    assert 25 - sum(left) == pytest.approx(spent - found.plan.summary["cost"])


@pytest.mark.parametrize("seed", range(2))
def test_the_fewest_changes_that_the_rules_allow(tmp_path: Path, run: Callable[..., Path], seed: int) -> None:
    """With less money the plan cannot stand; how many changes that takes is counted by hand."""
    before = run(seed)
    path = changes(tmp_path, seed, before)
    found = siting.update(before, path, budget=8.0, near_m=0.0)
    model, was = found.after.question, standing(found)
    every = [
        (changing_city.distance(model, was, one), value) for one, value in changing_city.every_plan(model)
    ]
    fewest = min(changes for changes, _ in every)
    assert found.broken
    assert found.fewest == (fewest, fewest) != (0, 0)
    assert found.steps[0].value == pytest.approx(max(value for changes, value in every if changes <= fewest))
    assert found.steps[-1].value == pytest.approx(max(value for _, value in every))
    with pytest.raises(InfeasibleError, match=f"at least {fewest}"):
        siting.update(before, path, budget=8.0, near_m=0.0, changes=fewest - 1)


def test_the_share_that_is_kept_is_kept(tmp_path: Path, run: Callable[..., Path]) -> None:
    before = run(1)
    found = siting.update(before, changes(tmp_path, 1, before), keep=0.5, near_m=0.0)
    was = len(found.after.selection)
    struck = sum(one.kind == "struck_off" for one in found.moves)
    assert was - struck >= was / 2
    assert found.steps[0].value <= found.chosen.value <= found.steps[-1].value
