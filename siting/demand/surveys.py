"""Surveys of needs and satisfaction (问需于民): from answers to a factor for each format and circle."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from siting import parts
from siting.errors import Problems
from siting.inputs import Floats, Inputs, Positions, Survey
from siting.language import tr
from siting.readers import few

CONFIDENCE_Z = 1.959963984540054  # 95 %
WHOLE_CITY = -1


def factors(inputs: Inputs, problems: Problems) -> Floats:
    """(n_formats, n_circles + 1) what a survey says one person counts; the last column is outside every circle.

    The factors of several surveys multiply. Errors: a circle that there is not, circles where there are none."""
    found = np.ones((len(inputs.formats), len(inputs.circles) + 1))
    for survey in inputs.surveys:
        circle = circles_of(survey, inputs, problems)
        if circle is None:
            continue
        found *= survey_factors(survey, circle, found.shape)
        _say_what_is_missing(survey, circle, inputs, problems)
        _say_what_is_small(survey, circle, inputs, problems)
        _say_what_counts_nothing(survey, found, inputs, problems)
    return found


def survey_factors(survey: Survey, circle: Positions, shape: tuple[int, int]) -> Floats:
    """(n_formats, n_circles + 1) factors of one survey.

    circle: (n_answers,) position of each answer's circle, -1 where it speaks of the whole city.

        mean[f]      = sum_c n p / sum_c n                 over all answers on f; 1 where there are none
        factor[f, c] = (n p + m mean[f]) / (n + m)         p: what the answers give, n: respondents, m: the least
        factor[f, c] = mean[f]                             for circles without answers

    of a survey of kind weight: factor = what is given, and a plain mean where no respondents are given.
    Shrinkage of small samples to the mean of all: Efron and Morris (1973), doi:10.1080/01621459.1973.10481350,
    with a fixed m in place of an estimated one."""
    n = np.where(np.isnan(survey.respondents), 1.0, survey.respondents)
    given = survey.factor
    least = 0.0 if survey.kind == "weight" else float(survey.min_respondents)
    answers = np.bincount(survey.format, weights=n, minlength=shape[0])
    asked = np.bincount(survey.format, weights=n * given, minlength=shape[0])
    mean = np.divide(asked, answers, out=np.ones(shape[0]), where=answers > 0)
    found = np.repeat(mean[:, None], shape[1], axis=1)
    known = np.flatnonzero((circle != WHOLE_CITY) & (n > 0))
    format = survey.format[known]
    found[format, circle[known]] = (n[known] * given[known] + least * mean[format]) / (n[known] + least)
    return found


def margin_of_error(share: Floats, respondents: Floats) -> Floats:
    """(n,) half the width of the 95 % interval of a share: Wilson (1927), doi:10.1080/01621459.1927.10502953.

    1 where nobody answered."""
    n, z = np.where(respondents > 0, respondents, 1.0), CONFIDENCE_Z
    spread = np.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
    return np.asarray(np.where(respondents > 0, z * spread / (1.0 + z * z / n), 1.0))


def circles_of(survey: Survey, inputs: Inputs, problems: Problems) -> Positions | None:
    """(n_answers,) position of the circle that each answer names, -1 for the whole city; None after an error."""
    if survey.circle is None:
        return np.full(len(survey.format), WHOLE_CITY, dtype=np.int32)
    where = {str(identity): position for position, identity in enumerate(inputs.circles.ids)}
    if not where:
        problems.error(
            survey.place,
            tr("the survey names circles, and the scenario has none"),
            tr("Give a layer under `circles`; a survey of the whole city names no column circle."),
        )
        return None
    rows: dict[str, list[int]] = {}
    for row, identity in enumerate(survey.circle):
        if identity not in where:
            rows.setdefault(str(identity), []).append(row)
    for identity, found in rows.items():
        message = tr("there is no circle '{id}' ({count} rows)", id=identity, count=len(found))
        problems.error(survey.row_place(found[0]), message, _hint(identity, inputs))
    if rows:
        return None
    return np.array([where[str(identity)] for identity in survey.circle], dtype=np.int32)


def _hint(identity: str, inputs: Inputs) -> str:
    """A circle's id where its name was written; else the nearest id."""
    ids, names = inputs.circles.ids.tolist(), inputs.circles.names.tolist()
    if names.count(identity) == 1:
        return tr("That is the name of a circle; its id is '{id}'.", id=ids[names.index(identity)])
    close = parts.did_you_mean(identity, map(str, ids))
    if close:
        return tr("Did you mean '{name}'?", name=close)
    return tr("Ids of circles: {ids}.", ids=few([str(one) for one in ids]))


