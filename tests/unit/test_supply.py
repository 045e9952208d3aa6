"""Upgrades, stand-ins and mobile points: what the files say, what is refused, and every way of travel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import pipeline
from siting.errors import InputError
from siting.exporters import _run_folder
from siting.verify import verify_run
from tests.supply_town import Town, town

SHOP = {"id": "shop", "cutoff_m": 150, "cost": 3}


def street(**given: Any) -> Town:
    """Homes every 100 m along a line; a market in the west, a shop in the middle, a site in the east."""
    base = town(0, **{"upgrades": None, "mobile": None, **given})
    return Town(
        scenario=base.scenario,
        homes=[(f"h{k}", (100.0 * k, 0.0), 10) for k in range(10)],
        sites=[("s0", (900.0, 0.0))],
        outlets=[
            ("east", (0.0, 0.0), "market"),
            ("mid", (400.0, 0.0), "shop"),
            ("mid", (400.0, 0.0), "locker"),
        ],
        vans=[("v0", (500.0, 0.0)), ("v0", (800.0, 0.0))],
    )


def problems(case: Town, folder: Path) -> str:
    with pytest.raises(InputError) as raised:
        pipeline.gaps(case.write(folder))
    return str(raised.value)


def upgrade(**given: Any) -> list[dict[str, Any]]:
    return [{"outlets": {"formats": ["market"]}, "cost": 2, **given}]


def reached(case: Town, folder: Path) -> dict[tuple[str, str], list[int]]:
    """(site, format) -> positions of the homes of that format that it reaches."""
    found = pipeline.gaps(case.write(folder))
    coverage, ids = found.coverage, found.inputs.sites.ids
    pairs = dict[tuple[str, str], list[int]]()
    for row in range(len(coverage.weight)):
        for option in coverage.indices[coverage.indptr[row] : coverage.indptr[row + 1]]:
            format = coverage.option_format[option]
            if row // coverage.n_demand == format:
                name = str(ids[coverage.option_site[option]]), found.inputs.formats[format].id
                pairs.setdefault(name, []).append(row % coverage.n_demand)
    return pairs


def test_a_modernised_market_reaches_farther_and_a_shop_gains_a_format(tmp_path: Path) -> None:
    entries = [*upgrade(cutoff_m=400), {"outlets": {"ids": ["mid"]}, "gains": ["market"], "cost": 4}]
    found = reached(street(upgrades=entries), tmp_path)
    assert found["upgrade:east", "market"] == [0, 1, 2, 3, 4]
    assert found["upgrade:mid", "market"] == [2, 3, 4, 5, 6]
    assert ("upgrade:east", "shop") not in found
    assert ("upgrade:mid", "shop") not in found
    assert found["s0", "market"] == [7, 8, 9]


def test_upgrades_are_sites_of_their_own_with_cost_kind_and_payer(tmp_path: Path) -> None:
    entries = [
        {
            "outlets": {"ids": ["mid"]},
            "gains": ["market"],
            "cost": {"market": 4},
            "site_cost": 7,
            "source": "public",
            "kind": "community_centre",
            "area_m2": 120,
        }
    ]
    inputs = pipeline.gaps(street(upgrades=entries).write(tmp_path)).inputs
    assert inputs.sites.ids.tolist() == ["s0", "upgrade:mid"]
    assert inputs.site_kind[1] == "community_centre"
    assert inputs.site_outlet is not None
    assert inputs.site_outlet.tolist() == [-1, 1]
    assert inputs.sites.xy_m[1].tolist() == [400.0, 0.0]
    assert inputs.site_admits[1].tolist() == [False, True, False]
    assert (inputs.option_cost[1, 1], inputs.site_cost[1], inputs.site_area_m2[1]) == (4.0, 7.0, 120.0)
    market = np.array([1, 1], dtype=np.int32)
    assert inputs.payers(np.array([0, 1], dtype=np.int32), market).tolist() == ["", "public"]


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (upgrade(), "an upgrade brings something"),
        (upgrade(cutoff_m=250), "got 250, must be > 250, the cutoff of 'market' today"),
        (upgrade(cutoff_m=100), "got 100, must be > 250"),
        (upgrade(cutoff_min=9), "the cutoff of 'market' is in another unit"),
        (upgrade(cutoff_min=9, cutoff_m=300), "cutoff_min and cutoff_m are both given"),
        (upgrade(gains=["market"]), "1 outlets offer 'market' already: east"),
        (upgrade(gains=["bakery"]), "'bakery' is not among the scenario's formats"),
        (upgrade(gains=["shop", "shop"]), "'shop' is named twice"),
        (upgrade(gains=["shop"], cost={"market": 3}), "missing: what 'shop' costs"),
        (
            upgrade(gains=["shop"], cost={"shop": 3, "locker": 1}),
            "'locker' has a cost, but does not open there",
        ),
        (upgrade(cutoff_m=400, cost={}), "missing: what 'market' costs"),
        (upgrade(more_places=30), "'market' has no places"),
        (upgrade(gains=["shop"], outlets={"ids": ["est"]}), "'est' is not among the city's outlets"),
        (upgrade(gains=["shop"], outlets={"circles": ["c"]}), "'c' is not among the city's circles"),
        (
            upgrade(gains=["shop"], outlets={"formats": ["shop"], "ids": ["east"]}),
            "no outlet of today is chosen",
        ),
        (upgrade(gains=["shop"]) + upgrade(gains=["locker"]), "1 outlets are in upgrades[0] as well: east"),
    ],
)
def test_an_upgrade_that_cannot_be_meant_is_refused(entries: list[Any], said: str, tmp_path: Path) -> None:
    assert said in problems(street(upgrades=entries), tmp_path)


@pytest.mark.parametrize(
    "asked",
    [
        {"objective": "backup_coverage"},
        {
            "objective": "combined",
            "combine": "weighted",
            "goals": [{"objective": "max_coverage"}, {"objective": "backup_coverage"}],
        },
    ],
)
def test_a_larger_outlet_is_no_backup_of_itself(asked: dict[str, Any], tmp_path: Path) -> None:
    said = problems(street(upgrades=upgrade(cutoff_m=400), **asked), tmp_path)
    assert "backup_coverage does not go with upgrades of an outlet's own format" in said
    plan = pipeline.solve(street(upgrades=upgrade(gains=["shop"]), **asked).write(tmp_path / "gains"))
    assert plan.summary["stop"] == "optimal"


def test_outlets_that_have_the_format_already_are_left_out_and_counted(tmp_path: Path) -> None:
    case = street(upgrades=[{"outlets": {}, "gains": ["locker"], "cost": 1}])
    found = pipeline.gaps(case.write(tmp_path))
    admits = dict(zip(found.inputs.sites.ids.tolist(), found.inputs.site_admits.tolist(), strict=True))
    assert admits["upgrade:east"] == [False, False, True]
    assert admits["upgrade:mid"] == [False, False, False]
    assert any("1 outlets offer 'locker' already: mid" in str(warning) for warning in found.warnings)


def test_an_id_that_a_site_has_already_is_refused(tmp_path: Path) -> None:
    case = street(upgrades=upgrade(cutoff_m=400))
    taken = Town(case.scenario, case.homes, [("upgrade:east", (0.0, 0.0))], case.outlets, case.vans)
    assert "1 ids are those of other sites: upgrade:east" in problems(taken, tmp_path)


def van(**given: Any) -> list[dict[str, Any]]:
    columns = {"id": "van", "x": "x", "y": "y"}
    return [{"file": "vans.csv", "columns": columns, "formats": ["market"], "cost": 2, **given}]


def test_a_mobile_point_reaches_everybody_near_any_stop_the_nearest_counts(tmp_path: Path) -> None:
    case = street(mobile=van(cutoff_m=150))
    assert reached(case, tmp_path)["v0", "market"] == [4, 5, 6, 7, 8, 9]
    coverage = pipeline.gaps(tmp_path / "scenario.yaml").coverage
    row = coverage.n_demand + 6
    here = slice(coverage.indptr[row], coverage.indptr[row + 1])
    van_option = int(np.flatnonzero(coverage.option_site == 1)[0])
    assert coverage.travel[here][coverage.indices[here] == van_option].tolist() == [100.0]


def test_one_stop_is_a_site(tmp_path: Path) -> None:
    still = street(mobile=van())
    still = Town(still.scenario, still.homes, still.sites, still.outlets, [("v0", (500.0, 0.0))])
    site = street()
    site = Town(site.scenario, site.homes, [*site.sites, ("v0", (500.0, 0.0))], site.outlets, [])
    reach = reached(still, tmp_path / "still")
    assert reach["v0", "market"] == reached(site, tmp_path / "site")["v0", "market"]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (van(share=0), "must be > 0"),
        (van(share=1.5), "must be <= 1"),
        (van(formats=["bakery"]), "'bakery' is not among the scenario's formats"),
        (van(cutoff_min=5), "the cutoff of 'market' is in another unit"),
        (van(cost={}), "missing: what 'market' costs"),
        (van() + van(), "1 ids are those of other sites: v0"),
        (van(columns={"id": "bus", "x": "x", "y": "y"}), "bus"),
    ],
)
def test_a_mobile_point_that_cannot_be_meant_is_refused(entry: list[Any], said: str, tmp_path: Path) -> None:
    assert said in problems(street(mobile=entry), tmp_path)


@pytest.mark.parametrize(
    ("serves", "said"),
    [
        ({"shop": 0}, "must be > 0"),
        ({"shop": 1.2}, "must be <= 1"),
        ({"bakery": 0.5}, "'bakery' is not among the scenario's formats"),
        ({"locker": 0.5}, "'locker' stands in for itself"),
    ],
)
def test_a_stand_in_that_cannot_be_meant_is_refused(
    serves: dict[str, float], said: str, tmp_path: Path
) -> None:
    locker = {"id": "locker", "cutoff_m": 100, "cost": 1, "weight": 0, "serves": serves}
    formats = [SHOP, {"id": "market", "cutoff_m": 250, "cost": 5}, locker]
    assert said in problems(street(formats=formats), tmp_path)


def test_a_stand_in_that_serves_everybody_is_as_good_as_the_format(tmp_path: Path) -> None:
    locker = {"id": "locker", "cutoff_m": 150, "cost": 1, "serves": {"shop": 1}}
    case = street(formats=[SHOP, {"id": "market", "cutoff_m": 250, "cost": 5}, locker])
    found = pipeline.gaps(case.write(tmp_path))
    assert found.coverage.share is None or (found.coverage.share == 1.0).all()
    assert found.coverage.share_before is None
    assert found.coverage.covered_before[:10].tolist() == [3 <= k <= 5 for k in range(10)]


def test_more_choice_never_lowers_the_best_plan(tmp_path: Path) -> None:
    for seed in range(3):
        values = []
        for name, without in (("none", ("upgrades", "mobile")), ("vans", ("upgrades",)), ("all", ())):
            case = town(seed, **dict.fromkeys(without))
            values.append(pipeline.solve(case.write(tmp_path / f"{seed}{name}")).outcome.value)
        assert values == sorted(values)


def in_minutes(case: Town) -> Town:
    """The same town with cutoffs in minutes of 50 m."""

    def told(entry: dict[str, Any]) -> dict[str, Any]:
        minutes = {"cutoff_min": entry["cutoff_m"] / 50} if "cutoff_m" in entry else {}
        return {key: value for key, value in entry.items() if key != "cutoff_m"} | minutes

    scenario = {
        key: [told(one) for one in case.scenario.get(key, [])] for key in ("formats", "upgrades", "mobile")
    }
    return Town({**case.scenario, **scenario}, case.homes, case.sites, case.outlets, case.vans)


def by_table(case: Town, folder: Path) -> Town:
    """The same town whose ways stand in a table of minutes; mobile points have theirs to the nearest stop."""
    folder.mkdir(parents=True, exist_ok=True)
    origins = [*case.sites, *{name: at for name, at, _ in case.outlets}.items()]
    lines = ["from,to,minutes"]
    for home, (x, y), _ in case.homes:
        ways = {name: np.hypot(x - at[0], y - at[1]) for name, at in origins}
        for name, at in case.vans:
            ways[name] = min(ways.get(name, np.inf), np.hypot(x - at[0], y - at[1]))
        lines += [f"{name},{home},{way / 50}" for name, way in ways.items() if way <= 500]
    (folder / "ways.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = {
        "file": "ways.csv",
        "from_site": "from",
        "to_demand": "to",
        "minutes": "minutes",
        "from_outlets": True,
    }
    scenario = {**in_minutes(case).scenario, "travel": {"table": table}}
    return Town(scenario, case.homes, case.sites, case.outlets, case.vans)


def by_streets(case: Town, folder: Path) -> Town:
    """The same town on one street along its line."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = ["id,x,y", *(f"n{k},{100 * k},0" for k in range(10))]
    edges = ["from,to,length", *(f"n{k},n{k + 1},100" for k in range(9))]
    (folder / "nodes.csv").write_text("\n".join(nodes) + "\n", encoding="utf-8")
    (folder / "edges.csv").write_text("\n".join(edges) + "\n", encoding="utf-8")
    columns = {"node": "id", "x": "x", "y": "y", "from_node": "from", "to_node": "to", "length_m": "length"}
    network = {"file": "edges.csv", "nodes": "nodes.csv", "crs": "plane", "columns": columns}
    travel = {"network": network, "speed_m_per_min": 50}
    return Town(
        {**in_minutes(case).scenario, "travel": travel}, case.homes, case.sites, case.outlets, case.vans
    )


