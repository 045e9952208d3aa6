"""What the keys of a survey must say of each other; needs no data file."""

from __future__ import annotations

from siting.errors import Problems
from siting.language import tr
from siting.scenario.places import key_place, value_place
from siting.scenario.surveys import Survey
from siting.scenario.validate import Draft


def check_surveys(draft: Draft, problems: Problems) -> None:
    """The rules of the entries; what they break goes to `problems`.

    1. Shares of respondents go with their number: whoever weighs them has to know how many they are.
    2. The same answers stand in one entry alone, since the factors of all entries multiply.
    3. Answers by circle speak of circles that stay as they are, which drawn ones do not: a warning."""
    for number, survey in draft.surveys.items():
        if survey.kind != "weight" and survey.columns.respondents is None:  # RULE 1
            path = ("surveys", number, "columns")
            problems.error(
                key_place(draft.root, path),
                tr("missing key '{key}'", key="respondents"),
                tr("It names the column with the number of respondents; small samples count for less."),
            )
    _report_twice(draft, problems)
    _warn_of_drawn_circles(draft, problems)


def _report_twice(draft: Draft, problems: Problems) -> None:
    """RULE 2."""
    first: dict[str, int] = {}
    for number, survey in draft.surveys.items():
        before = first.setdefault(_answers(survey), number)
        if before != number:
            message = tr("surveys[{first}] has the same answers: they would count twice", first=before)
            problems.error(value_place(draft.root, ("surveys", number, "file")), message)


def _answers(survey: Survey) -> str:
    """What makes the answers of two entries the same."""
    return survey.model_dump_json(exclude={"min_respondents"})


def _warn_of_drawn_circles(draft: Draft, problems: Problems) -> None:
    """RULE 3."""
    if draft.circles is None or draft.circles.draw is None:
        return
    for number, survey in draft.surveys.items():
        if survey.columns.circle is not None:
            message = tr(
                "the survey names circles that are drawn: with other people, streets or another seed the same "
                "number is another place"
            )
            hint = tr("Write the circles to a file (siting circles), and name the file.")
            problems.warn(value_place(draft.root, ("surveys", number, "columns", "circle")), message, hint)
