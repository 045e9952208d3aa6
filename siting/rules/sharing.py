"""Which formats may share a site: those of one group, or all but some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from scipy.sparse import csr_matrix

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import IMPLIED, Program
from siting.rules._conflicts import Nodes, at_most_one, cliques, nodes
from siting.rules._filters import PlaceSettings, positions
from siting.rules._scope import Scope, bind_scope

ABOUT = mark("which formats may share a site, and which may not")
Several = Annotated[list[str], Field(min_length=2)]
Some = Annotated[list[str], Field(min_length=1)]


class Settings(PlaceSettings):
    """Keys of the rule `sharing`: compatible, incompatible or both."""

    compatible: list[Some] | None = Field(
        None,
        min_length=1,
        description=mark(
            "groups of formats; what opens at a site lies within one group, a format of none is alone"
        ),
    )
    incompatible: list[Several] | None = Field(
        None, min_length=1, description=mark("sets of formats, no two of which open at the same site")
    )

    @model_validator(mode="after")
    def _something_to_say(self) -> Settings:
        if self.compatible is None and self.incompatible is None:
            raise ValueError(tr("needs compatible, incompatible or both"))
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Sharing:
    """The formats that open at a site, in whatever phases, lie within one group, and no two of them in one set apart.

    groups: (n_groups, n_formats), with a group of its own for a format that is in none; None where only sets apart are
    given. apart: (n_formats, n_formats) pairs that may not meet, those that no group has both of included. pairwise:
    whether they say all that groups say."""

    groups: NDArray[np.bool_] | None
    sets: tuple[Positions, ...]
    apart: NDArray[np.bool_]
    pairwise: bool
    scope: Scope

    def write(self, model: Model, program: object) -> None:
        """At most one of each set of formats no two of which may meet; where pairs do not say all, also

        x_k <= sum of w_g over the groups g of its format;   sum of w_g <= 1

        for each site, w_g continuous: they are positive only for groups that have all of the site's formats."""
        target, packing = cast(Program, program), self._pairwise(model)
        target.add_rows(packing.matrix, -np.inf, packing.limit)
        if self.groups is not None and not self.pairwise:
            _write_groups(model, target, np.flatnonzero(self.scope.opens(model)), self.groups)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Sites whose formats may not meet, and the formats."""
        mine = selection[self.scope.opens(model)[selection]]
        found, ids = [], self.scope.labels.format_ids
        for site in np.unique(model.option_site[mine]).tolist():
            formats = np.unique(model.option_format[mine[model.option_site[mine] == site]])
            whole = self.groups is None or bool(self.groups[:, formats].all(axis=1).any())
            apart = any(len(np.intersect1d(formats, each)) > 1 for each in self.sets)
            if not whole or apart:
                names = ", ".join(ids[format] for format in formats.tolist())
                found.append(
                    tr(
                        "{rule}: {formats} may not share a site",
                        rule=self.scope.at_site(int(site)),
                        formats=names,
                    )
                )
        return found

    def packing(self, model: Model) -> Packing | None:
        """The rule exactly, where it is said by pairs of formats; else None."""
        return self._pairwise(model) if self.pairwise else None

    def implied(self, model: Model) -> Packing:
        """What pairs of formats say, which is not all where three may meet two by two only."""
        return self._pairwise(model)

    def _pairwise(self, model: Model) -> Packing:
        """At most one outlet of each set of formats of a site no two of which may meet."""
        known = nodes(model)
        inside = np.zeros(known.n, dtype=bool)
        inside[known.of_option[self.scope.opens(model)]] = True
        sets = list(_sets_of(known, np.flatnonzero(inside), self.apart))
        ids = self.scope.labels.format_ids
        formats = [", ".join(ids[format] for format in known.format[each].tolist()) for each in sets]
        places = [self.scope.at_site(int(known.site[each[0]])) for each in sets]
        names = tuple(place + tr(", ") + listed for place, listed in zip(places, formats, strict=True))
        return Packing(at_most_one(model, known, sets), np.ones(len(sets)), names)


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> Sharing:
    """The rule for a model with these labels; unknown ids are added to problems."""
    place = place or Place()
    scope = bind_scope(tr("sharing"), settings, labels, problems, place)
    groups = _sets(settings.compatible, labels, problems, place)
    sets = _sets(settings.incompatible, labels, problems, place)
    n_formats = len(labels.format_ids)
    apart = np.zeros((n_formats, n_formats), dtype=bool)
    table = None
    if settings.compatible is not None:
        table = np.zeros((len(groups), n_formats), dtype=bool)
        for number, group in enumerate(groups):
            table[number, group] = True
        table = np.vstack([table, np.eye(n_formats, dtype=bool)[~table.any(axis=0)]])
        apart = ~(table.T @ table)
    for each in sets:
        apart[np.ix_(each, each)] = True
    np.fill_diagonal(apart, False)
    return Sharing(table, tuple(sets), apart, _is_pairwise(table), scope)


def _is_pairwise(groups: NDArray[np.bool_] | None) -> bool:
    """Whether formats every two of which share a group always share one: so it is when any three groups' common
    formats, taken two by two, lie within one group (Gilmore; Berge, Hypergraphs, 1989, ch. 1)."""
    if groups is None:
        return True
    for one, two, three in combinations(groups[groups.sum(axis=1) > 1], 3):
        core = (one & two) | (two & three) | (one & three)
        if not (groups >= core).all(axis=1).any():
            return False
    return True


def _sets(
    given: Sequence[list[str]] | None, labels: Labels, problems: Problems, place: Place
) -> list[Positions]:
    found = [positions("format", names, labels.format_ids, problems, place) for names in given or ()]
    return [each for each in found if each is not None]


def _sets_of(known: Nodes, inside: NDArray[np.int64], apart: NDArray[np.bool_]) -> list[list[int]]:
    """Sets of nodes of a site that may not meet; worked out once for all sites with the same formats."""
    found: list[list[int]] = []
    seen: dict[bytes, list[list[int]]] = {}
    start = np.unique(known.site[inside], return_index=True)[1]
    for here in np.split(inside, start[1:]):
        formats = known.format[here]
        key = formats.tobytes()
        if key not in seen:
            seen[key] = cliques(len(here), np.argwhere(np.triu(apart[np.ix_(formats, formats)])))
        found += [[int(here[spot]) for spot in each] for each in seen[key]]
    return found


def _write_groups(
    model: Model, program: Program, options: NDArray[np.int64], groups: NDArray[np.bool_]
) -> None:
    """The rows of `write` that choose a group for each site."""
    sites, row = np.unique(model.option_site[options], return_inverse=True)
    n_groups = len(groups)
    chosen = program.add_variables(np.zeros(len(sites) * n_groups), 0.0, 1.0, IMPLIED).reshape(-1, n_groups)
    option, group = np.nonzero(groups[:, model.option_format[options]].T)
    rows = np.concatenate([np.arange(len(options)), option])
    columns = np.concatenate([options, chosen[row[option], group]])
    signs = np.concatenate([np.ones(len(options)), -np.ones(len(option))])
    shape = (len(options), program.n_variables)
    program.add_rows(csr_matrix((signs, (rows, columns)), shape), -np.inf, 0.0)
    places = (np.repeat(np.arange(len(sites)), n_groups), chosen.ravel())
    one = csr_matrix((np.ones(chosen.size), places), (len(sites), program.n_variables))
    program.add_rows(one, -np.inf, 1.0)
