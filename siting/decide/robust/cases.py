"""Cases: what else could come true of the same city, each a name and what is then different."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from siting.errors import Place, Problems
from siting.language import joined, mark, tr
from siting.parts import suggestion

AS_PLANNED = "as_planned"
WHAT: dict[str, str] = {
    "walking": mark("walking speed {of} {by}"),
    "cutoff": mark("longest walk {of} {by}"),
    "people": mark("people {of} {by}"),
    "cost": mark("costs {of} {by}"),
    "close": mark("the {count} outlets of today close whom most people have for themselves"),
}
SHRINKS = ("walking", "cutoff")


@dataclass(frozen=True, slots=True)
class Change:
    """what: a key of WHAT. of: "" for all, else a group, format, "circle.ID", "kind.NAME" or "format.ID".

    by: by how much, 0.2 = a fifth more; of "close" how many outlets."""

    what: str
    of: str
    by: float

    def told(self) -> str:
        """In words."""
        if self.what == "close":
            return tr(WHAT["close"], count=int(self.by))
        return tr(WHAT[self.what], of=f"({self.of})" if self.of else "", by=f"{self.by:+.0%}").replace(
            "  ", " "
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A variant of the city. changes: to what has been read; sets: `key=value` of the scenario; override: a named one
    of its own, laid over first."""

    name: str
    changes: tuple[Change, ...] = ()
    sets: tuple[str, ...] = ()
    override: str = ""

    def told(self) -> str:
        """What is different, in words."""
        said = [tr("override {name}", name=self.override)] if self.override else []
        said += [*self.sets, *(change.told() for change in self.changes)]
        return joined(said) if said else tr("nothing is different")


def read_case(text: str, problems: Problems) -> Case | None:
    """A case from "name: key=value; key=value"; what is wrong goes to `problems`."""
    name, colon, rest = text.replace("：", ":", 1).partition(":")
    pairs = [part.partition("=") for part in rest.replace("；", ";").split(";") if part.strip()]
    if not colon or not name.strip() or not pairs or not all(equals for _, equals, _ in pairs):
        hint = tr('For example: --case "slow: walking=-20%; budget=3e6".')
        problems.error(Place(where=f"--case {text}"), tr("must be NAME: KEY=VALUE"), hint)
        return None
    given = {key.strip(): value.strip() for key, _, value in pairs}
    return made_case(name.strip(), given, Place(where=f"--case {name.strip()}"), problems)


def made_case(name: str, given: Mapping[str, str], place: Place, problems: Problems) -> Case | None:
    """A case of keys and values as text: keys of WHAT are changes, all others are keys of the scenario."""
    changes, sets, before = [], [], len(problems.errors)
    for key, value in given.items():
        what, _, of = key.partition(".")
        if what in WHAT:
            changes.append(Change(what, of, _amount(what, value, place, problems)))
        else:
            sets.append(f"{key}={value}")
    return Case(name, tuple(changes), tuple(sets)) if len(problems.errors) == before else None


def _amount(what: str, text: str, place: Place, problems: Problems) -> float:
    """By how much: "+20%", "-10 %" or 0.2; of "close" a whole number."""
    plain = text.replace("％", "%").replace("−", "-").replace(" ", "")
    try:
        number = float(plain.removesuffix("%")) / (100.0 if plain.endswith("%") else 1.0)
    except ValueError:
        number = float("nan")
    if what == "close":
        if not (number >= 1 and number == int(number)) or plain.endswith("%"):
            problems.error(place, tr("close: got {value}, must be a whole number from 1 on", value=text))
    elif not -1.0 < number < float("inf"):
        hint = tr("For example: -10%, +20%.")
        problems.error(
            place, tr("{key}: got {value}, must be a change in per cent", key=what, value=text), hint
        )
    elif what in SHRINKS and number > 0:
        hint = tr(
            "Change the scenario's own key instead, as travel.speed_m_per_min: ways are then measured again."
        )
        message = tr(
            "{key}: got {value}, must be negative: longer walks were not measured", key=what, value=text
        )
        problems.error(place, message, hint)
    return number


def picked(known: Iterable[Case], words: Iterable[str], problems: Problems) -> list[Case]:
    """The cases of these names, in their order; the city as it is planned always comes first."""
    by_name = {case.name: case for case in known}
    found = [Case(AS_PLANNED)]
    for word in words:
        if word not in by_name and word != AS_PLANNED:
            problems.error(Place(where=f"--cases {word}"), tr("no such case"), suggestion(word, by_name))
        elif word != AS_PLANNED and by_name[word] not in found:
            found.append(by_name[word])
    return found


def refuse_twins(cases: Iterable[Case], problems: Problems) -> None:
    """Two cases of one name are a mistake."""
    seen: set[str] = set()
    for case in cases:
        if case.name in seen:
            problems.error(Place(where=f"--case {case.name}"), tr("there are two cases of this name"))
        seen.add(case.name)
