"""One picture of a plan for a slide or a mail: the city today and with the plan, side by side."""

from __future__ import annotations

from pathlib import Path

from siting.language import language, tr
from siting.pictures import fonts, furniture
from siting.pictures.city import city_map
from siting.pictures.shades import AFTER, BEFORE
from siting.pictures.sheet import few_colours
from siting.pictures.window import of_city
from siting.report import Report, palette
from siting.report.figures import needs_met

WIDTH_IN, DPI = 12.0, 110
HEAD_IN, FOOT_IN, MAP_TITLE_IN = 0.62, 0.5, 0.34
COLOURS = 160


def write(report: Report, path: Path) -> None:
    """The picture as a PNG, in the language in force."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    window = of_city(report)
    tall = 0.5 if window is None else min(1.3, window.height_m / window.width_m)
    map_in = WIDTH_IN / 2 * tall
    height_in = HEAD_IN + MAP_TITLE_IN + map_in + FOOT_IN
    drawn = Figure(figsize=(WIDTH_IN, height_in), dpi=DPI)
    FigureCanvasAgg(drawn)
    axes = drawn.subplots(1, 2, squeeze=False)[0]
    drawn.subplots_adjust(
        0.01, FOOT_IN / height_in, 0.99, 1.0 - (HEAD_IN + MAP_TITLE_IN) / height_in, wspace=0.02
    )
    for one, when, title in zip(axes, (BEFORE, AFTER), _titles(report), strict=True):
        city_map(report, one, when=when, legend=False)
        one.set_title(title, fontproperties=fonts.properties(11), color=palette.INK, pad=6)
    furniture.legend(drawn, report, None, AFTER)
    _head(drawn, report, height_in)
    path.write_bytes(few_colours(drawn, COLOURS))


def _titles(report: Report) -> tuple[str, str]:
    """What either map shows, with the share of needs met: people of each format's group, all formats together."""
    shares = needs_met(report) or (0.0, 0.0)
    today = tr("today: {share:.1%} of needs within reach", share=shares[0])
    count = len(report.opened_site)
    return today, tr("with {count} new outlets: {share:.1%}", count=count, share=shares[1])


def _head(drawn: object, report: Report, height_in: float) -> None:
    """Title, and below it what a reader must be told first."""
    from matplotlib.figure import Figure

    assert isinstance(drawn, Figure)
    title, notices = (report.texts[name][language()] for name in ("title", "notices"))
    for text, down_in, size, colour in (
        (title, 0.24, 13, palette.INK),
        (notices.replace("\n", " "), 0.48, 9, palette.OPENS),
    ):
        drawn.text(
            0.5,
            1.0 - down_in / height_in,
            text,
            ha="center",
            va="center",
            color=colour,
            fontproperties=fonts.properties(size),
            parse_math=False,
            wrap=True,
        )
