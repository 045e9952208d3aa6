"""Which options a rule speaks of: filters by format, circle, district, source of money, phase, site and kind of site,
and a limit for each of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import tr
from siting.model import Labels, Model
from siting.rules._filters import (
    ALWAYS,
    FILTERS,
    NAMES,
    Each,
    PlaceSettings,
    ScopeSettings,
    check_each,
    listed,
    positions,
)

HOLE = "\0"


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Sets of options, and of sites that are paid for from the same limit; a limit and a plain name each.

    members: CSR (n_groups, n_options) of ones; sites: CSR (n_groups, n_sites) of ones.
    paying: (n_groups, n_phases) a group pays for a site that first opens in this phase; None = in every phase."""

    members: csr_matrix
    sites: csr_matrix
    labels: tuple[str, ...]
    paying: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A scope bound to positions. formats to sites: positions, or None for no filter."""

    name: str
    formats: Positions | None
    circles: Positions | None
    districts: Positions | None
    sources: Positions | None
    phases: Positions | None
    kinds: Positions | None
    sites: Positions | None
    each: Each
    labels: Labels

    def groups(self, model: Model, with_sites: bool = False, with_kept: bool = False) -> Groups:
        """One group, or one for each format, circle, district, source, phase, site or kind.

        1. An option belongs to a group when it passes every filter; one without a circle, district or source has
           no group of that sort.
        2. with_sites: a site with a cost of its own belongs to the group that its place and its own source say,
           whatever opens there; to none where formats are told apart, since it belongs to none of them. Where phases
           are, it is paid for in the phase in which anything opens there first.
        3. A format, circle, district, source or phase within the scope that has no option keeps an empty group, and so
           do sites and kinds that are named, so that a least number asked of it is known to be missed.
        4. An option that keeps an outlet of today is no new outlet; with_kept asks for such options too."""
        source_of_site = model.site_source[model.option_site]
        key, key_of_site = self._key(model, model.option_source), self._key(model, source_of_site)
        asked = self.holds(model) if with_kept else self.opens(model)
        options = np.flatnonzero(asked & (key >= 0))
        paid = self._inside(model, source_of_site) & (model.site_cost[model.option_site] > 0)
        payers = np.flatnonzero(paid & (key_of_site >= 0))
        if not with_sites or self.formats is not None or self.each == "format":
            payers = payers[:0]
        key, key_of_site = key[options], key_of_site[payers]
        wanted = self._wanted(np.concatenate([key, key_of_site]))
        sites = _members(key_of_site, model.option_site[payers], wanted, model.n_sites)
        if self.each == "phase":
            everywhere = _members(
                np.zeros_like(payers), model.option_site[payers], np.zeros(1, int), model.n_sites
            )
            sites = vstack([everywhere] * len(wanted), format="csr")
        return Groups(
            members=_members(key, options, wanted, model.n_options),
            sites=sites,
            labels=self._names(wanted),
            paying=self._paying(wanted) if sites.nnz else None,
        )

    def holds(self, model: Model) -> NDArray[np.bool_]:
        """(n_options,) whether an option passes every filter."""
        inside = self._inside(model, model.option_source) & _within(model.option_format, self.formats)
        return inside & _within(model.option_phase, self.phases)

    def opens(self, model: Model) -> NDArray[np.bool_]:
        """(n_options,) the new outlets among them: not what keeps an outlet of today."""
        return self.holds(model) & ~model.option_keep

    def at_site(self, site: int) -> str:
        """A plain name for what the scope says of one site."""
        return tr(", ").join([self.name, tr(NAMES["site"][1], id=self.labels.site_ids[site])])

    def _inside(self, model: Model, source: Positions) -> NDArray[np.bool_]:
        """(n_options,) whether place and source pass the filters."""
        inside = _within(model.option_circle, self.circles) & _within(model.option_district, self.districts)
        inside &= _within(model.option_kind, self.kinds) & _within(model.option_site, self.sites)
        return inside & _within(source, self.sources)

    def _paying(self, wanted: Positions) -> NDArray[np.bool_] | None:
        """RULE 2, by phase."""
        n_phases = len(self.labels.phases)
        if self.each == "phase":
            return np.equal.outer(wanted, np.arange(n_phases))
        within = _within(np.arange(n_phases, dtype=np.int32), self.phases)
        return None if within.all() else np.tile(within, (len(wanted), 1))

    def _key(self, model: Model, source: Positions) -> Positions:
        """(n_options,) the position of what `each` asks for, -1 where an option has none."""
        if self.each == "source":
            return source
        if self.each == "none":
            return np.zeros(model.n_options, dtype=np.int32)
        key: Positions = getattr(model, f"option_{self.each}")
        return key

    def _wanted(self, found: Positions) -> Positions:
        """RULE 3: keys that get a group, ascending. found: those of options and sites in the scope."""
        if self.each == "none":
            return np.zeros(1, dtype=np.int32)
        filtered: Positions | None = getattr(self, f"{self.each}s")
        if filtered is None and self.each not in ALWAYS:
            return np.unique(found)
        known = getattr(self.labels, NAMES[self.each][0])
        return np.arange(len(known), dtype=np.int32) if filtered is None else filtered

    def _names(self, wanted: Positions) -> tuple[str, ...]:
        """A plain name for each group."""
        if self.each == "none":
            return (self.name,)
        known, text = NAMES[self.each]
        ids = getattr(self.labels, known)
        # Said once: there may be a group for each of many sites.
        named = tr(", ").join([self.name, tr(text, id=HOLE)])
        return tuple(named.replace(HOLE, ids[number]) for number in wanted.tolist())


def bind_scope(
    rule: str,
    settings: PlaceSettings,
    labels: Labels,
    problems: Problems,
    place: Place,
    unsaid: tuple[str, ...] = (),
) -> Scope:
    """The scope in positions. Ids that do not exist become problems, each with the nearest known id.

    unsaid: filters that the scope's name leaves out, since each of its limits names what it is for."""
    said: dict[str, list[str] | None] = {kind: getattr(settings, f"{kind}s", None) for kind in FILTERS}
    found = {
        f"{kind}s": positions(kind, ids, getattr(labels, NAMES[kind][0]), problems, place)
        for kind, ids in said.items()
    }
    words = [
        rule,
        *(tr(FILTERS[kind], ids=listed(ids)) for kind, ids in said.items() if ids and kind not in unsaid),
    ]
    each = settings.each if isinstance(settings, ScopeSettings) else "none"
    check_each(each, labels, problems, place)
    return Scope(tr(", ").join(words), **found, each=each, labels=labels)


def _within(positions: Positions, wanted: Positions | None) -> NDArray[np.bool_]:
    return np.ones(len(positions), dtype=bool) if wanted is None else np.isin(positions, wanted)


def _members(key: Positions, columns: NDArray[Any], wanted: Positions, n_columns: int) -> csr_matrix:
    """CSR of ones: each column in the row of its key, however often it comes. Keys not wanted have no row."""
    rows = np.searchsorted(wanted, key)
    known = np.append(wanted, -1)[rows] == key
    ones = np.ones(int(known.sum()))
    found = csr_matrix((ones, (rows[known], columns[known])), shape=(len(wanted), n_columns))
    found.data[:] = 1.0
    return found
