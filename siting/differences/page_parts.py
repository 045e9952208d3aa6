"""What the page of two plans and the page of more have in common."""

from __future__ import annotations

from typing import Any

from siting.differences.together import Together
from siting.differences.walk_words import CHANGES, HONEST, TOLD, by_format, proofs, walk
from siting.differences.walked import ALL, Walks
from siting.differences.words import WORDS, words
from siting.language import mark
from siting.page.shell import lines
from siting.report import Report
from siting.report.proof import sentences
from siting.report.types import Both
from siting.report.words import both, same

MOST_ROWS = 300


def parts(found: Together) -> dict[str, Any]:
    """Values of the template: the words, the plans, what they were asked, what cannot be compared, walks, proofs."""
    return {
        "c": words(),
        "letters": list(found.letters),
        "plans": [_plan(found, number) for number in range(len(found.plans))],
        "synthetic": any(one.summary["synthetic"] for one in found.plans),
        "illustrative": any(one.summary["illustrative_costs"] for one in found.plans),
        "notices": _notices(found),
        "notes": found.notes,
        "asked": found.asked,
        "walks": [_walk(found, *one) for one in by_format(found)],
        "walk_changes": [both(CHANGES[kind]) for kind in TOLD],
        "walks_honest": both(HONEST),
        "shared_proofs": proofs(found),
    }


def _plan(found: Together, number: int) -> dict[str, Any]:
    """name: of the run folder, by which plans of one scenario are told apart."""
    report, letter = found.plans[number], found.letters[number]
    return {
        "letter": letter,
        "says": both(WORDS["plan"], letter=letter),
        "title": report.texts["title"],
        "scenario": report.summary["scenario"],
        "folder": str(found.folders[number]) if found.folders else "",
        "name": found.folders[number].name if found.folders else report.summary["scenario"],
        "proof": sentences(report.summary),
    }


def _notices(found: Together) -> list[Both]:
    """Of all plans, each once."""
    every = [line for one in found.plans for line in lines(one.texts["notices"])]
    return list({tuple(line.values()): line for line in every}.values())


def _walk(found: Together, identity: str, walks: list[Walks]) -> dict[str, Any]:
    """A format's line: the mean walk of every plan, and of each but the first who gains and who loses."""
    one = None if identity == ALL else format_of(found, identity)
    return {
        "id": identity,
        "names": both(mark("all formats, added up")) if one is None else one.names,
        "colour": "" if one is None else one.colour,
        "unit": both(walks[0].unit) if walks[0].unit else same(""),
        "means": [walk(each.mean, each.unit) for each in walks],
        "changes": [[each.people_who(kind) for kind in TOLD] for each in walks[1:]],
    }


def format_of(found: Together, identity: str) -> Any:
    """As the first plan that has it shows it."""
    return next(one for report in found.plans for one in report.formats if one.id == identity)


def cut(count: int) -> Both | None:
    """How many lines are left out, in words."""
    if count <= MOST_ROWS:
        return None
    return both(mark("{count:,} more are not shown here; --json has all of them."), count=count - MOST_ROWS)


def graded(plans: tuple[Report, ...]) -> bool:
    """Whether every plan has grades."""
    return all(bool(one.grades) for one in plans)
