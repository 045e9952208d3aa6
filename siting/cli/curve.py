"""`siting curve`: its options, and the call."""

from __future__ import annotations

import math
import re
from pathlib import Path

import click

from siting.cli.sources import is_run
from siting.language import tr

SCALES = {"万": 1e4, "亿": 1e8}
APART = re.compile(r"[,，;；、\s]+")
THOUSANDS = re.compile(r"0\d\d")


def money(context: click.Context, param: click.Parameter, text: str | None) -> float | None:
    """An amount, at least 0: 500000, 2e6, 50万, 1.2亿."""
    if text is None:
        return None
    text = text.strip()
    scale = SCALES.get(text[-1:], 1.0)
    try:
        amount = float(text[:-1] if text[-1:] in SCALES else text) * scale
    except ValueError:
        amount = math.nan
    if not 0 <= amount < math.inf:
        message = tr("'{text}' is no amount of money; write 500000, 5e5 or 50万", text=text)
        raise click.BadParameter(message, context, param)
    return amount


def amounts(context: click.Context, param: click.Parameter, text: str | None) -> tuple[float, ...] | None:
    """Several amounts with commas between."""
    if text is None:
        return None
    texts = [one for one in APART.split(text) if one]
    if any(THOUSANDS.fullmatch(one) for one in texts):
        message = tr("a comma stands between two budgets, never inside a number: 1000000, not 1,000,000")
        raise click.BadParameter(message, context, param)
    found = tuple(amount for one in texts if (amount := money(context, param, one)) is not None)
    if not found:
        raise click.BadParameter(tr("name at least one budget"), context, param)
    return found


def command(shared: list[click.Parameter]) -> click.Command:
    """The command, with the options that it shares with others."""
    return click.Command(
        "curve",
        callback=curve,
        params=[
            click.Argument(["source"], type=click.Path(path_type=Path), metavar="SCENARIO | DIR"),
            *(one for one in shared if isinstance(one, click.Option)),
            click.Option(["--budgets"], callback=amounts, metavar="A,B,...", help=tr("the budgets to ask")),
            click.Option(
                ["--from", "low"],
                callback=money,
                metavar="MONEY",
                help=tr("smallest budget; nothing when absent"),
            ),
            click.Option(
                ["--to", "high"],
                callback=money,
                metavar="MONEY",
                help=tr("largest budget; a quarter more than the scenario's own when absent"),
            ),
            click.Option(
                ["--points"],
                type=click.IntRange(min=2),
                metavar="N",
                help=tr("how many budgets between the two; 20 when absent"),
            ),
            click.Option(
                ["--gap"],
                type=click.FloatRange(min=0),
                default=0.002,
                show_default=True,
                help=tr("proven gap at which a budget is done (0.002 = 0.2 %)"),
            ),
            click.Option(
                ["--time-limit"],
                type=click.FloatRange(min=0, min_open=True),
                metavar="SECONDS",
                help=tr("longest time for each budget; the scenario's when absent"),
            ),
            click.Option(["--no-order"], is_flag=True, help=tr("leave out which project to open next")),
            click.Option(
                ["--into-report"],
                is_flag=True,
                help=tr("also put the curve into the run folder DIR and its report.html"),
            ),
            click.Option(
                ["-o", "--output"],
                type=click.Path(path_type=Path),
                help=tr("folder for tables, picture and page; runs/<name>-curve when absent"),
            ),
        ],
        help=tr(
            "What each budget buys: value and proven bound for many budgets, the point after which money buys less, "
            "and which project to open next. Of a scenario, or of a run folder, whose plan it begins with."
        ),
    )


def curve(
    source: Path,
    sets: tuple[str, ...],
    override: str | None,
    budgets: tuple[float, ...] | None,
    low: float | None,
    high: float | None,
    points: int | None,
    gap: float,
    time_limit: float | None,
    no_order: bool,
    into_report: bool,
    output: Path | None,
    as_json: bool,
) -> int:
    """`siting curve`."""
    if budgets is not None and (low, high, points) != (None, None, None):
        raise click.UsageError(tr("--budgets does not go with --from, --to and --points"))
    if low is not None and high is not None and low >= high:
        raise click.UsageError(tr("--from must be less than --to"))
    if is_run(source) and override is not None:
        raise click.UsageError(tr("--override does not go with a run folder, whose scenario is settled"))
    if into_report and (not is_run(source) or sets):
        raise click.UsageError(tr("--into-report goes with a run folder as it is, without --set"))
    from siting.desk import curve as desk

    wish = desk.Wish(source, sets, override, budgets, low, high, points or 20, gap, time_limit)
    return desk.curve(wish, not no_order, into_report, output, as_json)
