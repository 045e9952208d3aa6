"""Quotas: what share of the new outlets, of their cost or of their floor area a part has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np
from pydantic import Field, model_validator
from scipy.sparse import csr_matrix

from siting.errors import Place, Problems
from siting.inputs import Floats, Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules import TOLERANCE, amount
from siting.rules._filters import FILTERS, FilterSettings, ScopeSettings
from siting.rules._scope import Groups, Scope, bind_scope
from siting.rules._spending import spending, spent, weighed

ABOUT = mark("least or most share that some outlets have of the number, cost or floor area of all new ones")


class Settings(ScopeSettings):
    """Keys of the rule `share`: what the part is, and min, max or both."""

    of: Literal["count", "cost", "area_m2"] = Field(
        "count",
        description=mark("what is shared out: the number of new outlets, their cost or their floor area"),
    )
    whole: FilterSettings | None = Field(
        None,
        description=mark(
            "outlets that the part is a share of, by the same filters; absent = all new outlets"
        ),
    )
    min: float | None = Field(None, ge=0, le=1, description=mark("least share of the whole"))
    max: float | None = Field(None, ge=0, le=1, description=mark("most share of the whole"))

    @model_validator(mode="after")
    def _something_to_say(self) -> Settings:
        if self.min is None and self.max is None:
            raise ValueError(tr("needs max, min or both"))
        if self.max is not None and self.min is not None and self.min > self.max:
            raise ValueError(tr("min {min} is more than max {max}", min=self.min, max=self.max))
        if not any(getattr(self, f"{kind}s") for kind in FILTERS):
            raise ValueError(tr("needs a filter that says which part is meant: formats, kinds, sources ..."))
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Quota:
    """least * (amounts of the whole) <= amounts of the part <= most * (amounts of the whole), for every group.

    An amount is 1 for each outlet, its cost, or its area in square metres. The part are the outlets of the whole that
    pass its filters too; a whole of nothing holds. What sites cost for themselves belongs to the cost as it does to
    that of `budget`, but to neither part nor whole where formats are told apart. With a tolerance of a billionth of the
    whole."""

    of: str
    least: float | None
    most: float | None
    part: Scope
    whole: Scope
    place: Place

    def write(self, model: Model, program: object) -> None:
        """Up to two rows for each group, of mixed signs."""
        target = cast(Program, program)
        part, whole = self._groups(model)
        amounts = [self._amounts(model, groups, target) for groups in (part, whole)]
        mine, everything = (_widened(matrix, target.n_variables) for matrix in amounts)
        if self.least is not None:
            target.add_rows(mine - (self.least - TOLERANCE) * everything, 0.0, np.inf)
        if self.most is not None:
            target.add_rows(mine - (self.most + TOLERANCE) * everything, -np.inf, 0.0)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Groups whose part is too small or too large a share, with both numbers."""
        part, whole = self._groups(model)
        mine, everything = (self._used(model, groups, selection) for groups in (part, whole))
        found = []
        for row, label in enumerate(part.labels):
            said = {"rule": label, "part": amount(float(mine[row])), "whole": amount(float(everything[row]))}
            if self.least is not None and mine[row] < (self.least - TOLERANCE) * everything[row]:
                text = tr(
                    "{rule}: {part} of {whole}, less than {share:.4g} %", **said, share=100 * self.least
                )
                found.append(text)
            if self.most is not None and mine[row] > (self.most + TOLERANCE) * everything[row]:
                text = tr("{rule}: {part} of {whole}, more than {share:.4g} %", **said, share=100 * self.most)
                found.append(text)
        return found

    def packing(self, model: Model) -> Packing | None:
        """No packing: the more opens, the more may open."""
        return None

    def check(self, model: Model, problems: Problems) -> None:
        """Shares of floor area need the areas."""
        if self.of != "area_m2":
            return
        lost = np.unique(model.option_format[self.whole.opens(model) & np.isnan(model.option_area_m2)])
        if len(lost):
            ids = self.part.labels.format_ids
            names = ", ".join(ids[format] for format in lost.tolist())
            text = tr("share of area_m2: these formats have no area_m2: {names}", names=names)
            problems.error(self.place, text, tr("Give the format area_m2."))

    def _groups(self, model: Model) -> tuple[Groups, Groups]:
        """The part and the whole, group by group."""
        apart = self.part.formats is not None or self.whole.formats is not None or self.part.each == "format"
        with_sites = self.of == "cost" and not apart
        whole = replace(self.whole, each=self.part.each).groups(model, with_sites)
        mine = replace(self.part, each="none").groups(model, with_sites)
        return _within(whole, mine), whole

    def _amounts(self, model: Model, groups: Groups, program: Program) -> csr_matrix:
        if self.of == "cost":
            return spending(model, groups, program, exact=True)
        return weighed(groups.members, self._amount(model))

    def _used(self, model: Model, groups: Groups, selection: Positions) -> Floats:
        if self.of == "cost":
            return spent(model, groups, selection)
        used: Floats = np.asarray(groups.members[:, selection] @ self._amount(model)[selection]).ravel()
        return used

    def _amount(self, model: Model) -> Floats:
        return np.ones(model.n_options) if self.of == "count" else np.nan_to_num(model.option_area_m2)


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> Quota:
    """The rule for a model with these labels; unknown ids are added to problems."""
    place = place or Place()
    part = bind_scope(tr("share"), settings, labels, problems, place)
    whole = replace(
        part, formats=None, circles=None, districts=None, sources=None, phases=None, kinds=None, sites=None
    )
    if settings.whole is not None:
        whole = bind_scope(tr("{part}; whole", part=part.name), settings.whole, labels, problems, place)
    return Quota(settings.of, settings.min, settings.max, part, whole, place)


def _within(whole: Groups, mine: Groups) -> Groups:
    """Of each group what is mine too. mine: a single group."""
    paying = whole.paying
    if mine.paying is not None:
        paying = np.tile(mine.paying, (len(whole.labels), 1)) if paying is None else paying & mine.paying
    members = csr_matrix(whole.members.multiply(mine.members))
    sites = csr_matrix(whole.sites.multiply(mine.sites))
    for table in (members, sites):
        table.eliminate_zeros()
    return Groups(members, sites, whole.labels, paying)


def _widened(matrix: csr_matrix, n_columns: int) -> csr_matrix:
    return csr_matrix((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], n_columns))
