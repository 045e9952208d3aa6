"""The types of a question in arrays: labels, packing, rules, objectives, and the model that holds them.

max  sum_r w_r z_r   s.t.  z_r <= sum_k A[r,k] x_k,   0 <= z <= 1,   x binary,   rules(x)"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions
from siting.inputs.types import KEEP
from siting.model.city import City, nowhere


@dataclass(frozen=True, slots=True)
class Labels:
    """What the positions in a model stand for, so that rules can be bound to ids: index = position.

    format_ids, circle_ids, site_ids: as in Inputs. kinds: every kind of site, sorted (Model.option_kind).
    districts, sources: every one that is named, sorted. phases: in order of time, a nameless one where none are.
    circle_district: (n_circles,) position in districts, -1 where a circle's is not said. grades: ids of the levels of
    the scenario's grades, from the lowest."""

    format_ids: tuple[str, ...]
    circle_ids: tuple[str, ...]
    site_ids: tuple[str, ...]
    kinds: tuple[str, ...]
    districts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    phases: tuple[str, ...] = ("",)
    circle_district: tuple[int, ...] = ()
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Packing:
    """Rules of the form matrix @ x + site_matrix @ y <= limit with non-negative entries: budgets and counts.

    y_s = 1 for a site where anything opens: what a site takes, it takes once, however many options open there.
    matrix: CSR (n_constraints, n_options); limit: (n_constraints,). labels: one plain name each.
    site_matrix: CSR (n_constraints, n_sites), None where no site takes anything for itself."""

    matrix: csr_matrix
    limit: Floats
    labels: tuple[str, ...]
    site_matrix: csr_matrix | None = None

    def used(self, model: Model, selection: Positions) -> Floats:
        """(n_constraints,) what a selection takes, sites included."""
        taken = np.asarray(self.matrix[:, selection].sum(axis=1)).ravel()
        if self.site_matrix is not None:
            sites = np.unique(model.option_site[selection])
            taken = taken + np.asarray(self.site_matrix[:, sites].sum(axis=1)).ravel()
        return taken


@runtime_checkable
class Rule(Protocol):
    """A rule says itself twice: as rows of a program, and as a check in plain words."""

    def write(self, model: Model, program: object) -> None:
        """Adds the rule's rows to a `program.Program`."""

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """What the selection breaks, a sentence each; empty when it holds."""

    def packing(self, model: Model) -> Packing | None:
        """The rule as packing constraints, exactly; None when it is more than that."""


@runtime_checkable
class ReadsRows(Protocol):
    """A rule or an objective that asks more of rows than which options reach them: who stands behind them."""

    def row_groups(self, model: Model) -> NDArray[np.int64]:
        """(n_rows,) rows of different numbers must not become one."""


@runtime_checkable
class Objective(Protocol):
    """What is maximised or minimised."""

    @property
    def name(self) -> str:
        """As scenarios name it."""

    @property
    def maximise(self) -> bool:
        """Whether more is better."""

    def write(self, model: Model, program: object) -> None:
        """Adds the objective, and the variables and rows it needs beyond x."""

    def value(self, model: Model, selection: Positions) -> float:
        """The objective of a selection, recomputed from the coverage."""

    def cover_weight(self, model: Model) -> Floats | None:
        """(n_rows,) weights when the objective is weight covered; None otherwise."""


def _unknown() -> Positions:
    return np.zeros(0, dtype=np.int32)


def _no_pointers() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


def _no_numbers() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """indptr, indices: reach, rows by options, CSR as in Coverage; travel: same sparsity.

    weight: (n_rows,) people times value, times the years of the row's phase. row_demand, row_format, row_circle,
    row_phase: (n_rows,); circle -1 = none. row_people: (n_rows,) people whom the row stands for, in its phase.
    row_outlets: (n_rows,) outlets of today that reach the row; row_nearest: (n_rows,) travel to the nearest of
    them, infinite where there is none. Most objectives ask only of rows that no outlet reaches.
    cost: (n_options,); site_cost: (n_sites,), paid once as soon as any option of the site opens, with money of
    site_source, as options are with money of option_source; district and source -1 = not said.
    option_*: (n_options,); area and capacity nan where unknown or unlimited; xy in metres (n_options, 2).
    today_indptr, today: outlets of today in reach, of rows of formats that have places: CSR, positions as in
    City.outlet_places; empty where no format has. Such rows are there though an outlet reaches them: it may be full.
    city: what rules may ask beyond rows and options. row_phase to row_nearest are empty, and city is nowhere, where
    nobody knows them (a question of bare arrays)."""

    indptr: NDArray[np.int64]
    indices: Positions
    travel: Floats
    weight: Floats
    row_demand: Positions
    row_format: Positions
    row_circle: Positions
    cost: Floats
    site_cost: Floats
    site_source: Positions
    option_site: Positions
    option_format: Positions
    option_phase: Positions
    option_circle: Positions
    option_district: Positions
    option_kind: Positions
    option_source: Positions
    option_area_m2: Floats
    option_capacity: Floats
    option_xy_m: Floats
    objective: Objective
    rules: tuple[Rule, ...]
    row_phase: Positions = field(default_factory=_unknown)
    row_people: Floats = field(default_factory=_no_numbers)
    row_outlets: Positions = field(default_factory=_unknown)
    row_nearest: Floats = field(default_factory=_no_numbers)
    city: City = field(default_factory=nowhere)
    today_indptr: NDArray[np.int64] = field(default_factory=_no_pointers)
    today: Positions = field(default_factory=_unknown)

    @property
    def n_rows(self) -> int:
        """Rows: (demand point, format) that are short and count."""
        return len(self.weight)

    @property
    def n_options(self) -> int:
        """Options: (site, format, phase) that are for sale."""
        return len(self.cost)

    @property
    def option_keep(self) -> NDArray[np.bool_]:
        """(n_options,) whether opening it means that an outlet of today does not close: it is no new outlet."""
        role = self.city.site_role
        return np.zeros(self.n_options, dtype=bool) if not len(role) else role[self.option_site] == KEEP

    @property
    def sign(self) -> float:
        """1 where more of the objective is better, -1 where less is."""
        return 1.0 if self.objective.maximise else -1.0

    @property
    def option_pair(self) -> NDArray[np.int64]:
        """(n_options,) a number for each (site, format): options of one pair differ in their phase alone."""
        n_formats = int(self.option_format.max(initial=0)) + 1
        return self.option_site.astype(np.int64) * n_formats + self.option_format

    @property
    def n_sites(self) -> int:
        """Sites of the city, those without options included."""
        return len(self.site_cost)

    def broken_rules(self, selection: Positions) -> list[str]:
        """What a selection breaks, a sentence each."""
        return [text for rule in self.rules for text in rule.violations(self, selection)]

    def keeps_rules(self, selection: Positions) -> bool:
        """Whether a selection breaks no rule; ends at the first that it does."""
        return not any(rule.violations(self, selection) for rule in self.rules)
