"""What the keys of a survey must say of each other; needs no data file."""

from __future__ import annotations

from siting.errors import Problems
from siting.language import tr
from siting.scenario.places import key_place
from siting.scenario.validate import Draft


def check_surveys(draft: Draft, problems: Problems) -> None:
    """Shares of respondents go with their number: whoever weighs them has to know how many they are."""
    for number, survey in draft.surveys.items():
        if survey.kind != "weight" and survey.columns.respondents is None:
            path = ("surveys", number, "columns")
            problems.error(
                key_place(draft.root, path),
                tr("missing key '{key}'", key="respondents"),
                tr("It names the column with the number of respondents; small samples count for less."),
            )
