"""Coverage: which option reaches which row, and what existing outlets already reach.

A row is (demand point, format), format-major: row = format * n_demand + demand.
An option is (site, format, phase); phase is 0 until a scenario has phases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.demand import Demand
from siting.inputs import Floats, Inputs, Positions, frozen

if TYPE_CHECKING:
    from siting.travel import Reach, TravelTimes

# The order in which edges are added up moves a sum by about 1e-12; a cutoff must not hang on that.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Partly:
    """Outlets of today that serve a row in part, a pair each, ordered by row.

    row: (n_pairs,); share: (n_pairs,) of the row's people, between 0 and 1; travel: (n_pairs,)."""

    row: NDArray[np.int64]
    share: Floats
    travel: Floats

    def of(self, rows: NDArray[np.int64]) -> Partly:
        """The pairs of some rows, which then are rows 0, 1, ..."""
        order = np.argsort(rows, kind="stable")
        at = np.minimum(np.searchsorted(rows[order], self.row), len(rows) - 1)
        known = np.flatnonzero(rows[order][at] == self.row)
        row = order[at[known]]
        kept = np.argsort(row, kind="stable")
        return Partly(frozen(row[kept]), frozen(self.share[known][kept]), frozen(self.travel[known][kept]))


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Reach within cutoffs (closed: <=), rows by options, as CSR. An option reaches the rows of its format, and those
    of the formats that its own stands in for.

    indptr: (n_rows + 1,) int64; indices: (nnz,) int32, ascending in a row; travel: (nnz,) in `unit`
    ("min" or "m"). weight: (n_rows,) people of the format's group who use it; value: as in Demand, what one counts.
    covered_before: (n_rows,) bool, an existing outlet serves everybody of the row. outlets_before: (n_rows,) how
    many do; nearest_before: (n_rows,) travel to the nearest of them, infinite where none does.
    share: (nnz,) of the row's people whom the option serves, None where that is all of them.
    partly_before: existing outlets that serve rows in part; share_before: (n_rows,) the largest share that one of
    today's serves, 1 where covered_before. Both None where no outlet serves in part. All of these speak of outlets
    that stay for sure; served_today: (n_rows,) share whom today's serve, those that may close included, None where none
    may.
    today_indptr, today: outlets of today by row, CSR as indptr and indices, of the formats that have places; None where
    no format has.
    limit: (n_formats,) travel at each format's cutoff; per_minute: (n_formats,) travel of a minute's walk.
    option_site, option_format, option_phase: (n_options,); option_cost: (n_options,) money."""

    n_demand: int
    n_formats: int
    indptr: NDArray[np.int64]
    indices: Positions
    travel: Floats
    unit: str
    weight: Floats
    value: Floats
    covered_before: NDArray[np.bool_]
    option_site: Positions
    option_format: Positions
    option_phase: Positions
    option_cost: Floats
    outlets_before: Positions = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    nearest_before: Floats = field(default_factory=lambda: np.zeros(0))
    share: Floats | None = None
    partly_before: Partly | None = None
    share_before: Floats | None = None
    served_today: Floats | None = None
    today_indptr: NDArray[np.int64] | None = None
    today: Positions | None = None
    limit: Floats = field(default_factory=lambda: np.zeros(0))
    per_minute: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def served_before(self) -> Floats:
        """(n_rows,) share of the row's people whom an outlet of today serves that stays for sure."""
        return self.covered_before.astype(np.float64) if self.share_before is None else self.share_before

    @property
    def today_share(self) -> Floats:
        """(n_rows,) share of the row's people whom an outlet of today serves, be it one that may close."""
        return self.served_before if self.served_today is None else self.served_today

    def value_of(self, rows: NDArray[np.int64]) -> Floats:
        """(n,) what one person of each of the rows counts."""
        format, point = rows // self.n_demand, rows % self.n_demand
        return np.asarray(self.value[format, point if self.value.shape[1] > 1 else 0])


