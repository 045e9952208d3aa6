"""What must hold for the keys under sites, which a file, a proposal or both may fill."""

from __future__ import annotations

from collections.abc import Iterable

from siting.errors import Problems
from siting.language import tr
from siting.parts import suggestion
from siting.scenario.places import key_place, value_place
from siting.scenario.source import Key
from siting.scenario.validate import Draft

OF_A_FILE = ("layer", "reader", "encoding", "crs", "columns")


def check_sites(draft: Draft, formats: Iterable[str], problems: Problems) -> None:
    """The rules of the block; what they break goes to `problems`.

    1. A file or a proposal says where an outlet may open, unless there are upgrades or mobile points.
    2. What speaks of a file needs one.
    3. A proposal is measured in metres, and its sites have names of their own: a ready travel table knows neither.
    4. Formats that proposals admit are planned."""
    if not isinstance(draft.value("sites"), dict):
        return
    proposed = draft.value("sites", "propose") is not None
    added = bool(draft.value("upgrades") or draft.value("mobile") or draft.value("closures"))
    if draft.value("sites", "file") is None:
        for key in OF_A_FILE if proposed or added else ():
            if draft.value("sites", key):  # RULE 2
                message = tr("'{key}' speaks of a file, and the sites name none", key=key)
                problems.error(key_place(draft.root, ("sites", key)), message)
        if not proposed and not added:  # RULE 1
            problems.error(
                key_place(draft.root, ("sites",)),
                tr("needs file, propose, or both"),
                tr("A file lists spaces; a proposal picks places where people lack something."),
            )
    if proposed:
        _check_proposal(draft, list(formats), problems)


def _check_proposal(draft: Draft, formats: list[str], problems: Problems) -> None:
    path: tuple[Key, ...] = ("sites", "propose")
    if draft.value("travel", "table") is not None:  # RULE 3
        problems.error(
            key_place(draft.root, path),
            tr("a ready travel table has no rows for proposed sites"),
            tr("Give a street network, or name the sites in a file."),
        )
    asked = draft.value(*path, "formats")
    for index, name in enumerate(asked if isinstance(asked, list) else ()):
        if isinstance(name, str) and name not in formats:  # RULE 4
            message = tr("'{name}' is not among the scenario's formats", name=name)
            problems.error(
                value_place(draft.root, (*path, "formats", index)), message, suggestion(name, formats)
            )
