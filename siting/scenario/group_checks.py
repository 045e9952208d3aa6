"""What demand.group_weights must say of groups; needs no data file."""

from __future__ import annotations

from siting.errors import Problems
from siting.language import tr
from siting.parts import suggestion
from siting.scenario.ages import EVERYONE, HOUSEHOLDS, known_groups
from siting.scenario.places import key_place
from siting.scenario.validate import Draft


def check_group_weights(draft: Draft, problems: Problems) -> None:
    """Every group is one of people, and known; everyone cannot count more than everyone."""
    if draft.demand is None:
        return
    path = ("demand", "group_weights")
    known = [name for name in known_groups(draft.demand) if name not in (EVERYONE, HOUSEHOLDS)]
    for name in draft.demand.group_weights:
        place = key_place(draft.root, (*path, name), path)
        if name == EVERYONE:
            problems.error(
                place,
                tr("everyone cannot count more than everyone"),
                tr("Name a group, or give formats a weight."),
            )
        elif name == HOUSEHOLDS:
            problems.error(place, tr("households are no people: nobody of them can count more"))
        elif name not in known:
            problems.error(place, tr("unknown demand group '{name}'", name=name), suggestion(name, known))
