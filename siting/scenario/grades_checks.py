"""What the keys under grades must say of each other, and of the formats; needs no data file."""

from __future__ import annotations

from collections.abc import Sequence

from siting.errors import Problems
from siting.language import tr
from siting.scenario.formats import ResolvedFormat
from siting.scenario.grades import Grades
from siting.scenario.places import key_place, value_place
from siting.scenario.source import Key
from siting.scenario.validate import Draft

NONE = "none"
"""What a circle below the lowest level is called."""
PATH: tuple[Key, ...] = ("grades",)


def check_grades(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    """The rules of grades; what they break goes to `problems`.

    1. Grades are of circles; whoever asks for them in a rule or as the objective gives them.
    2. Levels are told apart by their ids; "none" is below all of them.
    3. A level asks for something, and for at least what the one below it does.
    4. reach_share goes with present: reach and either.
    5. A level that asks for more formats than are planned is out of reach: a warning."""
    grades = draft.grades
    if grades is None:
        if draft.value("grades") is None:
            _asked_without(draft, problems)  # RULE 1
        return
    if draft.value("circles") is None:
        hint = tr("Give a layer under `circles`, or draw them (circles.draw).")
        problems.error(key_place(draft.root, PATH), tr("grades are of circles, and there are none"), hint)
    _levels(draft, grades, problems)
    if grades.reach_share is not None and grades.present == "outlet":  # RULE 4
        message = tr("reach_share says nothing where only outlets count")
        hint = tr("Say present: reach or present: either, or leave it out.")
        problems.error(key_place(draft.root, (*PATH, "reach_share")), message, hint)
    _out_of_reach(draft, grades, formats, problems)


def _asked_without(draft: Draft, problems: Problems) -> None:
    """RULE 1."""
    hint = tr("Say under `grades` what a circle of each level has.")
    if draft.word("objective") == "max_grades":
        problems.error(value_place(draft.root, ("objective",)), tr("max_grades needs grades"), hint)
    for index, entry in draft.rules.items():
        if entry.get("rule") == "grade":
            place = value_place(draft.root, ("rules", index, "rule"))
            problems.error(place, tr("the rule grade needs grades"), hint)


def _levels(draft: Draft, grades: Grades, problems: Problems) -> None:
    """RULES 2 and 3."""
    seen: set[str] = set()
    basic, quality = 0, 0
    for number, level in enumerate(grades.levels):
        path = (*PATH, "levels", number)
        if level.id in seen or level.id == NONE:
            message = tr("'{id}' names another level already", id=level.id)
            problems.error(value_place(draft.root, (*path, "id")), message)
        seen.add(level.id)
        if level.basic + level.quality == 0:
            problems.error(key_place(draft.root, path), tr("the level asks for nothing: every circle has it"))
        elif level.basic < basic or level.quality < quality:
            message = tr(
                "asks for {basic} basic and {quality} quality formats, the level below for {lower_basic} and "
                "{lower_quality}",
                basic=level.basic,
                quality=level.quality,
                lower_basic=basic,
                lower_quality=quality,
            )
            hint = tr("List the levels from the lowest to the highest.")
            problems.error(key_place(draft.root, path), message, hint)
        basic, quality = level.basic, level.quality


def _out_of_reach(
    draft: Draft, grades: Grades, formats: Sequence[ResolvedFormat], problems: Problems
) -> None:
    """RULE 5."""
    for number, level in enumerate(grades.levels):
        for tier, wanted in (("basic", level.basic), ("quality", level.quality)):
            planned = sum(format.tier == tier for format in formats)
            if wanted > planned:
                message = tr(
                    "no circle can have {wanted} formats of the tier {tier}: {planned} are planned",
                    wanted=wanted,
                    tier=tier,
                    planned=planned,
                )
                problems.warn(key_place(draft.root, (*PATH, "levels", number, tier)), message)
