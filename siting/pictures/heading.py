"""What stands over a map in a notebook: what it shows, the share in reach, and what a reader must be told first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siting.language import language, tr
from siting.report import Report, palette
from siting.report.figures import needs_met
from siting.report.subset import only

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE, SMALL, ROOM = 10.0, 7.0, 1.35
MOST_SIGNS = 60


def heading(axes: Axes, report: Report, format: str | None, when: str, circle: str | None) -> None:
    """Title and notices, above the axes. Names are data: no "$" in them sets mathematics."""
    from siting.pictures import fonts

    notices = [text for text in report.texts["notices"][language()].splitlines() if text]
    axes.set_title(
        f"{_subject(report, format, circle)}\n{_shares(report, format, when, circle)}",
        fontproperties=fonts.properties(SIZE),
        color=palette.INK,
        loc="left",
        pad=6 + ROOM * SMALL * len(notices),
        parse_math=False,
    )
    small: dict[str, Any] = {
        "fontproperties": fonts.properties(SMALL),
        "color": palette.CIRCLE,
        "parse_math": False,
    }
    axes.text(0.0, 1.01, "\n".join(notices), transform=axes.transAxes, va="bottom", **small)


def _subject(report: Report, format: str | None, circle: str | None) -> str:
    names = next((one.names for one in report.formats if one.id == format), None)
    parts = [tr("all formats together") if names is None else names[language()]]
    if circle is not None:
        parts.insert(0, str(report.summary["circles"][circle]["name"]) or circle)
    return " · ".join(part if len(part) <= MOST_SIGNS else part[: MOST_SIGNS - 1] + "…" for part in parts)


def _shares(report: Report, format: str | None, when: str, circle: str | None) -> str:
    """Of people who need the format; of all formats together, of their needs."""
    shares = needs_met(report if circle is None else only(report, circles=[circle]), format)
    if shares is None:
        return tr("nobody lives here who needs it")
    before, after = shares
    texts = {
        "before": tr("{share:.1%} of needs within reach today", share=before),
        "after": tr("{share:.1%} of needs within reach with the plan", share=after),
        "change": tr(
            "{before:.1%} of needs within reach today, {after:.1%} with the plan", before=before, after=after
        ),
    }
    return texts[when]
