"""The data of the page's map: columns that come back as they went in, names that stay data, cells that tile."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import numpy as np
import pytest

from siting.page import assets, cells, columns, streets
from siting.page.encode import data_block
from siting.page.map_words import WORDS
from siting.report import Circles, Format, Homes, Places, Report, Sites
from siting.report.words import same

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"quotes" & <b>',
    "𠮷野家",
    "x" * 200,
    "<!-- --> ]]>",
    "R1",
    "\\",
    "é\n",
]


def unpacked(column: dict[str, Any]) -> Any:
    """A column as map_data.js reads it."""
    step: Any
    raw = gzip.decompress(base64.b64decode(column["data"]))
    if column["kind"] == "bytes":
        return np.frombuffer(raw, dtype=np.uint8)
    if column["kind"] == "texts":
        return json.loads(raw)
    planes: Any = (
        np.frombuffer(raw, dtype=np.uint8).reshape(-1, column["n"]) if column["n"] else np.zeros((1, 0))
    )
    folded = np.zeros(column["n"], dtype=np.uint32)
    for place, plane in enumerate(planes):
        folded |= plane.astype(np.uint32) << np.uint32(8 * place)
    step = (folded >> 1).astype(np.int32) ^ -(folded & 1).astype(np.int32)
    found = np.cumsum(step, dtype=np.int32) if column["running"] else step
    if column["kind"] == "integers":
        return found
    return [f"{column['prefix']}{number:0{column['width']}d}" for number in found.tolist()]


def objects(values: list[str]) -> Any:
    return np.array(values, dtype=object)


def town(xy_m: Any, names: list[str] | None = None) -> Report:
    """A report of one format: odd homes are newly in reach, every third one has an outlet."""
    xy = np.array(xy_m, dtype=np.float64).reshape(-1, 2)
    n = len(xy)
    texts = objects((names or [f"R{i:03d}" for i in range(n)])[:n])
    nowhere, odd = np.full(n, -1, dtype=np.int32), np.arange(n) % 2
    before = np.where(odd, np.inf, 2.5).astype(np.float32).reshape(1, n)
    after = np.where(odd, 14.96, 2.5).astype(np.float32).reshape(1, n)
    state, people = np.where(odd, 3, 1).astype(np.int8).reshape(1, n), np.arange(n, dtype=np.float64) + 0.25
    homes = Homes(texts, texts, xy, people, nowhere, state, before, after, np.zeros(n, np.int8))
    places = Places(texts, texts, xy, np.zeros(n, np.int32), nowhere, odd.astype(np.bool_))
    sites = Sites(
        texts,
        texts,
        xy,
        None,
        nowhere,
        texts,
        texts,
        texts,
        np.full(n, np.nan),
        odd == 0,
        np.ones((n, 1), bool),
    )
    none = np.zeros(0, np.int32)
    outline = np.array([[0, 0], [9, 0], [9, 9], [0, 0]], dtype=np.float64)
    circles = Circles(texts[:1], texts[:1], texts[:1], ((outline,),) * min(n, 1), none, none)
    opened = [{"cost": 5.0, "site_cost": 0.0, "newly_covered": 1.5, "only_here": 1.0, "total_covered": 2.0}][
        :n
    ]
    summary = {
        "currency": "CNY", "synthetic": True, "phases": [], "opened": opened, "circles": {},
        "formats": {"shop": {"weight_total": 9.0, "covered_before": 3.0, "covered_after": 7.5}},
    }  # fmt: skip
    shop = Format("shop", same(HOSTILE[0]), "basic", 15.0, "min", "people", "#123456")
    first = np.zeros(len(opened), np.int32)
    texts_of = dict.fromkeys(("title", "notices"), same(HOSTILE[0]))
    return Report(summary, texts_of, (shop,), (), (), {"people": same("everyone")}, homes, places, sites, circles,
                  first, first, "EPSG:4548", np.zeros((0, 4), np.float32))  # fmt: skip


@pytest.mark.parametrize("running", [True, False])
@pytest.mark.parametrize(
    "values", [[], [0], [7, 7, 8, -1], [2**31 - 1, -(2**31), 0, 5], list(range(0, 70000, 7))], ids=len
)
def test_whole_numbers_come_back(values: list[int], running: bool) -> None:
    assert unpacked(columns.integers(np.array(values, dtype=np.int64), running)).tolist() == values


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], "texts"),
        (["R00012", "R00007", "R99999"], "numbered"),
        (["8", "9", "10"], "numbered"),
        (["R08", "R9"], "texts"),  # 9 has no zero before it
        (["R1", "S2"], "texts"),
        (["R1", "R١"], "texts"),  # a digit, but not of ASCII
        (HOSTILE, "texts"),
    ],
)
def test_texts_come_back(values: list[str], kind: str) -> None:
    column = columns.texts(values)
    assert (unpacked(column), column["kind"]) == (values, kind)


def test_hostile_names_stay_data() -> None:
    places = [(100.0 * i, 0.0) for i in range(len(HOSTILE))]
    text = data_block(town(places, HOSTILE))
    assert "<" not in text
    data = json.loads(text)
    assert data["title"]["en"] == HOSTILE[0]
    assert unpacked(data["cells"]["id"]) == HOSTILE
    assert unpacked(data["sites"]["name"]) == HOSTILE


def test_a_grid_is_cells_that_touch() -> None:
    grid = [(0.3 + 74 * x, 7 + 92.5 * y) for y in range(9) for x in range(11) if (x * y) % 7 != 3]
    found = json.loads(data_block(town(grid)))["cells"]
    assert np.allclose(found["cell"], [74, 92.5])
    assert np.allclose(found["quanta"], found["cell"])
    x, y = unpacked(found["x"]), unpacked(found["y"])
    assert (x.max(), y.max()) == (10, 8)
    assert (np.diff(y) >= 0).all()  # in rows from the south


def test_scattered_points_keep_their_places_to_a_decimetre() -> None:
    points = np.random.default_rng(3).uniform(0, 5000, (300, 2))
    report = town(points)
    data = json.loads(data_block(report))
    found = data["cells"]
    x, y = (unpacked(found[name]) for name in "xy")
    here = np.column_stack([x, y]) * found["quanta"] + found["first"] + data["origin"]
    where = [int(identity[1:]) for identity in unpacked(found["id"])]
    assert np.abs(here - points[where]).max() <= 0.051
    assert found["cell"][0] == found["cell"][1] < 300


def test_a_grid_of_degrees_has_cells_wider_than_its_rounding() -> None:
    """Rows and columns that are straight only nearly: no stripe of the ground between them."""
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(40) * 74.2, np.arange(30) * 92.6))
    bent = np.column_stack([x + 0.01 * y, y + 0.00001 * x**2])
    width, height = cells.cell_size(bent)
    assert (width, height) == pytest.approx((74.2, 92.6), rel=0.01)


def test_walks_are_exact_to_their_step_and_states_are_exact() -> None:
    data = json.loads(data_block(town([(0, 0), (100, 0), (0, 100), (np.nan, 0)])))
    found = data["cells"]
    before, nearer = unpacked(found["before"]).astype(int), unpacked(found["nearer"]).astype(int)
    assert found["unplaced"] == 1
    assert unpacked(found["id"]) == ["R000", "R001", "R002"]
    assert unpacked(found["state"]).tolist() == [1, 3, 1]
    assert before.tolist() == [25, cells.NEVER, 25]
    assert ((before - nearer) & 255).tolist() == [25, 150, 25]
    assert found["steps"] == [0.1]
    assert unpacked(found["people"]).tolist() == [25, 125, 225]


@pytest.mark.parametrize("limit", [0.5, 5, 15, 30, 500, 1000, 1200, 90_000_000])
def test_the_step_of_a_walk_reaches_its_limit(limit: float) -> None:
    assert limit / cells.step_of(limit) <= cells.MOST


@pytest.mark.parametrize(
    "xy", [[], [(5, 5)], [(5, 5), (5, 5)], [(np.nan, np.nan)], [(0, 0), (80, 0), (160, 0)]]
)
def test_few_or_no_places_are_a_map_too(xy: list[tuple[float, float]]) -> None:
    data = json.loads(data_block(town(xy)))
    assert data["cells"]["n"] + data["cells"]["unplaced"] == len(xy)
    assert all(side > 0 for side in data["cells"]["cell"])
    assert np.isfinite(data["extent"]).all()


def test_figures_and_words_as_given() -> None:
    report = town([(0, 0), (100, 0)])
    data = json.loads(data_block(report, words={"there": same("reached in both")}))
    assert data["formats"][0]["figures"] == [[9.0, 3.0, 7.5]]
    assert data["opened"]["newly_covered"] == [1.5]
    assert data["words"]["there"]["en"] == "reached in both"
    assert set(data["words"]) == set(WORDS)
    assert json.loads(data_block(report, figures=False))["formats"][0]["figures"] == []


def test_streets_come_back_in_whole_metres_the_longest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = [[0, 0, 100.4, 0], [100.4, 0, 100.4, 50], [100.4, 50, 103, 50], [7, 7, 7, 7.2]]
    pieces = np.array(chain, dtype=np.float32) + 1000

    def drawn() -> list[list[int]]:
        found = streets.streets(pieces, np.array([1000.0, 1000.0]))
        x1, y1, x2, y2 = (unpacked(found[name]) for name in ("x1", "y1", "x2", "y2"))
        starts, along = np.column_stack([x1, y1]), np.column_stack([x2, y2])
        ends = np.cumsum(starts + along, axis=0)
        return [[int(part) for part in row] for row in np.hstack([ends - along, ends])]

    assert drawn() == [[0, 0, 100, 0], [100, 0, 100, 50], [100, 50, 103, 50]]
    monkeypatch.setattr(streets, "MOST", 2)
    assert drawn() == [[0, 0, 100, 0], [100, 0, 100, 50]]


def test_scripts_and_styles_ask_for_nothing_and_end_nothing() -> None:
    script, style = assets.map_script(), assets.map_style()
    assert "Leaflet 1.9.4" in script
    assert "window.siting" in script
    for word in ("</script", "<!--", "sourcemappingurl"):
        assert word not in script.lower()
    assert ".leaflet-pane" in style
    for word in ("url(", "</"):
        assert word not in style
    assert "innerHTML" not in script.split("window.siting = siting")[1]  # ours; names are set as text


def test_scripts_that_would_end_early_are_mended() -> None:
    mended = assets.inlined('a = "</script>"; b = "</SCRIPT"; c = "<!--";\n//# sourceMappingURL=x.js.map\n')
    assert mended == 'a = "<\\/script>"; b = "<\\/SCRIPT"; c = "\\x3c!--";\n\n'
