"""Formats that open only where another opens: at the same site, or within some metres of an outlet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules import amount
from siting.rules._filters import PlaceSettings, positions
from siting.rules._near import TOLERANCE_M, nearer, staying, unplaced
from siting.rules._scope import Scope, bind_scope
from siting.scenario.schema import NonNegative

ABOUT = mark(
    "formats that open only where another opens, at the same site or near it (neighbourhood centres)"
)
Numbers = NDArray[np.integer[Any]]


class Settings(PlaceSettings):
    """Keys of the rule `together`."""

    formats: list[str] = Field(min_length=1, description=mark("formats that need company"))
    needs: list[str] = Field(
        min_length=1, description=mark("formats that are company: one of them, or with `all` every one")
    )
    all: bool = Field(False, description=mark("whether every format of `needs` is needed, not just one"))
    within_m: NonNegative | None = Field(
        None,
        description=mark(
            "metres in a straight line to the company, outlets of today included; absent = the same site"
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """x_k <= sum of the x_j that are company of k, for every option k of the scope and each need.

    needs: sets of formats, one of each of which k needs. An option j is company when it is of such a format, opens in
    the phase of k or before, and stands at the same site or, with within_m, at most so far away in a straight line. An
    outlet of today within within_m is company for good. Closed, with a tolerance of a millionth of a metre."""

    needs: tuple[Positions, ...]
    within_m: float | None
    scope: Scope
    place: Place

    def write(self, model: Model, program: object) -> None:
        """One row for each option of the scope and each need that no outlet of today meets."""
        target, mine = cast(Program, program), np.flatnonzero(self.scope.opens(model))
        for need in self.needs:
            alone = mine[~self._met_today(model, mine, need)]
            others = np.flatnonzero(np.isin(model.option_format, need))
            row, column = self._company(model, alone, others)
            known = others[column]
            rows = np.concatenate([np.arange(len(alone)), row])
            signs = np.concatenate([np.ones(len(alone)), -np.ones(len(row))])
            at = (rows, np.concatenate([alone, known]))
            target.add_rows(csr_matrix((signs, at), (len(alone), model.n_options)), -np.inf, 0.0)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Outlets without company."""
        mine = selection[self.scope.opens(model)[selection]]
        found = []
        for need in self.needs:
            others = selection[np.isin(model.option_format[selection], need)]
            row, _ = self._company(model, mine, others)
            alone = ~self._met_today(model, mine, need)
            alone[row] = False
            found += [self._text(model, option, need) for option in mine[alone].tolist()]
        return found

    def packing(self, model: Model) -> Packing | None:
        """No packing: what opens allows more."""
        return None

    def check(self, model: Model, problems: Problems) -> None:
        """With within_m, every outlet that it speaks of needs coordinates."""
        if self.within_m is not None:
            wanted = np.unique(np.concatenate(self.needs))
            mine = self.scope.opens(model) | np.isin(model.option_format, wanted)
            unplaced("together", model, mine, wanted, self.scope.labels, self.place, problems)

    def _company(self, model: Model, options: Numbers, others: Numbers) -> tuple[Numbers, Numbers]:
        """Pairs of positions (in options, in others) where the other is near and opens in time."""
        xy_m = model.option_xy_m
        if self.within_m is None:
            xy_m = np.column_stack([model.option_site, np.zeros(model.n_options)]).astype(np.float64)
        row, column, _ = nearer(
            xy_m[options], xy_m[others], (self.within_m or 0.0) + TOLERANCE_M, closed=True
        )
        in_time = model.option_phase[others[column]] <= model.option_phase[options[row]]
        differs = options[row] != others[column]
        return row[in_time & differs], column[in_time & differs]

    def _met_today(self, model: Model, options: Numbers, need: Positions) -> NDArray[np.bool_]:
        """(n,) whether an outlet of today is company of an option."""
        found = np.zeros(len(options), dtype=bool)
        if self.within_m is not None:
            outlets = model.city.outlet_xy_m[np.isin(model.city.outlet_format, need) & staying(model)]
            row, _, _ = nearer(model.option_xy_m[options], outlets, self.within_m + TOLERANCE_M, closed=True)
            found[row] = True
        return found

    def _text(self, model: Model, option: int, need: Positions) -> str:
        ids = self.scope.labels.format_ids
        said = {
            "rule": self.scope.at_site(int(model.option_site[option])),
            "format": ids[model.option_format[option]],
            "needed": ", ".join(ids[format] for format in need.tolist()),
        }
        if self.within_m is None:
            return tr("{rule}: '{format}' opens without any of: {needed}", **said)
        text = "{rule}: '{format}' opens without any of these within {metres} m: {needed}"
        return tr(text, metres=amount(self.within_m), **said)


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> Together:
    """The rule for a model with these labels; unknown ids are added to problems."""
    place = place or Place()
    scope = bind_scope(tr("together"), settings, labels, problems, place)
    known = positions("format", settings.needs, labels.format_ids, problems, place)
    assert known is not None
    needs = tuple(known[[spot]] for spot in range(len(known))) if settings.all else (known,)
    return Together(needs, settings.within_m, scope, place)
