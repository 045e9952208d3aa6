"""`siting alternatives`: its options, and the call."""

from __future__ import annotations

from pathlib import Path

import click

from siting.language import tr

DIFFER = ("outlets", "sites", "cost")


def command() -> click.Command:
    """The command."""
    path = click.Path(path_type=Path)
    return click.Command(
        "alternatives",
        callback=alternatives,
        params=[
            click.Argument(["folder"], type=path, metavar="DIR"),
            click.Option(
                ["--count"],
                type=click.IntRange(min=2, max=100),
                default=5,
                show_default=True,
                help=tr("how many plans, the one of the run among them"),
            ),
            click.Option(
                ["--within"],
                type=click.FloatRange(min=0, max=1, max_open=True),
                default=0.01,
                show_default=True,
                help=tr("share of the best possible value that a plan may miss at most, proven (0.01 = 1 %)"),
            ),
            click.Option(
                ["--differ"],
                type=click.Choice(DIFFER),
                default="outlets",
                show_default=True,
                help=tr("what the plans are to differ in: outlets, sites whatever opens there, or money"),
            ),
            click.Option(
                ["--time-limit"],
                type=click.FloatRange(min=0, min_open=True),
                metavar="SECONDS",
                default=90.0,
                show_default=True,
                help=tr("longest time for each plan, and for the proofs"),
            ),
            click.Option(
                ["-o", "--output"],
                type=path,
                metavar="FOLDER",
                help=tr("folder for the plans, each a run folder, and the table of outlets"),
            ),
            click.Option(
                ["--json", "as_json"], is_flag=True, help=tr("print alternatives.json and nothing else")
            ),
        ],
        help=tr(
            "Other plans of a run that are all proven to be nearly the best, as different from each other as can be; "
            "and what is in every one of them, in some and in none."
        ),
    )


def alternatives(
    folder: Path,
    count: int,
    within: float,
    differ: str,
    time_limit: float,
    output: Path | None,
    as_json: bool,
) -> int:
    """`siting alternatives`."""
    from siting.decide.alternatives.types import Asked
    from siting.desk import alternatives as desk

    return desk.alternatives(folder, Asked(count, within, differ, time_limit), output, as_json)
