"""What a notebook shows of a plan: a table of its figures, its notices, and maps."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from siting import parts
from siting.errors import InputError, Place
from siting.language import figure, in_language, language, mark, share, tr

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from siting.plan import Plan
    from siting.report import Report

# Of this table only; a notebook's own style would set names to the right.
STYLE = (
    "<style>table.siting-table{border-collapse:collapse}table.siting-table caption{text-align:left;padding:.3em 0}"
    "table.siting-table :is(th,td){text-align:right;padding:.15em .7em;font-variant-numeric:tabular-nums}"
    "table.siting-table :is(th,td):first-child{text-align:left}</style>"
)
# Of the figure, of the map in it, and what heading and legend take.
WIDTH_IN, LEAST_IN, MOST_IN, AROUND_IN = 7.0, 1.0, 6.8, 1.35
PICTURE_PX = 720
MOST_OFFERED = 20
MOMENTS = ("before", "after", "change")
FORMAT, CIRCLE, MOMENT = mark("format"), mark("circle"), mark("moment")


def plot(
    plan: Plan,
    format: str | None,
    when: str,
    circle: str | None,
    axes: Axes | None,
    legend: bool,
    spoken: str | None,
) -> Axes:
    """The map of `siting.pictures.city_map` with a heading, on axes of its own unless some are given.

    spoken: the language of both, that in force where none is given. format, circle: an id, or a name in any language.
    Raises InputError, with what was perhaps meant, for others."""
    from siting.pictures import city_map
    from siting.pictures.heading import heading
    from siting.report import of_plan

    with in_language(spoken or language()):
        report = of_plan(plan)
    formats = {one.id: one.names for one in report.formats}
    circles = {
        str(identity): {"": str(name)}
        for identity, name in zip(report.circles.ids, report.circles.names, strict=True)
    }
    which = None if format is None else _identity(FORMAT, format, formats)
    where = None if circle is None else _identity(CIRCLE, circle, circles)
    if when not in MOMENTS:
        raise InputError.at(Place(where="when"), parts.unknown(MOMENT, when, MOMENTS))
    axes = _axes(report, where) if axes is None else axes
    with in_language(spoken or language()):
        city_map(report, axes, format=which, when=when, circle=where, legend=legend)
        heading(axes, report, which, when, where)
    return axes


def _identity(kind: str, given: str, known: Mapping[str, Mapping[str, str]]) -> str:
    """The id that is given, or whose name is."""
    if given in known:
        return given
    for identity, names in known.items():
        if given.casefold() in (identity.casefold(), *(name.casefold() for name in names.values())):
            return identity
    everything = [*known, *(name for names in known.values() for name in names.values())]
    offered = everything if parts.did_you_mean(given, everything) else list(known)[:MOST_OFFERED]
    raise InputError.at(Place(where=tr(kind)), parts.unknown(kind, given, offered))


def _axes(report: Report, circle: str | None) -> Axes:
    """Axes of a new figure in the shape of what they show, which a notebook then shows."""
    import matplotlib.pyplot as plt

    from siting.pictures.window import of_circle, of_city

    ids = [str(identity) for identity in report.circles.ids]
    window = of_city(report) if circle is None else of_circle(report, ids.index(circle))
    shape = 0.4 if window is None else window.height_m / window.width_m
    height_in = min(MOST_IN, max(LEAST_IN, WIDTH_IN * shape)) + AROUND_IN
    return plt.subplots(figsize=(WIDTH_IN, height_in), layout="constrained")[1]


def plan_line(plan: Plan) -> str:
    """The plan on one line, where only text can be shown."""
    summary = plan.summary
    return tr(
        "plan '{title}': {opened} outlets for {cost:,.0f} {currency}; value {value}, bound {bound}, gap {gap}",
        title=plan.title,
        opened=len(summary["opened"]),
        cost=summary["cost"],
        currency=summary["currency"],
        value=figure(summary["value"]),
        bound=figure(summary["bound"]),
        gap=share(summary["gap"]),
    )


def plan_html(plan: Plan) -> str:
    """People within reach before and after by format and what opens for it; the headlines; a map."""
    from siting.report import of_plan

    report = of_plan(plan)
    headings = (tr("format"), tr("people"), tr("before"), tr("after"), tr("opened"), tr("cost"))
    keys = ("weight_total", "covered_before", "covered_after", "opened", "cost")
    rows = [
        [plan.format_name(identity), *(f"{entry[key]:,.0f}" for key in keys)]
        for identity, entry in report.summary["formats"].items()
    ]
    if report.summary["site_cost"]:
        rows.append([tr("the sites themselves"), "", "", "", "", f"{report.summary['site_cost']:,.0f}"])
    return html_table(plan.title, plan.notices, headings, rows) + _headlines(report) + _picture(report)


def _headlines(report: Report) -> str:
    from siting.report.figures import headlines

    spoken = language()
    lines = [
        f"<b>{escape(one.value[spoken])}</b> {escape(one.label[spoken])} <small>{escape(one.detail[spoken])}</small>"
        for one in headlines(report)
    ]
    return f"<p>{'<br>'.join(lines)}</p>"


def _picture(report: Report) -> str:
    from siting.pictures import png

    text = tr("map of the people newly within reach and of the outlets that open")
    data = base64.b64encode(png(report, width_px=PICTURE_PX)).decode("ascii")
    return f'<img alt="{escape(text)}" style="max-width:100%" src="data:image/png;base64,{data}">'


def html_table(
    title: str, notices: Iterable[str], headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> str:
    """A table, names to the left and figures to the right. Texts are data, never markup: all of them are escaped."""
    lines = ["".join(f"<th>{escape(text)}</th>" for text in headings)]
    lines += ["".join(f"<td>{escape(text)}</td>" for text in row) for row in rows]
    caption = "<br>".join([f"<b>{escape(title)}</b>", *map(escape, notices)])
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'{STYLE}<table class="siting-table"><caption>{caption}</caption>{body}</table>'
