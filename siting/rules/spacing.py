"""Spacing: new outlets of a format keep a distance from outlets of that format, or of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix, vstack

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules import amount
from siting.rules._conflicts import Nodes, at_most_one, cliques, nodes
from siting.rules._filters import PlaceSettings, positions
from siting.rules._near import TOLERANCE_M, nearer, staying, unplaced, upgrades
from siting.rules._scope import Scope, bind_scope
from siting.scenario.schema import Positive

ABOUT = mark("new outlets keep some metres from outlets of their format, or of other formats")


class Settings(PlaceSettings):
    """Keys of the rule `spacing`."""

    metres: Positive = Field(description=mark("least distance in a straight line; exactly so far is allowed"))
    away_from: list[str] | None = Field(
        None, min_length=1, description=mark("formats to keep away from; absent = outlets of the same format")
    )
    existing: bool = Field(True, description=mark("whether outlets of today count too"))


@dataclass(frozen=True, slots=True, eq=False)
class Spacing:
    """x_j + x_k <= 1 for options nearer than metres, one of the scope, the other of a format to keep away from.

    away_from: positions, None = each format from itself. existing: an option of the scope too near an outlet of today
    of such a format stays closed. An outlet of today is not asked to keep away from what opens near it, and its own
    upgrade is no new outlet. Straight lines in the working CRS; strictly nearer is too near, with a tolerance of a
    millionth of a metre."""

    metres: float
    away_from: Positions | None
    existing: bool
    scope: Scope
    place: Place

    def write(self, model: Model, program: object) -> None:
        """The packing, row by row."""
        packing = self.packing(model)
        cast(Program, program).add_rows(packing.matrix, -np.inf, packing.limit)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Pairs of outlets that stand too near each other, and how far apart they are."""
        mine = selection[self._speaks_of(model)[selection]]
        new = selection[self._counts(model)[selection]]
        found, told = [], set()
        one, other, apart_m = nearer(model.option_xy_m[mine], model.option_xy_m[new], self._nearest_m)
        away = self._away(model.option_format[mine[one]], model.option_format[new[other]])
        for first, second, metres in zip(
            mine[one[away]].tolist(), new[other[away]].tolist(), apart_m[away], strict=True
        ):
            if self._outlet(model, first) != self._outlet(model, second) and (second, first) not in told:
                told.add((first, second))
                found.append(self._text(model, first, self._outlet(model, second), metres))
        if self.existing:
            for option, metres in self._too_near_today(model, mine).items():
                found.append(self._text(model, option, tr("an outlet of today"), metres))
        return found

    def packing(self, model: Model) -> Packing:
        """The rule exactly: of options that are all too near one another, at most one; of those too near an outlet of
        today none."""
        known = nodes(model)
        sets = cliques(known.n, self._pairs(model, known))
        names = [
            tr("{rule}: one of {outlets}", rule=self.scope.name, outlets=self._listed(model, known, each))
            for each in sets
        ]
        mine = np.flatnonzero(self._speaks_of(model))
        closed = np.array(sorted(self._too_near_today(model, mine)) if self.existing else [], dtype=np.int64)
        names += [self._outlet(model, option) for option in closed.tolist()]
        none = csr_matrix(
            (np.ones(len(closed)), (np.arange(len(closed)), closed)), (len(closed), model.n_options)
        )
        matrix = vstack([at_most_one(model, known, sets), none], format="csr")
        limit = np.concatenate([np.ones(len(sets)), np.zeros(len(closed))])
        return Packing(matrix, limit, tuple(names))

    def check(self, model: Model, problems: Problems) -> None:
        """Every outlet that it speaks of needs coordinates."""
        mine = self._speaks_of(model)
        wanted = np.unique(model.option_format[mine]) if self.away_from is None else self.away_from
        options = mine | np.isin(model.option_format, wanted)
        today = wanted if self.existing else wanted[:0]
        unplaced("spacing", model, options, today, self.scope.labels, self.place, problems)

    def _speaks_of(self, model: Model) -> NDArray[np.bool_]:
        """(n_options,) of the scope, new outlets only."""
        return self.scope.opens(model) & ~upgrades(model)

    def _counts(self, model: Model) -> NDArray[np.bool_]:
        """(n_options,) what is kept away from: new outlets, and those of today that may close, while they stay."""
        return np.where(model.option_keep, self.existing, ~upgrades(model))

    @property
    def _nearest_m(self) -> float:
        """Nearer than this is too near."""
        return self.metres - TOLERANCE_M

    def _away(self, formats: Positions, others: Positions) -> NDArray[np.bool_]:
        """(n,) whether outlets of these formats keep away from those of the others, pair by pair."""
        return formats == others if self.away_from is None else np.isin(others, self.away_from)

    def _pairs(self, model: Model, known: Nodes) -> NDArray[np.int64]:
        """(n_pairs, 2) nodes that may not both open."""
        mine, new = np.zeros(known.n, dtype=bool), np.zeros(known.n, dtype=bool)
        mine[known.of_option[self._speaks_of(model)]] = True
        new[known.of_option[self._counts(model)]] = True
        xy_m, found = model.city.site_xy_m[known.site], []
        for format in np.unique(known.format[mine]):
            ours = np.flatnonzero(mine & (known.format == format))
            theirs = np.flatnonzero(new & self._away(np.full(known.n, format), known.format))
            one, other, _ = nearer(xy_m[ours], xy_m[theirs], self._nearest_m)
            found.append(np.column_stack([ours[one], theirs[other]]))
        pairs = np.sort(np.concatenate([np.zeros((0, 2), dtype=np.int64), *found]), axis=1)
        return np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)

    def _too_near_today(self, model: Model, options: NDArray[np.integer[Any]]) -> dict[int, float]:
        """Those of the options that stand too near an outlet of today, and how near the nearest is."""
        city, found = model.city, dict[int, float]()
        stays = np.flatnonzero(staying(model))
        one, other, apart_m = nearer(model.option_xy_m[options], city.outlet_xy_m[stays], self._nearest_m)
        away = self._away(model.option_format[options[one]], city.outlet_format[stays[other]])
        for option, metres in zip(options[one[away]].tolist(), apart_m[away].tolist(), strict=True):
            found[option] = min(metres, found.get(option, metres))
        return found

    def _text(self, model: Model, option: int, other: str, apart_m: float) -> str:
        return tr(
            "{rule}: {outlet} stands {apart} m from {other}, less than {metres} m",
            rule=self.scope.name,
            outlet=self._outlet(model, option),
            other=other,
            apart=f"{apart_m:,.1f}",
            metres=amount(self.metres),
        )

    def _outlet(self, model: Model, option: int) -> str:
        labels = self.scope.labels
        site, format = int(model.option_site[option]), int(model.option_format[option])
        return f"{labels.site_ids[site]} / {labels.format_ids[format]}"

    def _listed(self, model: Model, known: Nodes, members: list[int], most: int = 3) -> str:
        labels = self.scope.labels
        names = [f"{labels.site_ids[known.site[n]]} / {labels.format_ids[known.format[n]]}" for n in members]
        shown = ", ".join(names[:most])
        return (
            shown if len(names) <= most else tr("{ids} and {count} more", ids=shown, count=len(names) - most)
        )


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> Spacing:
    """The rule for a model with these labels; unknown ids are added to problems."""
    place = place or Place()
    scope = bind_scope(tr("spacing"), settings, labels, problems, place)
    away_from = positions("format", settings.away_from, labels.format_ids, problems, place)
    return Spacing(settings.metres, away_from, settings.existing, scope, place)
