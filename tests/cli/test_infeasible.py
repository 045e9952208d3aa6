"""Scenarios that no plan can satisfy: the true reason is named, and each remedy, applied, makes a plan possible.

The street of `small_city`: sites at 0, 400 and 1000 m, demand every 200 m, bakery 225 m and canteen 240 m."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from siting import pipeline, scenario
from siting.cli import main
from siting.errors import InfeasibleError
from siting.journal import Journal
from siting.outcome import Watch
from siting.remedies.said import in_words
from siting.remedies.search import Change
from tests.cli import small_city

# The finest change of a key, by how the key ends; a whole number where it is not said here.
STEPS = {
    "budget": 0.01,
    "max_cost": 0.01,
    "share": 0.0001,
    "min_coverage": 0.0001,
    "rules.share.min": 0.0001,
    "cutoff_min": 0.1,
}
SITES_BY_FORMAT = {
    "sites.csv": (
        small_city.SITES,
        """id,x,y,kind,area_m2,rent,formats
s1,0,0,shop,200,10,bakery;canteen
s2,400,0,shop,300,20,bakery;canteen
s3,1000,0,plant,900,30,bakery
""",
    ),
    "scenario.yaml": ("kind: kind, area_m2: area_m2}", "kind: kind, area_m2: area_m2, formats: formats}"),
}


@dataclass(frozen=True)
class Impossible:
    """sets: what makes it so. why: what the reasons say. remedies: key -> value, exactly these and in this order."""

    name: str
    sets: tuple[str, ...]
    why: tuple[str, ...]
    remedies: tuple[tuple[str, Any], ...]
    replace: dict[str, tuple[str, str]] | None = None

    def __str__(self) -> str:
        return self.name


def rules(*entries: str) -> str:
    return f"rules=[{', '.join('{' + entry + '}' for entry in entries)}]"


CASES = [
    Impossible(
        "more outlets asked for than the budget pays",
        ("formats.bakery.min_new=3", "budget=2500"),
        ("'bakery' together take at least 3,000, but budget allows 2,500",),
        (("budget", 3000), ("formats.bakery.min_new", 2)),
    ),
    Impossible(
        "more coverage than sites reach",
        ("objective=min_cost", "min_coverage=0.9", "budget=null", "formats.bakery.cutoff_min=2"),
        (
            "the sites together reach 1,080 (72.9730%)",
            "circle 'c2': 400 people have no candidate site for bakery within 150 m; the nearest site that admits "
            "it is 200.0 m away",
        ),
        (("min_coverage", 0.7297), ("formats.bakery.cutoff_min", 2.7)),
    ),
    Impossible(
        "a budget too small for everybody in reach",
        ("objective=min_cost", "budget=3000"),
        ("cannot hold together: budget: at most 3,000 (budget); required: 1,080",),
        (("budget", 8000), ("min_coverage", 0.6435)),
    ),
    Impossible(
        "a floor in a circle without a candidate in reach",
        (
            rules("rule: floor, formats: [canteen], circles: [c2], share: 0.9"),
            "formats.canteen.cutoff_min=2",
        ),
        (
            "if every outlet for sale opened, 12 would be in reach (23.08%)",
            "circle 'c2': 40 people have no candidate site for Canteen within 150 m",
        ),
        (("rules.floor.share", 0.2307), ("formats.canteen.cutoff_min", 2.7)),
    ),
    Impossible(
        "required sites dearer than the budget",
        (rules("rule: required_sites, sites: [s2, s3], formats: [canteen]"), "budget=3999.99"),
        ("together take at least 4,000, but budget allows 3,999.99",),
        (("budget", 4000), ("rules.required_sites.sites", ["s2"])),
    ),
    Impossible(
        "a site required and forbidden",
        (rules("rule: required_sites, sites: [s1, s2]", "rule: forbidden_sites, sites: [s1]"),),
        ("rules.required_sites: {rule: required_sites, sites: [s1, s2]}; rules.forbidden_sites",),
        (("rules.required_sites.sites", ["s2"]),),
    ),
    Impossible(
        "spacing against a least number",
        (
            rules("rule: spacing, formats: [canteen], metres: 500"),
            "formats.canteen.min_new=3",
            "budget=9000",
        ),
        ("'canteen': at least 3 (formats.canteen); rules.spacing",),
        (("formats.canteen.min_new", 2), ("rules.spacing.metres", 400)),
    ),
    Impossible(
        "a grade where no site admits the format",
        (
            "grades={source: made up, levels: [{id: some, basic: 1}, {id: good, basic: 2}]}",
            "formats.bakery.tier=basic",
            "formats.canteen.tier=basic",
            rules("rule: grade, level: good"),
            "budget=9000",
        ),
        ("circle 'c2': if every outlet for sale opened, 1 of 2 basic",),
        (("grades.levels.good.basic", 1), ("rules.grade.level", "some")),
        SITES_BY_FORMAT,
    ),
    Impossible(
        "phase one cannot pay for its sites",
        (
            "phases=[{id: one, budget: 1500}, {id: two, budget: 9000}]",
            rules("rule: required_sites, sites: [s2], formats: [canteen], phases: [one]"),
            "budget=null",
        ),
        ("together take at least 2,000, but budget, phase 'one' allows 1,500",),
        (("phases.one.budget", 2000),),
    ),
    Impossible(
        "floor area against required formats",
        (
            "formats.bakery.area_m2=120",
            "formats.canteen.area_m2=150",
            rules(
                "rule: site_area, share: 0.85",
                "rule: required_sites, sites: [s2], formats: [bakery, canteen], all: true",
            ),
        ),
        ("rules.site_area: {rule: site_area, share: 0.85}; rules.required_sites",),
        (("rules.site_area.share", 0.9),),
    ),
    Impossible(
        "a quota against counts",
        (
            rules("rule: share, formats: [canteen], min: 0.6"),
            "formats.bakery.min_new=2",
            "formats.canteen.max_new=2",
            "budget=9000",
        ),
        ("'bakery': at least 2 (formats.bakery); number of new outlets, formats 'canteen': at most 2",),
        (("formats.bakery.min_new", 1), ("formats.canteen.max_new", 3), ("rules.share.min", 0.5)),
    ),
    Impossible(
        "more outlets than there are customers for",
        ("formats.bakery.min_new=2", "formats.bakery.min_demand=200"),
        ("'bakery': at least 2 (formats.bakery); formats.bakery: {rule: min_demand, people: 200",),
        (("formats.bakery.min_new", 1), ("formats.bakery.min_demand", 150)),
    ),
]


def solved(sets: tuple[str, ...], capfd: pytest.CaptureFixture[str]) -> tuple[int, Any, str]:
    """Exit code, what stands on stdout as JSON, and what on stderr."""
    words = [word for text in (*sets, "solve.explain_time_s=120") for word in ("--set", text)]
    code = main(["solve", "scenario.yaml", "-o", "out", "--json", "--lang", "en", *words])
    said = capfd.readouterr()
    return code, json.loads(said.out or "null"), said.err


def as_sets(remedy: dict[str, Any]) -> tuple[str, ...]:
    changes = [remedy, *remedy["together_with"]]
    return tuple(f"{change['key']}={json.dumps(change['value'])}" for change in changes)


def a_notch_less(remedy: dict[str, Any]) -> str:
    """The remedy, one step nearer to what stands there now."""
    key, value, now = remedy["key"], remedy["value"], remedy["now"]
    step = next((step for end, step in STEPS.items() if key.endswith(end)), 1)
    return f"{key}={round(value - step if now is not None and value > now else value + step, 4)}"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_reason_is_named_and_each_remedy_works(
    case: Impossible, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    small_city.write(here, case.replace)
    code, found, said = solved(case.sets, capfd)
    assert (code, found["stop"]) == (3, "infeasible")
    for text in case.why:
        assert text in said
        assert any(text in reason for reason in found["reasons"]) or text in said
    assert tuple((remedy["key"], remedy["value"]) for remedy in found["remedies"]) == case.remedies
    for remedy in found["remedies"]:
        assert remedy["reason"] in said
        assert remedy["proven_smallest"]
        assert (
            pipeline.solve(scenario.load(here, (*case.sets, *as_sets(remedy)))).summary["stop"] == "optimal"
        )
        if isinstance(remedy["value"], int | float):
            less = scenario.load(here, (*case.sets, a_notch_less(remedy), "solve.explain_time_s=0"))
            with pytest.raises(InfeasibleError):
                pipeline.solve(less)


def test_several_causes_get_changes_that_work_together(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    small_city.write(here)
    sets = (
        "formats.bakery.min_new=4",
        rules("rule: required_sites, sites: [s1, s2]", "rule: forbidden_sites, sites: [s1]"),
    )
    code, found, said = solved(sets, capfd)
    assert code == 3
    assert "'bakery': at least 4 asked for, only 3 available" in said
    assert "cannot hold together: rules.required_sites" in said
    assert found["remedies"]
    for remedy in found["remedies"]:
        assert len(remedy["together_with"]) == 1
        assert "together with --set" in remedy["reason"]
        assert pipeline.solve(scenario.load(here, (*sets, *as_sets(remedy)))).summary["stop"] == "optimal"
        with pytest.raises(InfeasibleError):
            pipeline.solve(
                scenario.load(
                    here, (*sets, *as_sets(remedy | {"together_with": []}), "solve.explain_time_s=0")
                )
            )


def test_without_time_only_the_proof_is_told(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    small_city.write(here)
    sets = ("budget=0", "formats.bakery.min_new=1", "solve.explain_time_s=0")
    code = main(["solve", ".", "--lang", "en", *(word for text in sets for word in ("--set", text))])
    said = capfd.readouterr()
    assert (code, said.out) == (3, "")
    assert said.err.splitlines()[0] == "error: no plan satisfies the rules:"
    assert "what would work" not in said.err


def test_the_wish_to_stop_ends_the_search_with_what_is_known(here: Path) -> None:
    """Ctrl-C while looking: the error is still the proof, with exit code 3."""
    small_city.write(here)
    watch = Watch()
    told: list[str] = []

    def listen(text: str) -> None:
        told.append(text)
        watch.interrupt()

    case = scenario.load(here, ("budget=0", "formats.bakery.min_new=1"))
    with pytest.raises(InfeasibleError) as caught:
        pipeline.solve(case, watch, Journal(listen))
    assert caught.value.exit_code == 3
    assert caught.value.remedies == ()


def test_a_value_that_time_did_not_settle_is_not_called_the_least() -> None:
    change = Change("budget", 500, 100, False, True, failing=350.5)
    assert in_words(change, []) == (
        "--set budget=500 (now 100; it works; 350.5 is proven not to, between them the time ran out)"
    )


def test_a_rule_left_out_is_the_last_resort(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    small_city.write(here)
    sets = (rules("rule: required_sites, sites: [s1]", "rule: forbidden_sites, sites: [s1]"),)
    _, found, said = solved(sets, capfd)
    assert [remedy["value"] for remedy in found["remedies"]] == [
        [{"rule": "forbidden_sites", "sites": ["s1"]}],
        [{"rule": "required_sites", "sites": ["s1"]}],
    ]
    assert "(without the rule 'required_sites')" in said
    for remedy in found["remedies"]:
        assert pipeline.solve(scenario.load(here, (*sets, *as_sets(remedy)))).summary["stop"] == "optimal"
