"""What the keys of upgrades, mobile points and stand-ins must say of each other; needs no data file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from siting.errors import Problems
from siting.language import tr
from siting.parts import suggestion
from siting.scenario.formats import ResolvedFormat
from siting.scenario.places import key_place, value_place
from siting.scenario.source import Key
from siting.scenario.supply import Chosen, Mobile, Upgrade
from siting.scenario.validate import Draft


def check_supply(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    """The rules of these keys; what they break goes to `problems`.

    1. Formats that are named are planned, in lists each once.
    2. A format stands in for others, not for itself.
    3. A cutoff is given in minutes or in metres.
    4. An upgrade brings something; outlets are not chosen by circles that are yet to be drawn.
    5. Every format that a mobile point brings, or an outlet gains, has its cost, and no other has."""
    known = [one.id for one in formats]
    for one in formats:
        path: tuple[Key, ...] = ("formats", one.index, "serves")
        for name in one.serves:
            _planned(draft, (*path, name), name, known, problems)  # RULE 1
            if name == one.id:
                message = tr("'{id}' stands in for itself", id=name)
                problems.error(key_place(draft.root, (*path, name)), message)  # RULE 2
    for index, upgrade in draft.upgrades.items():
        _check_upgrade(draft, ("upgrades", index), upgrade, known, problems)
    for index, mobile in draft.mobile.items():
        check_named(draft, ("mobile", index, "formats"), mobile.formats, known, problems)
        _check_cutoff(draft, ("mobile", index), mobile, problems)
        check_cost(draft, ("mobile", index), mobile.cost, mobile.formats, set(mobile.formats), problems)


def check_chosen(
    draft: Draft, path: tuple[Key, ...], chosen: Chosen, known: list[str], problems: Problems
) -> None:
    """The keys that choose outlets of today. path: of the entry."""
    check_named(draft, (*path, "outlets", "formats"), chosen.formats or (), known, problems)
    by_circle = [key for key in ("circles", "districts") if getattr(chosen, key) is not None]
    if by_circle and draft.circles is not None and draft.circles.draw is not None:
        message = tr("the circles are yet to be drawn: no outlet can be chosen by them")
        hint = tr("Write the circles to a file (siting circles), and name the file.")
        problems.error(key_place(draft.root, (*path, "outlets", by_circle[0])), message, hint)


def _check_upgrade(
    draft: Draft, path: tuple[Key, ...], one: Upgrade, known: list[str], problems: Problems
) -> None:
    chosen = one.outlets
    check_named(draft, (*path, "gains"), one.gains, known, problems)
    check_chosen(draft, path, chosen, known, problems)
    _check_cutoff(draft, path, one, problems)
    grows = one.cutoff_min is not None or one.cutoff_m is not None or one.more_places is not None
    if not one.gains and not grows:  # RULE 4
        message = tr("an upgrade brings something: give gains, cutoff_min, cutoff_m or more_places")
        problems.error(key_place(draft.root, path), message)
    own = set(known if chosen.formats is None else chosen.formats) if grows else set[str]()
    needed = [*one.gains, *(chosen.formats or () if grows else ())]
    check_cost(draft, path, one.cost, needed, own | set(one.gains), problems)


def check_named(
    draft: Draft, path: tuple[Key, ...], names: Iterable[str], known: list[str], problems: Problems
) -> None:
    """RULE 1, of a list at a path."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        _planned(draft, (*path, index), name, known, problems)
        if name in seen:
            problems.error(value_place(draft.root, (*path, index)), tr("'{name}' is named twice", name=name))
        seen.add(name)


def _planned(draft: Draft, path: tuple[Key, ...], name: str, known: list[str], problems: Problems) -> None:
    if name not in known:
        message = tr("'{name}' is not among the scenario's formats", name=name)
        problems.error(value_place(draft.root, path), message, suggestion(name, known))


def _check_cutoff(draft: Draft, path: tuple[Key, ...], one: Upgrade | Mobile, problems: Problems) -> None:
    """RULE 3."""
    if one.cutoff_min is not None and one.cutoff_m is not None:
        place = value_place(draft.root, (*path, "cutoff_m"))
        problems.error(place, tr("cutoff_min and cutoff_m are both given"), tr("Keep one of them."))


def check_cost(
    draft: Draft,
    path: tuple[Key, ...],
    cost: float | dict[str, float],
    needed: Iterable[str],
    allowed: set[str],
    problems: Problems,
) -> None:
    """RULE 5. needed: formats that must have a cost; allowed: those that may have one."""
    if not isinstance(cost, dict):
        return
    for name in dict.fromkeys(needed):
        if name not in cost:
            message = tr("missing: what '{name}' costs", name=name)
            problems.error(value_place(draft.root, (*path, "cost")), message)
    for name in cost:
        if name not in allowed:
            message = tr("'{name}' has a cost, but does not open there", name=name)
            problems.error(key_place(draft.root, (*path, "cost", name)), message, suggestion(name, allowed))
