"""The generator of the synthetic Zhangdian: the same bytes every time, whole people, gates in walls."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Protocol

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

FACTS = "facts"
SEED = 370303


class Part(Protocol):
    """Fetches a module of the generator by name."""

    def __call__(self, name: str) -> ModuleType: ...


@pytest.fixture(scope="module")
def part(root: Path) -> Iterator[Part]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root / "scenarios" / "zhangdian")
        yield lambda name: importlib.import_module(f"generator.{name}")


def test_the_shipped_data_come_out_again_byte_for_byte(part: Part, root: Path, tmp_path: Path) -> None:
    folder = root / "scenarios" / "zhangdian"
    city = part("city").build(folder / FACTS, SEED)
    written = part("write").write_city(city, tmp_path)
    assert sorted(p.name for p in written) == sorted(p.name for p in (folder / "data").iterdir())
    for path in written:
        assert path.read_bytes() == (folder / "data" / path.name).read_bytes(), path.name


@given(st.lists(st.floats(0.01, 1e4), min_size=1, max_size=30), st.integers(0, 5), st.integers(0, 100_000))
def test_largest_remainder_keeps_the_total_and_the_least(
    part: Part, share: list[float], least: int, more: int
) -> None:
    total = least * len(share) + more
    whole = part("rounding").largest_remainder(np.array(share), total, least)
    assert whole.sum() == total
    assert whole.min() >= least
    exact = np.array(share) / sum(share) * more + least
    assert np.abs(whole - exact).max() < 1.0001


@given(
    st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=1, max_size=25),
    st.integers(0, 99),
)
def test_a_rounded_table_meets_both_margins(part: Part, cells: list[list[int]], seed: int) -> None:
    table = np.array(cells) + 1
    start = np.random.default_rng(seed).uniform(0.2, 5.0, table.shape)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    rounding = part("rounding")
    exact = rounding.fit_margins(start, rows.astype(float), columns.astype(float))
    whole = rounding.round_table(exact, rows, columns)
    assert (whole.sum(axis=1) == rows).all()
    assert (whole.sum(axis=0) == columns).all()
    assert whole.min() >= 0


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40).filter(any), st.floats(0, 1))
def test_a_part_never_exceeds_the_whole_anywhere(part: Part, whole: list[int], share: float) -> None:
    total = round(share * sum(whole))
    taken = part("people").part(np.array(whole), total)
    assert taken.sum() == total
    assert ((taken >= 0) & (taken <= whole)).all()


@pytest.mark.parametrize("use", ["old", "estate", "hamlet", "commercial", "industry", "institution", "park"])
@pytest.mark.parametrize("sides", [("north",), ("west", "east"), ("south", "east", "north", "west")])
def test_lanes_reach_the_streets_through_gates_only(part: Part, use: str, sides: tuple[str, ...]) -> None:
    streets = part("streets")
    ends = {
        "south": ((0.0, 0.0), (260.0, 0.0)),
        "east": ((260.0, 0.0), (260.0, 220.0)),
        "north": ((0.0, 220.0), (260.0, 220.0)),
        "west": ((0.0, 0.0), (0.0, 220.0)),
    }
    around = {side: streets.Street("arterial", *ends[side]) for side in sides}
    compound = part("compounds").Compound(0, (0.0, 0.0, 260.0, 220.0), use, 0.5, around)
    for seed in range(20):
        graph = streets.Graph()
        gates = part("lanes").lay_lanes(graph, compound, np.random.default_rng(seed))
        assert gates
        on_street = {p for p in graph.points if min(p[0], 260 - p[0]) < 1e-9 or min(p[1], 220 - p[1]) < 1e-9}
        assert on_street == set(gates)


def test_a_compound_without_a_street_stays_empty(part: Part) -> None:
    graph = part("streets").Graph()
    compound = part("compounds").Compound(0, (0.0, 0.0, 200.0, 200.0), "old", 0.5, {})
    assert part("lanes").lay_lanes(graph, compound, np.random.default_rng(0)) == []
    assert graph.edges == []


def test_stops_that_nearly_meet_are_one(part: Part) -> None:
    street = part("streets").Street("arterial", (0.0, 0.0), (100.0, 0.0))
    assert street.stop(40.0, 20.0) == (40.0, 0.0)
    assert street.stop(45.0, -20.0) == (40.0, 0.0)
    assert street.stop(97.0, 5.0) == (100.0, 0.0)
    assert street.chain() == [(0.0, 0.0), (40.0, 0.0), (100.0, 0.0)]


@given(st.floats(24, 8_000), st.integers(0, 1_000))
def test_formats_offered_together_fit_together(part: Part, area_m2: float, seed: int) -> None:
    catalogue = importlib.import_module("siting.catalogue").formats()
    for kind in part("formats").KINDS.values():
        least = kind.area_m2[2]
        area_m2 = max(area_m2, least)
        chosen = part("sites").fitting(kind, area_m2, np.random.default_rng(seed))
        assert 1 <= len(chosen) <= kind.most_formats
        assert set(chosen) <= set(kind.formats)
        assert sum(catalogue[name].area_m2 for name in chosen) <= area_m2


def test_merging_bends_keeps_lengths_and_loops(part: Part) -> None:
    statistics = part("statistics")
    xy = np.array([(0, 0), (10, 0), (10, 10), (20, 10), (0, 50), (50, 0)], dtype=float)
    # A bent way 0-1-2-3 that forks at 3, and a ring 3-4-5-3 of two bends.
    ends = np.array([(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 3)])
    length = np.array([10.0, 10.0, 10.0, 45.0, 71.0, 32.0])
    merged = statistics.merge_bends(statistics.Streets(xy, ends, length, np.zeros(6, dtype=bool)))
    assert merged.length_m.sum() == length.sum()
    assert sorted(merged.length_m)[0] == 30.0
    degree = np.bincount(merged.ends.ravel())
    assert degree[0] == 1
    assert degree[3] == 3


# How far the made-up streets may be from the real ones, as a ratio; the README explains each.
TOLERANCE = {
    "junctions per built-up km2": 0.30,
    "street km per built-up km2": 0.30,
    "edge length, mean m": 0.10,
    "edge length, lower quartile m": 0.15,
    "edge length, median m": 0.40,
    "edge length, upper quartile m": 0.15,
    "edge length, 90th percentile m": 0.15,
    "dead ends, share of junctions": 0.25,
    "three-way, share of junctions": 0.10,
    "four-way and more, share": 0.10,
    "circuity of edges": 0.05,
    "detour, median of pairs 0.3-1 km": 0.10,
    "footways, share of length": 0.20,
}


def test_streets_resemble_a_real_chinese_network(part: Part, root: Path, shared: Path) -> None:
    calibrate = importlib.import_module("calibrate")
    real_file = shared / "data" / "shenzhen_futian" / "streets.graphml"
    measure = part("statistics").measure
    real = measure(calibrate.read_graphml(real_file, "EPSG:4547"))
    made = measure(calibrate.read_made_up(root / "scenarios" / "zhangdian" / "data"))
    readme = (root / "scenarios" / "zhangdian" / "README.md").read_text(encoding="utf-8")
    assert TOLERANCE.keys() == real.keys()
    for name, figure in real.items():
        assert made[name] / figure == pytest.approx(1.0, abs=TOLERANCE[name]), name
        assert f"| {name} | {figure:.3g} | {made[name]:.3g} | {made[name] / figure:.2f} |" in readme