@pytest.mark.parametrize("way", [by_table, by_streets])
def test_every_way_of_travel_finds_the_same(way: Any, tmp_path: Path) -> None:
    entries = [*upgrade(cutoff_m=400), {"outlets": {"ids": ["mid"]}, "gains": ["market"], "cost": 4}]
    case = street(upgrades=entries, mobile=van(cutoff_m=150, share=0.5))
    straight = reached(case, tmp_path / "plane")
    assert reached(way(case, tmp_path / "other"), tmp_path / "other") == straight
    assert sum(map(len, straight.values())) > 20


def test_a_stop_off_the_streets_is_named_and_the_others_serve_on(tmp_path: Path) -> None:
    case = by_streets(street(mobile=van()), tmp_path)
    case = Town(case.scenario, case.homes, case.sites, case.outlets, [*case.vans, ("v0", (500.0, 9000.0))])
    found = pipeline.gaps(case.write(tmp_path))
    assert any("1 mobile points have stops farther than" in str(warning) for warning in found.warnings)
    assert found.travel.lost_sites.tolist() == []


@pytest.mark.parametrize("seed", [0, 5])
def test_a_run_with_people_served_in_part_verifies_and_counts_shares(seed: int, tmp_path: Path) -> None:
    case = town(seed)
    plan = pipeline.solve(case.write(tmp_path))
    verify_run(_run_folder.write(plan, tmp_path / "run"))
    serves, today = case.serves(), case.today()
    for name, figures in plan.summary["formats"].items():
        best = {
            home: max(
                [today.get((home, name), 0.0)]
                + [serves[one.site, one.format].get((home, name), 0.0) for one in plan.opened]
            )
            for home, _, _ in case.homes
        }
        before = sum(people * today.get((home, name), 0.0) for home, _, people in case.homes)
        assert figures["covered_before"] == pytest.approx(before)
        assert figures["covered_after"] == pytest.approx(sum(n * best[home] for home, _, n in case.homes))


