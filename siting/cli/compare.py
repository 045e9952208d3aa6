"""`siting compare`: its options, and the call."""

from __future__ import annotations

import json
from pathlib import Path

import click
from click.core import ParameterSource

from siting.cli.sources import RUN, is_run
from siting.language import tr

OF_STRATEGIES = {
    "sets": "--set",
    "override": "--override",
    "strategies": "--strategies",
    "seeds": "--seeds",
    "time_limit": "--time-limit",
}


def command(shared: list[click.Parameter]) -> click.Command:
    """The command, with the options that it shares with others."""
    return click.Command(
        "compare",
        callback=compare,
        params=[
            click.Argument(
                ["paths"],
                type=click.Path(path_type=Path),
                nargs=-1,
                required=True,
                metavar="SCENARIO | DIR DIR [DIR ...]",
            ),
            *(one for one in shared if isinstance(one, click.Option)),
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
                help=tr(
                    "of strategies: folder for the tables and the report, runs/<name>-compared when absent; of "
                    "plans: the page (.html), map layers (.gpkg, .geojson) or table (.csv) to write, or a folder for "
                    "all of them"
                ),
            ),
        ],
        help=tr(
            "Run several strategies on one scenario, one after the other, and compare what they reach; or hold plans "
            "side by side, two or more, by their run folders."
        ),
    )


def compare(
    paths: tuple[Path, ...],
    sets: tuple[str, ...],
    override: str | None,
    strategies: str,
    seeds: str,
    time_limit: float | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """`siting compare`."""
    if len(paths) > 1 or is_run(paths[0]):
        return _plans(paths, output, as_json)
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
        paths[0], (*sets, *limit), override, strategies.split(","), numbers, output, as_json
    )


def _plans(paths: tuple[Path, ...], output: Path | None, as_json: bool) -> int:
    """Run folders; anything else is refused with what would do."""
    if len(paths) == 1:
        text = tr(
            "{folder} is the run folder of one plan; name that of another one beside it", folder=paths[0]
        )
        raise click.UsageError(text)
    for path in paths:
        if not (path / RUN).is_file():
            text = tr(
                "{path} is no run folder (no {file} there); plans are compared by their run folders",
                path=path,
                file=RUN,
            )
            raise click.UsageError(text)
    context = click.get_current_context()
    for name, option in OF_STRATEGIES.items():
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(tr("{option} does not go with the run folders of plans", option=option))
    from siting.desk import compare as desk

    return desk.compare_plans(paths, output, as_json)
