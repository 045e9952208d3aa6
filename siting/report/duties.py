"""Who answers for a format, with those that take part beside it, and how sure that is."""

from __future__ import annotations

from siting.catalogue import departments, duties
from siting.inputs import FormatInput
from siting.language import LANGUAGES
from siting.report.types import Both

SEPARATOR = {"en": ", ", "zh": "、"}


def duty_of(one: FormatInput) -> tuple[Both, Both, str]:
    """Names of the department that leads, of those beside it, and the catalogue's word on how sure that is.

    Where a scenario names another department than the catalogue, only that one is known."""
    if not one.department:
        return {}, {}, ""
    duty, lead = duties().get(one.id), dict(one.department)
    if duty is None or departments()[duty.department].names != lead:
        return lead, {}, ""
    helping = [departments()[identity].names for identity in duty.beside]
    beside = {
        language: SEPARATOR[language].join(names[language] for names in helping) for language in LANGUAGES
    }
    return lead, beside, duty.confidence
