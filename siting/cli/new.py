"""`siting new`: its options, and the call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from siting.language import tr


def command() -> click.Command:
    """The command with its options."""
    path = click.Path(path_type=Path)
    return click.Command(
        "new",
        callback=new,
        params=[
            click.Argument(["folder"], type=path, metavar="DIR"),
            click.Option(
                ["--osm"],
                type=path,
                required=True,
                metavar="FILE",
                help=tr("OpenStreetMap extract: streets and outlets"),
            ),
            click.Option(
                ["--population"],
                type=path,
                required=True,
                metavar="FILE",
                help=tr("who lives where: a grid, areas or points with people"),
            ),
            click.Option(
                ["--area"],
                type=path,
                metavar="FILE",
                help=tr("areas that are planned for; where streets and people overlap when absent"),
            ),
            click.Option(
                ["--name"], metavar="NAME", help=tr("name of the scenario; that of the folder when absent")
            ),
            click.Option(
                ["--formats"],
                default="basic",
                show_default=True,
                metavar="A,B,...",
                help=tr("presets or formats to plan; see `siting list presets` and `siting list formats`"),
            ),
            click.Option(
                ["--budget"],
                type=click.FloatRange(min=0),
                metavar="MONEY",
                help=tr("money for all new outlets; assumed when absent"),
            ),
            click.Option(["--currency"], default="CNY", show_default=True, help=tr("currency of all costs")),
            *_columns(),
            click.Option(
                ["--copy"],
                is_flag=True,
                help=tr("copy the files into the folder instead of naming where they are"),
            ),
        ],
        help=tr("Write a commented first scenario for a city from its own files, and check it."),
    )


def _columns() -> list[click.Parameter]:
    """What to say of the population file where its own words are not enough."""
    return [
        click.Option(["--people"], metavar="COLUMN", help=tr("column with the people")),
        click.Option(["--x"], metavar="COLUMN", help=tr("column with easting or longitude")),
        click.Option(["--y"], metavar="COLUMN", help=tr("column with northing or latitude")),
        click.Option(
            ["--crs"], metavar="CRS", help=tr("coordinate system of the people: EPSG:<code>, gcj02 or bd09")
        ),
        click.Option(["--layer"], metavar="NAME", help=tr("layer or sheet, where a file holds several")),
        click.Option(
            ["--band"],
            type=click.IntRange(min=1),
            metavar="N",
            help=tr("band of a GeoTIFF that holds several"),
        ),
    ]


def new(**options: Any) -> int:
    """`siting new`."""
    from siting import commands
    from siting.starter import Wish

    return commands.new(Wish(**options))
