"""What reports show of a run: that map.npz says of people and places what plan.gpkg, already verified, says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from siting.exporters._names import column_names
from siting.exporters._read_run import MAP, SUMMARY, Run
from siting.language import tr
from siting.report import LOST, SHORT, THERE, Report, read
from siting.report.store import MAP as SHOWN


def shown_findings(run: Run, folder: Path) -> Iterator[str]:
    """Nothing where the folder has no map.npz. Raises InputError when it is broken."""
    if not (folder / SHOWN).is_file():
        return
    report = read(folder)
    yield from _homes(run, report)
    yield from _lists(run, report)


def _homes(run: Run, report: Report) -> Iterator[str]:
    layer, homes = run.layers["demand"], report.homes
    if list(homes.ids) != layer["demand"] or list(run.summary["formats"]) != [
        one.id for one in report.formats
    ]:
        yield tr("{file}: other demand points or formats than in {other}", file=SHOWN, other=MAP)
        return
    if not np.array_equal(homes.people, np.array(layer["people"], dtype=np.float64)):
        yield tr("{file}: other people than in {other}", file=SHOWN, other=MAP)
    names = column_names(one.id for one in report.formats)
    for one, state, before, after in zip(
        report.formats, homes.state, homes.way_before, homes.way_after, strict=True
    ):
        marks = [np.array(layer[f"{names[one.id]}_{when}"], dtype=np.bool_) for when in ("before", "after")]
        told = [(state == THERE) | (state == LOST), (state != SHORT) & (state != LOST)]
        walked = [np.isfinite(before), np.isfinite(after)]
        if not all(map(np.array_equal, (*marks, *marks), (*told, *walked))):
            yield tr(
                "{file}: {format}: other homes in reach than in {other}", file=SHOWN, format=one.id, other=MAP
            )


def _lists(run: Run, report: Report) -> Iterator[str]:
    """New outlets and those of today, in their order."""
    opened = [(each["site"], each["format"]) for each in run.summary["opened"]]
    mine = [
        (str(report.sites.ids[site]), report.formats[format].id)
        for site, format in zip(report.opened_site, report.opened_format, strict=True)
    ]
    if opened != mine:
        yield tr("{file}: other new outlets than in {other}", file=SHOWN, other=SUMMARY)
    today = [report.formats[format].id for format in report.outlets.format]
    layer = run.layers["existing_outlets"]
    if (layer["outlet"], layer["format"]) != (list(report.outlets.ids), today):
        yield tr("{file}: other outlets of today than in {other}", file=SHOWN, other=MAP)
