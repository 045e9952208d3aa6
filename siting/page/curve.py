"""The curve of money and people, as inline SVG: from the run's own curve, or along the project list."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from siting.language import mark
from siting.page.money import currency, money
from siting.page.shell import say
from siting.report.types import Both, Report
from siting.report.words import both, same

if TYPE_CHECKING:
    from markupsafe import Markup

WIDTH, HEIGHT = 460, 230
LEFT, RIGHT, TOP, BOTTOM = 64, 14, 16, 44
MOST_POINTS = 400
TICKS = 5

Points = list[tuple[float, float]]


def drawn(report: Report) -> Markup | None:
    """The curve with its axes, what it means, and its figures as a table; None where there is nothing to draw."""
    from markupsafe import Markup

    own = report.summary.get("curve")
    points = _own(own) if own else _along(report)
    if len(points) < 2 or points[-1][0] <= 0:
        return None
    steps = not own
    about = both(ABOUT_OWN if own else ABOUT_LIST)
    svg = _svg(points, steps, [] if own else _ends_of_phases(report), report.summary["currency"], about, bool(own))
    return Markup('<figure class="curve">{}<figcaption>{}</figcaption>{}</figure>').format(
        svg, say(about), _table(points, report.summary["currency"], bool(own))
    )


ABOUT_LIST = mark(
    "The outlets in the order of the project list: money spent so far, and people newly served so far, added up over all "
    "formats. Only the end of the line is the plan; a plan made for a smaller budget may do better than the line."
)
ABOUT_OWN = mark("For each budget the value of a plan made for that budget.")


def _along(report: Report) -> Points:
    opened = report.summary["opened"]
    cost = list(accumulate((each["cost"] + each["site_cost"] for each in opened), initial=0.0))
    people = list(accumulate((each["newly_covered"] for each in opened), initial=0.0))
    points = list(zip(cost, people, strict=True))
    every = -(-len(points) // MOST_POINTS)
    return points[:-1:every] + points[-1:]


def _own(entries: list[dict[str, Any]]) -> Points:
    return sorted((float(one["budget"]), float(one["value"])) for one in entries)


def _ends_of_phases(report: Report) -> list[tuple[float, str]]:
    """Money spent by the end of each phase but the last, where the list goes by phases."""
    found, spent = [], 0.0
    for entry in report.summary["phases"][:-1]:
        spent += entry["cost"]
        found.append((spent, str(entry["id"])))
    return found


def _svg(
    points: Points, steps: bool, marks: list[tuple[float, str]], code: str, about: Both, own: bool
) -> Markup:
    from markupsafe import Markup

    most_x, most_y = points[-1][0], max(max(y for _, y in points), 1e-9)
    lowest = min(0.0, min(y for _, y in points))

    def at(x: float, y: float) -> tuple[float, float]:
        across = LEFT + (WIDTH - LEFT - RIGHT) * x / most_x
        up = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (y - lowest) / (most_y - lowest)
        return round(across, 1), round(up, 1)

    parts = [*_across(most_x, code, at), *_up(most_y, at)]
    for x, name in marks:
        column, _ = at(x, 0.0)
        parts.append(
            Markup('<line class="phase" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text x="{3}" y="{4}">{5}</text>').format(
                column, TOP, HEIGHT - BOTTOM, column + 4, TOP + 10, name
            )
        )
    line = _path(points, steps, at)
    end = at(*points[-1])
    parts.append(Markup('<path class="line" d="{}"/><circle class="end" cx="{}" cy="{}" r="4"/>').format(line, *end))
    label = both(mark("value") if own else mark("people newly served, added up"))
    parts.append(Markup('<text class="axis" x="4" y="10">{}</text>').format(_tspans(label)))
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, about["en"] + " " + about["zh"] if about["en"] != about["zh"] else about["en"], Markup("").join(parts)
    )


def _path(points: Points, steps: bool, at: Any) -> str:
    pieces = []
    for number, (x, y) in enumerate(points):
        column, row = at(x, y)
        if steps and number:
            pieces.append(f"H{column}V{row}")
        else:
            pieces.append(f"{'L' if number else 'M'}{column} {row}")
    return "".join(pieces)


def _across(most: float, code: str, at: Any) -> list[Markup]:
    from markupsafe import Markup

    found = []
    for x in _ticks(most, TICKS - 1):
        column, row = at(x, 0.0)
        anchor = "end" if column > WIDTH - 50 else "middle"
        found.append(
            Markup('<text class="tick" x="{}" y="{}" text-anchor="{}">{}</text>').format(
                column, HEIGHT - BOTTOM + 16, anchor, _tspans(_short(x, code))
            )
        )
    axis = both(mark("money spent ({currency})"), currency=currency(code))
    found.append(
        Markup('<text class="axis" x="{}" y="{}" text-anchor="end">{}</text>').format(
            WIDTH - RIGHT, HEIGHT - 6, _tspans(axis)
        )
    )
    return found


def _up(most: float, at: Any) -> list[Markup]:
    from markupsafe import Markup

    found = []
    for y in _ticks(most, TICKS):
        _, row = at(0.0, y)
        found.append(
            Markup(
                '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
                '<text class="tick" x="{}" y="{}" text-anchor="end">{}</text>'
            ).format(LEFT, WIDTH - RIGHT, row, row, LEFT - 6, row + 4, f"{y:,.10g}")
        )
    return found


def _ticks(most: float, count: int) -> list[float]:
    """Round numbers from 0 to at most `most`, about `count` steps apart."""
    size = 10.0 ** len(str(int(most)))
    step = next(size * part for part in _parts() if most / (size * part) >= count - 1)
    return [step * number for number in range(int(most / step + 1e-9) + 1)]


def _parts() -> Any:
    """1, 0.5, 0.25, 0.2, 0.1 and so on down."""
    scale = 1.0
    while True:
        yield from (scale, scale * 0.5, scale * 0.25, scale * 0.2)
        scale *= 0.1


def _short(amount: float, code: str) -> Both:
    """Money without its currency, which stands at the axis."""
    names, texts = currency(code), money(amount, code)
    return {language: text.removesuffix(names[language]).strip() for language, text in texts.items()}


def _table(points: Points, code: str, own: bool) -> Markup:
    """Eleven points of the curve, for whoever cannot see it."""
    from markupsafe import Markup

    row = Markup('<tr><td class="num">{:,.0f}</td><td class="num">{:,.0f}</td></tr>')
    chosen = [points[round(part * (len(points) - 1) / 10)] for part in range(11)]
    body = Markup("").join(row.format(x, y) for x, y in dict.fromkeys(chosen))
    budget = both(mark("money spent ({currency})"), currency=currency(code))
    gain = both(mark("value") if own else mark("people newly served, added up"))
    head = Markup("<details><summary>{}</summary><table><thead><tr>").format(say(both(mark("The curve as a table"))))
    heads = Markup('<th scope="col" class="num">{}</th>')
    return head + heads.format(say(budget)) + heads.format(say(gain)) + Markup(
        "</tr></thead><tbody>{}</tbody></table></details>"
    ).format(body)


def _tspans(text: Both) -> Markup:
    from markupsafe import Markup, escape

    if len(set(text.values())) == 1:
        return escape(next(iter(same(text["en"]).values())))
    return Markup("").join(
        Markup('<tspan lang="{}">{}</tspan>').format(language, one) for language, one in text.items()
    )
