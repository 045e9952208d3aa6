"""Floor area: what opens at a site must fit into it, all formats and phases together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from pydantic import Field
from scipy.sparse import csr_matrix

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules import amount, slack
from siting.rules._filters import FilterSettings
from siting.rules._scope import Scope, bind_scope
from siting.rules._spending import weighed

ABOUT = mark("what opens at a site fits into its floor area, all formats and phases together")


class Settings(FilterSettings):
    """Keys of the rule `site_area`."""

    share: float = Field(
        1.0,
        gt=0,
        le=1,
        description=mark("share of a site's floor area that outlets may take, the rest is passages ..."),
    )


@dataclass(frozen=True, slots=True, eq=False)
class SiteArea:
    """sum of area_k x_k over the options of a site <= share of the site's area, for every site whose area is known.

    An option without an area takes none. A site whose area is unknown is not limited. Square metres; closed, with a
    tolerance of a billionth."""

    share: float
    scope: Scope
    place: Place

    def write(self, model: Model, program: object) -> None:
        """One row for each site."""
        packing = self.packing(model)
        cast(Program, program).add_rows(packing.matrix, -np.inf, packing.limit + slack(packing.limit))

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Sites that are too small for what opens there, with both areas."""
        mine = selection[self.scope.opens(model)[selection]]
        area_m2 = np.nan_to_num(model.option_area_m2[mine])
        taken = np.bincount(model.option_site[mine], weights=area_m2, minlength=model.n_sites)
        limit = self.share * model.city.site_area_m2
        return [
            tr(
                "{rule}: the new outlets take {area} m2, more than {limit} m2",
                rule=self.scope.at_site(int(site)),
                area=amount(float(taken[site])),
                limit=amount(float(limit[site])),
            )
            for site in np.flatnonzero(taken > limit + slack(limit))  # nan: never
        ]

    def packing(self, model: Model) -> Packing:
        """The rule exactly: areas against the floor area of each site that could be too small."""
        takes = np.where(self.scope.opens(model), np.nan_to_num(model.option_area_m2), 0.0)
        most = np.bincount(model.option_site, weights=takes, minlength=model.n_sites)
        limit = self.share * model.city.site_area_m2
        sites = np.flatnonzero(most > limit)
        options = np.flatnonzero(np.isin(model.option_site, sites) & (takes > 0))
        row = np.searchsorted(sites, model.option_site[options])
        ones = csr_matrix((np.ones(len(options)), (row, options)), shape=(len(sites), model.n_options))
        names = tuple(self.scope.at_site(site) for site in sites.tolist())
        return Packing(weighed(ones, takes), limit[sites], names)

    def check(self, model: Model, problems: Problems) -> None:
        """Warns of formats without an area, which take no room, and of sites without one, which are not limited."""
        mine = self.scope.opens(model)
        formats = np.unique(model.option_format[mine & np.isnan(model.option_area_m2)])
        labels = self.scope.labels
        if len(formats):
            names = ", ".join(labels.format_ids[format] for format in formats.tolist())
            text = tr("site_area: these formats have no area_m2, so they take no room: {names}", names=names)
            problems.warn(self.place, text, tr("Give the format area_m2."))
        sites = np.unique(model.option_site[mine])
        unknown = sites[np.isnan(model.city.site_area_m2[sites])]
        if len(unknown):
            text = tr(
                "site_area: {count} of {all} sites have no floor area, so they are not limited",
                count=len(unknown),
                all=len(sites),
            )
            problems.warn(self.place, text, tr("Name the column under sites.columns.area_m2."))


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> SiteArea:
    """The rule for a model with these labels; unknown ids are added to problems."""
    place = place or Place()
    return SiteArea(settings.share, bind_scope(tr("floor area"), settings, labels, problems, place), place)
