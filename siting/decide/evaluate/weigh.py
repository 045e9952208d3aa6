"""Every single change of a plan weighed: one option opened, closed, or exchanged for another.

1. Changes that cost nothing more come first, the one that gains most ahead, the one that saves most among equals.
2. Then those that cost more, by what they gain for a unit of money.
3. A change helps where the value gets better, or stays as it is while money is saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.decide.evaluate.gains import Standing, brings, stand, to_close, to_open, together
from siting.decide.room import Room, room_of
from siting.inputs import Floats, Positions
from siting.model import Model, limited_rows
from siting.objectives._required import Requiring

MOST_OF_ONE = 60
"""Exchanges kept for each option that closes, of either sort."""
LEAST = 1e-9
NONE = -1
"""No option: nothing closes, or nothing opens."""


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Single changes that look as if they help, best first. out, into: options, NONE where nothing closes or opens.

    gain: how much better the value gets, exact: whether that is certain; money: more that it costs.
    count: changes weighed in all."""

    out: Positions
    into: Positions
    gain: Floats
    money: Floats
    exact: NDArray[np.bool_]
    count: int

    def __len__(self) -> int:
        return len(self.out)


def key(gain: float, money: float) -> tuple[int, float, float]:
    """RULES 1, 2: smaller is better."""
    return (0, -gain, money) if money <= 0 else (1, -gain / money, money)


