"""Problems as a terminal shows them: the message, the line with a mark under the token, the hint.

scenario.yaml:14:17: formats[0].cutoff_min: got -5, must be > 0 minutes
   14 |     cutoff_min: -5
      |                 ^^
      = Write a positive number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from unicodedata import east_asian_width

import click

from siting.errors import Place, Problem
from siting.language import tr

TEXT_FILES = (".yaml", ".yml", ".csv", ".tsv", ".txt", ".json", ".geojson")
WIDEST_LINE = 100
_QUOTED = r"""'(?:[^']|'')*'|"(?:\\.|[^"\\])*"|"""
# A plain text ends at a comment or a key's colon; inside [ ] and { } also at their signs.
_TOKEN = re.compile(_QUOTED + r".+?(?=\s+#|\s*:\s|\s*:?\s*$)")
_TOKEN_INSIDE = re.compile(_QUOTED + r"[^,\[\]{}]+?(?=\s+#|\s*:\s|\s*[,\[\]{}]|\s*:?\s*$)")


def render(problem: Problem, colour: bool = False) -> str:
    """One problem in several lines, without a line break at the end. colour: with terminal colours."""

    def styled(text: str, **style: str | bool) -> str:
        return click.style(text, **style) if colour and text else text  # type: ignore[arg-type]

    fault = "red" if problem.level == "error" else "yellow"
    kind = tr("warning") if problem.level == "warning" else ""
    head = [styled(str(problem.place), bold=True), styled(kind, fg=fault, bold=True), problem.message]
    lines = [": ".join(part for part in head if part)]
    quoted = _quoted(problem.place)
    margin = " " * (len(str(problem.place.line)) if quoted else 0)
    if quoted:
        text, marks = quoted
        bar = styled("|", fg="blue", bold=True)
        lines.append(f"   {styled(str(problem.place.line), fg='blue', bold=True)} {bar} {text}".rstrip())
        if marks:
            lines.append(f"   {margin} {bar} {styled(marks, fg=fault, bold=True)}")
    if problem.hint:
        lines.append(f"   {margin} {styled('=', fg='blue', bold=True)} {problem.hint}")
    return "\n".join(lines)


def render_all(problems: Iterable[Problem], colour: bool = False, most: int = 50) -> str:
    """All problems, the errors counted at the end; beyond `most` they are counted only."""
    listed = list(problems)
    shown = [render(problem, colour) for problem in listed[:most]]
    if len(listed) > most:
        shown.append(tr("... and {count} more", count=len(listed) - most))
    errors = sum(problem.level == "error" for problem in listed)
    if errors:
        shown.append(tr("1 error") if errors == 1 else tr("{count} errors", count=errors))
    return "\n".join(shown)


def width(text: str) -> int:
    """Columns that a text takes in a terminal: Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _quoted(place: Place) -> tuple[str, str] | None:
    """The line a place speaks of, and the marks to stand under its token ("" where the column is unknown)."""
    if place.file is None or place.line is None or place.file.suffix.lower() not in TEXT_FILES:
        return None
    line = _line(place.file, place.line)
    if line is None:
        return None
    column = (place.column or 1) - 1
    if column > len(line):
        return line[:WIDEST_LINE], ""
    token = (_TOKEN_INSIDE if re.search(r"[\[{]", line[:column]) else _TOKEN).match(line, column)
    length = len(token[0]) if token else 1
    text, column = _cropped(line, column)
    if place.column is None:
        return text, ""
    return text, " " * width(text[:column]) + "^" * max(1, width(text[column : column + length]))


def _line(file: Path, number: int) -> str | None:
    try:
        with file.open("rb") as stream:
            data = next(islice(stream, number - 1, number), None)
    except OSError:
        return None
    if data is None:
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding).rstrip("\r\n").lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
        return "".join(character if character.isprintable() else " " for character in text)
    return None


def _cropped(line: str, column: int) -> tuple[str, int]:
    """A window of a long line around the column, and the column in it."""
    if len(line) <= WIDEST_LINE:
        return line, column
    start = min(max(0, column - WIDEST_LINE // 2), len(line) - WIDEST_LINE)
    before, after = "…" if start else "", "…" if start + WIDEST_LINE < len(line) else ""
    return before + line[start : start + WIDEST_LINE] + after, column - start + len(before)
