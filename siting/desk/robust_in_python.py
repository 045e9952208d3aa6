"""Robustness as scripts and notebooks meet it: tables and the files. All is made when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siting import decide
from siting.decide.robust import Robustness, weigh
from siting.decide.robust.records import CHOSEN, REGRET, chosen_lines, records, regret_lines
from siting.decide.robust.wished import cases_of
from siting.desk import robust_files
from siting.journal import Journal
from siting.language import figure, share, tr
from siting.outcome import Watch
from siting.pipeline import as_sets
from siting.plan import Plan
from siting.scenario import Scenario

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Weighed:
    """What was found of the cases. found: the plans and their losses; told: what robust.json says; plan: the one that
    loses least in the worst case, None where there is none."""

    found: Robustness
    told: dict[str, Any]
    plan: Plan | None

    @property
    def table(self) -> pandas.DataFrame:
        """A line for each plan in each case: the columns of regret.csv."""
        import pandas

        return pandas.DataFrame(regret_lines(self.found), columns=list(REGRET))

    @property
    def chosen(self) -> pandas.DataFrame:
        """How often each format at a site is chosen: the columns of chosen.csv."""
        import pandas

        return pandas.DataFrame(chosen_lines(self.found), columns=list(CHOSEN))

    def save(self, folder: str | Path) -> Path:
        """Writes the folder that `siting robust` writes, and returns its place."""
        place = Path(folder)
        robust_files.check(place)
        robust_files.write(self.found, self.plan, place)
        return place

    def __repr__(self) -> str:
        number = share if self.found.relative else figure
        return tr(
            "{count} cases of '{name}': a plan loses at most {upper} in any, and none less than {lower} in its worst",
            count=len(self.found.answered),
            name=self.told["scenario"],
            upper=number(self.found.least.upper),
            lower=number(self.found.least.lower),
        )


def robustness(
    source: str | Path | Scenario,
    cases: Sequence[str] = (),
    own: Sequence[str] = (),
    *,
    relative: bool = False,
    rules: str = "part",
    journal: Journal | None = None,
    **overrides: Any,
) -> Weighed:
    """What a plan loses when the city turns out otherwise, and the plan that loses least in the worst case.

    source: a scenario, its file or folder, or a run folder, whose plan is then the standing one. cases: names of
    usual cases or of overrides, or files of cases; own: cases as "name: key=value; key=value"; every usual case where
    neither is given. relative: losses as shares of each case's best. rules: "part", "each" or "base", what a plan must
    keep (`weigh`). overrides: dotted keys with `__` for the dot. Raises as `siting.solve`."""
    if rules not in ("part", "each", "base"):
        raise ValueError(tr("rules: got {value}, must be 'part', 'each' or 'base'", value=repr(rules)))
    journal = journal or Journal()
    basis = decide.of(source, journal, as_sets(overrides))
    asked = cases_of(basis, tuple(cases), own, as_sets(overrides))
    found = weigh(basis, asked, Watch(), journal, relative, rules)
    return Weighed(found, records(found), robust_files.as_plan(found, journal))
