"""Which options a rule speaks of: filters by format and circle, and a limit for each format, circle, site or kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from siting.errors import Place, Problems
from siting.inputs import Positions, frozen
from siting.language import mark, tr
from siting.model import Labels, Model
from siting.parts import suggestion
from siting.scenario.schema import Strict

Each = Literal["none", "format", "circle", "site", "kind"]


class ScopeSettings(Strict):
    """The keys every rule on options shares."""

    formats: list[str] | None = Field(None, min_length=1, description=mark("only outlets of these formats"))
    circles: list[str] | None = Field(None, min_length=1, description=mark("only outlets in these circles"))
    each: Each = Field(
        "none", description=mark("a limit of its own for each format, circle, site or kind of site")
    )


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Sets of options, a limit each. members: CSR (n_groups, n_options) of ones; labels: a plain name each."""

    members: csr_matrix
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A scope bound to positions. formats, circles: positions, or None for no filter."""

    name: str
    formats: Positions | None
    circles: Positions | None
    each: Each
    labels: Labels

    def groups(self, model: Model) -> Groups:
        """One group, or one for each format, circle, site or kind. A format or circle within the scope that has
        no option keeps an empty group, so that a least number asked of it is known to be missed."""
        inside = _within(model.option_format, self.formats) & _within(model.option_circle, self.circles)
        chosen = np.flatnonzero(inside).astype(np.int32)
        if self.each == "none":
            return _grouped(np.zeros(len(chosen), dtype=np.int32), chosen, [0], [self.name], model.n_options)
        key, ids, within = self._keys(model)
        chosen = chosen[key[chosen] >= 0]
        wanted = np.unique(key[chosen]) if within is None else within
        names = [f"{self.name}, {self._one(ids[position])}" for position in wanted]
        return _grouped(key[chosen], chosen, wanted, names, model.n_options)

    def _keys(self, model: Model) -> tuple[Positions, Sequence[str], Iterable[int] | None]:
        """Each option's key, the keys' ids, and the keys wanted (None = those that occur)."""
        labels = self.labels
        if self.each == "format":
            return model.option_format, labels.format_ids, _wanted(self.formats, labels.format_ids)
        if self.each == "circle":
            return model.option_circle, labels.circle_ids, _wanted(self.circles, labels.circle_ids)
        if self.each == "site":
            return model.option_site, labels.site_ids, None
        return model.option_kind, labels.kinds, None

    def _one(self, identity: str) -> str:
        if self.each == "format":
            return tr("format '{id}'", id=identity)
        if self.each == "circle":
            return tr("circle '{id}'", id=identity)
        if self.each == "site":
            return tr("site '{id}'", id=identity)
        return tr("kind of site '{id}'", id=identity)


def bind_scope(rule: str, settings: ScopeSettings, labels: Labels, problems: Problems, place: Place) -> Scope:
    """The scope in positions. Ids that do not exist become problems, each with the nearest known id."""
    formats = _positions(mark("format"), settings.formats, labels.format_ids, problems, place)
    circles = _positions(mark("circle"), settings.circles, labels.circle_ids, problems, place)
    if settings.each == "circle" and not labels.circle_ids:
        problems.error(place, tr("each: circle, but the scenario has no circles"))
    words = [rule]
    words += [tr("formats {ids}", ids=_listed(settings.formats))] if settings.formats else []
    words += [tr("circles {ids}", ids=_listed(settings.circles))] if settings.circles else []
    return Scope(", ".join(words), formats, circles, settings.each, labels)


def _positions(
    kind: str, ids: list[str] | None, known: tuple[str, ...], problems: Problems, place: Place
) -> Positions | None:
    if ids is None:
        return None
    for name in ids:
        if name not in known:
            message = tr("unknown {kind} '{name}'", kind=tr(kind), name=name)
            problems.error(place, message, suggestion(name, known))
    positions = sorted({known.index(name) for name in ids if name in known})
    found: Positions = frozen(np.array(positions, dtype=np.int32))
    return found


def _listed(ids: list[str], most: int = 3) -> str:
    shown = ", ".join(f"'{name}'" for name in ids[:most])
    return shown if len(ids) <= most else tr("{ids} and {count} more", ids=shown, count=len(ids) - most)


def _within(positions: Positions, wanted: Positions | None) -> NDArray[np.bool_]:
    return np.ones(len(positions), dtype=bool) if wanted is None else np.isin(positions, wanted)


def _wanted(filtered: Positions | None, ids: Sequence[str]) -> Iterable[int]:
    return range(len(ids)) if filtered is None else filtered.tolist()


def _grouped(
    key: Positions, options: Positions, wanted: Iterable[int], names: list[str], n_options: int
) -> Groups:
    row = np.searchsorted(np.array(list(wanted), dtype=np.int64), key)
    ones = np.ones(len(options))
    return Groups(csr_matrix((ones, (row, options)), shape=(len(names), n_options)), tuple(names))
