"""Most or fewest new outlets: of all, of some formats or circles, or for each format, circle, site or kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from pydantic import Field, model_validator

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules._filters import ScopeSettings
from siting.rules._scope import Scope, bind_scope

ABOUT = mark(
    "most or fewest new outlets, in all or for each format, circle, district, source of money, phase, site or kind"
)


class Settings(ScopeSettings):
    """Keys of the rule `count`: max, min or both."""

    max: int | None = Field(None, ge=0, description=mark("most new outlets"))
    min: int | None = Field(None, ge=0, description=mark("fewest new outlets"))

    @model_validator(mode="after")
    def _something_to_say(self) -> Settings:
        if self.max is None and self.min is None:
            raise ValueError(tr("needs max, min or both"))
        if self.max is not None and self.min is not None and self.min > self.max:
            raise ValueError(tr("min {min} is more than max {max}", min=self.min, max=self.max))
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Count:
    """fewest <= number of open options in a group <= most, for every group of the scope; None = no such limit."""

    fewest: int | None
    most: int | None
    scope: Scope

    def write(self, model: Model, program: object) -> None:
        """One row for each group."""
        lower = -np.inf if self.fewest is None else self.fewest
        upper = np.inf if self.most is None else self.most
        cast(Program, program).add_rows(self.scope.groups(model).members, lower, upper)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Groups with too many or too few new outlets, with both numbers."""
        groups = self.scope.groups(model)
        opened = np.asarray(groups.members[:, selection].sum(axis=1)).ravel().astype(int)
        found = []
        for label, number in zip(groups.labels, opened.tolist(), strict=True):
            if self.most is not None and number > self.most:
                text = tr(
                    "{rule}: {count} new outlets, more than {limit}",
                    rule=label,
                    count=number,
                    limit=self.most,
                )
                found.append(text)
            if self.fewest is not None and number < self.fewest:
                text = tr(
                    "{rule}: {count} new outlets, fewer than {limit}",
                    rule=label,
                    count=number,
                    limit=self.fewest,
                )
                found.append(text)
        return found

    def packing(self, model: Model) -> Packing | None:
        """The rule exactly, when it asks for no least number."""
        return None if self.fewest else self._packing(model, self.most)

    def demanded(self, model: Model) -> Packing | None:
        """The least numbers asked for."""
        return self._packing(model, self.fewest) if self.fewest else None

    def _packing(self, model: Model, limit: int | None) -> Packing | None:
        groups = self.scope.groups(model)
        if limit is None:
            return Packing(groups.members[:0], np.zeros(0), ())
        return Packing(groups.members, np.full(len(groups.labels), float(limit)), groups.labels)


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> Count:
    """The rule for a model with these labels; unknown ids are added to problems."""
    scope = bind_scope(tr("number of new outlets"), settings, labels, problems, place or Place())
    return Count(settings.min, settings.max, scope)
