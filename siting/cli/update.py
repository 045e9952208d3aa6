"""`siting update`: its options, and the call."""

from __future__ import annotations

from pathlib import Path

import click

from siting.language import tr


def command() -> click.Command:
    """The command."""
    path = click.Path(path_type=Path)
    number = click.IntRange(min=0)
    return click.Command(
        "update",
        callback=update,
        params=[
            click.Argument(["folder"], type=path, metavar="DIR"),
            click.Option(
                ["--outlets"],
                type=path,
                metavar="FILE",
                help=tr(
                    "outlets that opened and closed since the run, or every outlet; the scenario's own files as they "
                    "are now when absent"
                ),
            ),
            click.Option(
                ["--outlets-replace", "whole"], is_flag=True, help=tr("the file holds every outlet there is")
            ),
            click.Option(
                ["--crs"], help=tr("coordinate system of the file; as the scenario's outlets when absent")
            ),
            click.Option(
                ["--near", "near_m"],
                type=click.FloatRange(min=0),
                default=100.0,
                show_default=True,
                metavar="METRES",
                help=tr(
                    "an outlet that opened so near to the site of a project of its format is that project"
                ),
            ),
            click.Option(
                ["--changes"],
                type=number,
                metavar="N",
                help=tr("at most so many outlets opened, struck off or moved to another phase"),
            ),
            click.Option(
                ["--keep"],
                type=click.FloatRange(0, 1),
                metavar="SHARE",
                help=tr("keep at least this share of the standing outlets (0.9 = 90 %)"),
            ),
            click.Option(
                ["--budget"],
                type=click.FloatRange(min=0),
                metavar="MONEY",
                help=tr(
                    "money for all that is still to open; the scenario's less what was spent when absent"
                ),
            ),
            click.Option(
                ["--spent-aside", "spent_aside"],
                is_flag=True,
                help=tr("what the realised projects cost is not taken off the scenario's money"),
            ),
            click.Option(
                ["--gap"],
                type=click.FloatRange(min=0),
                help=tr("stop each solve when the proven gap is at most this"),
            ),
            click.Option(
                ["--time-limit", "time_limit_s"],
                type=click.FloatRange(min=0, min_open=True),
                metavar="SECONDS",
                help=tr("stop each solve after so many seconds"),
            ),
            click.Option(
                ["-o", "--output"],
                type=path,
                help=tr("run folder to write; a new one beside DIR when absent"),
            ),
            click.Option(
                ["--json", "as_json"], is_flag=True, help=tr("print the update as JSON and nothing else")
            ),
        ],
        help=tr(
            "Say what outlets that opened or closed since a run mean for its plan, and make the plan again with as "
            "few changes as asked for."
        ),
    )


def update(
    folder: Path,
    outlets: Path | None,
    whole: bool,
    crs: str | None,
    near_m: float,
    changes: int | None,
    keep: float | None,
    budget: float | None,
    spent_aside: bool,
    gap: float | None,
    time_limit_s: float | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """`siting update`."""
    if changes is not None and keep is not None:
        raise click.UsageError(tr("--changes and --keep do not go together: name one of them"))
    if outlets is None and (whole or crs is not None):
        raise click.UsageError(tr("--outlets-replace and --crs speak of a file: name it with --outlets"))
    from siting.decide.update.types import Wish
    from siting.desk.update import update_plan

    wish = Wish(
        outlets=outlets,
        whole=True if whole else None,
        crs=crs,
        near_m=near_m,
        changes=changes,
        keep=keep,
        budget=budget,
        spent_counts=not spent_aside,
        gap=gap,
        time_limit_s=time_limit_s,
    )
    return update_plan(folder, wish, output, as_json)