def cover(inputs: Inputs, demand: Demand, travel: TravelTimes) -> Coverage:
    """Who is reached by what: by every option a plan may open, and by the outlets of today.

    An option for every admitted (site, format), ordered by format, then site. A pair counts when
    travel <= limit of the option's format, or of the option where it has its own, with a tolerance of 1e-6 in the
    unit of travel. Who stands in for another format does so within its own limit. Memory is proportional to the
    pairs within reach."""
    option_format, option_site = np.nonzero(inputs.site_admits.T)
    reach = _by_row(inputs, travel, len(inputs.demand))
    stays = outlets_that_stay(inputs)
    today = _today(inputs, travel, len(inputs.demand), stays)
    if not stays.all():
        everything = _today(inputs, travel, len(inputs.demand), np.ones_like(stays))
        today["served_today"] = everything.get(
            "share_before", everything["covered_before"].astype(np.float64)
        )
    return Coverage(
        n_demand=len(inputs.demand),
        n_formats=len(inputs.formats),
        **reach,
        unit=travel.unit,
        weight=frozen(demand.weight.ravel()),
        value=demand.value,
        option_site=frozen(option_site.astype(np.int32)),
        option_format=frozen(option_format.astype(np.int32)),
        option_phase=frozen(np.zeros(len(option_site), dtype=np.int32)),
        option_cost=frozen(inputs.option_cost[option_site, option_format]),
        **today,
        **_who_is_there(inputs, travel, len(inputs.demand)),
        limit=frozen(np.array(travel.limit)),
        per_minute=frozen(
            np.array(travel.speed_m_per_min) if travel.unit == "m" else np.ones(len(travel.limit))
        ),
    )


def stand_ins(inputs: Inputs) -> list[list[tuple[int, float]]]:
    """For each format, those that serve its people, itself among them, and the share of them that each serves."""
    position = {one.id: number for number, one in enumerate(inputs.formats)}
    found = [[(number, 1.0)] for number in range(len(inputs.formats))]
    for number, one in enumerate(inputs.formats):
        for identity, share in one.serves.items():
            found[position[identity]].append((number, float(share)))
    return [sorted(servers) for servers in found]


def _by_row(inputs: Inputs, travel: TravelTimes, n_demand: int) -> dict[str, Any]:
    """Reach of the sites, format by format, turned from site-major to demand-major."""
    admits = inputs.site_admits
    first = np.concatenate([[0], np.cumsum(admits.sum(axis=0))])
    blocks = [
        _transposed(travel.sites, admits[:, one], _limits(travel, one, admits[:, one]), n_demand)
        for one in range(len(inputs.formats))
    ]
    lengths, indices, times, shares = [], [], [], []
    whole = inputs.option_share is None
    for servers in stand_ins(inputs):
        whole &= len(servers) == 1
        order = _side_by_side([blocks[one] for one, _ in servers])
        lengths.append(sum(np.diff(blocks[one].indptr) for one, _ in servers))
        found = [blocks[one].indices + np.int32(first[one]) for one, _ in servers]
        indices.append(np.concatenate(found)[order])
        times.append(np.concatenate([blocks[one].data for one, _ in servers])[order])
        if not whole:
            part = [share * _own_share(inputs, one)[blocks[one].indices] for one, share in servers]
            shares.append(np.concatenate(part)[order])
        else:
            shares.append(np.ones(len(indices[-1])))
    indptr = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)
    return {
        "indptr": frozen(indptr),
        "indices": frozen(np.concatenate(indices).astype(np.int32, copy=False)),
        "travel": frozen(np.concatenate(times)),
        "share": None if whole else frozen(np.concatenate(shares)),
    }


def _side_by_side(blocks: list[csr_matrix]) -> NDArray[np.int64] | slice:
    """The order that brings the entries of several blocks with the same rows row by row, block by block in a row."""
    if len(blocks) == 1:
        return slice(None)
    row = [np.repeat(np.arange(block.shape[0]), np.diff(block.indptr)) for block in blocks]
    return np.argsort(np.concatenate(row), kind="stable")


def _own_share(inputs: Inputs, format: int) -> Floats:
    """(n_admitted,) of those in reach whom each option of the format serves."""
    admitted = inputs.site_admits[:, format]
    if inputs.option_share is None:
        return np.ones(int(admitted.sum()))
    share = inputs.option_share[admitted, format]
    return np.where(np.isnan(share), 1.0, share)


def _limits(travel: TravelTimes, format: int, admitted: NDArray[np.bool_]) -> Floats:
    """The limit of a format, or (n_admitted,) of its options, with the tolerance."""
    limit = travel.limit[format] if travel.option_limit is None else travel.option_limit[admitted, format]
    return np.asarray(limit + TOLERANCE)


