"""From a demand file to the people planned for: the account of every way, and what is refused on it."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from siting.errors import TotalsError
from siting.population import Ledger, Step
from siting.population.steps import told
from tests.rasters import METRES, NORTH, WEST, write_raster
from tests.small_population import box, errors, read, steps, write_areas, write_clip, write_scenario

SITE = (WEST + 150, NORTH - 150)
SMALL = np.array([[0.0, 1.5, 0.0], [2.0, 0.0, 4.25]], dtype=np.float32)
RASTER = "{file: people.tif}"
CLIPPED = "{file: people.tif, clip: {file: clip.gpkg}}"
HEXES = "{file: hexes.gpkg, columns: {id: h3}}"


def test_a_raster_is_accounted_for(tmp_path: Path) -> None:
    write_raster(tmp_path / "people.tif", SMALL)
    found = read(write_scenario(tmp_path, RASTER, site=SITE))
    assert steps(found) == [
        ("in the file", 7.75, 6),
        ("cells of 0 people", 0.0, -3),
        ("planned for", 7.75, 3),
    ]
    assert found.people.tolist() == [1.5, 2.0, 4.25]
    assert found.demand.ids.tolist() == ["0/1", "1/0", "1/2"]
    assert told(found.population) == (
        "in the file 8 people in 6 places / cells of 0 people -3 places / planned for 8 people in 3 places"
    )


@pytest.mark.parametrize("crs", [METRES, "EPSG:4326", "EPSG:3857"])
def test_a_clip_cuts_cells_by_their_share_in_any_system(tmp_path: Path, crs: str) -> None:
    write_raster(tmp_path / "people.tif", np.full((4, 4), 10.0, dtype=np.float32))
    write_clip(tmp_path, box(100, 300, 250, 100), crs)
    found = read(write_scenario(tmp_path, CLIPPED, site=SITE))
    people = dict(zip(found.demand.ids.tolist(), found.people.tolist(), strict=True))
    cells = {
        cell: count for cell, count in people.items() if count > 1e-3
    }  # bent edges leave slivers of 1e-4
    assert cells == pytest.approx({"1/1": 10, "1/2": 5, "2/1": 10, "2/2": 5}, abs=1e-3)
    assert found.people.sum() == pytest.approx(30, abs=1e-3)
    assert [step.what for step in found.population] == [
        "in the file, around the clip",
        "outside the clip",
        "planned for",
    ]


def test_groups_are_cut_like_people(tmp_path: Path) -> None:
    write_areas(tmp_path, [box(0, 100, 100, 0), box(100, 100, 200, 0)], [80, 40])
    frame = geopandas.read_file(tmp_path / "hexes.gpkg")
    frame["old"], frame["young"] = [8, 20], [0.5, 0.25]
    frame.to_file(tmp_path / "hexes.gpkg")
    write_clip(tmp_path, box(50, 100, 200, 0))
    demand = "{file: hexes.gpkg, groups: {old: old, young: {share: young}}, clip: {file: clip.gpkg}}"
    found = read(write_scenario(tmp_path, demand, site=SITE))
    assert {name: group.tolist() for name, group in found.groups.items()} == {
        "people": pytest.approx([40, 40], rel=1e-5),
        "old": pytest.approx([4, 20], rel=1e-5),
        "young": pytest.approx([20, 10], rel=1e-5),
    }
    assert found.demand.xy_m is not None
    assert steps(found)[:1] == [("in the file", 120.0, 2)]


def test_points_outside_are_left_out_and_row_numbers_stay(tmp_path: Path) -> None:
    rows = [f"{WEST + 100 * number},{NORTH},{number + 1}" for number in range(6)]
    (tmp_path / "points.csv").write_text("x,y,people\n" + "\n".join(rows), encoding="utf-8")
    write_clip(tmp_path, box(150, 50, 450, -50))
    demand = f'{{file: points.csv, crs: "{METRES}", columns: {{x: x, y: y}}, clip: {{file: clip.gpkg}}}}'
    found = read(write_scenario(tmp_path, demand, site=SITE))
    assert found.demand.ids.tolist() == ["3", "4", "5"]
    assert steps(found) == [
        ("in the file", 21.0, 6),
        ("outside the clip", -9.0, -3),
        ("planned for", 12.0, 3),
    ]


def test_a_window_names_cells_as_the_whole_file_does(tmp_path: Path) -> None:
    grid = np.random.default_rng(0).integers(0, 50, (40, 50)).astype(np.float32)
    write_raster(tmp_path / "people.tif", grid)
    whole = read(write_scenario(tmp_path, RASTER, site=SITE))
    write_clip(tmp_path, box(1000, 2000, 3000, 500))
    part = read(write_scenario(tmp_path, CLIPPED, site=SITE))
    people = dict(zip(whole.demand.ids.tolist(), whole.people.tolist(), strict=True))
    assert [people[cell] for cell in part.demand.ids] == part.people.tolist()
    assert part.people.sum() == grid[5:20, 10:30].sum()


def test_a_clip_far_away_is_an_error_with_both_extents(tmp_path: Path) -> None:
    write_raster(tmp_path / "people.tif", SMALL)
    write_clip(tmp_path, box(10_000, 10_100, 10_100, 10_000))
    (said,) = errors(write_scenario(tmp_path, CLIPPED, site=SITE))
    assert "the clip lies outside of 'people.tif': the clip x 510000 to 510100" in said
    assert "the grid x 500000 to 500300" in said


def test_a_clip_that_misses_every_point_is_an_error_with_both_extents(tmp_path: Path) -> None:
    write_areas(tmp_path, [box(0, 100, 100, 0)], [80])
    write_clip(tmp_path, box(500, 600, 600, 500))
    (said,) = errors(write_scenario(tmp_path, "{file: hexes.gpkg, clip: {file: clip.gpkg}}", site=SITE))
    assert "no demand lies inside the clip: the clip x 500500 to 500600" in said


def test_a_clip_around_nobody_is_an_error(tmp_path: Path) -> None:
    write_areas(tmp_path, [box(0, 100, 100, 0), box(500, 600, 600, 500)], [80, 0])
    write_clip(tmp_path, box(500, 600, 600, 500))
    (said,) = errors(write_scenario(tmp_path, "{file: hexes.gpkg, clip: {file: clip.gpkg}}", site=SITE))
    assert said.endswith("nobody lives inside the clip")


def test_slivers_of_people_are_nobody(tmp_path: Path) -> None:
    write_raster(tmp_path / "people.tif", np.full((4, 4), 10.0, dtype=np.float32))
    write_clip(tmp_path, box(10, 90, 20, 80))
    (said,) = errors(write_scenario(tmp_path, CLIPPED, site=SITE))
    assert said.endswith("less than one person lives inside the clip: 0.1")


def test_a_clip_of_the_whole_globe_is_an_error(tmp_path: Path) -> None:
    write_raster(tmp_path / "people.tif", SMALL)
    write_areas(tmp_path, [box(0, 100, 100, 0)], [80])
    for west, demand in (
        (-180, CLIPPED),
        (20, CLIPPED),
        (-180, "{file: hexes.gpkg, clip: {file: clip.gpkg}}"),
    ):
        globe = geopandas.GeoSeries([shapely.box(west, -80, 180, 89.9)], crs="EPSG:4326")
        globe.to_file(tmp_path / "clip.gpkg")
        (said,) = errors(write_scenario(tmp_path, demand, site=SITE))
        assert "the clip reaches farther than the coordinate system of the demand, EPSG:" in said
    globe = geopandas.GeoSeries([shapely.box(90, -20, 150, 70)], crs="EPSG:4326")
    globe.to_file(tmp_path / "clip.gpkg")
    assert read(write_scenario(tmp_path, CLIPPED, site=SITE)).people.sum() == 7.75


def test_a_clip_of_points_is_an_error(tmp_path: Path) -> None:
    write_raster(tmp_path / "people.tif", SMALL)
    write_clip(tmp_path, shapely.Point(WEST, NORTH))
    (said,) = errors(write_scenario(tmp_path, CLIPPED, site=SITE))
    assert "clip.gpkg: feature 1: a clip needs areas; 1 of 1 rows are none" in said


def test_a_clip_without_areas_or_rows_is_an_error(tmp_path: Path) -> None:
    write_raster(tmp_path / "people.tif", SMALL)
    for file in ("sites.csv", "people.tif"):
        clip = f"{{file: people.tif, clip: {{file: {file}}}}}"
        (said,) = errors(write_scenario(tmp_path, clip, site=SITE))
        assert said == f"{file}: a clip needs areas; the file has no geometry"
    (tmp_path / "none.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    clip = "{file: people.tif, clip: {file: none.geojson}}"
    (said,) = errors(write_scenario(tmp_path, clip, site=SITE))
    assert said.endswith("demand.clip.file: 'none.geojson' has no rows")


def test_a_band_is_for_grids(tmp_path: Path) -> None:
    write_areas(tmp_path, [box(0, 100, 100, 0)], [80])
    (said,) = errors(write_scenario(tmp_path, "{file: hexes.gpkg, band: 1}", site=SITE))
    assert said.endswith("band is for grids; 'hexes.gpkg' is none")


def test_a_clip_whose_outline_crosses_itself_is_mended(tmp_path: Path) -> None:
    write_raster(tmp_path / "people.tif", np.ones((4, 4), dtype=np.float32))
    corners = [(0, 0), (400, -400), (400, 0), (0, -400), (0, 0)]
    write_clip(tmp_path, shapely.Polygon([(WEST + x, NORTH + y) for x, y in corners]))
    found = read(write_scenario(tmp_path, CLIPPED, site=SITE))
    assert found.people.sum() == pytest.approx(8.0)
    assert "1 outlines cross themselves and were mended" in str(found.warnings)


def test_a_clip_on_a_plane_goes_with_a_plane_alone(tmp_path: Path) -> None:
    write_raster(tmp_path / "people.tif", SMALL)
    write_clip(tmp_path, box(0, 100, 100, 0))
    demand = "{file: people.tif, clip: {file: clip.gpkg, crs: plane}}"
    (said,) = errors(write_scenario(tmp_path, demand, site=SITE))
    assert said.endswith("'plane' mixes with no other coordinate system")


def test_a_raster_in_degrees_labelled_metres_is_told(tmp_path: Path) -> None:
    from rasterio.transform import Affine

    write_raster(tmp_path / "people.tif", SMALL, transform=Affine(0.001, 0, 117.0, 0, -0.001, 36.0))
    (said,) = errors(write_scenario(tmp_path, RASTER, site=SITE))
    assert (
        "people.tif: cell 0/1: the coordinates look like degrees, but the CRS EPSG:32650 is in metres" in said
    )


def test_a_raster_without_a_crs_takes_the_scenarios_word(tmp_path: Path) -> None:
    write_raster(tmp_path / "people.tif", SMALL, crs=None)
    write_clip(tmp_path, box(0, 300, 300, 0))
    (said,) = errors(write_scenario(tmp_path, CLIPPED, site=SITE))
    assert "'people.tif' states no coordinate system" in said
    demand = f'{{file: people.tif, crs: "{METRES}", clip: {{file: clip.gpkg}}}}'
    assert read(write_scenario(tmp_path, demand, site=SITE)).people.sum() == 7.75


def test_a_ledger_that_does_not_add_up_raises() -> None:
    ledger = Ledger()
    ledger.add("in the file", 100.0, 10)
    ledger.add("nothing", 0.0, 0)
    ledger.add("outside the clip", -20.0, -1)
    assert ledger.close(80.0, 9) == (
        Step("in the file", 100.0, 10),
        Step("outside the clip", -20.0, -1),
        Step("planned for", 80.0, 9),
    )
    assert ledger.close(80.0 + 9e-8, 9)
    for people, places in ((80.0 + 2e-7, 9), (80.0, 8)):
        with pytest.raises(TotalsError, match="do not add up"):
            ledger.close(people, places)


def test_the_account_reaches_the_summary_and_is_verified(tmp_path: Path) -> None:
    import siting
    from siting.errors import VerificationError
    from siting.exporters import run_folder
    from siting.verify import verify_run

    write_raster(tmp_path / "people.tif", SMALL)
    plan = siting.solve(write_scenario(tmp_path, RASTER, site=SITE))
    run = run_folder.write(plan, tmp_path / "run")
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    assert summary["population"] == [
        {"what": "in the file", "people": 7.75, "places": 6},
        {"what": "cells of 0 people", "people": 0.0, "places": -3},
        {"what": "planned for", "people": 7.75, "places": 3},
    ]
    assert "people: in the file 8 people in 6 places" in (run / "run.log").read_text(encoding="utf-8")
    verify_run(run)
    for entry in range(3):
        for key, value in (("people", 8.75), ("places", 7)):
            changed = json.loads(json.dumps(summary))
            changed["population"][entry][key] = value
            (run / "summary.json").write_text(json.dumps(changed), encoding="utf-8")
            with pytest.raises(VerificationError, match="population"):
                verify_run(run)
    for account in ([], None, summary["population"][2:], [{}, {}], "nobody"):
        (run / "summary.json").write_text(json.dumps(summary | {"population": account}), encoding="utf-8")
        with pytest.raises(VerificationError, match="population"):
            verify_run(run)


def test_a_travel_table_may_name_points_outside_the_clip(tmp_path: Path) -> None:
    """A table for the whole city serves a plan for a part; an id that nothing has is still an error."""
    import siting
    from siting.errors import InputError

    rows = [f"p{number},{WEST + 100 * number},{NORTH},{number + 1}" for number in range(6)]
    (tmp_path / "points.csv").write_text("id,x,y,people\n" + "\n".join(rows), encoding="utf-8")
    write_clip(tmp_path, box(150, 50, 450, -50))
    columns = "columns: {id: id, x: x, y: y}"
    demand = f'{{file: points.csv, crs: "{METRES}", {columns}, clip: {{file: clip.gpkg}}}}'
    folder = write_scenario(tmp_path, demand, site=SITE)
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    table = "travel: {table: {file: ways.csv, from_site: site, to_demand: point, metres: m}}"
    (folder / "scenario.yaml").write_text(text.replace("travel: {plane: {}}", table), encoding="utf-8")
    ways = "site,point,m\n" + "\n".join(f"A,p{number},400" for number in range(6))
    (tmp_path / "ways.csv").write_text(ways, encoding="utf-8")
    plan = siting.solve(folder)
    assert plan.summary["formats"]["pharmacy"]["covered_after"] == 3 + 4 + 5
    (tmp_path / "ways.csv").write_text(ways + "\nA,p9,400\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"ways\.csv:8: column 'point': 'p9' is not among the demand points"):
        siting.solve(folder)
