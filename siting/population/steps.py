"""The account of people: what the files hold, what was left out or added, and what is planned for."""

from __future__ import annotations

from dataclasses import dataclass, field

from siting.errors import TotalsError
from siting.language import tr

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the account. what: in the planner's language.

    people, places: of the first step what the files hold; of the last what is planned for; of every other the
    change, negative where something is left out. So all but the last add up to the last."""

    what: str
    people: float
    places: int


@dataclass(slots=True)
class Ledger:
    """Collects the steps in the order in which people pass them."""

    steps: list[Step] = field(default_factory=list)

    def add(self, what: str, people: float, places: int) -> None:
        """What the files hold (first), or a change of it. A change of nothing is passed over."""
        if not self.steps or people or places:
            self.steps.append(Step(what, float(people), int(places)))

    def close(self, people: float, places: int) -> tuple[Step, ...]:
        """Every step, with what is planned for as the last.

        Raises TotalsError when it is not what the steps before it add up to: people to 1e-9 of the largest of
        them, places exactly."""
        last = Step(planned_for(), float(people), int(places))
        steps = (*self.steps, last)
        if not adds_up(steps):
            exact = " / ".join(f"{step.what} {step.people:,.6f} ({step.places})" for step in steps)
            raise TotalsError(tr("the people planned for do not add up: {account}", account=exact))
        return steps


def adds_up(steps: tuple[Step, ...]) -> bool:
    """Whether all steps but the last add up to the last."""
    *before, last = steps
    people = sum(step.people for step in before)
    scale = max(abs(step.people) for step in steps)
    return (
        abs(people - last.people) <= TOLERANCE * scale and sum(step.places for step in before) == last.places
    )


def planned_for() -> str:
    """What the last step is called."""
    return tr("planned for")


def told(steps: tuple[Step, ...]) -> str:
    """The account in a line: people of the first and the last step, changes by the others."""
    ends = (0, len(steps) - 1)
    return " / ".join(_end(step) if place in ends else _change(step) for place, step in enumerate(steps))


def _end(step: Step) -> str:
    return tr(
        "{what} {people:,.0f} people in {places:,} places",
        what=step.what,
        people=step.people,
        places=step.places,
    )


def _change(step: Step) -> str:
    if abs(step.people) >= 0.5:
        return tr("{what} {people:+,.0f}", what=step.what, people=step.people)
    if step.people:
        return tr("{what} {people:+.2g}", what=step.what, people=step.people)
    return tr("{what} {places:+,} places", what=step.what, places=step.places)
