"""The commands and their options, with help in the language in force."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from siting import __version__
from siting.cli import alternatives, circles, compare, curve, evaluate, explain, report, robust, shift, update
from siting.cli import new as new_scenario
from siting.language import LANGUAGES, mark, tr


def build() -> click.Group:
    """The command group, its help in the language in force."""
    group = click.Group(
        name="siting",
        help=tr("Where should a city's missing everyday services open?"),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        params=[
            click.Option(
                ["--lang"],
                type=click.Choice(LANGUAGES),
                expose_value=False,
                help=tr("language of everything said"),
            )
        ],
    )
    group.params.append(_version_option())
    for command in (
        _solve(),
        _gaps(),
        _check(),
        _verify(),
        _compare(),
        curve.command([*_scenario_params(), _json_option(tr("print the curve as JSON and nothing else"))]),
        evaluate.command(_scenario_params()),
        explain.command(),
        alternatives.command(),
        report.command(),
        robust.command([*_scenario_params(), _json_option(tr("print robust.json and nothing else"))]),
        circles.command(_scenario_params()),
        update.command(),
        shift.command(),
        new_scenario.command(),
        _list(),
    ):
        command.params.append(
            click.Option(
                ["--lang"],
                type=click.Choice(LANGUAGES),
                expose_value=False,
                help=tr("language of everything said"),
            )
        )
        group.add_command(command)
    return group


def _version_option() -> click.Option:
    def show(context: click.Context, _option: click.Parameter, value: bool) -> None:
        if value:
            click.echo(f"siting {__version__}")
            context.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=show,
        help=tr("show the version and exit"),
    )


def _scenario_params() -> list[click.Parameter]:
    return [
        click.Argument(["scenario"], type=click.Path(path_type=Path)),
        click.Option(
            ["--set", "sets"],
            multiple=True,
            metavar="KEY=VALUE",
            help=tr("change a key of the scenario: --set budget=2e6 --set formats.childcare.cost=3e5"),
        ),
        click.Option(["--override"], metavar="NAME", help=tr("apply a named override of the scenario")),
    ]


def _json_option(text: str) -> click.Option:
    return click.Option(["--json", "as_json"], is_flag=True, help=text)


def _solve() -> click.Command:
    numbers = [
        click.Option(
            ["-o", "--output"],
            type=click.Path(path_type=Path),
            help=tr("run folder to write; runs/<name> when absent"),
        ),
        click.Option(["--strategy"], help=tr("strategy; see `siting list strategies`")),
        click.Option(
            ["--backend"], help=tr("solver behind strategies that need one; see `siting list backends`")
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
        click.Option(["--seed"], type=click.IntRange(min=0), help=tr("seed of everything random")),
        click.Option(
            ["--start"],
            type=click.Path(path_type=Path),
            metavar="DIR",
            help=tr("run folder of an earlier solve to begin with"),
        ),
        click.Option(
            ["--strict"], is_flag=True, help=tr("exit with 4 when the gap asked for was not reached")
        ),
    ]
    return click.Command(
        "solve",
        callback=solve,
        params=[
            *_scenario_params(),
            *numbers,
            _json_option(tr("print summary.json to stdout and nothing else")),
        ],
        help=tr("Diagnose, optimise what is missing, and write the run folder."),
    )


def _gaps() -> click.Command:
    return click.Command(
        "gaps",
        callback=show_gaps,
        params=[
            *_scenario_params(),
            click.Option(
                ["-o", "--output"], type=click.Path(path_type=Path), help=tr("write the table as CSV")
            ),
            _json_option(tr("print the table as JSON")),
        ],
        help=tr(
            "Circle by format: what is present, what is missing, how many people are short. Nothing is optimised."
        ),
    )


def _check() -> click.Command:
    return click.Command(
        "check",
        callback=check,
        params=_scenario_params(),
        help=tr("Read and check everything, name every problem, solve nothing."),
    )


def _verify() -> click.Command:
    return click.Command(
        "verify",
        callback=verify,
        params=[click.Argument(["folder"], type=click.Path(path_type=Path))],
        help=tr("Recompute a run from its files, with code that shares nothing with the solvers."),
    )


def _compare() -> click.Command:
    text = tr("print the results as JSON and nothing else")
    return compare.command([*_scenario_params(), _json_option(text)])


LISTS: dict[str, str] = {
    "formats": mark("kinds of outlet in the shipped catalogue"),
    "groups": mark("demand groups in the shipped catalogue"),
    "presets": mark("formats that plans name together"),
    "strategies": mark("ways from a question to a plan"),
    "objectives": mark("what a plan is best at"),
    "rules": mark("what a plan must respect"),
    "backends": mark("solvers that take the mixed-integer form"),
    "readers": mark("file formats of layers"),
    "networks": mark("file formats of street networks"),
    "clustering": mark("ways to put demand points together"),
    "exporters": mark("files of a run folder"),
}


def _list() -> click.Command:
    lines = [f"{what:<11} {tr(about)}" for what, about in LISTS.items()]
    return click.Command(
        "list",
        callback=show_list,
        params=[click.Argument(["what"], type=click.Choice(list(LISTS)))],
        help="\n".join([tr("List what there is, a line each."), "", "\b", *lines]),
    )


def solve(
    scenario: Path,
    sets: tuple[str, ...],
    override: str | None,
    output: Path | None,
    start: Path | None,
    strict: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """`siting solve`."""
    from siting import commands

    changes = (
        *sets,
        *(
            f"solve.{SOLVE_KEYS[name]}={json.dumps(value)}"
            for name, value in options.items()
            if value is not None
        ),
    )
    return commands.solve(scenario, changes, override, output, start, strict, as_json)


SOLVE_KEYS = {
    "strategy": "strategy",
    "backend": "backend",
    "gap": "gap",
    "time_limit": "time_limit_s",
    "seed": "seed",
}


def show_gaps(
    scenario: Path, sets: tuple[str, ...], override: str | None, output: Path | None, as_json: bool
) -> int:
    """`siting gaps`."""
    from siting import commands

    return commands.gaps(scenario, sets, override, output, as_json)


def check(scenario: Path, sets: tuple[str, ...], override: str | None) -> int:
    """`siting check`."""
    from siting import commands

    return commands.check(scenario, sets, override)


def verify(folder: Path) -> int:
    """`siting verify`."""
    from siting import commands

    return commands.verify(folder)


def show_list(what: str) -> int:
    """`siting list`."""
    from siting import listing

    listing.show_list(what)
    return 0
