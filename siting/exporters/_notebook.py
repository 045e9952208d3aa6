"""What a notebook sees beside the layers of plan.gpkg: the project list, the gaps, and what was taken stock of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pandas

from siting.exporters import _frames
from siting.exporters._names import column_names
from siting.exporters._projects import COLUMNS, records
from siting.language import language, tr
from siting.pictures.notebook import html_table
from siting.plan.figures import circle_tables
from siting.stock import by_circle

if TYPE_CHECKING:
    from siting.inputs import Inputs
    from siting.plan import Plan
    from siting.scenario import Scenario
    from siting.stock import Gaps


def projects(plan: Plan) -> pandas.DataFrame:
    """The project list, best first, with running totals: the columns of projects.csv."""
    return pandas.DataFrame(records(plan), columns=list(COLUMNS))


def gap_table(plan: Plan) -> pandas.DataFrame:
    """Circle by format before and after: outlets that stand there, people, those in reach, those short.

    Outlets count in the circle they stand in, people in the circle they live in. The last lines, without a circle's
    id, are what lies outside every circle."""
    tables = {key: value for key, value in circle_tables(plan).items() if value.ndim == 2}
    after = tables["stands"] + tables["opened"]
    lines = []
    for circle, format, place in _places(plan.inputs):
        at = {key: value[place].item() for key, value in tables.items()}
        lines.append(
            {
                **circle,
                **format,
                "people": at["total"],
                "outlets_before": at["outlets"],
                "outlets_after": after[place].item(),
                "opened": at["opened"],
                "cost": at["cost"],
                "present_before": at["outlets"] > 0,
                "present_after": bool(after[place] > 0),
                "in_reach_before": at["before"],
                "in_reach_after": at["after"],
                "short_before": at["total"] - at["before"],
                "short_after": at["total"] - at["after"],
            }
        )
    return pandas.DataFrame(lines)


def _places(inputs: Inputs) -> list[tuple[dict[str, str], dict[str, str], tuple[int, int]]]:
    ids = [*map(str, inputs.circles.ids), ""]
    names = [*map(str, inputs.circles.names), tr("outside every circle")]
    return [
        (
            {"circle": identity, "circle_name": name},
            {"format": format.id, "format_name": format.names.get(language(), format.id)},
            (circle, number),
        )
        for circle, (identity, name) in enumerate(zip(ids, names, strict=True))
        for number, format in enumerate(inputs.formats)
    ]


class Taken:
    """How a notebook shows what `siting.gaps` found: what is missing, before anything is optimised."""

    __slots__ = ()
    if TYPE_CHECKING:
        scenario: Scenario
        inputs: Inputs
        gaps: Gaps

    @property
    def gap_table(self) -> pandas.DataFrame:
        """Circle by format: outlets that stand there, people, those in reach, those short; the columns of gaps.csv."""
        return pandas.DataFrame(self.gaps.records(self.inputs))

    @property
    def circles(self) -> geopandas.GeoDataFrame:
        """Circles: people, formats present, mean share in reach; for each format outlets, people, those in reach.

        Geometry is missing where circles are known by their ids only."""
        return _circles_today(self.inputs, self.gaps)

    def __repr__(self) -> str:
        return tr(
            "gaps of '{title}': {circles} circles, {formats} formats, {short:,.0f} needs out of reach",
            title=self.scenario.title,
            circles=len(self.inputs.circles),
            formats=len(self.inputs.formats),
            short=self.gaps.short_people.sum(),
        )

    def _repr_html_(self) -> str:
        headings = (tr("outlets"), tr("circles without"), tr("people"), tr("in reach"), tr("short"))
        keys = ("outlets", "circles_without", "weight_total", "in_reach", "short")
        rows = [
            [line["format_name"], *(f"{line[key]:,.0f}" for key in keys)]
            for line in self.gaps.by_format(self.inputs)
        ]
        title = tr("{title}: what is missing", title=self.scenario.title)
        return html_table(title, self.scenario.notices, (tr("format"), *headings), rows)


def _circles_today(inputs: Inputs, gaps: Gaps) -> geopandas.GeoDataFrame:
    circles, total, reached = inputs.circles, gaps.weight_people[:-1], gaps.in_reach_people[:-1]
    people, whole = total.sum(axis=1), reached.sum(axis=1)
    table: dict[str, Any] = {
        "circle": [str(identity) for identity in circles.ids],
        "name": [str(name) for name in circles.names],
        "people": by_circle(inputs, inputs.people[None, :])[:-1, 0],
        "present": gaps.present[:-1].sum(axis=1).astype(np.int32),
        "percent_in_reach": np.divide(
            100.0 * whole, people, out=np.full(len(people), np.nan), where=people > 0
        ),
    }
    for number, name in enumerate(column_names(format.id for format in inputs.formats).values()):
        table[f"{name}_outlets"] = gaps.outlets[:-1, number].astype(np.int32)
        table[f"{name}_people"] = total[:, number]
        table[f"{name}_in_reach"] = reached[:, number]
    areas = [None] * len(circles) if circles.polygons is None else list(circles.polygons)
    return geopandas.GeoDataFrame(table, geometry=areas, crs=_frames.working_crs(inputs))
