"""What is missing where: circles by formats, before and after."""

from __future__ import annotations

from siting.document import blocks as b
from siting.document.blocks import Block, Cell, Column, mm
from siting.document.lists import text, whole
from siting.language import tr
from siting.report import Report, gaps, palette

SIGNS = {"there": "●", "more": "◆", "new": "★", "short": "○", "closed": "×"}
"""All of them stand in every Chinese font."""
COLOURS = {"there": palette.EXISTING, "more": palette.OPENS, "new": palette.OPENS, "short": palette.INK}
WIDEST, MM = 30, 1.45
"""Half characters that a turned heading may have, and how much height each takes."""
WIDE = 16
"""More formats than these need a page in landscape."""


def gap_pages(report: Report, found: gaps.Circles) -> list[Block]:
    """A matrix of signs, and under it how many circles lack each format."""
    if not found.ids or not report.formats:
        return []
    matrix = gaps.matrix(found)
    columns = [Column(tr("circle"), mm(30), upright=False)]
    names = [b.cut(text(one.names), WIDEST) for one in report.formats]
    columns += [Column(name, b.share(1), "center") for name in names]
    columns += [
        Column(tr("formats there, today"), mm(9), "right"),
        Column(tr("with the plan"), mm(9), "right"),
    ]
    rows: list[list[Cell]] = [
        [row["name"], *(sign(state) for state, _ in row["cells"]), str(row["before"]), str(row["after"])]
        for row in matrix["rows"]
    ]
    for words, key in (
        (tr("circles without, today"), "before"),
        (tr("circles without, with the plan"), "after"),
    ):
        rows.append([{"text": words, "bold": True}, *map(whole, matrix[f"lack_{key}"]), "", ""])
    parts = [b.heading(1, tr("What is missing where")), b.note(_legend())]
    head_mm = MM * max(b.wide(one.title) for one in columns[1:])
    parts.append(b.table(columns, rows, size=7.0, upright=True, head_mm=head_mm, tight=0.5))
    if matrix["left_out"]:
        said = tr(
            "{count} circles where fewer people are short are left out; gaps.csv has all.",
            count=matrix["left_out"],
        )
        parts.append(b.note(said))
    return [b.sideways(parts)] if len(report.formats) > WIDE else [b.page_break(), *parts]


def sign(state: str) -> Cell:
    """Of a circle and a format."""
    return {"text": SIGNS[state], "colour": COLOURS.get(state, palette.LOST), "bold": True}


def _legend() -> str:
    said = {
        "there": tr("has one"),
        "more": tr("has one; another opens"),
        "new": tr("lacks it today; one opens"),
        "short": tr("still lacks it"),
        "closed": tr("its only one closes"),
    }
    return "   ".join(f"{SIGNS[state]} {words}" for state, words in said.items())
