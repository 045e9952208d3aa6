"""What a notebook shows of a plan: a table of its figures, its notices, and a map. Nothing needs a script to run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from siting.language import tr

if TYPE_CHECKING:
    from siting.plan import Plan

# Of this table only; a notebook's own style would set names to the right.
STYLE = (
    "<style>table.siting-table{border-collapse:collapse}table.siting-table caption{text-align:left;padding:.3em 0}"
    "table.siting-table :is(th,td){text-align:right;padding:.15em .7em;font-variant-numeric:tabular-nums}"
    "table.siting-table :is(th,td):first-child{text-align:left}</style>"
)


def plan_html(plan: Plan) -> str:
    """People within reach before and after by format, what opens and what it costs."""
    headings = (tr("format"), tr("people"), tr("before"), tr("after"), tr("opened"), tr("cost"))
    summary = plan.summary
    keys = ("weight_total", "covered_before", "covered_after", "opened", "cost")
    rows = [
        [plan.format_name(identity), *(f"{entry[key]:,.0f}" for key in keys)]
        for identity, entry in summary["formats"].items()
    ]
    if summary["site_cost"]:
        rows.append([tr("the sites themselves"), "", "", "", "", f"{summary['site_cost']:,.0f}"])
    return html_table(plan.title, plan.notices, headings, rows)


def html_table(
    title: str, notices: Iterable[str], headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> str:
    """A table, names to the left and figures to the right. Texts are data, never markup: all of them are escaped."""
    lines = ["".join(f"<th>{escape(text)}</th>" for text in headings)]
    lines += ["".join(f"<td>{escape(text)}</td>" for text in row) for row in rows]
    caption = "<br>".join([f"<b>{escape(title)}</b>", *map(escape, notices)])
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'{STYLE}<table class="siting-table"><caption>{caption}</caption>{body}</table>'
