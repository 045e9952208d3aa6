"""What is said of a plan made by hand, in sentences that tell what was found from what is proven."""

from __future__ import annotations

from siting.decide.evaluate.types import Distance, Evaluation, Search
from siting.language import figure, mark, share, tr
from siting.plan import goals

KINDS: dict[str, str] = {
    "open": mark("open {opens}"),
    "close": mark("leave out {closes}"),
    "exchange": mark("{opens} in place of {closes}"),
    "move": mark("{opens} instead of in phase {phase}"),
    "keep": mark("keep {opens}"),
    "give_up": mark("close {closes}"),
    "replace": mark("close {closes}, and open {opens} there"),
}


def of_distance(found: Evaluation) -> list[str]:
    """How far the plan is from the best one known and from the bound, a sentence each."""
    far = found.distance
    if far is None:
        return [tr("No plan that keeps the rules is known, so there is nothing to hold this one against.")]
    source = tr("in {folder}", folder=far.source) if far.source else tr("found here")
    best = tr(
        "The best plan known ({source}, by {strategy}) is worth {best}.",
        source=source,
        strategy=far.strategy,
        best=figure(far.best),
    )
    whole = [*_goals(far), best]
    if not found.feasible or far.given_up:
        why = (
            tr("This plan gives up a goal, so its value may not be held against that.")
            if far.given_up
            else tr("This plan breaks rules, so its value may not be held against that.")
        )
        return [*whole, why, _bound(far, held=False)]
    if far.nothing_better:
        text = tr(
            "Gap 0: it is proven that no plan that keeps the rules is better (bound {bound}).",
            bound=figure(far.bound),
        )
        return [*_goals(far), text]
    behind = tr("No better plan was found.") if far.behind == 0 else _behind(far)
    return [*whole, behind, _bound(far, held=True)]


def _goals(far: Distance) -> list[str]:
    """What the plan comes to in each of several goals that come one after the other; the last is what follows."""
    if not far.goals:
        return []
    said = tr("Goals come one after the other, and the value is the last one's, with those before it kept.")
    return [*goals.told(goals.goals(far.goals)).splitlines(), said]


def _behind(far: Distance) -> str:
    text = (
        mark("This one lacks {behind} of it ({share}): a better plan is at hand.")
        if far.maximise
        else mark("This one is {behind} above it ({share}): a better plan is at hand.")
    )
    part = far.behind / abs(far.best) if far.best else None
    return tr(text, behind=figure(far.behind), share=share(part))


def _bound(far: Distance, held: bool) -> str:
    if far.bound in (float("inf"), -float("inf")):
        return tr("Nothing is proven of how good a plan can be.")
    text = (
        mark("Proven: no plan that keeps the rules is worth more than {bound}.")
        if far.maximise
        else mark("Proven: no plan that keeps the rules gets below {bound}.")
    )
    said = tr(text, bound=figure(far.bound))
    if not held or far.gap == float("inf"):
        return said
    return tr("{said} Between this plan and the bound: {gap}.", said=said, gap=share(far.gap))


def of_search(found: Search) -> str:
    """How much was looked at, and what follows from it."""
    if found.changes:
        text = mark(
            "{weighed:,} single changes were weighed, each time from the plan before it; values are computed again."
        )
    else:
        text = mark(
            "Of {weighed:,} single changes weighed, none that the rules allow helps; several at once still may."
        )
    said = tr(text, weighed=found.weighed)
    if found.complete:
        return said
    if not found.changes:
        return tr(
            "Of {weighed:,} single changes weighed, none was found that helps and that the rules allow. Not all of "
            "them could be told exactly, so one may be missed.",
            weighed=found.weighed,
        )
    return tr(
        "{said} Not all of them could be told exactly, so one that helps more may be missed.", said=said
    )
