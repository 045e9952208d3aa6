"""Which formats a first scenario plans, which it leaves out and why, and what is assumed of costs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from siting import catalogue
from siting.catalogue import CatalogueFormat
from siting.errors import Place, Problems
from siting.language import language, tr
from siting.parts import suggestion

# Illustrative: no table of unit costs has a source (equipment and licences; fitting out a square metre).
FIXED = {"terminal": 10_000}
FIXED_ELSE = 60_000
PER_M2 = 2_500
PEOPLE_PER_NEW_OUTLET = 10_000  # a budget of one new outlet for so many people
FEWEST_NEW = 5
HARDLY_MAPPED = 0.2  # of what is usual for so many people


@dataclass(frozen=True, slots=True)
class Offer:
    """A format in the scenario. state: whether it is planned, or why not: nothing says where its group lives, or the
    extract has so few outlets of it that most are probably not mapped, and a plan would build what is there already.

    found: outlets that the extract has; usual: as many people usually have, by the catalogue."""

    shipped: CatalogueFormat
    state: Literal["planned", "no_group", "not_mapped"]
    found: int
    usual: int

    @property
    def name(self) -> str:
        """In the language in force."""
        return self.shipped.name_zh if language() == "zh" else self.shipped.name_en

    @property
    def group(self) -> str:
        """Whom it serves, in the language in force."""
        group = catalogue.groups()[self.shipped.demand_group]
        return group.name_zh if language() == "zh" else group.name_en

    @property
    def fixed(self) -> int:
        """Money for an outlet, whatever its size."""
        return FIXED.get(self.shipped.tier, FIXED_ELSE)

    @property
    def cost(self) -> float:
        """Money for an outlet of the usual floor area."""
        return self.fixed + PER_M2 * self.shipped.area_m2

    @property
    def scarce(self) -> bool:
        """Whether far fewer are mapped than so many people usually have."""
        return is_scarce(self.found, self.usual)

    @property
    def reason(self) -> str:
        """Why it is left out."""
        if self.state == "no_group":
            return tr("nothing says where its people live: {group}", group=self.group)
        if not self.found:
            return tr("the extract has none: probably not mapped")
        return tr(
            "the extract has {found}, so many people usually have {usual}: probably not mapped",
            found=self.found,
            usual=self.usual,
        )


def offers(
    asked: str, outlets: Counter[str], people: float, groups: Collection[str], problems: Problems
) -> list[Offer]:
    """Every format that is asked for, in the order asked.

    asked: ids or names of presets and formats, with commas between. groups: known demand groups.
    1. A format is planned where its group is known and its outlets are mapped; one that is asked for by its own name
       also where they are not.
    2. Where no format is mapped well, those with any outlet are planned; where there is none at all, every one."""
    named = _named(asked, problems)
    shipped = [catalogue.formats()[identity] for identity in named]
    usual = {one.id: round(people / one.people_per_outlet) for one in shipped}
    known = {one.id for one in shipped if one.demand_group == "all" or one.demand_group in groups}
    mapped = {one for one in known if outlets[one] and not is_scarce(outlets[one], usual[one])}
    some = {one for one in known if outlets[one]}
    chosen = (mapped or some or known) | {one for one in known if named[one]}
    found = [Offer(one, _state(one.id, known, chosen), outlets[one.id], usual[one.id]) for one in shipped]
    if found and not chosen:
        reasons = "; ".join(f"{one.name}: {one.reason}" for one in found)
        hint = tr("Name others with --formats; `siting list formats` shows them.")
        problems.error(
            Place(where="--formats"), tr("no format can be planned: {reasons}", reasons=reasons), hint
        )
    return found


def is_scarce(found: int, usual: int) -> bool:
    """Whether far fewer are mapped than so many people usually have."""
    return found < HARDLY_MAPPED * usual


def _state(
    identity: str, known: Collection[str], chosen: Collection[str]
) -> Literal["planned", "no_group", "not_mapped"]:
    if identity in chosen:
        return "planned"
    return "not_mapped" if identity in known else "no_group"


def _named(asked: str, problems: Problems) -> dict[str, bool]:
    """Ids of formats, and whether each is named itself and not by a preset alone."""
    by_name = {
        text.casefold(): one.id
        for one in catalogue.formats().values()
        for text in (one.name_en, one.name_zh, one.id)
    }
    found: dict[str, bool] = {}
    for word in filter(None, (word.strip() for word in asked.replace("，", ",").split(","))):
        preset = catalogue.find_preset(word)
        if preset is not None:
            found |= {identity: found.get(identity, False) for identity in preset.formats}
        elif word.casefold() in by_name:
            found[by_name[word.casefold()]] = True
        else:
            known = [*catalogue.presets(), *catalogue.formats()]
            message = tr("unknown format or preset '{name}'", name=word)
            problems.error(Place(where="--formats"), message, suggestion(word, known))
    if not found and not problems.errors:
        problems.error(Place(where="--formats"), tr("names no format"))
    return found


def usual_budget(planned: Sequence[Offer], people: float) -> tuple[float, int]:
    """Money for one outlet of middling cost for every 10,000 people, rounded to two digits, and how many that is."""
    count = max(FEWEST_NEW, round(people / PEOPLE_PER_NEW_OUTLET))
    money = count * sum(one.cost for one in planned) / len(planned)
    digits = 10 ** max(0, math.floor(math.log10(money)) - 1)
    return float(math.ceil(money / digits) * digits), count
