"""Sites where nothing, or no outlet of some formats, may open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from pydantic import model_validator

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules._filters import FILTERS, FilterSettings
from siting.rules._scope import Scope, bind_scope

ABOUT = mark("sites where nothing opens, or nothing of some formats or in some phases")


class Settings(FilterSettings):
    """Keys of the rule `forbidden_sites`: sites, kinds, circles or districts at least."""

    @model_validator(mode="after")
    def _something_to_say(self) -> Settings:
        if not any(getattr(self, f"{kind}s") for kind in FILTERS):
            raise ValueError(tr("needs sites, kinds, circles, districts, formats, sources or phases"))
        return self


@dataclass(frozen=True, slots=True, eq=False)
class ForbiddenSites:
    """x_k = 0 for every option k of the scope."""

    scope: Scope

    def write(self, model: Model, program: object) -> None:
        """The packing, row by row."""
        packing = self.packing(model)
        cast(Program, program).add_rows(packing.matrix, -np.inf, packing.limit)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Outlets that open although they must not."""
        mine = selection[self.scope.opens(model)[selection]]
        ids = self.scope.labels.format_ids
        return [
            tr(
                "{rule}: '{format}' may not open there",
                rule=self.scope.at_site(int(model.option_site[option])),
                format=ids[model.option_format[option]],
            )
            for option in mine.tolist()
        ]

    def packing(self, model: Model) -> Packing:
        """The rule exactly: no outlet of the scope, site by site."""
        groups = replace(self.scope, each="site").groups(model)
        return Packing(groups.members, np.zeros(len(groups.labels)), groups.labels)


def bind(
    settings: Settings, labels: Labels, problems: Problems, place: Place | None = None
) -> ForbiddenSites:
    """The rule for a model with these labels; unknown ids are added to problems."""
    return ForbiddenSites(
        bind_scope(tr("closed sites"), settings, labels, problems, place or Place(), unsaid=("site",))
    )
