"""Figures of surveys: what residents answered, the mean of a format, and the factor of each circle that answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from siting.demand.surveys import circles_of, survey_factors
from siting.errors import Problems
from siting.inputs import Floats, Survey

if TYPE_CHECKING:
    from siting.plan import Plan

Figures = dict[str, Any]


def surveys(plan: Plan) -> list[Figures]:
    """An entry a survey, in the order of the scenario; circles that are not named take the mean.

    respondents: in all, and of each answer; None where the survey does not say. The circle "" stands for the whole
    city."""
    return [_entry(plan, survey) for survey in plan.inputs.surveys]


def _total(respondents: Floats) -> float | None:
    known = respondents[~np.isnan(respondents)]
    return float(known.sum()) if len(known) else None


def _entry(plan: Plan, survey: Survey) -> Figures:
    inputs = plan.inputs
    circle = circles_of(survey, inputs, Problems())
    assert circle is not None, "a survey of unknown circles has stopped the run before"
    factors = survey_factors(survey, circle, (len(inputs.formats), len(inputs.circles) + 1))
    return {
        "kind": survey.kind,
        "min_respondents": survey.min_respondents,
        "formats": {
            format.id: {
                "respondents": _total(survey.respondents[survey.format == number]),
                "mean": float(factors[number, -1]),
                "answers": {
                    "" if survey.circle is None else str(survey.circle[row]): {
                        "share": float(survey.share[row]),
                        "respondents": None
                        if np.isnan(survey.respondents[row])
                        else float(survey.respondents[row]),
                        "factor": float(factors[number, circle[row]]),
                    }
                    for row in np.flatnonzero(survey.format == number).tolist()
                },
            }
            for number, format in enumerate(inputs.formats)
            if (survey.format == number).any()
        },
    }
