"""Proven values of the maximal covering problem, reached and proven again by every backend.

Each solve has a minute; together they take one on two quiet cores."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting.model import covered
from siting.outcome import Outcome, Watch
from siting.strategies import exact
from tests.literature import Known, instance, known_values
from tests.models import coverage_model

BACKENDS = ("scipy_highs", "pulp_cbc", "ortools_cpsat", "ortools_mathopt")
INSTANCES = ("swain", "spopt_sf", "SJC324", "SJC402", "SJC500")


def _solve(folder: Path, known: Known, backend: str) -> Outcome:
    found = instance(folder, known.instance)
    question = coverage_model(found.reach(known.cutoff), found.weight, None, ("count", {"max": known.p}))
    return exact.solve(question, Watch(time_limit_s=60), seed=0, backend=backend)


@pytest.mark.parametrize("name", INSTANCES)
@pytest.mark.parametrize("backend", BACKENDS)
def test_every_proven_value_is_proven_again(shared: Path, backend: str, name: str) -> None:
    folder = shared / "instances"
    mine = [known for known in known_values(folder) if known.instance == name]
    assert mine
    for known in mine:
        outcome = _solve(folder, known, backend)
        assert (outcome.value, outcome.bound, outcome.stop) == (known.value, known.value, "optimal"), known
        assert len(outcome.selection) <= known.p


def test_church_and_revelle_on_swain(shared: Path) -> None:
    known = Known("swain", 10.0, 5, 609.0)
    assert known in known_values(shared / "instances")


def test_share_of_tracts_is_not_share_of_people(shared: Path) -> None:
    folder = shared / "instances"
    city = instance(folder, "spopt_sf")
    outcome = _solve(folder, Known("spopt_sf", 5000.0, 4, 875247.0), "scipy_highs")
    question = coverage_model(city.reach(5000.0), city.weight)
    reached = covered(question, outcome.selection)
    assert (~reached).sum() == 21
    assert 100 * reached.mean() == pytest.approx(89.756, abs=5e-4)
    assert 100 * outcome.value / city.weight.sum() == pytest.approx(91.638, abs=5e-4)