def closing(**given: Any) -> list[dict[str, Any]]:
    return [{"outlets": {"ids": ["east"]}, "saves": 1, **given}]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"closures": [{"outlets": {}}]}, "nothing is gained by closing"),
        ({"closures": closing(becomes=["shop"])}, "missing key 'cost'"),
        ({"closures": closing(cost=3)}, "becomes names none"),
        ({"closures": closing(becomes=["shop"], cost={"locker": 1})}, "missing: what 'shop' costs"),
        (
            {"closures": closing(becomes=["market"], cost=3)},
            "1 outlets would be replaced by what they are: east",
        ),
        ({"closures": closing() + closing()}, "1 outlets are in closures as well: east"),
        (
            {"closures": closing(), "upgrades": upgrade(cutoff_m=400)},
            "1 outlets are in upgrades as well: east",
        ),
        (
            {"closures": closing(outlets={"ids": ["mid"]})},
            "stand for several formats, and cannot close in part: mid",
        ),
        ({"closures": closing(), "objective": "min_cost"}, "closures do not go with 'objective: min_cost'"),
        ({"closures": closing(), "missing": "circle"}, "closures do not go with 'missing: circle'"),
        ({"closures": closing(), "phases": [{"id": "2024"}]}, "closures do not go with 'phases'"),
        (
            {"closures": closing(), "rules": [{"rule": "spacing", "metres": 100}]},
            "closures do not go with 'rule: spacing'",
        ),
    ],
)
def test_a_closing_that_cannot_be_meant_is_refused(given: dict[str, Any], said: str, tmp_path: Path) -> None:
    assert said in problems(street(**given), tmp_path)


