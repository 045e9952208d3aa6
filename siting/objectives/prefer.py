"""Preference by kind of site: vacant space first, say. A goal beside others; alone it opens whatever it prefers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from siting.errors import Place, Problems
from siting.inputs import Floats, Positions
from siting.language import mark, tr
from siting.model import Labels, Model
from siting.parts import suggestion
from siting.program import Program

if TYPE_CHECKING:
    from siting.scenario.goal import Prefer

ABOUT = mark("use sites of the kinds that are preferred; a goal beside others")
KEYS = ("prefer",)


@dataclass(frozen=True, slots=True)
class PreferKinds:
    """max sum_k score(kind of k's site) x_k

    kinds: (kind, score) as the scenario names them; scores: (n_kinds,) by position, once the city's kinds are known."""

    kinds: tuple[tuple[str, float], ...] = ()
    scores: tuple[float, ...] = ()
    name: str = "prefer"
    maximise: bool = True

    def labelled(self, labels: Labels, problems: Problems, place: Place) -> PreferKinds:
        """The same with the city's kinds of site; one that no site is of is an error."""
        for kind, _ in self.kinds:
            if kind not in labels.kinds:
                message = tr("no site is of the kind '{kind}'", kind=kind)
                problems.error(place, message, suggestion(kind, labels.kinds))
        known = dict(self.kinds)
        return replace(self, scores=tuple(known.get(kind, 0.0) for kind in labels.kinds))

    def write(self, model: Model, program: object) -> None:
        """A score for each option."""
        cast(Program, program).reward_options(self._worth(model))

    def value(self, model: Model, selection: Positions) -> float:
        """Scores of the options opened."""
        chosen = np.zeros(model.n_options, dtype=bool)
        chosen[selection] = True
        return float(np.where(chosen, self._worth(model), 0.0).sum())

    def counts_whole(self, model: Model) -> bool:
        """Whether all scores are whole."""
        return all(float(score).is_integer() for score in self.scores)

    def spread(self, model: Model) -> float:
        """The scores of all options."""
        return float(self._worth(model).sum())

    def cover_weight(self, model: Model) -> Floats | None:
        """None: sites count, whomever they reach."""
        return None

    def _worth(self, model: Model) -> Floats:
        """(n_options,) score of the option's site; 0 where its kind has none."""
        scores = np.append(np.array(self.scores), 0.0)
        kind = model.option_kind
        return np.asarray(scores[np.where((kind >= 0) & (kind < len(self.scores)), kind, len(self.scores))])


def bind(prefer: Prefer | None = None) -> PreferKinds:
    """The objective, ready to learn the city's kinds of site."""
    return PreferKinds() if prefer is None else PreferKinds(tuple(prefer.kinds.items()))
