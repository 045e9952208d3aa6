"""How far apart two plans are: the share of the earlier one that the later one does without.

    apart(new, old) = 1 - sum of w_i over items of old that new has too / sum of w_i over items of old

Items are outlets (site and format, whichever phase), sites, or outlets weighed by what they cost; an outlet of today
that closes is an item as well. Counting what is shared with plans found before, and shrinking it, is the
hop-skip-jump way to alternatives: E. D. Brill, S.-Y. Chang and L. D. Hopkins, "Modeling to generate alternatives: the
HSJ approach and an illustration using a problem in land use planning", Management Science 28 (1982) 221-235,
DOI 10.1287/mnsc.28.3.221; of covering sites: R. L. Church and D. L. Huber, "On determining many close to optimal
configurations for single and multiple objective location problems" (1979)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.errors import RefusedError
from siting.inputs import Floats, Positions
from siting.language import tr
from siting.model import Model
from siting.program import Linear, Program

DIFFER = ("outlets", "sites", "cost")


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """item: (n_options,) which item an option belongs to; weight: (n_options,) what the item counts when this option
    opens. closes: (n_items,) items that are outlets of today: in a plan when their option is not.
    by_site: whether several options of an item may open together."""

    name: str
    item: Positions
    weight: Floats
    closes: NDArray[np.bool_]
    by_site: bool

    @property
    def n_items(self) -> int:
        """Outlets, or sites, that could be in a plan."""
        return len(self.closes)

    def uses(self, selection: Positions) -> NDArray[np.bool_]:
        """(n_items,) what a plan opens, or closes."""
        found = np.zeros(self.n_items, dtype=bool)
        found[self.item[selection]] = True
        return found ^ self.closes

    def worth(self, selection: Positions) -> Floats:
        """(n_items,) what each item counts in a plan; 0 where it is not in it."""
        found = np.zeros(self.n_items)
        np.maximum.at(found, self.item[selection], self.weight[selection])
        every = np.zeros(self.n_items)
        np.maximum.at(every, self.item, self.weight)
        return np.where(self.closes, np.where(self.uses(selection), every, 0.0), found)

    def apart(self, new: Positions, old: Positions) -> float:
        """Share of the old plan that the new one does without; 0 of a plan without items."""
        worth = self.worth(old)
        total = float(worth.sum())
        return float(worth[~self.uses(new)].sum()) / total if total > 0 else 0.0

    def written(self, program: Program, model: Model, old: Positions) -> Linear | None:
        """What a plan shares with the old one, as a share of it and as a linear form of the program's variables; None
        where the old plan has no items."""
        worth = self.worth(old)
        if worth.sum() <= 0:
            return None
        share = worth / worth.sum()
        counts = share[self.item] > 0
        if not self.by_site:
            options = np.flatnonzero(counts).astype(np.int32)
            sign = np.where(self.closes[self.item[options]], -1.0, 1.0)
            offset = float(share[self.closes].sum())
            return Linear(options, sign * share[self.item[options]], offset)
        wanted = np.zeros(model.n_sites, dtype=bool)
        wanted[model.option_site[counts & ~self.closes[self.item]]] = True
        variable = program.site_variables(model.option_site, wanted)
        sites = np.flatnonzero(wanted)
        kept = np.flatnonzero(counts & self.closes[self.item]).astype(np.int32)
        columns = np.concatenate([variable[sites], kept]).astype(np.int32)
        weight = np.concatenate([share[sites], -share[self.item[kept]]])
        return Linear(columns, weight, float(share[self.closes].sum()))


def measure(model: Model, differ: str) -> Measure:
    """The measure of that name. Raises RefusedError where nothing of what is compared is there."""
    keep = model.option_keep
    if differ == "sites":
        item, closes = model.option_site.astype(np.int32), np.zeros(model.n_sites, dtype=bool)
        closes[model.option_site[keep]] = True
        return Measure(differ, item, np.ones(model.n_options), closes, by_site=True)
    item = np.unique(model.option_pair, return_inverse=True)[1].astype(np.int32).ravel()
    closes = np.zeros(int(item.max(initial=-1)) + 1, dtype=bool)
    closes[item[keep]] = True
    if differ == "cost" and not (model.cost > 0).any():
        raise RefusedError(tr("no outlet costs anything, so plans cannot differ by cost"))
    weight = model.cost if differ == "cost" else np.ones(model.n_options)
    return Measure(differ, item, weight, closes, by_site=False)


def first_option(one: Measure) -> Positions:
    """(n_items,) an option of each item, -1 where it has none: says which site and format an item is."""
    found = np.full(one.n_items, -1, dtype=np.int32)
    found[one.item[::-1]] = np.arange(len(one.item), dtype=np.int32)[::-1]
    return found


def row_of(linear: Linear, width: int) -> csr_matrix:
    """A linear form as a row of a program."""
    place = np.zeros(len(linear.variables), dtype=np.int32)
    return csr_matrix((linear.coefficients, (place, linear.variables)), shape=(1, width))
