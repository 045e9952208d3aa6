"""Which columns of a population table hold what: known names are taken, two that fit are an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from siting import catalogue, readers
from siting.errors import Place, Problems
from siting.language import tr
from siting.readers import Table
from siting.scenario.ages import parse_band
from siting.starter.wish import Wish

PEOPLE = re.compile(
    r"(tot(al)?_?)?(p|pop|people|population|persons|residents|inhabitants)(_?(total|tot|sum|count|est))?(_?(19|20)\d\d)?"
    r"|(总|常住|户籍)?人口(数|总数)?|总?人数|居民(人?数)?|常住居民"
)
PLACES = (
    *(("lon", "lat"), ("lng", "lat"), ("long", "lat"), ("longitude", "latitude"), ("经度", "纬度")),
    *(("x", "y"), ("easting", "northing"), ("point_x", "point_y"), ("x_m", "y_m")),
)
DEGREES = 5  # so many pairs of PLACES are longitude and latitude
IDS = ("id", "code", "gid", "fid", "h3", "grid_id", "objectid", "编号", "编码", "代码")


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of columns, None where the file has none. degrees: x and y are called longitude and latitude.

    groups: demand group -> its column; shares: those of them that hold shares. ages: cohort -> its column."""

    people: str | None = None
    x: str | None = None
    y: str | None = None
    id: str | None = None
    degrees: bool = False
    groups: dict[str, str] = field(default_factory=dict)
    shares: frozenset[str] = frozenset()
    ages: dict[str, str] = field(default_factory=dict)


def guess(table: Table, wish: Wish, problems: Problems) -> Columns:
    """The columns that are named, else those whose names are known. What stays unclear is an error that lists all.

    Groups and ages are taken by exact names alone: ids and names of the catalogue ("elderly", "3岁以下婴幼儿"), and
    cohorts ("0-4", "85+")."""
    if table.grid is not None:  # a raster has people, and knows its cells
        return Columns()
    names = [str(name) for name in table.frame.columns]
    x, y, degrees = _places(table, names, wish, problems)
    people = _one_of(
        table, names, "--people", wish.people, lambda name: bool(PEOPLE.fullmatch(_plain(name))), problems
    )
    groups = _groups(names)
    return Columns(
        people=people,
        x=x,
        y=y,
        id=_id(table, names),
        degrees=degrees,
        groups=groups,
        shares=frozenset(name for name, column in groups.items() if _is_share(table, column, people)),
        ages=_ages(names),
    )


def _plain(name: str) -> str:
    return re.sub(r"[\s.-]+", "_", name.strip().casefold())


def _one_of(
    table: Table,
    names: list[str],
    option: str,
    asked: str | None,
    fits: Callable[[str], bool],
    problems: Problems,
) -> str | None:
    """The column asked for, or the only one that fits."""
    listed = tr("Columns: {names}.", names=", ".join(names) or tr("none"))
    if asked is not None:
        if asked in names:
            return asked
        problems.error(Place(where=option), tr("there is no column '{column}'", column=asked), listed)
        return None
    found = [name for name in names if fits(name)]
    if len(found) == 1:
        return found[0]
    if found:
        message = tr("several columns may hold the people: {names}", names=", ".join(found))
    else:
        message = tr("no column is known to hold the people")
    problems.error(table.place(), message, tr("Say which: --people COLUMN. {listed}", listed=listed))
    return None


def _places(
    table: Table, names: list[str], wish: Wish, problems: Problems
) -> tuple[str | None, str | None, bool]:
    """Columns of the coordinates, None where the file has geometry; whether they are degrees by their names."""
    listed = tr("Columns: {names}.", names=", ".join(names) or tr("none"))
    if wish.x is not None or wish.y is not None:
        for option, asked in (("--x", wish.x), ("--y", wish.y)):
            if asked is None:
                problems.error(Place(where=option), tr("--x and --y go together"), listed)
            elif asked not in names:
                problems.error(Place(where=option), tr("there is no column '{column}'", column=asked), listed)
        x, y = _plain(wish.x or ""), _plain(wish.y or "")
        if (y, x) in PLACES:
            problems.error(
                Place(where="--x"), tr("x is the longitude or easting, y the latitude or northing")
            )
        return wish.x, wish.y, (x, y) in PLACES[:DEGREES]
    if table.geometry is not None or table.xy is not None:
        return None, None, False
    known = {_plain(name): name for name in reversed(names)}
    found = [(number, pair) for number, pair in enumerate(PLACES) if set(pair) <= set(known)]
    if len(found) == 1:
        number, (x, y) = found[0]
        return known[x], known[y], number < DEGREES
    if found:
        pairs = "; ".join(f"{known[x]}, {known[y]}" for _, (x, y) in found)
        message = tr("several pairs of columns may hold the coordinates: {pairs}", pairs=pairs)
    else:
        message = tr("the file has no geometry, and no columns that are known to hold coordinates")
    hint = tr("Say which: --x COLUMN --y COLUMN. {listed}", listed=listed)
    problems.error(table.place(), message, hint)
    return None, None, False


def _id(table: Table, names: list[str]) -> str | None:
    """The first column that is called like an id, and is one: never empty, never twice."""
    for name in names:
        if _plain(name) in IDS:
            ids = readers.texts(table, name)
            if (ids != "").all() and len(np.unique(ids.astype(str))) == len(ids):
                return name
    return None


def _groups(names: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in catalogue.groups().values():
        columns = [name for name in names if name.strip() in (group.id, group.name_zh, group.name_en)]
        if group.kind != "everyone" and len(columns) == 1:
            found[group.id] = columns[0]
    return found


def _is_share(table: Table, column: str, people: str | None) -> bool:
    """Shares lie between 0 and 1, and somewhere strictly between; people are counted in more than that."""
    if people is None:
        return False
    values, everyone = (readers.numbers(table, name, Problems(), empty=0.0) for name in (column, people))
    fractions = (values > 0) & (values < 1)
    return bool((values[np.isfinite(values)] <= 1).all() and fractions.any() and np.nanmax(everyone) > 1)


def _ages(names: list[str]) -> dict[str, str]:
    """Cohorts by their columns: at least three, of which one has no upper end, so that a lone "1" is none."""
    bands = {name: parse_band(name) for name in names}
    found = {name.strip(): name for name, band in bands.items() if band is not None}
    return found if len(found) >= 3 and any(name.endswith("+") for name in found) else {}