def _say_what_is_missing(survey: Survey, circle: Positions, inputs: Inputs, problems: Problems) -> None:
    """Formats that the survey says nothing of, and circles without an answer."""
    answered = survey.respondents != 0
    silent = np.setdiff1d(np.arange(len(inputs.formats)), survey.format[answered])
    if len(silent):
        names = few([inputs.formats[format].id for format in silent.tolist()])
        message = tr(
            "the survey says nothing of {count} formats, whose people count in full: {formats}",
            count=len(silent),
            formats=names,
        )
        problems.warn(survey.place, message)
    unasked = np.setdiff1d(np.arange(len(inputs.circles)), circle[answered])
    if survey.circle is not None and len(unasked):
        message = tr(
            "{count} of {total} circles have no answers and take the mean of all: {ids}",
            count=len(unasked),
            total=len(inputs.circles),
            ids=few([str(inputs.circles.ids[one]) for one in unasked.tolist()]),
        )
        problems.warn(survey.place, message)


def _say_what_is_small(survey: Survey, circle: Positions, inputs: Inputs, problems: Problems) -> None:
    """Circles (or formats of the whole city) with fewer respondents than are wanted, and how wide they may be off."""
    n = survey.respondents
    small = np.flatnonzero((n < survey.min_respondents) & (n > 0))
    if not len(small):
        return
    of_city = survey.circle is None
    where = survey.format if of_city else circle
    ids = [format.id for format in inputs.formats] if of_city else [str(one) for one in inputs.circles.ids]
    named = [
        _sample(survey, ids[place], small[where[small] == place])
        for place in np.unique(where[small]).tolist()
    ]
    if of_city:
        text = tr(
            "{count} formats have fewer than {least} respondents: {samples}",
            count=len(named),
            least=survey.min_respondents,
            samples=few(named),
        )
    else:
        text = tr(
            "{count} of {total} circles have fewer than {least} respondents and lean towards the mean of all: "
            "{samples}",
            count=len(named),
            total=len(inputs.circles),
            least=survey.min_respondents,
            samples=few(named),
        )
    problems.warn(survey.place, text)


def _say_what_counts_nothing(survey: Survey, found: Floats, inputs: Inputs, problems: Problems) -> None:
    """Formats that nobody needs any more after this survey: a plan opens none of them."""
    idle = [inputs.formats[format].id for format in np.flatnonzero((found == 0).all(axis=1)).tolist()]
    if idle:
        message = tr("by the surveys nobody counts for {formats}; the plan opens none", formats=few(idle))
        problems.warn(survey.place, message)


def _sample(survey: Survey, identity: str, rows: NDArray[np.int64]) -> str:
    """ "c3 (12 respondents, ±26 points)": the smallest sample there and its margin, at 95 %."""
    fewest = rows[np.argmin(survey.respondents[rows])]
    respondents = float(survey.respondents[fewest])
    if survey.kind == "weight":
        return tr("{id} ({respondents:g} respondents)", id=identity, respondents=respondents)
    margin = margin_of_error(survey.factor[fewest : fewest + 1], survey.respondents[fewest : fewest + 1])[0]
    return tr(
        "{id} ({respondents:g} respondents, ±{points} points)",
        id=identity,
        respondents=respondents,
        points=math.ceil(100.0 * float(margin)),
    )
