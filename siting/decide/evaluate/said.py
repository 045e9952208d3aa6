"""What is said of a plan made by hand, in sentences that tell what was found from what is proven."""

from __future__ import annotations

from siting.decide.evaluate.types import Distance, Evaluation, Search
from siting.language import figure, mark, share, tr

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
    if not far.alone:
        return [
            tr(
                "Goals come one after the other here: the value is the last one's, and tells nothing by itself."
            )
        ]
    source = tr("in {folder}", folder=far.source) if far.source else tr("found here")
    best = tr(
        "The best plan known ({source}, by {strategy}) is worth {best}.",
        source=source,
        strategy=far.strategy,
        best=figure(far.best),
    )
    if not found.feasible:
        return [
            best,
            tr("This plan breaks rules, so its value may not be held against that."),
            _bound(far, found.feasible),
        ]
    if far.nothing_better:
        return [
            tr(
                "Gap 0: it is proven that no plan that keeps the rules is better (bound {bound}).",
                bound=figure(far.bound),
            )
        ]
    behind = tr("No better plan was found.") if far.behind == 0 else _behind(far)
    return [best, behind, _bound(far, found.feasible)]


def _behind(far: Distance) -> str:
    text = (
        mark("This one lacks {behind} of it ({share}): a better plan is at hand.")
        if far.maximise
        else mark("This one is {behind} above it ({share}): a better plan is at hand.")
    )
    part = far.behind / abs(far.best) if far.best else None
    return tr(text, behind=figure(far.behind), share=share(part))


def _bound(far: Distance, feasible: bool) -> str:
    if far.bound in (float("inf"), -float("inf")):
        return tr("Nothing is proven of how good a plan can be.")
    text = (
        mark("Proven: no plan that keeps the rules is worth more than {bound}.")
        if far.maximise
        else mark("Proven: no plan that keeps the rules gets below {bound}.")
    )
    said = tr(text, bound=figure(far.bound))
    if not feasible or far.gap == float("inf"):
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
    return tr(
        "{said} Not all of them could be told exactly, so one that helps more may be missed.", said=said
    )
