"""The maps of a document: files in its folder, and the words for those who do not see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from siting.language import language, tr
from siting.pictures.city import draw
from siting.pictures.key import Entry, key
from siting.pictures.marks import draws_outlets
from siting.pictures.shades import AFTER, BEFORE, CHANGE, Shades, shades
from siting.pictures.sheet import few_colours
from siting.pictures.window import Window, of_city
from siting.report import Report

DPI = 200
MM_PER_IN = 25.4


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """Draws maps of one report into one folder. shaded: shades found already; home_m: how far homes stand apart."""

    report: Report
    folder: Path
    home_m: float
    shaded: dict[tuple[int | None, str], Shades] = field(default_factory=dict)

    def shades(self, format: int | None, when: str) -> Shades:
        """Of the homes; found once, since every circle's map shows the same."""
        if (format, when) not in self.shaded:
            self.shaded[format, when] = shades(self.report, format, when)
        return self.shaded[format, when]

    def city(
        self, name: str, width_mm: float, *, format: int | None = None, when: str = CHANGE
    ) -> str | None:
        """The file of a map of the whole city; None where nothing has coordinates."""
        window = of_city(self.report)
        if window is None:
            return None
        height_mm = width_mm * min(1.5, max(0.45, window.height_m / window.width_m))
        return self.window(name, window, width_mm, height_mm, format=format, when=when)

    def window(
        self,
        name: str,
        window: Window,
        width_mm: float,
        height_mm: float,
        *,
        format: int | None = None,
        when: str = CHANGE,
        circles: Sequence[int] = (),
        numbers: Mapping[int, int] | None = None,
    ) -> str:
        """The file of a map of a window, widened to the shape of the picture."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(width_mm / MM_PER_IN, height_mm / MM_PER_IN), dpi=DPI)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        shown = window.shaped(width_mm / height_mm)
        known: dict[str, Any] = {"paint": self.shades(format, when), "home_m": self.home_m}
        draw(self.report, axes, shown, format=format, when=when, circles=circles, numbers=numbers, **known)
        (self.folder / f"{name}.png").write_bytes(few_colours(figure, small=False))
        return f"{name}.png"

    def key(self, format: int | None = None, when: str = CHANGE, window: Window | None = None) -> list[Entry]:
        """What the legend of such a map says."""
        window = window or of_city(self.report)
        outlets = window is not None and draws_outlets(self.report, window, format)
        return key(self.report, self.shades(format, when), format, when, outlets)

    def alt(self, where: str, format: int | None = None, when: str = CHANGE) -> str:
        """In words: what is seen where."""
        what = tr("all formats") if format is None else self.report.formats[format].names[language()]
        said = {
            BEFORE: tr("Map of {where}: homes by what is in reach today; {what}.", where=where, what=what),
            AFTER: tr(
                "Map of {where}: homes by what is in reach with the plan; {what}.", where=where, what=what
            ),
            CHANGE: tr(
                "Map of {where}: homes that gain, and the outlets that open; {what}.", where=where, what=what
            ),
        }
        return said[when]
