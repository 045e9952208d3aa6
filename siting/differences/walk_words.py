"""Walks and proofs of plans side by side in words, for a terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from siting.differences.proven import Proven
from siting.differences.together import Together
from siting.differences.walked import ALL, Walks
from siting.differences.walks import BEYOND, LONGER, NEWLY, NO_LONGER, NOT_KNOWN, SAME, SHORTER
from siting.language import figure, mark
from siting.plan.summary import rests_on
from siting.report.proof import share
from siting.report.types import Both
from siting.report.words import both, spoken

CHANGES: dict[int, str] = {
    SHORTER: mark("walk shorter"),
    LONGER: mark("walk longer"),
    SAME: mark("walk the same"),
    NEWLY: mark("newly within reach"),
    NO_LONGER: mark("no longer within reach"),
    BEYOND: mark("beyond reach in both"),
    NOT_KNOWN: mark("not comparable"),
}
TOLD = (SHORTER, LONGER, NEWLY, NO_LONGER)
"""Of the changes, those that are news."""
HONEST = mark(
    "Walks are those to the nearest outlet in the end, of the people who need the format. They are measured as far as "
    "the format's limit; beyond it only that it is farther is known. A mean is of those within reach with that plan, "
    "who are not the same people in every plan."
)
DIGITS = {"min": 1, "m": 0}


def walk(value: float | None, unit: str) -> str:
    """A mean walk: minutes to a tenth, metres whole; "-" for none."""
    return "-" if value is None else f"{value:,.{DIGITS.get(unit, 1)}f}"


def by_format(found: Together, circle: str = ALL) -> Iterator[tuple[str, list[Walks]]]:
    """Format by format the walks of every plan; the last, "", is of all formats."""
    rows: dict[str, list[Walks]] = {}
    for one in found.walks:
        if one.circle == circle:
            rows.setdefault(one.format, []).append(one)
    yield from rows.items()


def proofs(found: Together) -> list[Both]:
    """How far plans of one question are from the closest bound of any of them, and on what that rests."""
    return [said for one in found.proven for said in _proofs(one, found.letters)]


def _proofs(one: Proven, letters: str) -> Iterator[Both]:
    names = [letters[number] for number in one.plans]
    text = (
        mark(
            "Plans {plans} answer one question, so that a proof of one holds for all: by the run of {of} no plan has "
            "less than {bound}. At most so far above the best: {distances}. This rests on {rests}."
        )
        if one.lowers
        else mark(
            "Plans {plans} answer one question, so that a proof of one holds for all: by the run of {of} no plan has "
            "more than {bound}. At most so far below the best: {distances}. This rests on {rests}."
        )
    )
    said = {"plans": ", ".join(names), "of": letters[one.of], "bound": figure(one.bound)}
    word = spoken(lambda _: rests_on(one.bound)["gap_rests_on"])
    yield both(text, **said, distances=_distances(names, one.distances), rests=word)
    if one.certified is not None:
        certified = one.certified
        text = mark(
            "Proven without a solver: {bound}, at most so far from the best: {distances}. This rests on {rests}."
        )
        prices = spoken(lambda _: rests_on(certified)["certified_gap_rests_on"])
        away = _distances(names, one.certified_distances)
        yield both(text, bound=figure(certified), distances=away, rests=prices)


def _distances(names: list[str], distances: Sequence[float]) -> str:
    return ", ".join(f"{name} {share(away)}" for name, away in zip(names, distances, strict=True))
