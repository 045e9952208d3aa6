"""Which layer or sheet of a file that holds several."""

from __future__ import annotations

from siting import parts
from siting.errors import Place, Problems
from siting.language import tr


def pick(asked: str | None, names: list[str], place: Place, problems: Problems, kind: str) -> str | None:
    """The layer or sheet asked for, or the only one; otherwise an error that lists them."""
    if asked is None and len(names) == 1:
        return names[0]
    if asked in names:
        return asked
    listed = tr("The file's {kind}: {names}.", kind=kind, names=", ".join(names) or tr("none"))
    if asked is None:
        problems.error(place, tr("the file has several {kind}, and 'layer' names none", kind=kind), listed)
        return None
    close = parts.did_you_mean(asked, names)
    hint = tr("Did you mean '{name}'?", name=close) if close else listed
    problems.error(place, tr("the file has no '{name}' among its {kind}", name=asked, kind=kind), hint)
    return None
