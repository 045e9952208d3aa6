"""`siting circles`: its options, and the call."""

from __future__ import annotations

import json
from pathlib import Path

import click

from siting.language import tr


def command(shared: list[click.Parameter]) -> click.Command:
    """The command, with the options that it shares with others."""
    people = click.FloatRange(min=0, min_open=True)
    return click.Command(
        "circles",
        callback=circles,
        params=[
            *shared,
            click.Option(
                ["-o", "--output"],
                type=click.Path(path_type=Path, dir_okay=False),
                required=True,
                help=tr("file to write, .geojson or .gpkg; it must not exist yet"),
            ),
            click.Option(["--people"], type=people, help=tr("people wanted in a circle")),
            click.Option(["--min-people"], type=people, help=tr("fewest people of a circle")),
            click.Option(["--max-people"], type=people, help=tr("most people of a circle")),
            click.Option(["--seed"], type=click.IntRange(min=0), help=tr("seed of everything random")),
        ],
        help=tr("Draw life circles from where people live, and write them to a file that can be edited."),
    )


def circles(
    scenario: Path,
    sets: tuple[str, ...],
    override: str | None,
    output: Path,
    people: float | None,
    min_people: float | None,
    max_people: float | None,
    seed: int | None,
) -> int:
    """`siting circles`. With people given, the circles are drawn anew whatever the scenario says of them."""
    from siting import commands

    given = {"people": people, "min_people": min_people, "max_people": max_people}
    bounds = {key: value for key, value in given.items() if value is not None}
    if bounds:
        sets = (*sets, "circles=" + json.dumps({"draw": bounds}))
    if seed is not None:
        sets = (*sets, f"solve.seed={seed}")
    return commands.draw_circles(scenario, sets, override, output)
