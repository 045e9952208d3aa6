"""`siting report`: its options, and the call."""

from __future__ import annotations

from pathlib import Path

import click

from siting.language import tr


def command() -> click.Command:
    """The command."""
    path = click.Path(path_type=Path)
    return click.Command(
        "report",
        callback=report,
        params=[
            click.Argument(["folder"], type=path, metavar="DIR"),
            click.Option(
                ["--files"],
                default="html",
                show_default=True,
                metavar="A,B,...",
                help=tr("what to render; see `siting list exporters`"),
            ),
            click.Option(["--formats"], metavar="A,B,...", help=tr("show these formats only")),
            click.Option(
                ["--circle", "circles"],
                multiple=True,
                metavar="ID",
                help=tr("show this circle only; may be repeated"),
            ),
            click.Option(
                ["--district", "districts"],
                multiple=True,
                metavar="NAME",
                help=tr("show this district only; may be repeated"),
            ),
            click.Option(
                ["-o", "--output"],
                type=path,
                help=tr("folder, or for one file its path; the run folder when absent"),
            ),
            click.Option(["--json", "as_json"], is_flag=True, help=tr("print the paths written as JSON")),
        ],
        help=tr("Render a run's reports again: another language, some formats, a circle or a district."),
    )


def report(
    folder: Path,
    files: str,
    formats: str | None,
    circles: tuple[str, ...],
    districts: tuple[str, ...],
    output: Path | None,
    as_json: bool,
) -> int:
    """`siting report`."""
    from siting import showing

    return showing.report_again(
        folder,
        [word.strip() for word in files.split(",")],
        None if formats is None else formats.split(","),
        circles or None,
        districts or None,
        output,
        as_json,
    )
