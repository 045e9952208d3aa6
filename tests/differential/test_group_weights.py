"""demand.group_weights against loops that anybody can read, and through a run to its verification."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from siting import demand
from siting.errors import VerificationError
from siting.exporters import run_folder
from siting.inputs import Inputs
from siting.verify import verify_run
from tests.small_city import random_city
from tests.small_plan import planned

AGES = {
    "elderly": range(60, 200),
    "age_80_plus": range(80, 200),
    "age_0_3": range(3),
    "age_15_59": range(15, 60),
}
GROUPS = [*AGES, "age_40_plus", "disabled"]
AGES |= {"age_40_plus": range(40, 200)}


def weighted(seed: int, **given: int) -> Inputs:
    """A random city with six groups, some of which count more."""
    random = np.random.default_rng(seed)
    made = random_city(seed, **given)
    people = made.people
    groups = {"people": people} | {name: np.floor(people * random.random(len(people)) / 2) for name in GROUPS}
    groups["age_80_plus"] = np.floor(groups["elderly"] / 3)
    formats = tuple(replace(one, group=str(random.choice(list(groups)))) for one in made.formats)
    chosen = random.choice(GROUPS, int(random.integers(1, 4)), replace=False).tolist()
    weights = {name: float(random.choice([1.0, 1.5, 2.0, 7.25])) for name in chosen}
    return replace(made, groups=groups, formats=formats, group_weights=weights)


def by_hand(made: Inputs, format: int, point: int) -> float:
    """What a user of the format at the point counts: 1, and more for each group by the chance of belonging to it."""
    users, counts = made.formats[format].group, 1.0
    for name, weight in made.group_weights.items():
        people = float(made.people[point])
        chance = float(made.groups[name][point]) / people if people else 0.0
        if users == name:
            chance = 1.0
        elif users in AGES and name in AGES:
            both = set(AGES[users]) & set(AGES[name])
            if both == set(AGES[users]):
                chance = 1.0
            elif not both:
                chance = 0.0
        counts += (weight - 1.0) * chance
    return counts


@pytest.mark.parametrize("seed", range(20))
def test_people_of_a_group_count_more(seed: int) -> None:
    made = weighted(seed)
    need = demand.estimate(made)
    for format, one in enumerate(made.formats):
        expected = [one.weight * by_hand(made, format, point) for point in range(len(made.people))]
        np.testing.assert_allclose(need.value[format], expected, rtol=1e-12)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_is_verified_from_its_files(seed: int, tmp_path: Path) -> None:
    made = planned(weighted(seed, n_outlets=6), tmp_path / "city")
    folder = run_folder.write(made, tmp_path / "run")
    assert verify_run(folder)
    scenario = folder / "scenario.resolved.yaml"
    text = scenario.read_text(encoding="utf-8")
    name, weight = next(iter(made.inputs.group_weights.items()))
    assert f"{name}: {weight}" in text
    scenario.write_text(text.replace(f"{name}: {weight}", f"{name}: {weight + 1}"), encoding="utf-8")
    with pytest.raises(VerificationError, match=r"do not weigh their people|value_"):
        verify_run(folder)


def test_head_counts_stay_as_they_are(tmp_path: Path) -> None:
    made = weighted(4, n_outlets=6)
    plain = planned(replace(made, group_weights={}), tmp_path / "plain").summary["formats"]
    heavy = planned(made, tmp_path / "heavy").summary["formats"]
    for name, figures in heavy.items():
        assert figures["weight_total"] == plain[name]["weight_total"]
        assert figures["percent_covered_before"] == plain[name]["percent_covered_before"]
    assert json.dumps(heavy) != json.dumps(plain)
