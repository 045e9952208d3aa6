"""Scenarios that no plan can satisfy: the true reason is named, and each remedy, applied, makes a plan possible."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from siting.cli import main
from tests.cli import small_city

STEPS = {"cost": 0.01, "budget": 0.01, "share": 0.0001, "coverage": 0.0001, "metres": 1.0, "cutoff_min": 0.1}


@dataclass(frozen=True)
class Impossible:
    """sets: what makes it so. why: what the reasons say; remedies: keys and values, exactly these."""

    name: str
    sets: tuple[str, ...]
    why: tuple[str, ...]
    remedies: dict[str, Any]

    def __str__(self) -> str:
        return self.name


def rules(*entries: str) -> str:
    return f"rules=[{', '.join('{' + entry + '}' for entry in entries)}]"


CASES = [
    Impossible(
        "more outlets asked for than the budget pays",
        ("formats.bakery.min_new=3", "budget=2500"),
        ("together take at least 3,000, but budget allows 2,500",),
        {"budget": 3000, "formats.bakery.min_new": 2},
    ),
    Impossible(
        "more coverage than sites reach",
        ("objective=min_cost", "min_coverage=0.9", "budget=null", "formats.bakery.cutoff_min=2"),
        ("the sites together reach",),
        {},
    ),
    Impossible(
        "a budget too small for everybody in reach",
        ("objective=min_cost", "budget=3000"),
        ("budget: at most 3,000",),
        {},
    ),
    Impossible(
        "a floor in a circle without a candidate in reach",
        (rules("rule: floor, formats: [canteen], circles: [c2], share: 0.9"), "formats.canteen.cutoff_min=2", "budget=9000"),
        ("canteen",),
        {},
    ),
    Impossible(
        "a required site dearer than the budget",
        (rules("rule: required_sites, sites: [s2, s3], formats: [canteen]"), "budget=1500"),
        ("budget",),
        {},
    ),
    Impossible(
        "a site required and forbidden",
        (rules("rule: required_sites, sites: [s1]", "rule: forbidden_sites, sites: [s1]"),),
        ("required_sites", "forbidden_sites"),
        {},
    ),
    Impossible(
        "spacing against a least number",
        (rules("rule: spacing, formats: [canteen], metres: 500"), "formats.canteen.min_new=3", "budget=9000"),
        ("spacing",),
        {},
    ),
    Impossible(
        "phase one cannot pay for its sites",
        (
            "phases=[{id: one, budget: 1500}, {id: two, budget: 9000}]",
            rules("rule: required_sites, sites: [s2], formats: [canteen], phases: [one]"),
            "budget=null",
        ),
        ("one",),
        {},
    ),
    Impossible(
        "floor area against required formats",
        (
            "formats.bakery.area_m2=120",
            "formats.canteen.area_m2=150",
            rules(
                "rule: site_area, share: 0.85", "rule: required_sites, sites: [s2], formats: [bakery, canteen], all: true"
            ),
        ),
        ("site_area",),
        {},
    ),
    Impossible(
        "a quota against counts",
        (
            rules("rule: share, formats: [canteen], min: 0.6"),
            "formats.bakery.min_new=2",
            "formats.canteen.max_new=2",
            "budget=9000",
        ),
        ("share",),
        {},
    ),
]


def solved(sets: tuple[str, ...], capfd: pytest.CaptureFixture[str], seconds: float = 30) -> tuple[int, Any, str]:
    """Exit code, what stands on stdout as JSON, and what on stderr."""
    words = [word for text in (*sets, f"solve.explain_time_s={seconds}") for word in ("--set", text)]
    code = main(["solve", "scenario.yaml", "-o", "out", "--json", "--lang", "en", *words])
    said = capfd.readouterr()
    return code, json.loads(said.out or "null"), said.err


def as_sets(remedy: dict[str, Any]) -> tuple[str, ...]:
    changes = [remedy, *remedy["together_with"]]
    return tuple(f"{change['key']}={json.dumps(change['value'])}" for change in changes)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_reason_is_named_and_each_remedy_works(
    case: Impossible, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    small_city.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    code, found, said = solved(case.sets, capfd)
    print(said, json.dumps(found, indent=1))
    assert code == 3
    assert found["remedies"]
    for remedy in found["remedies"]:
        again, _, said = solved((*case.sets, *as_sets(remedy)), capfd, 0)
        assert again == 0, (remedy, said)
    assert False
