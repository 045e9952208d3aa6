"""What must hold for the keys under circles, which a file or a drawing fills."""

from __future__ import annotations

from siting.errors import Problems
from siting.language import tr
from siting.scenario.circles import Draw
from siting.scenario.places import key_place, value_place
from siting.scenario.site_checks import OF_A_FILE
from siting.scenario.validate import Draft


def check_circles(draft: Draft, problems: Problems) -> None:
    """The rules of the block; what they break goes to `problems`.

    1. Exactly one of a file and a drawing says where circles are.
    2. What speaks of a file needs one.
    3. With drawn circles, no column says in which circle a point is.
    4. min_people <= people <= max_people.
    5. Proposals for what is missing in circles need circles that are known before."""
    given = draft.value("circles")
    if not isinstance(given, dict):
        return
    drawn = given.get("draw") is not None
    if drawn == (given.get("file") is not None):  # RULE 1
        hint = (
            tr("Leave out the one that is not meant.") if drawn else tr("To draw circles, write 'draw: {}'.")
        )
        message = tr("needs exactly one of: {keys}", keys="file, draw")
        problems.error(key_place(draft.root, ("circles",)), message, hint)
    elif drawn:
        _of_a_drawing(draft, problems)
    if drawn and draft.circles is not None and draft.circles.draw is not None:
        _bounds(draft, draft.circles.draw, problems)


def _of_a_drawing(draft: Draft, problems: Problems) -> None:
    for key in OF_A_FILE:
        if draft.value("circles", key):  # RULE 2
            message = tr("'{key}' speaks of a file, and the circles are drawn", key=key)
            problems.error(key_place(draft.root, ("circles", key)), message)
    for layer in ("demand", "sites"):
        if draft.value(layer, "columns", "circle"):  # RULE 3
            message = tr("a column says in which circle a point is, but the circles are drawn")
            hint = tr("Leave out the column, or circles.draw.")
            problems.error(key_place(draft.root, (layer, "columns", "circle")), message, hint)
    if draft.value("sites", "propose") is not None and draft.value("missing") == "circle":  # RULE 5
        message = tr("proposals for 'missing: circle' need circles that are known before")
        hint = tr("Write the circles to a file (siting circles), and name the file.")
        problems.error(key_place(draft.root, ("circles", "draw")), message, hint)


def _bounds(draft: Draft, draw: Draw, problems: Problems) -> None:
    for key, wrong, rule in (  # RULE 4
        ("min_people", draw.least > draw.people, "<="),
        ("max_people", draw.most < draw.people, ">="),
    ):
        if wrong:
            message = tr(
                "got {value:g}, must be {rule} people ({people:g})",
                value=draw.least if key == "min_people" else draw.most,
                rule=rule,
                people=draw.people,
            )
            problems.error(value_place(draft.root, ("circles", "draw", key)), message)
