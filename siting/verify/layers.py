"""What else the map claims: circles, outlets of today, and links from people newly reached to new outlets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from siting.certificate import Evidence
from siting.exporters._read_run import GAPS, MAP, Run
from siting.language import tr
from siting.verify.city import City
from siting.verify.closings import kept_rows, opening
from siting.verify.compare import field, number
from siting.verify.lists import STANDING
from siting.verify.totals import Figures, circles_layer
from siting.verify.totals import gaps as gap_figures


def circle_findings(run: Run, town: City, of_summary: dict[str, Figures]) -> Iterator[str]:
    """Every column of the circles layer."""
    layer = run.layers["circles"]
    for row, expected in enumerate(circles_layer(town, of_summary)):
        record = {name: values[row] for name, values in layer.items()}
        for name, value in expected.items():
            yield from field(f"{MAP}, circles, {expected['circle']}", name, record, value)


def gap_findings(run: Run, town: City) -> Iterator[str]:
    """Every cell of gaps.csv; names as in the layers."""
    expected = gap_figures(run, town)
    if len(run.gaps) != len(expected):
        yield tr(
            "{file}: {count} lines, {wanted} expected", file=GAPS, count=len(run.gaps), wanted=len(expected)
        )
        return
    names = dict(zip(run.layers["circles"]["circle"], run.layers["circles"]["name"], strict=True))
    called = _format_names(run)
    for record, wanted in zip(run.gaps, expected, strict=True):
        where = f"{GAPS}, {wanted['circle']} / {wanted['format']}"
        if wanted["circle"] in names:
            wanted["circle_name"] = names[wanted["circle"]]
        if wanted["format"] in called:
            wanted["format_name"] = called[wanted["format"]]
        for name, value in wanted.items():
            cell = record if isinstance(value, str) else {name: number(record.get(name))}
            yield from field(where, name, cell, value)


def outlet_findings(run: Run) -> Iterator[str]:
    """Outlets of today: marked as standing, and called as the format is called elsewhere."""
    layer, called = run.layers["existing_outlets"], _format_names(run)
    for identity, format, name, kind in zip(
        layer["outlet"], layer["format"], layer["format_name"], layer["facility_type"], strict=True
    ):
        where, record = f"{MAP}, existing_outlets, {identity}", {"format_name": name, "facility_type": kind}
        yield from field(where, "format_name", record, called.get(format, name))
        yield from field(where, "facility_type", record, STANDING)


def _format_names(run: Run) -> dict[str, str]:
    """Format -> its name, as new_outlets has it, or else the first line of gaps.csv."""
    found = {str(record.get("format")): str(record.get("format_name")) for record in reversed(run.gaps)}
    new = run.layers["new_outlets"]
    return found | dict(zip(new["format"], new["format_name"], strict=True))


def link_findings(run: Run, town: City) -> Iterator[str]:
    """One link for each point that gains a format, to a site that brings it everything the link says.

    Points and sites without coordinates have no link. How long the way is, the certificate does not hold."""
    layer, demand = run.layers["links"], run.layers["demand"]
    position = {str(identity): number for number, identity in enumerate(demand["demand"])}
    gains = (town.share_after > town.share_before).any(axis=0) & np.array(
        [geom is not None for geom in demand["geom"]]
    )
    lost = {str(identity) for identity, point in position.items() if gains[point]} - set(layer["demand"])
    if lost and None not in run.layers["new_outlets"]["geom"]:
        yield tr("{where}: {count} points have no link", where=f"{MAP}, links", count=len(lost))
    brought = _brought(run.evidence)
    for identity, site, formats, people in zip(
        layer["demand"], layer["site"], layer["formats"], layer["people"], strict=True
    ):
        where, point = f"{MAP}, links, {identity}", position.get(str(identity))
        if point is None:
            yield tr("{where}: {name} is not in the checked plan", where=where, name="demand")
            continue
        # The certificate has no rows of points where nobody of the format's group lives.
        told = [
            name
            for name in str(formats).split(";")
            if name not in town.columns or _lived_in(town, name, point)
        ]
        record = {"formats": ";".join(told), "people": people}
        yield from field(where, "people", record, float(town.people[point]))
        yield from field(where, "formats", record, ";".join(brought.get((point, str(site)), [])))


def _lived_in(town: City, format: str, point: int) -> bool:
    return bool(town.weight[list(town.columns).index(format), point] > 0)


def _brought(evidence: Evidence) -> dict[tuple[int, str], list[str]]:
    """(demand point, site) -> formats that the opened options of the site bring to the point, in their order."""
    opened = np.zeros(len(evidence.cost), dtype=np.bool_)
    opened[opening(evidence)] = True
    pairs = np.flatnonzero(opened[evidence.indices])
    rows = np.searchsorted(evidence.indptr, pairs, side="right") - 1
    fresh = evidence.in_last_phase[rows] & ~kept_rows(evidence)[rows]
    pairs, rows = pairs[fresh], rows[fresh]
    options = evidence.indices[pairs]
    found: dict[tuple[int, str], list[str]] = {}
    for place in np.lexsort((evidence.row_format[rows], evidence.row_demand[rows])).tolist():
        site = str(evidence.site_ids[evidence.option_site[options[place]]])
        format = str(evidence.format_ids[evidence.row_format[rows[place]]])
        brought = found.setdefault((int(evidence.row_demand[rows[place]]), site), [])
        if format not in brought:  # a point may have several rows of a format, for parts of its people
            brought.append(format)
    return found
