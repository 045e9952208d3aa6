"""Which department answers for a format: as the scenario says, else as the catalogue does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siting.catalogue import departments, duties, find_department
from siting.errors import Problems
from siting.language import tr
from siting.parts import did_you_mean
from siting.scenario.places import value_place
from siting.scenario.source import Node

Said = str | Mapping[Any, str] | None


def department_of(format: str, said: Said) -> dict[str, str]:
    """Its name in both languages; empty where neither the scenario nor the catalogue names one.

    said: an id or a name of a shipped department, another name, or names by language."""
    if said is None:
        duty = duties().get(format)
        return departments()[duty.department].names if duty else {}
    if isinstance(said, str):
        known = find_department(said)
        return known.names if known else {"en": said, "zh": said}
    any_given = next(iter(said.values()))
    return {language: said.get(language) or any_given for language in ("en", "zh")}


def check_department(root: Node, index: int, said: Said, problems: Problems) -> None:
    """A name that is nearly an id of the catalogue was perhaps meant to be one; one without letters names nobody."""
    place = value_place(root, ("formats", index, "department"))
    if said is not None and not all(
        name.strip() for name in ([said] if isinstance(said, str) else said.values())
    ):
        problems.error(place, tr("the name of the department is empty"))
    elif isinstance(said, str) and find_department(said) is None:
        close = did_you_mean(said, departments())
        if close is not None:
            message = tr("'{name}' is no department of the catalogue, and is taken as a name", name=said)
            problems.warn(place, message, tr("Did you mean '{name}'?", name=close))