def helps(gain: float, money: float, least: float) -> bool:
    """RULE 3. least: what counts as a gain."""
    return gain > least or (gain >= -least and money < 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Books:
    """What weighing needs to know of a plan. is_open: (n_options,); open_at: (n_sites,) how many options stand at each
    site. lost: (n_open,); added: (n_options,); extra: (n_open, n_options).

    spare: weight that may be lost, of an objective of money; None of all others."""

    model: Model
    selection: Positions
    room: Room
    is_open: NDArray[np.bool_]
    open_at: NDArray[np.int64]
    added: Floats
    lost: Floats
    extra: csr_matrix
    exact: NDArray[np.bool_]
    spare: float | None


def weigh(model: Model, selection: Positions, value: float) -> Weighed:
    """Every single change that the rules leave room for, as far as they are limits, and that looks as if it helps."""
    books, least = _books(model, selection), LEAST * max(1.0, abs(value))
    parts = list(_parts(books, least))
    out, into, gain, money = (np.concatenate(column) for column in zip(*parts, strict=True))
    costs = money > 0
    ratio = np.divide(gain, money, out=gain.copy(), where=costs)
    order = np.lexsort((into, out, money, -ratio, costs))
    exact = np.ones(len(out), dtype=bool)
    for one in (out, into):
        exact &= books.exact[one] | (one == NONE)
    count = len(selection) + int((~books.is_open).sum()) * (len(selection) + 1)
    return Weighed(out[order], into[order], gain[order], money[order], exact[order], count)


def _books(model: Model, selection: Positions) -> _Books:
    found = brings(model)
    standing: Standing = stand(model, found.gain, selection)
    added, lost = to_open(model, found.gain, standing), to_close(standing)
    added, lost = (
        _capped(model, added),
        np.minimum(lost, _capped(model, np.full(model.n_options, np.inf))[selection]),
    )
    exact = np.full(model.n_options, found.exact)
    if not found.exact and getattr(model.objective, "most_weight", None) is not None:
        exact = ~_touching(model, limited_rows(model))
    is_open = np.zeros(model.n_options, dtype=bool)
    is_open[selection] = True
    return _Books(
        model,
        selection,
        room_of(model),
        is_open,
        np.bincount(model.option_site[selection], minlength=model.n_sites),
        added,
        lost,
        together(model, found.gain, standing),
        exact,
        _spare(model, standing),
    )


def _capped(model: Model, gain: Floats) -> Floats:
    """An outlet with places serves no more than these, each counting as the dearest of all its people."""
    people = model.row_people if len(model.row_people) else model.weight
    each = np.divide(model.weight, people, out=np.zeros(model.n_rows), where=people > 0)
    dearest = np.zeros(model.n_options)
    np.maximum.at(dearest, model.indices, np.repeat(each, np.diff(model.indptr)))
    most = np.where(np.isnan(model.option_capacity), np.inf, model.option_capacity * dearest)
    return np.minimum(gain, most)


def _touching(model: Model, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    found = np.zeros(model.n_options, dtype=bool)
    found[model.indices[np.repeat(rows, np.diff(model.indptr))]] = True
    return found


def _spare(model: Model, standing: Standing) -> float | None:
    """Weight covered beyond what an objective of money requires."""
    if not isinstance(model.objective, Requiring):
        return None
    required = model.objective.requirement(model)
    return float(standing.best.sum() - required.weight.sum()) + LEAST * float(required.weight.sum())


def _parts(books: _Books, least: float) -> Iterator[tuple[Positions, Positions, Floats, Floats]]:
    """Options closed, opened, gains and money of changes that help: openings, closings, exchanges."""
    nothing, selection = np.zeros(0, dtype=np.int32), books.selection
    yield nothing, nothing, np.zeros(0), np.zeros(0)
    yield _best(books, NONE, 0.0, books.added, _fits(books, selection), least)
    saved = np.array([_saved(books, int(out)) for out in books.selection])
    ones = np.full(len(books.selection), NONE, dtype=np.int32)
    yield _helping(books, books.selection, ones, -books.lost, -saved, least)
    for place, out in enumerate(books.selection.tolist()):
        change = books.added - books.lost[place]
        mine = slice(books.extra.indptr[place], books.extra.indptr[place + 1])
        change[books.extra.indices[mine]] += books.extra.data[mine]
        yield _best(books, out, saved[place], change, _fits(books, np.delete(selection, place)), least)


def _fits(books: _Books, left: Positions) -> NDArray[np.bool_]:
    """(n_options,) what may open beside what is left, as far as rules are limits."""
    return books.room.fits(left) & ~books.is_open


def _saved(books: _Books, out: int) -> float:
    model, site = books.model, books.model.option_site[out]
    return float(model.cost[out] + (model.site_cost[site] if books.open_at[site] == 1 else 0.0))


def _best(
    books: _Books, out: int, saved: float, change: Floats, fits: NDArray[np.bool_], least: float
) -> tuple[Positions, Positions, Floats, Floats]:
    """The changes that close `out`, the best few of either sort."""
    model, site = books.model, books.model.option_site
    here = books.open_at[site] - (site == site[out] if out != NONE else 0)
    into = np.flatnonzero(fits).astype(np.int32)
    price = model.cost[into] + np.where(here[into] > 0, 0.0, model.site_cost[site[into]]) - saved
    found = _helping(books, np.full(len(into), out, dtype=np.int32), into, change[into], price, least)
    few = MOST_OF_ONE if out != NONE else len(into)
    costs = found[3] > 0
    worth = np.divide(found[2], found[3], out=found[2].copy(), where=costs)
    kept = [_top(np.flatnonzero(costs == sort), worth, found[3], few) for sort in (False, True)]
    chosen = np.concatenate(kept)
    return found[0][chosen], found[1][chosen], found[2][chosen], found[3][chosen]


def _top(rows: NDArray[np.int64], worth: Floats, money: Floats, few: int) -> NDArray[np.int64]:
    return rows[np.lexsort((money[rows], -worth[rows]))[:few]]


def _helping(
    books: _Books, out: Positions, into: Positions, change: Floats, money: Floats, least: float
) -> tuple[Positions, Positions, Floats, Floats]:
    """RULE 3. Of an objective of money, less money is the gain, as long as enough stays covered."""
    money = np.where(np.abs(money) <= LEAST, 0.0, money)
    if books.spare is None:
        good = (change > least) | ((change >= -least) & (money < 0))
        gain = np.where(np.abs(change) <= least, 0.0, change)
    else:
        good, gain = (change >= -books.spare) & (money < 0), -money
    return out[good], into[good], gain[good], money[good]