def _transposed(reach: Reach, admitted: NDArray[np.bool_], limit: Floats, n_demand: int) -> csr_matrix:
    """(n_demand, n_admitted) travel within the limit from the admitted sites; columns ascending."""
    lengths = np.diff(reach.indptr)
    of_site = np.full(len(lengths), -np.inf)
    of_site[admitted] = limit
    kept = reach.travel <= np.repeat(of_site, lengths)
    kept_before = np.concatenate([[0], np.cumsum(kept)])
    indptr = np.concatenate([[0], np.cumsum(np.diff(kept_before[reach.indptr])[admitted])])
    by_site = csr_matrix(
        (reach.travel[kept], reach.indices[kept], indptr), shape=(int(admitted.sum()), n_demand)
    )
    return by_site.tocsc().T


def outlets_that_stay(inputs: Inputs) -> NDArray[np.bool_]:
    """(n_outlets,) whether an outlet of today cannot close."""
    found = np.ones(len(inputs.outlet_format), dtype=bool)
    if inputs.site_outlet is not None:
        found[inputs.site_outlet[inputs.kept]] = False
    return found


def _today(inputs: Inputs, travel: TravelTimes, n_demand: int, wanted: NDArray[np.bool_]) -> dict[str, Any]:
    """Outlets of today within their cutoffs: how many serve all of a row, the nearest of them, and who serves in
    part. wanted: (n_outlets,) which are asked for."""
    lengths = np.diff(travel.outlets.indptr)
    format_of_pair = np.repeat(inputs.outlet_format, lengths).astype(np.int64)
    kept = travel.outlets.travel <= travel.limit[format_of_pair] + TOLERANCE
    kept &= np.repeat(wanted, lengths)
    of, point, way = format_of_pair[kept], travel.outlets.indices[kept], travel.outlets.travel[kept]
    rows, shares, ways = [of * n_demand + point], [np.ones(len(of))], [way]
    for format, servers in enumerate(stand_ins(inputs)):
        for server, portion in servers:
            mine = (of == server) & (server != format)
            rows.append(format * n_demand + point[mine].astype(np.int64))
            shares.append(np.full(int(mine.sum()), portion))
            ways.append(way[mine])
    row, share, far = np.concatenate(rows), np.concatenate(shares), np.concatenate(ways)
    n_rows, all_of_it = len(inputs.formats) * n_demand, share >= 1.0
    outlets = np.bincount(row[all_of_it], minlength=n_rows)
    nearest = np.full(n_rows, np.inf)
    np.minimum.at(nearest, row[all_of_it], far[all_of_it])
    known: dict[str, Any] = {
        "covered_before": frozen(outlets > 0),
        "outlets_before": frozen(outlets.astype(np.int32)),
        "nearest_before": frozen(nearest),
    }
    part = np.flatnonzero(~all_of_it)
    if not len(part):
        return known
    part = part[np.argsort(row[part], kind="stable")]
    most = np.where(outlets > 0, 1.0, 0.0)
    np.maximum.at(most, row[part], share[part])
    partly = Partly(frozen(row[part]), frozen(share[part]), frozen(far[part]))
    return {**known, "partly_before": partly, "share_before": frozen(most)}


def _who_is_there(inputs: Inputs, travel: TravelTimes, n_demand: int) -> dict[str, Any]:
    """Outlets of today by row, of formats with places; nothing where there is none."""
    limited = ~np.isnan([one.places for one in inputs.formats])
    if not limited.any():
        return {}
    outlet = np.repeat(np.arange(len(inputs.outlet_format)), np.diff(travel.outlets.indptr))
    format = inputs.outlet_format[outlet].astype(np.int64)
    kept = (travel.outlets.travel <= travel.limit[format] + TOLERANCE) & limited[format]
    row, outlet = format[kept] * n_demand + travel.outlets.indices[kept], outlet[kept]
    order = np.lexsort((outlet, row))
    length = np.bincount(row, minlength=len(inputs.formats) * n_demand)
    return {
        "today_indptr": frozen(np.concatenate([[0], np.cumsum(length)]).astype(np.int64)),
        "today": frozen(outlet[order].astype(np.int32)),
    }
