"""Which column of a table of projects says what: as this program writes them, and as people head them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from siting.language import LANGUAGES, in_language, tr

KNOWN: dict[str, tuple[str, ...]] = {
    "site": ("site", "site_id", "候选点", "候选点编号", "候选点id", "选址", "点位", "点位编号"),
    "format": ("format", "format_id", "业态", "业态编号", "业态id", "format_name", "业态名称"),
    "phase": ("phase", "phase_id", "分期", "期次", "阶段", "phase_name", "分期名称"),
    "closes": ("closes", "关闭", "是否关闭"),
    "kind": ("kind", "类型"),
    "status": ("status", "状态"),
    "outlet": ("outlet", "outlet_id", "网点", "网点编号", "网点id"),
}
"""Role -> headings, the surest first."""


def folded(text: str) -> str:
    """A heading or a name as it is compared: full-width as half-width letters, lower case, words joined."""
    return "_".join(unicodedata.normalize("NFKC", text).casefold().split())


def roles(columns: Iterable[str]) -> dict[str, str]:
    """Role -> column, of the roles that a table's columns play."""
    there: dict[str, str] = {}
    for column in columns:
        there.setdefault(folded(column), column)
    found = {}
    for role, headings in _headings().items():
        name = next((there[one] for one in headings if one in there), None)
        if name is not None:
            found[role] = name
    return found


def is_header(cells: Iterable[str]) -> bool:
    """Whether a row of cells heads a table of projects."""
    return {"site", "format"} <= roles(cells).keys()


def heads_closings(cells: Iterable[str]) -> bool:
    """Whether a row of cells heads a table of outlets that close: the workbook's own."""
    cells = list(cells)
    return "outlet" in roles(cells) and bool(_closing_marks() & {folded(cell) for cell in cells})


@cache
def _headings() -> dict[str, tuple[str, ...]]:
    """The headings above, and those of the workbook in every language."""
    found = {role: [folded(one) for one in names] for role, names in KNOWN.items()}
    for language in LANGUAGES:
        with in_language(language):
            workbook = {
                "site": tr("site"),
                "format": tr("format"),
                "phase": tr("phase"),
                "kind": tr("kind"),
                "outlet": tr("outlet"),
            }
        for role, name in workbook.items():
            found[role].append(folded(name))
    return {role: tuple(dict.fromkeys(names)) for role, names in found.items()}


@cache
def _closing_marks() -> frozenset[str]:
    marks = set()
    for language in LANGUAGES:
        with in_language(language):
            marks |= {folded(tr("what opens in its place")), folded(tr("people who lose what they have"))}
    return frozenset(marks)
