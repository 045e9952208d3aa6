"""`siting robust`: its options, and the call."""

from __future__ import annotations

from pathlib import Path

import click

from siting.cli.sources import is_run
from siting.language import tr


def command(shared: list[click.Parameter]) -> click.Command:
    """The command, with the options that it shares with others."""
    return click.Command(
        "robust",
        callback=robust,
        params=[
            click.Argument(["source"], type=click.Path(path_type=Path), metavar="SCENARIO | DIR"),
            *(one for one in shared if isinstance(one, click.Option)),
            click.Option(
                ["--cases"],
                metavar="A,B,...",
                help=tr(
                    "names of usual cases or of overrides, or a YAML file of cases; all the usual ones when absent"
                ),
            ),
            click.Option(
                ["--case", "own"],
                multiple=True,
                metavar='"NAME: KEY=VALUE"',
                help=tr("a case of your own, as 'slow: walking=-20%; budget=3e6'; may be repeated"),
            ),
            click.Option(["--relative"], is_flag=True, help=tr("losses as shares of each case's best")),
            click.Option(
                ["--rules"],
                type=click.Choice(["part", "each", "base"]),
                default="part",
                show_default=True,
                help=tr(
                    "what a plan must keep: part = the rules of the city as planned, and where a case's rules do not "
                    "allow it, the part of it counts that they do; each = the rules of every case; base = those of "
                    "the city as planned, and it counts whole"
                ),
            ),
            click.Option(
                ["--gap"],
                type=click.FloatRange(min=0),
                help=tr("proven gap at which a case is done; the scenario's when absent"),
            ),
            click.Option(
                ["--time-limit"],
                type=click.FloatRange(min=0, min_open=True),
                metavar="SECONDS",
                help=tr(
                    "longest time for each case, and for the plan that loses least; the scenario's when absent"
                ),
            ),
            click.Option(
                ["-o", "--output"],
                type=click.Path(path_type=Path),
                help=tr("folder to write: tables, and the plan that loses least as a run folder"),
            ),
        ],
        help=tr(
            "How sure a plan is: what it loses when people walk more slowly, costs rise or outlets close, which sites "
            "are chosen in every case, and the plan that loses least in the worst of them."
        ),
    )


def robust(
    source: Path,
    sets: tuple[str, ...],
    override: str | None,
    cases: str | None,
    own: tuple[str, ...],
    relative: bool,
    rules: str,
    gap: float | None,
    time_limit: float | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """`siting robust`."""
    if is_run(source) and override is not None:
        raise click.UsageError(tr("--override does not go with a run folder, whose scenario is settled"))
    from siting.desk import robust as desk

    words = tuple(word.strip() for word in (cases or "").replace("，", ",").split(",") if word.strip())
    wish = desk.Wish(
        source,
        sets,
        override,
        words,
        own,
        relative,
        rules,
        gap,
        time_limit,
    )
    return desk.robust(wish, output, as_json)
