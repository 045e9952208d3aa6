"""Program: the mixed-integer form of a model in arrays, written once and handed to every backend.

    max or min  objective @ v + offset     s.t.  row_lower <= matrix @ v <= row_upper,  lower <= v <= upper

The first n_options variables are the options, binary; an objective may add more (z for rows). Objectives and
rules write into a `Program`; `assemble` turns it into the `Arrays` that backends read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, vstack

from siting.inputs import Floats, Positions, frozen

CONTINUOUS, INTEGER, IMPLIED = 0, 1, 2
# The HiGHS of SciPy 1.17 and OR-Tools 9.15 proves wrong optima where entries reach 1e10.
LARGEST_ENTRY = 2.0**24


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """A mixed-integer program as arrays, read-only.

    objective, lower, upper, kind: (n_variables,). kind: CONTINUOUS, INTEGER, or IMPLIED = continuous, yet integral
    in some optimum whenever the INTEGER ones are (a solver without continuous variables may take it as integer).
    matrix: CSR (n_rows, n_variables); row_lower, row_upper: (n_rows,), infinite where a side is open."""

    objective: Floats
    lower: Floats
    upper: Floats
    kind: NDArray[np.int8]
    matrix: csr_matrix
    row_lower: Floats
    row_upper: Floats
    maximise: bool
    offset: float

    @property
    def n_variables(self) -> int:
        """Options and what the objective added."""
        return len(self.objective)

    @property
    def n_rows(self) -> int:
        """Constraints."""
        return len(self.row_lower)


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """sum of coefficients times variables, and an offset."""

    variables: Positions
    coefficients: Floats
    offset: float


class Program:
    """Collects variables and rows; starts with n_options binary variables and nothing to optimise."""

    def __init__(self, n_options: int, maximise: bool) -> None:
        self.n_options = n_options
        self.n_variables = n_options
        self.maximise = maximise
        self.offset = 0.0
        self._objective = [np.zeros(n_options)]
        self._lower = [np.zeros(n_options)]
        self._upper = [np.ones(n_options)]
        self._kind = [np.full(n_options, INTEGER, dtype=np.int8)]
        self._rewards: list[tuple[Positions, Floats]] = []
        self._rows: list[tuple[csr_matrix, Floats, Floats]] = []
        self._shared: dict[str, Positions] = {}

    def reward_options(self, coefficients: ArrayLike) -> None:
        """Adds (n_options,) coefficients to the objective of the options."""
        self._objective[0] = self._objective[0] + np.asarray(coefficients, dtype=np.float64)

    def reward(self, variables: Positions, coefficients: Floats) -> None:
        """Adds coefficients to the objective of variables that are there already."""
        self._rewards.append((variables, coefficients))

    def captured(self, write: Callable[[], None]) -> Linear:
        """What `write` adds to the objective, taken out of it again; its variables and rows stay."""
        before, rewards, offset = self._objective, self._rewards, self.offset
        self._objective, self._rewards, self.offset = [np.zeros(len(part)) for part in before], [], 0.0
        write()
        whole = self._whole_objective()
        found = np.flatnonzero(whole).astype(np.int32)
        linear = Linear(found, whole[found], self.offset)
        added = [np.zeros(len(part)) for part in self._objective[len(before) :]]
        self._objective, self._rewards, self.offset = [*before, *added], rewards, offset
        return linear

    def scale_objective(self, factor: float) -> None:
        """Multiplies what has been written of the objective so far."""
        self.offset *= factor
        self._objective = [part * factor for part in self._objective]
        self._rewards = [(variables, part * factor) for variables, part in self._rewards]

    def add_variables(
        self, objective: ArrayLike, lower: float, upper: float, kind: int = CONTINUOUS
    ) -> Positions:
        """Adds one variable for each objective coefficient; returns their positions."""
        coefficients = np.asarray(objective, dtype=np.float64)
        count, first = len(coefficients), self.n_variables
        self._objective.append(coefficients)
        self._lower.append(np.full(count, lower))
        self._upper.append(np.full(count, upper))
        self._kind.append(np.full(count, kind, dtype=np.int8))
        self.n_variables += count
        return np.arange(first, first + count, dtype=np.int32)

    def site_variables(self, option_site: Positions, wanted: NDArray[np.bool_]) -> Positions:
        """(n_sites,) position of a variable that is 1 as soon as any option of the site opens, -1 for sites not wanted
        or without options. Made at the first call and the same for all who want the same sites.

        The only option of a site is its own variable; where there are several, y_s >= x_k for each of them. y is
        continuous: with binary x nothing but 0 or 1 is of use."""
        return self.shared(f"sites {wanted.tobytes()!r}", lambda: self._site_variables(option_site, wanted))

    def shared(self, name: str, make: Callable[[], Positions]) -> Positions:
        """Variables that rules and the objective share under a name: made at the first call, the same ever after."""
        if name not in self._shared:
            self._shared[name] = make()
        return self._shared[name]

    def _site_variables(self, option_site: Positions, wanted: NDArray[np.bool_]) -> Positions:
        options = np.bincount(option_site, minlength=len(wanted))
        found = np.full(len(wanted), -1, dtype=np.int32)
        found[option_site] = np.arange(len(option_site), dtype=np.int32)
        found[~wanted] = -1
        several = np.flatnonzero(wanted & (options > 1))
        found[several] = self.add_variables(np.zeros(len(several)), 0.0, 1.0, IMPLIED)
        members = np.flatnonzero(wanted[option_site] & (options[option_site] > 1))
        self._opens_with(members, found[option_site[members]])
        return found

    def _opens_with(self, options: NDArray[np.int64], sites: Positions) -> None:
        """x_k - y_s <= 0 for each pair of an option and its site's variable."""
        row = np.arange(len(options))
        entries = np.concatenate([np.ones(len(row)), -np.ones(len(row))])
        places = (np.concatenate([row, row]), np.concatenate([options, sites]))
        self.add_rows(csr_matrix((entries, places), shape=(len(row), self.n_variables)), -np.inf, 0.0)

    def add_rows(self, matrix: csr_matrix, lower: ArrayLike, upper: ArrayLike) -> None:
        """Adds lower <= matrix @ v <= upper. matrix: CSR whose columns are variables from the first on; it may
        have fewer columns than there are variables. lower, upper: one number, or one for each row. A row without
        entries is left out where 0 lies between its bounds, since some solvers stumble over it; a row with an entry
        beyond LARGEST_ENTRY is divided by a power of two."""
        if matrix.shape[1] > self.n_variables:
            raise ValueError(
                f"row with {matrix.shape[1]} columns in a program of {self.n_variables} variables"
            )
        count = matrix.shape[0]
        low, high = (np.broadcast_to(np.asarray(side, dtype=np.float64), count) for side in (lower, upper))
        kept = (np.diff(matrix.indptr) > 0) | (low > 0) | (high < 0)
        rows = csr_matrix(matrix, dtype=np.float64)[kept]
        scale = divided(rows)
        rows.data *= np.repeat(scale, np.diff(rows.indptr))
        self._rows.append((rows, low[kept] * scale, high[kept] * scale))

    def fix(self, opened: Positions, closed: Positions) -> None:
        """Settles options for good."""
        self._lower[0] = self._lower[0].copy()
        self._lower[0][opened] = 1.0
        self._upper[0] = self._upper[0].copy()
        self._upper[0][closed] = 0.0

    def forbid(self, selection: Positions) -> None:
        """Rules out exactly this set of options, by  sum_in (1 - x) + sum_out x >= 1."""
        signs = np.ones((1, self.n_options))
        signs[0, selection] = -1.0
        self.add_rows(csr_matrix(signs), 1.0 - len(selection), np.inf)

    def assemble(self) -> Arrays:
        """Everything collected so far, as arrays."""
        blocks = [_widened(matrix, self.n_variables) for matrix, _, _ in self._rows]
        none = np.zeros(0)
        return Arrays(
            objective=frozen(self._whole_objective()),
            lower=frozen(np.concatenate(self._lower)),
            upper=frozen(np.concatenate(self._upper)),
            kind=frozen(np.concatenate(self._kind)),
            matrix=vstack(blocks, format="csr") if blocks else csr_matrix((0, self.n_variables)),
            row_lower=frozen(np.concatenate([none, *(lower for _, lower, _ in self._rows)])),
            row_upper=frozen(np.concatenate([none, *(upper for _, _, upper in self._rows)])),
            maximise=self.maximise,
            offset=self.offset,
        )

    def _whole_objective(self) -> Floats:
        """(n_variables,) what has been written so far, added up."""
        objective: Floats = np.concatenate(self._objective)
        for variables, coefficients in self._rewards:
            np.add.at(objective, variables, coefficients)
        return objective


def divided(rows: csr_matrix) -> Floats:
    """(n_rows,) powers of two that bring every entry to LARGEST_ENTRY or below; the numbers keep all their digits."""
    largest = np.full(rows.shape[0], LARGEST_ENTRY)
    np.maximum.at(largest, np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), np.abs(rows.data))
    return 2.0 ** -np.ceil(np.log2(largest / LARGEST_ENTRY))


def _widened(matrix: csr_matrix, n_columns: int) -> csr_matrix:
    return csr_matrix((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], n_columns))
