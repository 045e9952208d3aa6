"""What the cohorts of `demand.ages` must say of each other; needs no data file."""

from __future__ import annotations

from itertools import pairwise

from siting.errors import Problems
from siting.language import tr
from siting.scenario.ages import OLDEST, Band, parse_band
from siting.scenario.places import key_place
from siting.scenario.validate import Draft

PATH = ("demand", "ages")


def check_ages(draft: Draft, problems: Problems) -> None:
    """Cohorts are bands of age that begin at 0 and follow each other without a hole or an overlap; a column each.

    What they break goes to `problems`."""
    demand = draft.demand
    if demand is None:
        return
    if demand.single_years is not None and not demand.ages:
        message = tr("single_years splits the cohorts of demand.ages, and there are none")
        problems.error(key_place(draft.root, ("demand", "single_years")), message)
    bands: dict[str, Band] = {}
    columns: dict[str, str] = {}
    for text, column in demand.ages.items():
        band, place = parse_band(text), key_place(draft.root, (*PATH, text))
        if column in columns:
            message = tr(
                "the column '{column}' stands for '{other}' already", column=column, other=columns[column]
            )
            problems.error(place, message)
        columns.setdefault(column, text)
        if band is None:
            problems.error(
                place,
                tr("'{text}' is no cohort", text=text),
                tr(
                    "Write ages in completed years, both ends included: 0-4, 7 or 85+, up to {most}.",
                    most=OLDEST,
                ),
            )
        else:
            bands[text] = band
    if bands and len(bands) == len(demand.ages):
        _check_order(draft, bands, problems)


def _check_order(draft: Draft, bands: dict[str, Band], problems: Problems) -> None:
    in_order = sorted(bands.items(), key=lambda entry: entry[1].age_from)
    first_text, first = in_order[0]
    if first.age_from > 0:
        problems.error(
            key_place(draft.root, (*PATH, first_text)),
            tr("the cohorts begin at age {age}: who is younger is missing", age=first.age_from),
            tr("Cohorts are everyone. A single group is given under demand.groups."),
        )
    for (_, one), (text, other) in pairwise(in_order):
        place = key_place(draft.root, (*PATH, text))
        if one.age_to is None or other.age_from < one.age_to:
            problems.error(place, tr("the cohorts {one} and {other} overlap", one=one.name, other=other.name))
        elif other.age_from > one.age_to:
            gap = Band(one.age_to, other.age_from)
            problems.error(
                place,
                tr("the ages {gap} are in no cohort", gap=gap.name),
                tr("Cohorts leave no hole between them."),
            )
