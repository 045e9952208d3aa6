"""Sites where something must open, or an outlet of some formats, or one of each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from pydantic import Field, model_validator
from scipy.sparse import csr_matrix, vstack

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules._filters import NAMES, FilterSettings
from siting.rules._scope import Scope, bind_scope

ABOUT = mark("sites where something must open, or one of some formats, or all of them")


class Settings(FilterSettings):
    """Keys of the rule `required_sites`: sites, kinds, circles or districts at least."""

    all: bool = Field(
        False, description=mark("whether every one of `formats` must open, not just one of them")
    )

    @model_validator(mode="after")
    def _something_to_say(self) -> Settings:
        if not (self.sites or self.kinds or self.circles or self.districts):
            raise ValueError(tr("needs sites, kinds, circles or districts"))
        if self.all and not self.formats:
            raise ValueError(tr("all: true needs formats"))
        return self


@dataclass(frozen=True, slots=True, eq=False)
class RequiredSites:
    """sum of x_k over the options of the scope at a site >= 1, for each of its sites; with formats apart, for each site
    and each of these formats.

    Its sites are those named, and otherwise those of the scope where something of it could open."""

    formats: Positions | None
    scope: Scope

    def write(self, model: Model, program: object) -> None:
        """One row for each site, or site and format."""
        asked = self.demanded(model)
        cast(Program, program).add_rows(asked.matrix, asked.limit, np.inf)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Sites where what must open does not."""
        asked = self.demanded(model)
        opened = np.asarray(asked.matrix[:, selection].sum(axis=1)).ravel()
        return [tr("{rule}: nothing opens", rule=asked.labels[row]) for row in np.flatnonzero(opened < 1)]

    def packing(self, model: Model) -> Packing | None:
        """No packing: it asks for a least number."""
        return None

    def demanded(self, model: Model) -> Packing:
        """At least one outlet of each row."""
        groups = replace(self.scope, each="site").groups(model)
        matrix, labels = groups.members, list(groups.labels)
        if self.formats is not None:
            of = [model.option_format == format for format in self.formats.tolist()]
            matrix = vstack([csr_matrix(groups.members.multiply(one[None, :])) for one in of], format="csr")
            ids = [self.scope.labels.format_ids[format] for format in self.formats.tolist()]
            named = [tr(NAMES["format"][1], id=one) for one in ids]
            labels = [label + tr(", ") + one for one in named for label in groups.labels]
        return Packing(matrix, np.ones(len(labels)), tuple(labels))


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> RequiredSites:
    """The rule for a model with these labels; unknown ids are added to problems."""
    scope = bind_scope(tr("required sites"), settings, labels, problems, place or Place(), unsaid=("site",))
    return RequiredSites(scope.formats if settings.all else None, scope)
