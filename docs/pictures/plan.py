"""Draws the picture of the README from a run folder: `python docs/pictures/plan.py runs/zhangdian`.

Left, how many formats each home reaches today; right, with the plan, and where the new outlets open."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import geopandas
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

PICTURE = Path(__file__).with_name("plan.png")


def main(run: Path) -> None:
    """Writes plan.png beside this file."""
    layers = {
        name: geopandas.read_file(run / "plan.gpkg", layer=name)
        for name in ("demand", "circles", "new_outlets")
    }
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    n_formats = len(summary["formats"])
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(13, 7.4), layout="constrained", sharex=True, sharey=True
    )
    for axes, when, title in (
        (left, "before", "today"),
        (right, "after", f"with {len(summary['opened'])} new outlets"),
    ):
        shown = _homes(axes, layers, f"formats_{when}", n_formats)
        share = sum(entry[f"covered_{when}"] for entry in summary["formats"].values())
        total = sum(entry["weight_total"] for entry in summary["formats"].values())
        axes.set_title(f"{title}: {share / total:.1%} of needs within reach", fontsize=13)
    layers["new_outlets"].plot(ax=right, color="#d81b60", markersize=9, edgecolor="white", linewidth=0.3)
    bar = figure.colorbar(shown, ax=(left, right), shrink=0.6, pad=0.01)
    bar.set_label(f"formats within their walking time, of {n_formats}")
    figure.suptitle(
        "Zhangdian, synthetic data: streets, homes and outlets are made up",
        fontsize=10,
        color="#666666",
        y=0.02,
    )
    figure.savefig(PICTURE, dpi=110)


def _homes(axes: Axes, layers: dict[str, geopandas.GeoDataFrame], column: str, most: int) -> object:
    homes = layers["demand"]
    layers["circles"].boundary.plot(ax=axes, color="#bbbbbb", linewidth=0.5)
    shown = axes.scatter(
        homes.geometry.x, homes.geometry.y, c=homes[column], s=1.6, vmin=0, vmax=most, cmap="viridis"
    )
    west, south, east, north = layers["circles"].total_bounds
    axes.set_xlim(west - 800, east + 800)
    axes.set_ylim(south - 800, north + 800)
    axes.set_aspect("equal")
    axes.set_axis_off()
    return shown


if __name__ == "__main__":
    main(Path(sys.argv[1]))
