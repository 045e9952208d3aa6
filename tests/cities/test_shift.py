"""Real layers on real streets: never called shifted where they lie right, found where they do not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from siting.alignment import Areas, align
from siting.travel.shift import find_shifts
from siting.travel.snap import Grid, grid
from tests.cities.placed import CITIES, WORKING, City, city, origin

# Layers that stand at streets; cells of a grid and borders of districts need not, and are never judged.
AT_STREETS = [
    ("maribor", "outlets"),
    ("malta", "demand"),
    ("malta", "outlets"),
    ("helsinki", "outlets"),
    ("shenzhen_futian", "outlets"),
    ("zhangdian", "demand"),
    ("zhangdian", "sites"),
    ("zhangdian", "outlets"),
    ("zhangdian", "borders"),
]


@cache
def placed(name: str, shared: Path, root: Path) -> tuple[City, Grid]:
    found = city(name, shared, root)
    return found, grid(found.streets, "edge")


@pytest.mark.parametrize("name", CITIES)
def test_layers_that_lie_right_are_left_alone(name: str, shared: Path, root: Path) -> None:
    found, lines = placed(name, shared, root)
    random = np.random.default_rng(0)
    for xy_m in found.layers.values():
        some = xy_m[random.choice(len(xy_m), min(60, len(xy_m)), replace=False)]
        for layer in (xy_m, some):
            assert find_shifts([origin(layer)], lines, "EPSG:4326", WORKING) == []


@pytest.mark.parametrize(("name", "layer"), AT_STREETS)
def test_a_layer_in_gcj02_is_told_so(name: str, layer: str, shared: Path, root: Path) -> None:
    found, lines = placed(name, shared, root)
    (shift,) = find_shifts([origin(found.layers[layer], given="gcj02")], lines, "EPSG:4326", WORKING)
    assert (shift.cause, shift.system) == ("layer", "gcj02")
    assert np.hypot(*shift.away_m) == pytest.approx(540, abs=25)


def test_futian_where_it_really_lies(shared: Path, root: Path) -> None:
    """Shenzhen's own offset, on its own streets: 560 m, to another side than Zibo's."""
    from siting import crs
    from siting.errors import Place
    from siting.inputs import Origin
    from tests.cities.placed import CITIES as readers

    streets, layers = readers["shenzhen_futian"](shared / "data" / "shenzhen_futian", root)
    lonlat = crs.to_lonlat(layers["outlets"], "EPSG:4547")
    assert lonlat is not None
    amap = Origin("outlets", Place(), "EPSG:4326", crs.wgs84_to_gcj02(lonlat))
    baidu = Origin("outlets", Place(), "gcj02", crs.gcj02_to_wgs84(crs.wgs84_to_bd09(lonlat)))
    right = Origin("sites", Place(), "EPSG:4490", lonlat)
    shifts = find_shifts([amap, baidu, right], grid(streets, "edge"), "EPSG:4326", "EPSG:4547")
    assert [(shift.layer, shift.system) for shift in shifts] == [(0, "gcj02"), (1, "bd09")]


def test_amaps_outlines_of_zibo_are_in_gcj02(shared: Path) -> None:
    """The file itself says WGS-84. Against the national map's: 532 m to the east, and 7 m once it is read rightly.

    What is left between the lines, 89 m, is detail: a tenth of the corners on one side."""
    folder = shared / "data" / "zibo"
    found = align(
        Areas(folder / "zibo_counties_amap.geojson"), Areas(folder / "zibo_counties_tianditu.geojson")
    )
    given, best = found.readings[0].offset, found.best
    assert given.length_m == pytest.approx(530, abs=10)
    assert best is not None
    assert (best.system, best.other_system) == ("gcj02", "")
    assert best.offset.length_m < 20
    assert best.offset.length_m < 3 * best.offset.sure_m
    assert 60 < best.offset.mean_m < 120
    assert "gcj02" in found.verdict
    again = align(
        Areas(folder / "zibo_counties_amap.geojson", crs="gcj02"),
        Areas(folder / "zibo_counties_tianditu.geojson", crs="EPSG:4490"),
    )
    assert again.best is None
    assert again.readings[0].offset.length_m == pytest.approx(best.offset.length_m, abs=0.5)
