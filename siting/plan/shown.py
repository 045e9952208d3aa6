"""The plan as scripts and notebooks meet it: tables, maps, the report, the files. All is made when asked for.

What draws and writes stands further up than a plan, so it is imported by the methods that need it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import geopandas
    import pandas
    from matplotlib.axes import Axes

    from siting.page.notebook import Explored
    from siting.plan import Plan


class Shown:
    """What a Plan can be asked to show."""

    __slots__ = ()

    @property
    def _plan(self) -> Plan:
        return cast("Plan", self)

    @property
    def outlets(self) -> geopandas.GeoDataFrame:
        """Outlets of today and those the plan opens; `status` tells which."""
        from siting.exporters import _frames

        return _frames.outlets(self._plan)

    @property
    def demand(self) -> geopandas.GeoDataFrame:
        """Demand points with people and, for each format, whether it is in reach before and after."""
        from siting.exporters import _frames

        return _frames.demand(self._plan)

    @property
    def circles(self) -> geopandas.GeoDataFrame:
        """Circles with people in reach of each format before and after."""
        from siting.exporters import _frames

        return _frames.circles(self._plan)

    @property
    def projects(self) -> pandas.DataFrame:
        """The project list, best first, with running totals: the columns of projects.csv."""
        from siting.exporters import _notebook

        return _notebook.projects(self._plan)

    @property
    def gap_table(self) -> pandas.DataFrame:
        """Circle by format before and after: outlets that stand there, people, those in reach, those short."""
        from siting.exporters import _notebook

        return _notebook.gap_table(self._plan)

    def plot(
        self,
        format: str | None = None,
        when: str = "change",
        circle: str | None = None,
        ax: Axes | None = None,
        *,
        legend: bool = True,
        language: str | None = None,
    ) -> Axes:
        """A map on matplotlib axes, those given or new ones.

        format: id or name, in any language; None for all together. when: "before", "after", or "change" for what the
        plan brings. circle: id or name, for one circle and what lies around it. language: of title and legend, that
        in force by default. Raises InputError, with what was perhaps meant, for what the plan does not have."""
        from siting.pictures.notebook import plot

        return plot(self._plan, format, when, circle, ax, legend, language)

    def explore(self, height: int = 720) -> Explored:
        """The whole offline report, shown in a notebook's cell so many pixels high; `.save(path)` keeps it."""
        from siting.page.notebook import Explored

        return Explored.of_plan(self._plan, height)

    def save(self, folder: str | Path) -> Path:
        """Writes the run folder that `siting solve` writes, whole or not at all, and returns its place."""
        from siting.exporters import _run_folder

        return _run_folder.write(self._plan, Path(folder))

    def __repr__(self) -> str:
        from siting.pictures.notebook import plan_line

        return plan_line(self._plan)

    def _repr_html_(self) -> str:
        from siting.pictures.notebook import plan_html

        return plan_html(self._plan)
