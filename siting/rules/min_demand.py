"""Fewest customers of a new outlet: it opens only where it can live.

Assigning every person to one outlet, and asking a least demand of each, is the capacitated form of location with
thresholds: J. Balakrishnan and J. E. Storbeck, "McTHRESH: modeling maximum coverage with threshold constraints",
Environment and Planning B 18 (1991) 459-472, DOI 10.1068/b180459."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from siting.errors import Place, Problems
from siting.inputs import Floats, Positions
from siting.language import mark, tr
from siting.model import Labels, Model
from siting.program import Program
from siting.rules import TOLERANCE, amount
from siting.rules._customers import Customers, customers_of
from siting.rules._filters import FilterSettings
from siting.rules._scope import Scope, bind_scope
from siting.scenario.schema import Positive

ABOUT = mark("a new outlet opens only where enough people can be its customers, each of them one outlet's")

COUNTS_PEOPLE = True


class Settings(FilterSettings):
    """Keys of the rule `min_demand`."""

    people: Positive = Field(description=mark("fewest customers of each new outlet"))
    counts: Literal["new", "all"] = Field(
        "new",
        description=mark(
            "who can be a customer: people whom no outlet of the format reaches today (new), or all in reach (all)"
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class MinDemand:
    """sum_r a_rk >= people * x_k for every new outlet k in scope, sum_k a_rk <= people_r, a >= 0.

    a_rk: people of row r who are customers of outlet k, which has to reach them; r of k's format. Each person is the
    customer of one new outlet. Where there are phases, an outlet needs its customers in each one from its opening on.
    An outlet of today that is upgraded in its own format has its customers already."""

    people: float
    counts: str
    scope: Scope

    @property
    def every_row(self) -> bool:
        """Whether people count whom an outlet of today reaches."""
        return self.counts == "all"

    def write(self, model: Model, program: object) -> None:
        """Shares of rows as variables for outlets that others can take customers from; 0 = x for those that cannot
        live whatever else opens; nothing for those that can live on people whom no other outlet reaches."""
        target, found = cast(Program, program), self._customers(model)
        places = found.places
        people, n_doors = places.people[places.row], len(places.limit)
        most = np.bincount(places.door, weights=people, minlength=n_doors)
        hopeless = found.nowhere.copy()
        hopeless[places.option[most < self.people * (1.0 - TOLERANCE)]] = True
        lost = np.flatnonzero(hopeless)
        one_each = (np.ones(len(lost)), (np.arange(len(lost)), lost))
        target.add_rows(csr_matrix(one_each, shape=(len(lost), model.n_options)), -np.inf, 0.0)
        alive = ~hopeless[places.option][places.door]
        alone = alive & (np.bincount(places.row[alive], minlength=len(places.rows)) == 1)[places.row]
        safe = np.bincount(places.door[alone], weights=people[alone], minlength=n_doors) >= self.people
        _write_customers(target, found, np.flatnonzero(alive & ~safe[places.door]))

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """New outlets that together have fewer people in reach than they need, with both numbers."""
        return [
            tr(
                "{rule}: {outlets}: {people} people can be their customers, {needed} needed",
                rule=self.scope.name,
                outlets=self._named(model, options),
                people=amount(round(people, 6)),
                needed=amount(self.people * len(options)),
            )
            for options, people in self._customers(model).shortages(model, selection)
        ]

    def packing(self, model: Model) -> None:
        """None: what one outlet lives on, another cannot have."""

    def row_groups(self, model: Model) -> NDArray[np.int64]:
        """Rows of one phase whose people can be customers."""
        phase = model.row_phase if len(model.row_phase) else np.zeros(model.n_rows, dtype=np.int32)
        return 2 * phase.astype(np.int64) + self._counts(model)

    def _customers(self, model: Model) -> Customers:
        held = self.scope.holds(model)
        outlet = model.city.site_outlet
        if len(outlet):
            upgraded = outlet[model.option_site]
            own = model.city.outlet_format[upgraded] == model.option_format
            held = held & ~((upgraded >= 0) & own)
        return customers_of(model, held, self._counts(model), self.people)

    def _counts(self, model: Model) -> NDArray[np.bool_]:
        """(n_rows,) whether the row's people can be customers."""
        if self.counts == "all" or not len(model.row_outlets):
            return np.ones(model.n_rows, dtype=bool)
        return np.asarray(model.row_outlets == 0)

    def _named(self, model: Model, options: Positions) -> str:
        labels = self.scope.labels
        return ", ".join(
            f"{labels.site_ids[model.option_site[k]]} / {labels.format_ids[model.option_format[k]]}"
            for k in options.tolist()
        )


def _write_customers(program: Program, found: Customers, pairs: NDArray[np.int64]) -> None:
    """a_rk as a share of row r's people, for these pairs."""
    places = found.places
    a = program.add_variables(np.zeros(len(pairs)), 0.0, 1.0)
    width, ones = program.n_variables, np.ones(len(pairs))
    row, door = places.row[pairs], places.door[pairs]
    shared = np.flatnonzero(np.bincount(row, minlength=len(places.rows)) > 1)
    each = csr_matrix((ones, (row, a)), shape=(len(places.rows), width))
    program.add_rows(each[shared], -np.inf, 1.0)
    doors = np.unique(door)
    needed: Floats = places.limit[doors] * (1.0 - TOLERANCE)
    have = csr_matrix((places.people[row], (door, a)), shape=(len(places.limit), width))[doors]
    at = (np.arange(len(doors)), places.option[doors])
    program.add_rows(have - csr_matrix((needed, at), shape=(len(doors), width)), 0.0, np.inf)


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> MinDemand:
    """The rule for a model with these labels; unknown ids are added to problems."""
    scope = bind_scope(tr("customers of new outlets"), settings, labels, problems, place or Place())
    return MinDemand(settings.people, settings.counts, scope)
