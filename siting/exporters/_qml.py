"""QGIS styles as QML, from templates; ids and names are data, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import jinja2


@dataclass(frozen=True, slots=True)
class Look:
    """A marker: its size in metres on the ground, kept between least and most millimetres on paper.

    up_to_scale: drawn only when the map is at least this large (1:up_to_scale); 0 = always."""

    shape: str
    size_m: float
    least_mm: float
    most_mm: float
    stroke: str
    stroke_mm: float
    up_to_scale: int = 0


STAR = Look("star", 150.0, 1.8, 4.5, "0,0,0,255", 0.2)
SQUARE = Look("square", 30.0, 0.6, 2.0, "255,255,255,255", 0.1, up_to_scale=30_000)
DOT = Look("circle", 30.0, 0.35, 1.8, "0,0,0,0", 0.0)
DISC = replace(STAR, shape="circle", least_mm=2.2, stroke="28,36,48,255", stroke_mm=0.15)
CROSS = replace(SQUARE, shape="cross_fill", size_m=90.0, least_mm=1.6, most_mm=3.5)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a legend. value: of the attribute. fill: "#rrggbb". look: where it differs from the style's."""

    value: str
    label: str
    fill: str
    look: Look | None = None


def markers(attribute: str, entries: Sequence[Entry], look: Look, label_column: str = "") -> str:
    """Points by category."""
    drawn = [_drawn(entry) | {"look": entry.look or look} for entry in entries]
    return render(
        "categories.qml.j2", attribute=attribute, entries=drawn, look=look, label_column=label_column
    )


def fills(attribute: str, entries: Sequence[Entry]) -> str:
    """Areas by category."""
    return render("fills.qml.j2", attribute=attribute, entries=[_drawn(entry) for entry in entries])


def shares(attribute: str, colours: Sequence[str]) -> str:
    """Areas by a share in per cent, in as many steps as there are colours."""
    step = 100 // len(colours)
    entries = [
        {"lower": low, "upper": low + step, "label": f"{low}-{low + step} %", "fill": rgba(fill)}
        for low, fill in zip(range(0, 100, step), colours, strict=True)
    ]
    return render("shares.qml.j2", attribute=attribute, entries=entries)


def render(template: str, **values: Any) -> str:
    """A template filled in, everything escaped."""
    loader = jinja2.PackageLoader("siting.exporters", "styles")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template(template).render(**values)


def rgba(colour: str) -> str:
    """A colour "#rrggbb" as QML writes it."""
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"


def _drawn(entry: Entry) -> dict[str, Any]:
    return {"value": entry.value, "label": entry.label, "fill": rgba(entry.fill)}
