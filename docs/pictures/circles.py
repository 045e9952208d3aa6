"""Draws the picture of docs/explanation/circles.md: `python docs/pictures/circles.py SCENARIO ...`, a panel each.

Circles are drawn anew, whatever a scenario says of them, with 15,000 to 25,000 people. The number in a circle is its
people in thousands; a dot is a demand point. Below each panel stand the scenario's notices: whose data it shows, and
whether they are made up."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas
import matplotlib.pyplot as plt
import numpy as np
import shapely
from matplotlib.axes import Axes

from siting import circles, inputs, scenario
from siting.errors import Problems

PICTURE = Path(__file__).with_name("circles.png")
DRAW = "circles={draw: {people: 20000, min_people: 15000, max_people: 25000}}"
COLOURS = ("#8dd3c7", "#fdcdac", "#bebada", "#fb9a99", "#b3de69", "#ffed6f", "#80b1d3")


def main(sources: list[str]) -> None:
    """Writes circles.png beside this file."""
    figure, panels = plt.subplots(
        1, len(sources), figsize=(6.5 * len(sources), 7), layout="constrained", squeeze=False
    )
    for axes, source in zip(panels[0], sources, strict=True):
        case, problems = scenario.load(source, sets=[DRAW]), Problems()
        found = circles.draw(case, inputs.read(case, problems), problems)
        _panel(axes, found)
        figures = found.figures
        walk = float(figures.walk_m @ figures.people / figures.people.sum())
        axes.set_title(
            f"{case.title}\n{len(figures.people)} circles, {figures.people.min():,.0f} to "
            f"{figures.people.max():,.0f} people, {walk:,.0f} m to the middle on average",
            fontsize=10,
        )
        axes.text(
            0.5,
            -0.01,
            "\n".join(case.notices),
            transform=axes.transAxes,
            ha="center",
            va="top",
            fontsize=7,
            color="#555555",
        )
    figure.savefig(PICTURE, dpi=85, pil_kwargs={"optimize": True})
    _fewer_colours(PICTURE)


def _panel(axes: Axes, found: circles.Drawn) -> None:
    city = found.inputs
    areas = city.circles.polygons
    assert areas is not None
    colours = [COLOURS[number] for number in _coloured(areas)]
    geopandas.GeoSeries(list(areas)).plot(ax=axes, color=colours, edgecolor="#444444", linewidth=0.5)
    axes.scatter(*city.demand.xy_m.T, s=0.4, color="#333333", alpha=0.45, linewidths=0)
    small = np.median(np.sqrt(shapely.area(areas)))
    for area, people in zip(areas, found.figures.people, strict=True):
        x, y = shapely.point_on_surface(area).coords[0]
        size = 5.5 if np.sqrt(area.area) < 1.2 * small else 7
        axes.text(x, y, f"{people / 1000:.1f}", ha="center", va="center", fontsize=size, weight="bold")
    axes.set_aspect("equal")
    axes.set_axis_off()


def _coloured(areas: np.ndarray) -> list[int]:
    """Neighbours in different colours: the first that no neighbour before has."""
    one, other = shapely.STRtree(areas).query(areas, predicate="intersects")
    found: list[int] = []
    for number in range(len(areas)):
        taken = {found[k] for k in other[one == number] if k < number}
        found.append(next(colour for colour in range(len(COLOURS)) if colour not in taken))
    return found


def _fewer_colours(path: Path) -> None:
    from PIL import Image

    with Image.open(path) as picture:
        picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=96).save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
