"""Model: the question in arrays, as strategies read it. No ids, no files, no maps.

    max  sum_r w_r z_r   s.t.  z_r <= sum_k A[r,k] x_k,   0 <= z <= 1,   x binary,   rules(x)

Rows that an existing outlet reaches, rows of weight zero and rows not wanted have left before it is built."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.coverage import Coverage
from siting.demand import Demand
from siting.errors import InputError, Place
from siting.inputs import Floats, Inputs, Positions, frozen
from siting.language import tr
from siting.stock import Gaps, Missing, wanted


@dataclass(frozen=True, slots=True)
class Labels:
    """What the positions in a model stand for, so that rules can be bound to ids: index = position.

    format_ids, circle_ids, site_ids: as in Inputs. kinds: every kind of site, sorted (Model.option_kind).
    districts, sources: every one that is named, sorted."""

    format_ids: tuple[str, ...]
    circle_ids: tuple[str, ...]
    site_ids: tuple[str, ...]
    kinds: tuple[str, ...]
    districts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def labels(inputs: Inputs) -> Labels:
    """The ids behind the positions of a model built from these inputs."""
    return Labels(
        format_ids=tuple(format.id for format in inputs.formats),
        circle_ids=tuple(str(identity) for identity in inputs.circles.ids),
        site_ids=tuple(str(identity) for identity in inputs.sites.ids),
        kinds=tuple(sorted({str(kind) for kind in inputs.site_kind})),
        districts=tuple(sorted({str(one) for one in inputs.site_district} - {""})),
        sources=tuple(
            sorted({*map(str, inputs.site_source), *(one.source for one in inputs.formats)} - {""})
        ),
    )


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
class Objective(Protocol):
    """What is maximised or minimised."""

    name: str
    maximise: bool

    def write(self, model: Model, program: object) -> None:
        """Adds the objective, and the variables and rows it needs beyond x."""

    def value(self, model: Model, selection: Positions) -> float:
        """The objective of a selection, recomputed from the coverage."""

    def cover_weight(self, model: Model) -> Floats | None:
        """(n_rows,) weights when the objective is weight covered; None otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """indptr, indices: reach, rows by options, CSR as in Coverage; travel: same sparsity.

    weight: (n_rows,) people times value. row_demand, row_format, row_circle: (n_rows,); circle -1 = none.
    cost: (n_options,); site_cost: (n_sites,), paid once as soon as any option of the site opens, with money of
    site_source, as options are with money of option_source; district and source -1 = not said.
    option_*: (n_options,); area and capacity nan where unknown or unlimited; xy in metres (n_options, 2)."""

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

    @property
    def n_rows(self) -> int:
        """Rows: (demand point, format) that are short and count."""
        return len(self.weight)

    @property
    def n_options(self) -> int:
        """Options: (site, format, phase) that are for sale."""
        return len(self.cost)

    @property
    def n_sites(self) -> int:
        """Sites of the city, those without options included."""
        return len(self.site_cost)


def build(
    inputs: Inputs,
    demand: Demand,
    coverage: Coverage,
    gaps: Gaps,
    missing: Missing,
    objective: Objective,
    rules: tuple[Rule, ...],
) -> Model:
    """The question: rows that are short and count, and the options that may serve them.

    Rows that an outlet reaches already, that are not wanted (`gaps.wanted`), or whose weight (people times
    the format's value) is zero are left out. Options stay although they reach no row, since rules may count
    them; with missing="circle" those in circles that have the format leave, as they are not for sale. The
    order of rows and options is kept. Raises InputError when missing="circle" and there are no circles, and
    when people times values are too large to be added up."""
    rows, options = wanted(inputs, coverage, gaps, missing)
    weight = _weights(demand)
    kept_rows = np.flatnonzero(rows & (weight > 0))
    kept_options = np.flatnonzero(options)
    indptr, indices, travel = _submatrix(coverage, kept_rows, kept_options)
    row_demand = (kept_rows % coverage.n_demand).astype(np.int32)
    site = coverage.option_site[kept_options]
    format = coverage.option_format[kept_options]
    names = labels(inputs)
    sources = [one.source for one in inputs.formats]
    area_m2 = np.array([each.area_m2 for each in inputs.formats], dtype=np.float64)
    return Model(
        indptr=frozen(indptr),
        indices=frozen(indices),
        travel=frozen(travel),
        weight=frozen(weight[kept_rows]),
        row_demand=frozen(row_demand),
        row_format=frozen((kept_rows // coverage.n_demand).astype(np.int32)),
        row_circle=frozen(inputs.demand_circle[row_demand]),
        cost=frozen(coverage.option_cost[kept_options]),
        site_cost=inputs.site_cost,
        site_source=frozen(_positions(inputs.site_source, names.sources)),
        option_site=frozen(site),
        option_format=frozen(format),
        option_phase=frozen(coverage.option_phase[kept_options]),
        option_circle=frozen(inputs.site_circle[site]),
        option_district=frozen(_positions(inputs.site_district, names.districts)[site]),
        option_kind=frozen(_positions(inputs.site_kind, names.kinds)[site]),
        option_source=frozen(_positions(sources, names.sources)[format]),
        option_area_m2=frozen(area_m2[format]),
        option_capacity=frozen(np.full(len(site), np.nan)),
        option_xy_m=frozen(inputs.sites.xy_m[site]),
        objective=objective,
        rules=rules,
    )


def _weights(demand: Demand) -> Floats:
    """(n_rows,) people times what one of them counts."""
    with np.errstate(over="ignore"):
        weight: Floats = (demand.weight * demand.value).ravel()
        total = weight.sum()
    if not np.isfinite(total):
        raise InputError.at(
            Place(where="formats.weight"),
            tr("people times weight are too large to be added up"),
            tr("Only how weights compare counts: give all formats smaller ones."),
        )
    return weight


def _submatrix(
    coverage: Coverage, rows: NDArray[np.int64], options: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Positions, Floats]:
    """Reach of some rows and options, renumbered."""
    shape = (len(coverage.indptr) - 1, len(coverage.option_cost))
    reach = csr_matrix((coverage.travel, coverage.indices, coverage.indptr), shape=shape)[rows]
    if len(options) < shape[1]:
        reach = reach[:, options]
    return reach.indptr.astype(np.int64), reach.indices.astype(np.int32), reach.data


def _positions(texts: Iterable[object], known: tuple[str, ...]) -> Positions:
    """Position of each text among those known, -1 where it is none of them."""
    position = {text: number for number, text in enumerate(known)}
    return np.array([position.get(str(text), -1) for text in texts], dtype=np.int32)
