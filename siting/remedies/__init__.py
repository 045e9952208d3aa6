"""Remedies: why no plan is possible, and the smallest changes of the scenario that make one possible.

Both are found by solving: terms are left out until a smallest set is left that fails, and a number is turned until
a selection is found with it and none one step before it. Nothing is said that was not tried on the whole question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from siting.errors import InfeasibleError
from siting.language import tr
from siting.model import Model
from siting.outcome import Watch
from siting.remedies.city import City, city_of
from siting.remedies.conflict import conflicts
from siting.remedies.possible import Clock
from siting.remedies.said import in_words, reasons_of
from siting.remedies.sought import Offer, offers
from siting.remedies.terms import terms_of
from siting.remedies.ways import Ways

if TYPE_CHECKING:
    from siting.plan import Stock

__all__ = ["City", "Explanation", "Remedy", "explain", "explained"]


@dataclass(frozen=True, slots=True, eq=False)
class Remedy:
    """A change of the scenario with which a plan exists, tried on the whole question.

    changes: key -> value, as `--set` takes them; the first is what this remedy is about, the others go with it, where
    several things are wrong. before: what stands under the first key now, None where nothing does. smallest: proven
    that no smaller change of that key is enough. text: the remedy in the planner's words."""

    changes: dict[str, Any]
    before: Any
    smallest: bool
    text: str

    def record(self) -> dict[str, Any]:
        """As `--json` gives it."""
        (key, value), *others = self.changes.items()
        return {
            "key": key,
            "value": value,
            "now": self.before,
            "reason": self.text,
            "proven_smallest": self.smallest,
            "together_with": [{"key": other, "value": needed} for other, needed in others],
        }


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """reasons: what cannot hold together, and who has no site in reach, a sentence each. remedies: each is enough.

    complete: the search ended by itself, not for lack of time."""

    reasons: tuple[str, ...]
    remedies: tuple[Remedy, ...]
    complete: bool


def explained(error: InfeasibleError, stock: Stock, question: Model, watch: Watch) -> InfeasibleError:
    """The error with why it is so and what would work; itself where there is no time for that."""
    time_s = stock.scenario.settings.solve.explain_time_s
    if time_s <= 0 or watch.interrupted:
        return error
    found = explain(city_of(stock, question), watch, time_s)
    lines = [str(error), *(f"  {text}" for text in found.reasons if text not in str(error))]
    if found.remedies:
        lines += [tr("what would work, one line is enough:"), *(f"  {one.text}" for one in found.remedies)]
    if not found.complete:
        lines.append(tr("The search for causes and remedies ended for lack of time (solve.explain_time_s)."))
    records = tuple(one.record() for one in found.remedies)
    return InfeasibleError("\n".join(lines), found.reasons, records)


def explain(city: City, watch: Watch, time_s: float) -> Explanation:
    """Why no plan is possible, and what would work; within the time, as far as that goes."""
    clock = Clock(watch, time_s)
    terms = terms_of(city.scenario, city.question, city.inputs)
    found = conflicts(city.question, terms, clock.share(0.4), known=True)
    ways = Ways(clock)
    reasons = [text for conflict in found for text in reasons_of(city, conflict, ways.share(0.3))]
    remedies = [_remedy(offer) for offer in offers(city, terms, found, ways)] if found else []
    return Explanation(tuple(dict.fromkeys(reasons)), tuple(_once(remedies)), not clock.must_stop())


def _once(remedies: list[Remedy]) -> list[Remedy]:
    """Without those that are the same changes in another order."""
    known: dict[str, Remedy] = {}
    for one in remedies:
        known.setdefault(str(sorted(one.changes.items())), one)
    return list(known.values())


def _remedy(offer: Offer) -> Remedy:
    change = offer.change
    changes = {one.key: one.value for one in (change, *offer.others)}
    return Remedy(changes, change.before, change.exact, in_words(change, offer.others))
