"""The report inside a notebook: the page as it is, in a frame of its own that can do nothing to the notebook."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from siting.language import tr

if TYPE_CHECKING:
    from siting.plan import Plan


@dataclass(frozen=True, slots=True)
class Explored:
    """A report to look at. page: report.html as a text; height: of its frame, in pixels."""

    page: str
    title: str
    height: int

    @classmethod
    def of_plan(cls, plan: Plan, height: int) -> Explored:
        """The report of a plan, opening in the language in force."""
        from siting.page import render
        from siting.report import of_plan

        return cls(render(of_plan(plan)), plan.title, height)

    def save(self, path: str | Path) -> Path:
        """Writes the report as a file that opens from disk, and returns its place."""
        place = Path(path)
        place.write_text(self.page, encoding="utf-8", newline="\n")
        return place

    def __repr__(self) -> str:
        return tr("report of '{title}', {size:.1f} MB", title=self.title, size=len(self.page.encode()) / 1e6)

    def _repr_html_(self) -> str:
        """The page is the text of an attribute, and runs its scripts as a stranger: it cannot reach the notebook."""
        return (
            f'<iframe srcdoc="{escape(self.page)}" title="{escape(self.title)}" sandbox="allow-scripts" '
            f'style="width:100%;height:{self.height:d}px;border:1px solid #d5d8df"></iframe>'
        )
