"""Population grids: which cells count, where they lie, and what is said of numbers that cannot be people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from rasterio.transform import Affine

from siting import crs as systems
from siting import readers
from siting.errors import Place, Problems
from siting.readers import Box, Table, geotiff
from siting.scenario.schema import Demand
from tests.rasters import METRES, NORTH, WEST, write_raster

HERE = Place(Path("scenario.yaml"), 3, 9, "demand.file")
SMALL = np.array([[0.0, 1.5, 0.0], [2.0, 0.0, 4.25]], dtype=np.float32)


def read(path: Path, within: Box | None = None, **keys: Any) -> tuple[Table | None, Problems]:
    problems = Problems()
    window = None if within is None else lambda _crs: within
    return readers.read(path, Demand(file=path.name, **keys), HERE, problems, window), problems


def good(path: Path, within: Box | None = None, **keys: Any) -> Table:
    table, problems = read(path, within, **keys)
    assert [str(each) for each in problems.errors + problems.warnings] == []
    assert table is not None
    return table


def wrong(path: Path, **keys: Any) -> str:
    table, problems = read(path, **keys)
    assert len(problems.errors) == 1, problems.errors
    assert table is None or problems.errors
    return str(problems.errors[0])


def people(table: Table) -> list[float]:
    found: list[float] = table.frame["people"].tolist()
    return found


def test_cells_with_people_are_points_at_their_centres(tmp_path: Path) -> None:
    table = good(write_raster(tmp_path / "people.tif", SMALL))
    assert table.frame["id"].tolist() == ["0/1", "1/0", "1/2"]
    assert table.frame["row"].tolist() == [0, 1, 1]
    assert table.frame["column"].tolist() == [1, 0, 2]
    assert people(table) == [1.5, 2.0, 4.25]
    assert table.xy is not None
    assert table.xy.tolist() == [[WEST + x, NORTH - y] for x, y in [(150, 50), (50, 150), (250, 150)]]
    assert table.crs == METRES
    assert table.id_column == "id"
    assert table.place(2).where == "cell 1/2"


def test_the_tally_counts_what_makes_no_row(tmp_path: Path) -> None:
    grid = SMALL.copy()
    grid[0, 0] = np.nan
    tally = good(write_raster(tmp_path / "people.tif", grid)).tally
    assert tally is not None
    assert (tally.people, tally.places, tally.nobody) == (7.75, 5, 2)


@pytest.mark.parametrize("number", [-99999.0, -200.0, 3.4e38, 0.0])
def test_declared_nodata_is_nobody(tmp_path: Path, number: float) -> None:
    grid = SMALL.copy()
    grid[1, 2] = number
    table = good(write_raster(tmp_path / "people.tif", grid, nodata=number))
    assert people(table) == [1.5, 2.0]


def test_not_a_number_is_nobody_declared_or_not(tmp_path: Path) -> None:
    grid = SMALL.copy()
    grid[1, 2] = np.nan
    for nodata in (None, -200.0, float("nan")):
        assert people(good(write_raster(tmp_path / "people.tif", grid, nodata=nodata))) == [1.5, 2.0]


def test_a_mask_band_is_believed(tmp_path: Path) -> None:
    mask = [[True, True, True], [False, True, True]]
    table = good(write_raster(tmp_path / "people.tif", SMALL, mask=mask))
    assert people(table) == [1.5, 4.25]


def test_one_whole_negative_number_is_undeclared_nodata(tmp_path: Path) -> None:
    grid = SMALL.copy()
    grid[0, [0, 2]] = -99999
    table, problems = read(write_raster(tmp_path / "people.tif", grid, nodata=-200))
    assert table is not None
    assert people(table) == [1.5, 2.0, 4.25]
    assert problems.errors == []
    (said,) = map(str, problems.warnings)
    assert "people.tif: 2 cells hold -99999, which the file does not declare as no data" in said


@pytest.mark.parametrize("below", [(-0.25, -0.25), (-1.0, -2.0)])
def test_other_negative_numbers_are_an_error_with_count_and_sum(
    tmp_path: Path, below: tuple[float, float]
) -> None:
    grid = SMALL.copy()
    grid[0, [0, 2]] = below
    said = wrong(write_raster(tmp_path / "people.tif", grid))
    assert f"2 cells are below 0, {sum(below):g} people together; the first is 0/0 with {below[0]:g}" in said


@pytest.mark.parametrize("kind", ["uint16", "int16", "uint32", "int32"])
def test_the_largest_number_of_a_type_is_no_count(tmp_path: Path, kind: str) -> None:
    grid = np.array([[5, np.iinfo(kind).max]], dtype=kind)
    said = wrong(write_raster(tmp_path / "people.tif", grid))
    assert f"1 cells hold {np.iinfo(kind).max:,}, the largest number that {kind} has" in said
    assert people(good(write_raster(tmp_path / "told.tif", grid, nodata=np.iinfo(kind).max))) == [5]


def test_sums_of_whole_numbers_do_not_overflow(tmp_path: Path) -> None:
    table = good(write_raster(tmp_path / "people.tif", np.full((40, 40), 250, dtype=np.uint8)))
    assert sum(people(table)) == 40 * 40 * 250
    assert table.tally is not None
    assert table.tally.people == 40 * 40 * 250


def test_infinite_and_impossible_numbers_are_errors(tmp_path: Path) -> None:
    grid = SMALL.copy()
    for number in (np.inf, -np.inf):
        grid[0, 0] = number
        _, problems = read(write_raster(tmp_path / "a.tif", grid))
        assert "1 cells are infinite, the first is 0/0" in str(problems.errors)
    grid[0, 0] = 3.4e38
    assert "more than live on Earth" in wrong(write_raster(tmp_path / "b.tif", grid))


def test_scale_and_offset_tags_are_applied(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "people.tif", np.array([[0, 10, 255]], dtype=np.uint8), nodata=255)
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (0.5,), (1.0,)
    assert people(good(path)) == [1.0, 6.0]


def test_a_skewed_grid_lies_where_its_transform_says(tmp_path: Path) -> None:
    transform = Affine(80.0, 30.0, WEST, 20.0, -90.0, NORTH)
    table = good(write_raster(tmp_path / "people.tif", SMALL, transform=transform))
    with rasterio.open(tmp_path / "people.tif") as file:
        x, y = rasterio.transform.xy(file.transform, table.frame["row"], table.frame["column"])
    np.testing.assert_allclose(table.xy, np.stack([x, y], axis=1), rtol=0, atol=1e-6)


def test_mollweide_of_ghs_pop_is_read_by_its_code_and_by_wkt(tmp_path: Path) -> None:
    transform = Affine(100.0, 0.0, 1_004_500.0, 0.0, -100.0, 5_501_000.0)
    for name, crs in (("code.tif", "ESRI:54009"), ("wkt.tif", MOLLWEIDE)):
        table = good(write_raster(tmp_path / name, SMALL, crs=crs, transform=transform, nodata=-200.0))
        assert table.crs is not None
        assert table.xy is not None
        assert systems.why_not(table.crs) is None
        lonlat = systems.to_lonlat(table.xy, table.crs)
        assert lonlat is not None
        np.testing.assert_allclose(lonlat[0], [13.0, 46.0], atol=1.0)


MOLLWEIDE = (
    'PROJCS["Mollweide",GEOGCS["GCS_WGS_1984",DATUM["WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mollweide"],'
    'PARAMETER["central_meridian",0.0],PARAMETER["false_easting",0.0],PARAMETER["false_northing",0.0],'
    'UNIT["Meter",1.0]]'
)


def test_a_grid_without_a_crs_states_none(tmp_path: Path) -> None:
    assert good(write_raster(tmp_path / "people.tif", SMALL, crs=None)).crs is None


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_grid_that_lies_nowhere_is_an_error(tmp_path: Path) -> None:
    said = wrong(write_raster(tmp_path / "people.tif", SMALL, crs=None, transform=Affine.identity()))
    assert "people.tif: does not say where its cells lie" in said


def test_of_several_bands_one_has_to_be_named(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "people.tif", np.stack([SMALL, 2 * SMALL]))
    with rasterio.open(path, "r+") as file:
        file.descriptions = ("women", "men")
    said = wrong(path)
    assert "'people.tif' has 2 bands, and 'band' names none" in said
    assert "1 women, 2 men" in said
    assert people(good(path, band=2)) == [3.0, 4.0, 8.5]


def test_a_band_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    said = wrong(write_raster(tmp_path / "people.tif", SMALL), band=7)
    assert "'people.tif' has no band 7" in said
    assert "Its bands: 1" in said


def test_complex_numbers_are_no_people(tmp_path: Path) -> None:
    assert "holds no numbers of people" in wrong(write_raster(tmp_path / "p.tif", SMALL.astype(np.complex64)))


def test_a_text_file_named_tif_is_told(tmp_path: Path) -> None:
    (tmp_path / "people.tif").write_text("id,x,y\n1,2,3\n", encoding="utf-8")
    said = wrong(tmp_path / "people.tif")
    assert "people.tif: cannot be read:" in said
    assert "not recognized" in said


def test_a_cut_off_file_is_told(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).random((200, 200)).astype(np.float32)
    path = write_raster(tmp_path / "people.tif", noise, compress="deflate")
    path.write_bytes(path.read_bytes()[:40_000])
    assert "cannot be read:" in wrong(path)


@pytest.mark.parametrize("grid", [np.zeros((3, 4)), np.full((3, 4), np.nan)], ids=["zero", "nan"])
def test_a_grid_of_nobody_is_an_error(tmp_path: Path, grid: Any) -> None:
    said = wrong(write_raster(tmp_path / "people.tif", grid.astype(np.float32)))
    assert "nobody lives in any of 12 cells read" in said


def test_a_vrt_names_the_files_behind_it(tmp_path: Path) -> None:
    source = write_raster(tmp_path / "people.tif", SMALL)
    (tmp_path / "all.vrt").write_text(
        f"""<VRTDataset rasterXSize="3" rasterYSize="2"><SRS>{METRES}</SRS>
        <GeoTransform>{WEST}, 100, 0, {NORTH}, 0, -100</GeoTransform>
        <VRTRasterBand dataType="Float32" band="1"><SimpleSource>
        <SourceFilename relativeToVRT="1">people.tif</SourceFilename><SourceBand>1</SourceBand>
        <SrcRect xOff="0" yOff="0" xSize="3" ySize="2"/><DstRect xOff="0" yOff="0" xSize="3" ySize="2"/>
        </SimpleSource></VRTRasterBand></VRTDataset>""",
        encoding="utf-8",
    )
    table = good(tmp_path / "all.vrt")
    assert people(table) == [1.5, 2.0, 4.25]
    assert [path.resolve() for path in table.beside] == [source.resolve()]


def test_only_the_window_of_the_box_is_read(tmp_path: Path) -> None:
    grid = np.arange(1.0, 101.0, dtype=np.float32).reshape(10, 10)
    path = write_raster(tmp_path / "people.tif", grid)
    table = good(path, within=(WEST + 210, NORTH - 390, WEST + 420, NORTH - 250))
    assert table.frame["id"].tolist() == ["2/2", "2/3", "2/4", "3/2", "3/3", "3/4"]
    assert people(table) == grid[2:4, 2:5].ravel().tolist()
    assert table.windowed
    assert not good(path, within=(WEST - 1e4, NORTH - 1e4, WEST + 1e4, NORTH + 1e4)).windowed


def test_a_box_outside_names_both_extents(tmp_path: Path) -> None:
    table, problems = read(write_raster(tmp_path / "people.tif", SMALL), within=(0.0, 0.0, 1.0, 1.0))
    assert table is None
    said = str(problems.errors[0])
    assert "the clip x 0 to 1, y 0 to 1, the grid x 500000 to 500300, y 3.9998e+06 to 4e+06" in said


def test_degrees_labelled_as_metres_are_named_when_nothing_fits(tmp_path: Path) -> None:
    degrees = Affine(0.001, 0.0, 117.0, 0.0, -0.001, 36.0)
    path = write_raster(tmp_path / "people.tif", SMALL, transform=degrees)
    _, problems = read(path, within=(WEST, NORTH, WEST + 1, NORTH + 1))
    assert "the coordinates look like degrees, but the CRS EPSG:32650 is in metres" in str(problems.errors[0])


KINDS = ["uint8", "uint16", "int32", "float32", "float64"]


@settings(max_examples=30, deadline=None)
@given(
    grid=st.sampled_from(KINDS).flatmap(
        lambda kind: arrays.arrays(
            kind,
            st.tuples(st.integers(1, 40), st.integers(1, 40)),
            elements=st.integers(0, 200) if kind[0] in "ui" else st.floats(0, 1000, width=32),
        )
    ),
    tiled=st.booleans(),
    at_once=st.sampled_from([1, 7, 300, 4_000_000]),
)
def test_windows_of_any_size_give_what_the_whole_array_gives(
    tmp_path_factory: pytest.TempPathFactory, grid: Any, tiled: bool, at_once: int
) -> None:
    """Row, column and people of a plain NumPy reading, whichever blocks the file has and however it is cut."""
    path = tmp_path_factory.mktemp("grid") / "people.tif"
    blocks = {"tiled": True, "blockxsize": 16, "blockysize": 16} if tiled else {}
    write_raster(path, grid, **blocks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(geotiff, "CELLS_AT_ONCE", at_once)
        table, problems = read(path)
    if not grid.any():
        assert "nobody lives" in str(problems.errors[0])
        return
    assert table is not None
    found = np.zeros(grid.shape)
    found[table.frame["row"], table.frame["column"]] = table.frame["people"]
    np.testing.assert_array_equal(found, grid.astype(np.float64))
    assert len(table) == (grid > 0).sum()
    assert table.tally is not None
    assert table.tally.people == pytest.approx(grid.astype(np.float64).sum(), rel=1e-12)
