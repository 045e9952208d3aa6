"""Gaps: what every life circle has, what it lacks, and how many people are short (the 有没有 table)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from siting.coverage import Coverage, stand_ins
from siting.demand import Demand
from siting.errors import InputError, Place
from siting.inputs import Floats, Inputs, frozen
from siting.language import language, tr

Missing = Literal["people", "circle"]


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """Circle by format; the last row stands for everything outside every circle, so position -1 finds it.

    outlets: (n_circles + 1, n_formats) outlets of the format that stand in the circle.
    weight_people: (n_circles + 1, n_formats) people of the format's group who live there.
    in_reach_people: those of them whom an outlet reaches, wherever it stands."""

    outlets: NDArray[np.int64]
    weight_people: Floats
    in_reach_people: Floats

    @property
    def present(self) -> NDArray[np.bool_]:
        """(n_circles + 1, n_formats) whether an outlet of the format stands in the circle."""
        return self.outlets > 0

    @property
    def short_people(self) -> Floats:
        """(n_circles + 1, n_formats) people whom no outlet of the format reaches."""
        return self.weight_people - self.in_reach_people

    def records(self, inputs: Inputs) -> list[dict[str, Any]]:
        """The table a line at a time, with ids: every circle by format, then outside every circle ("")."""
        ids = [*map(str, inputs.circles.ids), ""]
        names = [*map(str, inputs.circles.names), tr("outside every circle")]
        return [
            {
                "circle": ids[circle],
                "circle_name": names[circle],
                "format": format.id,
                "format_name": format.names.get(language(), format.id),
                "present": bool(self.outlets[circle, number] > 0),
                "outlets": int(self.outlets[circle, number]),
                "weight_total": float(self.weight_people[circle, number]),
                "in_reach": float(self.in_reach_people[circle, number]),
                "short": float(self.short_people[circle, number]),
            }
            for circle in range(len(ids))
            for number, format in enumerate(inputs.formats)
        ]

    def by_format(self, inputs: Inputs) -> list[dict[str, Any]]:
        """The city as a whole, a line for each format; circles_without: where no outlet of it stands."""
        return [
            {
                "format": format.id,
                "format_name": format.names.get(language(), format.id),
                "outlets": int(self.outlets[:, number].sum()),
                "circles_without": int((~self.present[:-1, number]).sum()),
                "weight_total": float(self.weight_people[:, number].sum()),
                "in_reach": float(self.in_reach_people[:, number].sum()),
                "short": float(self.short_people[:, number].sum()),
            }
            for number, format in enumerate(inputs.formats)
        ]


def take_stock(inputs: Inputs, demand: Demand, coverage: Coverage) -> Gaps:
    """Counts what there is before anything is optimised: outlets, people, and people in reach."""
    covered = coverage.today_share.reshape(demand.weight.shape)
    return Gaps(
        outlets=frozen(outlets_by_circle(inputs)),
        weight_people=frozen(by_circle(inputs, demand.weight)),
        in_reach_people=frozen(by_circle(inputs, demand.weight * covered)),
    )


def by_circle(inputs: Inputs, people: Floats) -> Floats:
    """(n_circles + 1, n_formats) sums over circles of (n_formats, n_demand) people; last row: outside."""
    n_rows = len(inputs.circles) + 1
    circle = np.where(inputs.demand_circle < 0, n_rows - 1, inputs.demand_circle)
    return np.stack([np.bincount(circle, weights=row, minlength=n_rows) for row in people], axis=1)


def outlets_by_circle(inputs: Inputs) -> NDArray[np.int64]:
    """(n_circles + 1, n_formats) outlets of each format that stand in each circle; last row: outside."""
    outlets = np.zeros((len(inputs.circles) + 1, len(inputs.formats)), dtype=np.int64)
    np.add.at(outlets, (inputs.outlet_circle, inputs.outlet_format), 1)
    return outlets


def wanted(
    inputs: Inputs, coverage: Coverage, gaps: Gaps, missing: Missing, every_row: bool = False
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """What is missing, and what may be bought for it: (n_rows,) rows wanted, (n_options,) options for sale.

    "people": every row that no outlet of the format reaches (every_row: those too that one reaches); every option.
    "circle": of those rows, the ones in circles where no outlet of the format stands; options whose site
    stands in a circle that lacks its format, or one that its format stands in for. What lies outside every circle is
    then neither wanted nor for sale.
    Raises InputError when "circle" is asked for and there are no circles."""
    rows = np.ones_like(coverage.covered_before) if every_row else ~coverage.covered_before
    options = np.ones(len(coverage.option_cost), dtype=np.bool_)
    if missing == "people":
        return rows, options
    if not len(inputs.circles):
        raise InputError.at(
            Place(where="missing"),
            tr("missing: circle needs circles, and the scenario has none"),
            tr("Give a layer under `circles`, or say missing: people."),
        )
    lacking = ~gaps.present
    lacking[-1] = False
    rows &= lacking[inputs.demand_circle].T.ravel()
    useful = np.zeros_like(lacking)
    for format, servers in enumerate(stand_ins(inputs)):
        for server, _ in servers:
            useful[:, server] |= lacking[:, format]
    options &= useful[inputs.site_circle[coverage.option_site], coverage.option_format]
    return rows, options
