"""`siting shift`: its options, and the call."""

from __future__ import annotations

from pathlib import Path

import click

from siting.language import tr


def command() -> click.Command:
    """The command."""
    path, crs = (
        click.Path(path_type=Path),
        tr("what its coordinates are in; the file's own statement when absent"),
    )
    return click.Command(
        "shift",
        callback=shift,
        params=[
            click.Argument(["areas"], type=path, metavar=tr("LAYER")),
            click.Option(
                ["--against"],
                type=path,
                required=True,
                metavar="FILE",
                help=tr("outlines of the same place, whose coordinates are trusted"),
            ),
            click.Option(["--crs"], metavar="CRS", help=crs),
            click.Option(
                ["--against-crs"], metavar="CRS", help=tr("the same of the file it is held against")
            ),
            click.Option(["--layer"], metavar="NAME", help=tr("layer of the file, where it holds several")),
            click.Option(["--json", "as_json"], is_flag=True, help=tr("print the table as JSON")),
        ],
        help=tr(
            "Areas of one place in two files: how far they lie apart, and which coordinate system explains it."
        ),
    )


def shift(
    areas: Path, against: Path, crs: str | None, against_crs: str | None, layer: str | None, as_json: bool
) -> int:
    """`siting shift`."""
    from siting import commands
    from siting.alignment import Areas

    return commands.shift(Areas(areas, crs, layer), Areas(against, against_crs), as_json)
