"""Demand in areas: what overlaps and odd outlines are told of, and how much of a large file is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from tests.rasters import NORTH, WEST
from tests.small_population import box, errors, read, steps, write_areas, write_clip, write_scenario

SITE = (WEST + 150, NORTH - 150)
HEXES = "{file: hexes.gpkg, columns: {id: h3}}"


def test_areas_that_overlap_a_little_are_a_warning(tmp_path: Path) -> None:
    write_areas(tmp_path, [box(0, 100, 100, 0), box(99, 100, 199, 0), box(300, 100, 400, 0)], [100, 100, 800])
    found = read(write_scenario(tmp_path, HEXES, site=SITE))
    (said,) = map(str, found.warnings)
    assert (
        "1 pairs of areas overlap, 0 of them with the same outline: 1 people (0.10%) may be counted twice: a0 / a1"
        in said
    )
    assert found.people.sum() == 1000


def test_areas_that_stand_twice_are_an_error(tmp_path: Path) -> None:
    write_areas(tmp_path, [box(0, 100, 100, 0)] * 2 + [box(100, 100, 200, 0)], [100, 100, 800])
    (said,) = errors(write_scenario(tmp_path, HEXES, site=SITE))
    assert (
        "1 pairs of areas overlap, 1 of them with the same outline: 100 people (10.00%) may be counted twice"
        in said
    )


def test_an_area_inside_another_is_an_error(tmp_path: Path) -> None:
    write_areas(tmp_path, [box(0, 100, 100, 0), box(20, 40, 40, 20)], [100, 4])
    (said,) = errors(write_scenario(tmp_path, HEXES, site=SITE))
    assert "4 people (3.85%) may be counted twice: a0 / a1. Are several years, ages or levels" in said


def test_overlaps_of_nobody_are_nothing(tmp_path: Path) -> None:
    write_areas(tmp_path, [box(0, 100, 100, 0), box(20, 40, 40, 20)], [100, 0])
    assert read(write_scenario(tmp_path, HEXES, site=SITE)).warnings == ()


def test_odd_areas_are_said(tmp_path: Path) -> None:
    bow = shapely.Polygon(
        [(WEST, NORTH), (WEST + 100, NORTH - 100), (WEST + 100, NORTH), (WEST, NORTH - 100)]
    )
    flat = shapely.Polygon([(WEST + 500, NORTH), (WEST + 600, NORTH), (WEST + 500, NORTH)])
    apart = shapely.MultiPolygon([box(1000, 100, 1100, 0), box(2000, 100, 2100, 0)])
    write_areas(tmp_path, [bow, flat, apart], [100, 20, 7])
    found = read(write_scenario(tmp_path, HEXES, site=SITE))
    told_of = " ".join(map(str, found.warnings))
    assert "areas have outlines that cross themselves and were mended" in told_of
    assert "1 areas have no extent; their 20 people count at a point" in told_of
    assert "2 areas are in several parts; their 107 people stand at one point each" in told_of
    assert found.people.tolist() == [100, 20, 7]
    assert np.isfinite(found.demand.xy_m).all()


def test_of_a_geopackage_only_what_touches_the_box_is_read(tmp_path: Path) -> None:
    areas = [box(100 * number, 100, 100 * number + 100, 0) for number in range(50)]
    write_areas(tmp_path, areas, list(range(1, 51)))
    write_clip(tmp_path, box(1010, 90, 1250, 10))
    clip = ", clip: {file: clip.gpkg}}"
    found = read(write_scenario(tmp_path, HEXES[:-1] + clip, site=SITE))
    assert found.demand.ids.tolist() == ["a10", "a11", "a12"]
    assert steps(found)[0] == ("in the file, around the clip", 11 + 12 + 13, 3)
    numbered = read(write_scenario(tmp_path, "{file: hexes.gpkg" + clip, site=SITE))
    assert numbered.demand.ids.tolist() == ["11", "12", "13"]
    assert numbered.people.tolist() == found.people.tolist()
    assert steps(numbered)[0] == ("in the file", 1275, 50)


def test_rows_of_a_window_keep_their_numbers_in_the_file(tmp_path: Path) -> None:
    areas = [box(100 * number, 100, 100 * number + 100, 0) for number in range(50)]
    write_areas(tmp_path, areas, [9] * 10 + [-1, -1] + [9] * 38)
    write_clip(tmp_path, box(1010, 90, 1250, 10))
    (said,) = errors(write_scenario(tmp_path, HEXES[:-1] + ", clip: {file: clip.gpkg}}", site=SITE))
    assert "hexes.gpkg: feature 11, column 'people': '-1' must be >= 0 (2 cells, also feature 12)" in said


def test_areas_without_geometry_are_an_error_with_a_clip_as_without(tmp_path: Path) -> None:
    write_areas(tmp_path, [box(0, 100, 100, 0), None, None, box(100, 100, 200, 0)], [80, 7, 7, 60])
    write_clip(tmp_path, box(10, 90, 90, 10))
    for demand in (HEXES, HEXES[:-1] + ", clip: {file: clip.gpkg}}"):
        (said,) = errors(write_scenario(tmp_path, demand, site=SITE))
        assert said == "hexes.gpkg: feature 2: 2 features without geometry"


def test_a_clip_beside_a_geopackage_is_an_error_with_both_extents(tmp_path: Path) -> None:
    write_areas(tmp_path, [box(0, 100, 100, 0)], [80])
    write_clip(tmp_path, box(500, 600, 600, 500))
    (said,) = errors(write_scenario(tmp_path, HEXES[:-1] + ", clip: {file: clip.gpkg}}", site=SITE))
    assert "the clip lies outside of 'hexes.gpkg': the clip x 500500 to 500600" in said
    assert "the layer x 500000 to 500100" in said
