"""`siting evaluate`: its options, and the call."""

from __future__ import annotations

import json
from pathlib import Path

import click

from siting.language import tr


def command(shared: list[click.Parameter]) -> click.Command:
    """The command, with the options that it shares with others."""
    path = click.Path(path_type=Path)
    return click.Command(
        "evaluate",
        callback=evaluate,
        params=[
            *shared,
            click.Argument(["plan"], type=path, metavar="PLAN"),
            click.Option(
                ["--against"],
                type=path,
                metavar="DIR",
                help=tr(
                    "run folder of the same scenario: its plan and its bound are taken, and nothing is solved"
                ),
            ),
            click.Option(
                ["--layer"], metavar="NAME", help=tr("layer or sheet of PLAN, where it holds several")
            ),
            click.Option(
                ["--within"],
                type=click.FloatRange(min=0),
                default=50.0,
                show_default=True,
                metavar="METRES",
                help=tr("how far from a site a point of PLAN may lie that names none"),
            ),
            click.Option(
                ["--changes"],
                type=click.IntRange(min=0),
                default=3,
                show_default=True,
                metavar="N",
                help=tr("how many changes that help to look for"),
            ),
            click.Option(
                ["--gap"],
                type=click.FloatRange(min=0),
                help=tr("stop when the proven gap is at most this (0.01 = 1 %)"),
            ),
            click.Option(
                ["--time-limit"],
                type=click.FloatRange(min=0, min_open=True),
                metavar="SECONDS",
                help=tr("stop solving after so many seconds"),
            ),
            click.Option(
                ["-o", "--output"],
                type=path,
                help=tr("write the plan as a run folder, where it keeps all rules"),
            ),
            click.Option(
                ["--json", "as_json"], is_flag=True, help=tr("print the figures as JSON and nothing else")
            ),
        ],
        help=tr(
            "Score a plan made by hand: what it covers and costs, which rules it breaks, how far it is from the best, "
            "and which changes would help most. PLAN is a table or a map layer with a line for each outlet (site and "
            "format), an edited project list, or a run folder."
        ),
    )


def evaluate(
    scenario: Path,
    sets: tuple[str, ...],
    override: str | None,
    plan: Path,
    against: Path | None,
    layer: str | None,
    within: float,
    changes: int,
    gap: float | None,
    time_limit: float | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """`siting evaluate`."""
    if against is not None and (gap is not None or time_limit is not None):
        raise click.UsageError(tr("--gap and --time-limit do not go with --against: nothing is solved"))
    from siting.desk import evaluate as desk

    numbers = (("gap", gap), ("time_limit_s", time_limit))
    limits = tuple(f"solve.{key}={json.dumps(value)}" for key, value in numbers if value is not None)
    asked = desk.Asked(plan, against, layer, within, changes)
    return desk.evaluate(scenario, (*sets, *limits), override, asked, output, as_json)
