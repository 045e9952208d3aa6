"""The account of people in summary.json: it adds up, and ends with the people of the map."""

from __future__ import annotations

from typing import Any

from siting.exporters._read_run import Run
from siting.language import LANGUAGES, in_language
from siting.population.steps import planned_for
from siting.verify.city import City

COUNTS = ("people", "places")


def population(run: Run, town: City) -> Any:
    """The account as it has to be, given what was left out on the way: what the files held follows from the rest.

    A run without an account (a list of two steps at least) is held against the map alone, and does not hold."""
    claimed = run.summary.get("population")
    last = {"people": float(town.people.sum()), "places": len(town.people)}
    if not isinstance(claimed, list) or len(claimed) < 2 or not all(map(_is_step, claimed)):
        return [last, last]
    first = {name: last[name] - sum(step[name] for step in claimed[1:-1]) for name in COUNTS}
    known = [_spoken(name) for name in LANGUAGES]
    said = claimed[-1].get("what")
    ending = {"what": said if said in known else known[0], **last}
    return [{"what": str(claimed[0].get("what")), **first}, *claimed[1:-1], ending]


def _is_step(entry: Any) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(name), (int, float)) for name in COUNTS)


def _spoken(name: str) -> str:
    with in_language(name):
        return planned_for()
