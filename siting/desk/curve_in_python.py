"""The curve as scripts and notebooks meet it: tables, a picture, the files. All is made when asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siting import decide
from siting.decide.curve import Curve, draw
from siting.decide.curve import budgets as usual
from siting.decide.curve.records import records
from siting.decide.curve.tables import COLUMNS, STEPS, lines, steps
from siting.desk import curve_files
from siting.journal import Journal
from siting.language import figure, in_language, tr
from siting.language import language as in_force
from siting.outcome import Watch
from siting.pipeline import as_sets
from siting.plan.doubts import budgets_asked
from siting.scenario import Scenario

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Drawn:
    """A curve with what is told of it. curve: the plans themselves; told: what curve.json says."""

    curve: Curve
    told: dict[str, Any]

    @property
    def table(self) -> pandas.DataFrame:
        """A line for each budget: the columns of curve.csv."""
        import pandas

        return pandas.DataFrame(lines(self.told), columns=list(COLUMNS))

    @property
    def order(self) -> pandas.DataFrame:
        """Which project next: the columns of order.csv; without lines where no order was asked for."""
        import pandas

        found = [] if self.told["order"] is None else steps(self.told)
        return pandas.DataFrame(found, columns=list(STEPS))

    def plot(self, ax: Axes | None = None, *, language: str | None = None) -> Axes:
        """Value and proven bound by budget on matplotlib axes, those given or new ones, in the language in force."""
        from siting.pictures import curve as pictures

        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots(figsize=(7.0, 4.2), layout="constrained")[1]
        with in_language(language or in_force()):
            pictures.draw(self.told, ax, alone=True)
        return ax

    def save(self, folder: str | Path) -> Path:
        """Writes the folder that `siting curve` writes, and returns its place."""
        place = Path(folder)
        curve_files.check(place)
        curve_files.write(self.told, place)
        return place

    def __repr__(self) -> str:
        points = self.curve.points
        if not points:
            return tr("curve of '{name}' without a plan", name=self.told["scenario"])
        return tr(
            "curve of '{name}': {count} budgets to {budget:,.0f}; value {value}, bound {bound} at the last",
            name=self.told["scenario"],
            count=len(points),
            budget=points[-1].budget,
            value=figure(points[-1].value),
            bound=figure(points[-1].bound),
        )


def curve(
    source: str | Path | Scenario,
    budgets: Iterable[float] | None = None,
    points: int = 20,
    gap: float = 0.002,
    *,
    order: bool = True,
    journal: Journal | None = None,
    **overrides: Any,
) -> Drawn:
    """What each budget buys: plans and proven bounds, the knee, and which project to open next.

    source: a scenario, its file or folder, or a run folder, whose plan is begun with. budgets: of all new outlets
    together; `points` of them are chosen where none are given. gap: proven gap at which a budget is done.
    overrides: dotted keys with `__` for the dot. Raises as `siting.solve`."""
    journal = journal or Journal()
    asked = None if budgets is None else sorted(set(budgets_asked(budgets)))
    basis = decide.of(source, journal, as_sets(overrides)).limited(gap)
    asked = usual(basis, points) if asked is None else asked
    drawn = draw(basis, asked, Watch(), journal, order=order)
    return Drawn(drawn, records(basis, drawn))
