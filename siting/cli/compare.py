"""`siting compare`: its options, and the call."""

from __future__ import annotations

import json
from pathlib import Path

import click

from siting.language import tr


def command(shared: list[click.Parameter]) -> click.Command:
    """The command, with the options that it shares with others."""
    return click.Command(
        "compare",
        callback=compare,
        params=[
            *shared,
            click.Option(
                ["--strategies"],
                default="greedy,greedy_swap,exact,decompose",
                show_default=True,
                metavar="A,B:BACKEND,...",
                help=tr("what to compare; see `siting list strategies` and `siting list backends`"),
            ),
            click.Option(
                ["--seeds"], default="0", show_default=True, metavar="N,N,...", help=tr("seeds to run with")
            ),
            click.Option(
                ["--time-limit"],
                type=click.FloatRange(min=0, min_open=True),
                metavar="SECONDS",
                help=tr("stop each run after so many seconds"),
            ),
            click.Option(
                ["-o", "--output"],
                type=click.Path(path_type=Path),
                help=tr("folder for the tables and the report; runs/<name>-compared when absent"),
            ),
        ],
        help=tr("Run several strategies on one scenario, one after the other, and compare what they reach."),
    )


def compare(
    scenario: Path,
    sets: tuple[str, ...],
    override: str | None,
    strategies: str,
    seeds: str,
    time_limit: float | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """`siting compare`."""
    from siting import commands

    try:
        numbers = [int(text) for text in seeds.split(",")]
        if min(numbers) < 0:
            raise ValueError
    except ValueError:
        raise click.BadParameter(
            tr("seeds are whole numbers, at least 0, with commas between: 0,1,2"), param_hint="--seeds"
        ) from None
    limit = () if time_limit is None else (f"solve.time_limit_s={json.dumps(time_limit)}",)
    return commands.compare(
        scenario, (*sets, *limit), override, strategies.split(","), numbers, output, as_json
    )
