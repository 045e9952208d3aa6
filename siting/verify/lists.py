"""The opened outlets as summary.json, projects.csv and plan.gpkg list them: the same, and with the figures that the
coverage gives."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.certificate import Evidence
from siting.exporters._read_run import MAP, PROJECTS, SUMMARY, Record, Run
from siting.language import tr
from siting.verify.city import City
from siting.verify.closings import kept_rows, opening
from siting.verify.compare import field, number
from siting.verify.offers import offer_findings
from siting.verify.places import of_options

RECOMPUTED = (
    "phase",
    "cost",
    "site_cost",
    "newly_covered",
    "only_here",
    "total_covered",
    "places",
    "assigned",
)
"""What the coverage gives. Everything else the three files have to tell alike."""

DIGITS = {"x": 3, "y": 3, "lon": 7, "lat": 7}
CHOSEN, STANDING = 3, 1


def list_findings(run: Run, town: City) -> Iterator[str]:
    """Every file against the checked plan, then against the layer new_outlets."""
    evidence = run.evidence
    chosen = {
        (
            str(evidence.site_ids[evidence.option_site[k]]),
            str(evidence.format_ids[evidence.option_format[k]]),
        ): k
        for k in opening(evidence).tolist()
    }
    lists = listed(run)
    order = [_key(each) for each in lists[MAP]]
    for file, records in lists.items():
        keys = [_key(each) for each in records]
        yield from _strangers(file, keys, list(chosen))
        if sorted(keys) == sorted(order) and keys != order:
            yield tr("{file}: another order than in {other}", file=file, other=MAP)
        known = [each for each in records if _key(each) in chosen]
        options = [chosen[_key(each)] for each in known]
        for each, expected in zip(known, _in_turn(run, town, options), strict=True):
            where = f"{file}, {each['site']} / {each['format']}"
            for name, value in expected.items():
                if name in each or not (name.startswith("cumulative") or value is None):
                    yield from field(where, name, each, value)
    yield from _told_alike(run, lists)
    yield from offer_findings(run)


def listed(run: Run) -> dict[str, list[Record]]:
    """File -> its opened outlets, numbers as numbers."""
    layer = run.layers["new_outlets"]
    numbers = {name for name, values in layer.items() if not any(isinstance(value, str) for value in values)}
    numbers |= {"cumulative_cost", "cumulative_newly_covered"}
    projects = [
        {name: number(cell) if name in numbers else cell for name, cell in record.items()}
        for record in run.projects
        if record.get("rank")  # those without are closings
    ]
    mapped = [dict(zip(layer, values, strict=True)) for values in zip(*layer.values(), strict=True)]
    return {SUMMARY: run.summary["opened"], PROJECTS: projects, MAP: mapped}


def _key(record: Record) -> tuple[str, str]:
    return str(record["site"]), str(record["format"])


def _strangers(file: str, keys: list[tuple[str, str]], chosen: list[tuple[str, str]]) -> Iterator[str]:
    """Outlets listed twice, listed and not opened, opened and not listed."""
    for site, format in sorted({key for key in keys if keys.count(key) > 1}):
        yield tr("{file}: {site} / {format} stands there twice", file=file, site=site, format=format)
    for site, format in sorted(set(keys) - set(chosen)):
        yield tr("{file}: {site} / {format} is not in the checked plan", file=file, site=site, format=format)
    for site, format in sorted(set(chosen) - set(keys)):
        yield tr(
            "{file}: {site} / {format} of the checked plan is missing", file=file, site=site, format=format
        )


def _in_turn(run: Run, town: City, options: list[int]) -> Iterator[Record]:
    """What each outlet costs and reaches when the list is opened from the top, and the running totals."""
    evidence = run.evidence
    reached = kept_rows(evidence)
    rows_of = [rows[evidence.in_last_phase[rows]] for rows in _rows_by_option(evidence, options)]
    times = reached + np.bincount(np.concatenate([np.zeros(0, np.int64), *rows_of]), minlength=len(reached))
    costs, newly, paid = [], [], set()
    for rows, option in zip(rows_of, options, strict=True):
        site = int(evidence.option_site[option])
        costs.append((float(evidence.cost[option]), 0.0 if site in paid else float(evidence.site_cost[site])))
        paid.add(site)
        newly.append(float(evidence.people[rows[~reached[rows]]].sum()))
        reached[rows] = True
    seats = of_options(run, town)
    spent, people = accumulate(own + once for own, once in costs), accumulate(newly)
    for place, (rows, option, total, covered) in enumerate(zip(rows_of, options, spent, people, strict=True)):
        yield {
            "phase": str(evidence.phase_ids[evidence.option_phase[option]]) if len(evidence.phase_ids) else 0,
            "cost": costs[place][0],
            "site_cost": costs[place][1],
            "newly_covered": newly[place],
            "only_here": float(evidence.people[rows[times[rows] == 1]].sum()),
            "total_covered": float(evidence.people[rows].sum() + _already(evidence, town, option)),
            "cumulative_cost": total,
            "cumulative_newly_covered": covered,
            **seats[option],
        }


def _already(evidence: Evidence, town: City, option: int) -> float:
    """People whom an opened option reaches and an outlet of today serves already."""
    inside = slice(*evidence.served_indptr[option : option + 2].tolist())
    people = town.weight.ravel()[evidence.served[inside]]
    return float(
        (people * evidence.served_share[inside]).sum() if len(evidence.served_share) else people.sum()
    )


def _rows_by_option(evidence: Evidence, options: list[int]) -> list[NDArray[np.int64]]:
    """For each of the options, the rows it reaches."""
    wanted = np.zeros(len(evidence.cost), dtype=np.bool_)
    wanted[options] = True
    entries = np.flatnonzero(wanted[evidence.indices])
    entries = entries[np.argsort(evidence.indices[entries], kind="stable")]
    rows = np.searchsorted(evidence.indptr, entries, side="right") - 1
    columns = evidence.indices[entries]
    first, last = (np.searchsorted(columns, options, side=side) for side in ("left", "right"))
    return [rows[start:end] for start, end in zip(first, last, strict=True)]


def _told_alike(run: Run, lists: dict[str, list[Record]]) -> Iterator[str]:
    """Place in the list, names and coordinates: each file beside the layer, the layer beside its own points."""
    names = dict(zip(run.layers["circles"]["circle"], run.layers["circles"]["name"], strict=True)) | {"": ""}
    mapped = {_key(each): each for each in lists[MAP]}
    for place, each in enumerate(lists[MAP], start=1):
        where = f"{MAP}, new_outlets, {each['site']} / {each['format']}"
        yield from field(where, "rank", each, place)
        yield from field(where, "facility_type", each, CHOSEN)
        for name, value in zip(("x", "y"), _point(each.get("geom")), strict=True):
            yield from field(where, name, each, value)
    for file in (SUMMARY, PROJECTS):
        for place, each in enumerate(lists[file], start=1):
            like = mapped.get(_key(each))
            if like is None:
                continue
            beside = tr("{file} beside {other}", file=file, other=MAP)
            where = f"{beside}, {each['site']} / {each['format']}"
            expected = {name: like[name] for name in each if name in like and name not in RECOMPUTED}
            if file == PROJECTS:
                expected = {name: _rounded(value, DIGITS.get(name)) for name, value in expected.items()}
                expected |= {"rank": place, "circle_name": names.get(like["circle"])}
            for name, value in expected.items():
                yield from field(where, name, each, value)


def _rounded(value: Any, digits: int | None) -> Any:
    return value if digits is None or value is None else round(value, digits)


def _point(blob: bytes | None) -> Sequence[float | None]:
    """Coordinates of a GeoPackage point (https://www.geopackage.org/spec120/, 2.1.3): they stand last."""
    return (None, None) if blob is None else struct.unpack("<dd" if blob[3] & 1 else ">dd", blob[-16:])
