"""The smallest cutoff of a format that is enough: ways are measured once, farther than now, then cut again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from siting.errors import InputError
from siting.inputs import Inputs
from siting.remedies.city import City
from siting.remedies.possible import Verdict, possible
from siting.remedies.search import Change, plain_number
from siting.remedies.terms import asking, terms_of
from siting.remedies.ways import Ways
from siting.scenario import Scenario, changed
from siting.travel import TravelTimes
from siting.travel.limits import limits

FACTORS = (2.0, 8.0)


class Cutoffs:
    """Looks for the smallest cutoff of a format with which the kept terms hold."""

    def __init__(self, case: Scenario, city: City, kept: Sequence[int], ways: Ways) -> None:
        self.case, self.city, self.inputs = case, city, city.inputs
        self.kept, self.ways, self.clock = tuple(kept), ways, ways.clock

    def smallest(self, format: int) -> Change | None:
        """Tenths of a minute, or whole metres; None where no cutoff up to eight times the present one is enough."""
        own = self.inputs.formats[format]
        in_min = own.cutoff_min is not None
        now = own.cutoff_min if own.cutoff_min is not None else own.cutoff_m
        assert now is not None
        key, step = f"formats.{own.id}.{'cutoff_min' if in_min else 'cutoff_m'}", 0.1 if in_min else 1.0
        bad, good, sure = int(now / step + 1e-6), 0, True
        far: TravelTimes | None = None
        for factor in FACTORS:
            index = int(now * factor / step)
            far = self._measured(key, index, step)
            if far is not None and self._holds(key, index, step, far).holds:
                good = index
                break
        if not good or far is None:
            return None
        while good - bad > 1:
            middle = (good + bad) // 2
            verdict = self._holds(key, middle, step, far)
            good, bad = (middle, bad) if verdict.holds else (good, middle)
            sure &= verdict.holds is not None
        return Change(key, _value(good, step), plain_number(now), sure, True)

    def _measured(self, key: str, index: int, step: float) -> TravelTimes | None:
        try:
            case, city = self._changed(key, index, step)
        except InputError:
            return None
        return self.ways.measured(case, city)

    def _changed(self, key: str, index: int, step: float) -> tuple[Scenario, Inputs]:
        case = changed(self.case, [f"{key}={json.dumps(_value(index, step))}"])
        formats = tuple(
            replace(one, cutoff_min=said.cutoff_min, cutoff_m=said.cutoff_m)
            for one, said in zip(self.inputs.formats, case.formats, strict=True)
        )
        return case, replace(self.inputs, formats=formats)

    def _holds(self, key: str, index: int, step: float, far: TravelTimes) -> Verdict:
        try:
            case, city = self._changed(key, index, step)
            times = replace(far, limit=limits(case, city, far.unit).format)
            question = self.city.repose(case, city, times)
            terms = terms_of(case, question, self.city.inputs_of(case))
        except InputError:
            return Verdict(False)
        return possible(asking(question, [terms[at] for at in self.kept]), self.clock)


def _value(index: int, step: float) -> int | float:
    return plain_number(round(index * step, 1))
