"""Writes the tables of docs/reference/catalogue.md from the shipped catalogue: `make reference`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from siting.catalogue import departments, duties, formats, groups, presets
from siting.listing import ages_of, key_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "catalogue.md"
START = "<!-- tables: written by `make reference` from the catalogue -->"
END = "<!-- end of tables -->"


def tables() -> str:
    """Formats, groups, presets, departments and duties in Markdown."""
    lines = ["## Formats", "", *_table(FORMAT_HEADINGS, _formats()), ""]
    lines += ["## Demand groups", "", *_table(GROUP_HEADINGS, _groups()), ""]
    lines += ["## Presets", "", *_table(PRESET_HEADINGS, _presets()), ""]
    lines += ["## Departments", "", *_table(DEPARTMENT_HEADINGS, _departments()), ""]
    lines += ["## Who answers for a format", "", *_table(DUTY_HEADINGS, _duties())]
    return "\n".join(lines) + "\n"


FORMAT_HEADINGS = (
    "id", "中文", "English", "tier", "min", "group", "people per outlet", "floor area, m²", "how sure", "note",
)  # fmt: skip
GROUP_HEADINGS = ("id", "中文", "English", "ages", "how sure", "note")
PRESET_HEADINGS = ("id", "中文", "English", "formats", "how sure", "note")

DEPARTMENT_HEADINGS = ("id", "中文", "English", "note")
DUTY_HEADINGS = ("format", "department that leads", "together with", "how sure", "note")


def _formats() -> Iterator[Sequence[str]]:
    for entry in formats().values():
        yield (
            f"`{entry.id}`",
            entry.name_zh,
            entry.name_en,
            entry.tier,
            f"{entry.cutoff_min:g}",
            f"`{key_of(groups()[entry.demand_group])}`",
            f"{entry.people_per_outlet:,}",
            f"{entry.area_m2_min:g}-{entry.area_m2_max:g}",
            entry.confidence,
            entry.note,
        )


def _groups() -> Iterator[Sequence[str]]:
    for entry in groups().values():
        yield (
            f"`{key_of(entry)}`", entry.name_zh, entry.name_en, ages_of(entry), entry.confidence, entry.note,
        )  # fmt: skip


def _presets() -> Iterator[Sequence[str]]:
    for entry in presets().values():
        listed = ", ".join(f"`{format}`" for format in entry.formats)
        yield f"`{entry.id}`", entry.name_zh, entry.name_en, listed, entry.confidence, entry.note


def _departments() -> Iterator[Sequence[str]]:
    for entry in departments().values():
        yield f"`{entry.id}`", entry.name_zh, entry.name_en, entry.note


def _duties() -> Iterator[Sequence[str]]:
    for entry in duties().values():
        beside = ", ".join(f"`{one}`" for one in entry.beside)
        yield f"`{entry.format}`", f"`{entry.department}`", beside, entry.confidence, entry.note


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (headings, ["---"] * len(headings), *rows):
        yield f"| {' | '.join(cells)} |"


def with_tables(page: str) -> str:
    """The page with the tables between its markers replaced by those of the catalogue."""
    before, _, rest = page.partition(START)
    return f"{before}{START}\n\n{tables()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