def test_a_format_that_only_the_outlets_of_today_keep_has_no_candidates(tmp_path: Path) -> None:
    sites = {"file": "sites.csv", "columns": {"id": "id", "x": "x", "y": "y", "formats": "formats"}}
    case = street(closures=closing(), sites=sites)
    path = case.write(tmp_path)
    (tmp_path / "sites.csv").write_text("id,x,y,formats\ns0,900,0,shop|locker\n", encoding="utf-8")
    found = pipeline.gaps(path)
    assert any("no site admits 'market'" in str(warning) for warning in found.warnings)


def test_an_upgrade_adds_places_to_those_of_the_outlet(tmp_path: Path) -> None:
    market = {"id": "market", "cutoff_m": 250, "cost": 5, "places": 20, "places_today": 8}
    entries = upgrade(more_places=6, cost=2)
    plan = pipeline.solve(street(formats=[SHOP, market], upgrades=entries).write(tmp_path), budget=2)
    assert [(one.site, one.format) for one in plan.opened] == [("upgrade:east", "market")]
    assert plan.outcome.value == 6
    verify_run(_run_folder.write(plan, tmp_path / "run"))


def test_a_farther_cutoff_of_a_format_with_places_says_how_many_it_adds(tmp_path: Path) -> None:
    market = {"id": "market", "cutoff_m": 250, "cost": 5, "places": 20, "places_today": 8}
    case = street(formats=[SHOP, market], upgrades=upgrade(cutoff_m=400))
    assert "say how many more_places the upgrade adds" in problems(case, tmp_path)


def test_added_sites_open_in_phases_too(tmp_path: Path) -> None:
    case = town(4, budget=None, phases=[{"id": "2024", "budget": 3}, {"id": "2025", "budget": 3}])
    plan = pipeline.solve(case.write(tmp_path))
    opened = [(one.site, one.format) for one in plan.opened]
    by_phase = [
        [(one.site, one.format) for one in plan.opened if one.phase == name] for name in ("2024", "2025")
    ]
    assert plan.outcome.value == pytest.approx(case.gained(by_phase[0]) + case.gained(opened))
    assert len(opened) > len(by_phase[0])
    verify_run(_run_folder.write(plan, tmp_path / "run"))
