"""Which terms cannot hold together: minimal sets, found by leaving terms out and solving again.

U. Junker, "QuickXplain: preferred explanations and relaxations for over-constrained problems", AAAI 2004, 167-172."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from siting.model import Model
from siting.remedies.possible import Clock, possible
from siting.remedies.terms import Term, asking


@dataclass(frozen=True, slots=True, eq=False)
class Conflict:
    """terms: no selection obeys them together. minimal: any of them left out, some selection obeys the others."""

    terms: tuple[Term, ...]
    minimal: bool


class _Search:
    def __init__(self, question: Model, clock: Clock) -> None:
        self.question, self.clock, self.minimal = question, clock, True

    def fails(self, terms: Sequence[Term]) -> bool:
        """Whether it is proven that the terms do not hold together. What is not known counts as no."""
        verdict = possible(asking(self.question, terms), self.clock)
        self.minimal &= verdict.holds is not None
        return verdict.holds is False

    def within(self, kept: list[Term], grown: bool, rest: list[Term]) -> list[Term]:
        """A minimal part of `rest` that fails together with `kept`. grown: whether kept was just added to."""
        if grown and self.fails(kept):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        later = self.within(kept + first, True, second)
        earlier = self.within(kept + later, bool(later), first)
        return earlier + later


def conflicts(
    question: Model, terms: Sequence[Term], clock: Clock, known: bool = False, most: int = 4
) -> list[Conflict]:
    """Minimal sets of terms that fail: none shares a term with another, and what is left of the terms holds. known:
    whether all the terms are proven to fail already.

    Terms are tried in the order of `Term.rank`, so that of several sets the one of money and counts is found. What
    is no choice (that an outlet opens once) holds throughout, and is no cause."""
    found: list[Conflict] = []
    given = [term for term in terms if not term.is_choice]
    left = sorted((term for term in terms if term.is_choice), key=lambda term: term.rank)
    search = _Search(question, clock)
    while left and len(found) < most and ((known and not found) or search.fails(given + left)):
        if clock.must_stop():
            break
        search.minimal = True
        terms_in = search.within(given, False, left)
        found.append(Conflict(tuple(terms_in), search.minimal))
        left = [term for term in left if term not in terms_in]
    return found
