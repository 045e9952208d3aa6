"""`siting explain`: its options, and the call."""

from __future__ import annotations

from pathlib import Path

import click

from siting.language import tr


def command() -> click.Command:
    """The command."""
    return click.Command(
        "explain",
        callback=explain,
        params=[
            click.Argument(["folder"], type=click.Path(path_type=Path), metavar="DIR"),
            click.Option(["--site"], metavar="ID", help=tr("explain this site, be it in the plan or not")),
            click.Option(["--format", "format_"], metavar="ID", help=tr("explain this format only")),
            click.Option(
                ["--solve"],
                is_flag=True,
                help=tr("force it out, or in, and solve again: how much is lost, and the proof of it"),
            ),
            click.Option(
                ["--time-limit"],
                type=click.FloatRange(min=0, min_open=True),
                metavar="SECONDS",
                help=tr(
                    "with --solve: stop each solve after so many seconds; the scenario's limit when absent"
                ),
            ),
            click.Option(
                ["--gap"],
                type=click.FloatRange(min=0),
                help=tr("with --solve: stop each solve when the proven gap is at most this (0.01 = 1 %)"),
            ),
            click.Option(
                ["--json", "as_json"],
                is_flag=True,
                help=tr("print the explanation as JSON and nothing else"),
            ),
        ],
        help=tr(
            "Why this site, and why not that one: whom an outlet alone reaches, what is lost without it, what it "
            "would take to have another."
        ),
    )


def explain(
    folder: Path,
    site: str | None,
    format_: str | None,
    solve: bool,
    time_limit: float | None,
    gap: float | None,
    as_json: bool,
) -> int:
    """`siting explain`."""
    if site is None and (solve or time_limit is not None or gap is not None):
        raise click.UsageError(tr("--solve, --time-limit and --gap ask about one site: name it with --site"))
    if not solve and (time_limit is not None or gap is not None):
        raise click.UsageError(tr("--time-limit and --gap go with --solve"))
    from siting.desk import explain as desk

    return desk.explain(folder, site, format_, solve, time_limit, gap, as_json)
