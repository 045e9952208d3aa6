"""Two plans or more of one city side by side: A is the first, and every other one is held against it."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from siting import report
from siting.differences.alike import common_of
from siting.differences.asked import Asked, asked_otherwise, known
from siting.differences.change import between
from siting.differences.proven import Proven, proven
from siting.differences.standing import Standing, standing
from siting.differences.types import Common, Difference
from siting.differences.walked import Walks, walks_by_group, walks_of
from siting.differences.walks import keeps_groups
from siting.errors import InputError, Place
from siting.language import mark, tr
from siting.report import Report
from siting.report.types import Both
from siting.report.words import both

LETTERS = string.ascii_uppercase
MOST = 12
"""Plans side by side: of more no table can be read."""


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """plans: at least two; folders: of their runs, as they were named. pairs: the first with each other one, of the
    formats, circles and demand points that all have. asked: keys of the scenarios that differ. outlets: what some plan
    opens or closes, and in which plans. walks: of those who need a format; groups: of every group, whether or not it
    uses the format. proven: what plans of one question know of each other."""

    plans: tuple[Report, ...]
    folders: tuple[Path, ...]
    pairs: tuple[Difference, ...]
    asked: tuple[Asked, ...]
    outlets: tuple[Standing, ...]
    walks: tuple[Walks, ...]
    groups: tuple[Walks, ...]
    proven: tuple[Proven, ...]

    @property
    def letters(self) -> str:
        """What the plans are called: "ABC"."""
        return LETTERS[: len(self.plans)]

    @property
    def by_group(self) -> bool:
        """Whether walks are counted by group; else of everyone."""
        return all(keeps_groups(one) for one in self.plans)

    @property
    def notes(self) -> tuple[Both, ...]:
        """What of the plans cannot be compared, and why; each once."""
        every = [note for pair in self.pairs for note in pair.common.notes]
        old = [letter for letter, one in zip(self.letters, self.plans, strict=True) if not keeps_groups(one)]
        if old:
            text = mark(
                "The run folders of {plans} are of an earlier version and do not keep where each group lives: walks "
                "are counted of everyone."
            )
            every.append(both(text, plans=", ".join(old)))
        return tuple({tuple(note.values()): note for note in every}.values())

    def records(self) -> dict[str, Any]:
        """All of it as plain numbers and texts, as `siting compare --json` prints it."""
        from siting.differences.records import records

        return records(self)


def compare(folders: Sequence[str | Path]) -> Together:
    """Run folders side by side, the first as A.

    Raises InputError naming each folder that is no run, or where nothing of the plans can be compared."""
    named = tuple(Path(folder) for folder in folders)
    _refuse_a_wrong_number(len(named))
    plans = tuple(report.read(folder) for folder in named)
    asked = asked_otherwise(*named, same_files=_same_files(plans)) if known(*named) else None
    return together(plans, named, asked)


def together(
    plans: Sequence[Report], folders: Sequence[Path] = (), asked: Sequence[Asked] | None = None
) -> Together:
    """Reports side by side. asked: None where it is not known what each was asked."""
    _refuse_a_wrong_number(len(plans))
    commons = _commons(plans)
    return Together(
        plans=tuple(plans),
        folders=tuple(folders),
        pairs=tuple(
            between(plans[0], other, common) for other, common in zip(plans[1:], commons, strict=True)
        ),
        asked=tuple(asked or ()),
        outlets=standing(plans),
        walks=walks_of(plans, commons),
        groups=walks_by_group(plans, commons),
        proven=proven(plans, commons, asked),
    )


def _refuse_a_wrong_number(count: int) -> None:
    if not 2 <= count <= MOST:
        message = tr("from 2 to {most} plans are held side by side, not {count}", most=MOST, count=count)
        raise InputError.at(Place(), message)


def _commons(plans: Sequence[Report]) -> list[Common]:
    """What the first has in common with each other plan, cut down to what all of them share."""
    pairs = [
        common_of(plans[0], other, f"A{letter}")
        for letter, other in zip(LETTERS[1:], plans[1:], strict=False)
    ]
    if len(pairs) == 1:
        return pairs
    formats = set.intersection(*(set(one.formats) for one in pairs))
    circles = set.intersection(*(set(one.circles) for one in pairs))
    shared = np.ones(len(plans[0].homes.ids), dtype=np.bool_)
    for one in pairs:
        shared &= np.isin(np.arange(len(shared)), one.homes[0])
    if not formats or not shared.any():
        message = tr("the plans have no format or no demand point that all of them share")
        raise InputError.at(Place(), message, tr("Compare plans of one city, or fewer at a time."))
    notes = _notes_of_all(plans, formats, int(shared.sum()))
    return [
        replace(
            one,
            formats=tuple(each for each in one.formats if each in formats),
            circles=tuple(each for each in one.circles if each in circles),
            homes=one.homes[:, shared[one.homes[0]]],
            notes=(*one.notes, *notes),
        )
        for one in pairs
    ]


def _notes_of_all(plans: Sequence[Report], formats: set[str], homes: int) -> list[Both]:
    """What is left out since not every plan has it."""
    found = []
    if any(len(one.formats) > len(formats) for one in plans):
        found.append(both("Only the {count} formats that every plan has are compared.", count=len(formats)))
    if any(len(one.homes.ids) > homes for one in plans):
        found.append(
            both("Only the {count} demand points that every plan has are compared.", count=f"{homes:,}")
        )
    return found


def _same_files(plans: Sequence[Report]) -> set[str]:
    """Names of the files that every run read with the same content."""

    def read(inputs: Mapping[str, str]) -> set[tuple[str, str]]:
        return {(PurePosixPath(path).name, digest) for path, digest in inputs.items()}

    every = [read(one.summary["inputs"]) for one in plans]
    return {name for name, _ in set.intersection(*every)}
