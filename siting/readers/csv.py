"""Text tables: .csv, .tsv and their .gz; comma, semicolon or tab; UTF-8, UTF-16 with its mark, or GB18030."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from siting.errors import Place, Problems
from siting.language import mark, tr
from siting.readers._table import FIRST_FEW, Table
from siting.scenario.schema import Layer

ABOUT = mark("text tables: .csv, .tsv, also gzipped; UTF-8 or GB18030; comma, semicolon or tab")
HEADER_CHARACTERS = 100_000
SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz")


def read(path: Path, layer: Layer, place: Place, problems: Problems) -> Table | None:
    """Every column as text: what is a number, and what an id, is for the asking stage to say.

    The header is the first line. A row with more or fewer cells than the header, a repeated or empty
    column name and text in no known encoding are errors."""
    text = _decoded(path, layer.encoding, problems)
    if text is None:
        return None
    delimiter = _delimiter(text)
    header, header_lines = _header(text, delimiter)
    if not _good_header(path, header, problems):
        return None
    frame = _parsed(path, text, delimiter, header, header_lines, problems)
    if frame is None:
        return None
    return Table(path, frame, line_of=_Lines(text, delimiter).start_of)


def _decoded(path: Path, encoding: str | None, problems: Problems) -> str | None:
    """The text, with the byte-order mark taken off. UTF-8 is tried before GB18030, both strictly: GB18030
    text of any length is practically never valid UTF-8, while the reverse often is."""
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix.lower() == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as fault:
        problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
        return None
    tries = [encoding] if encoding else ["utf-8-sig", "gb18030"]
    if not encoding and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tries = ["utf-16"]
    for name in tries:
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return _with_newlines(text.removeprefix("\ufeff"))
    hint = tr("Save it as UTF-8, or name its encoding in the scenario.")
    problems.error(Place(path), tr("is not text in {encodings}", encodings=", ".join(tries)), hint)
    return None


def _with_newlines(text: str) -> str:
    """Lines of old Macintosh files end in a carriage return alone; the last line may lack its end."""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


def _delimiter(text: str) -> str:
    """The separator that splits the first line into most cells; a comma when none does."""
    start = len(text) - len(text.lstrip())
    first = text[start : text.find("\n", start)]
    return max(",;\t", key=lambda separator: len(next(csv.reader([first], delimiter=separator), [])))


def _header(text: str, delimiter: str) -> tuple[list[str], int]:
    """Names of the columns, and how many lines of the file stand before the first row."""
    rows = csv.reader(io.StringIO(text[:HEADER_CHARACTERS], newline=""), delimiter=delimiter)
    for cells in rows:
        if any(cells):
            return [cell.strip() for cell in cells], rows.line_num
    return [], 0


def _good_header(path: Path, header: list[str], problems: Problems) -> bool:
    if not header:
        problems.error(Place(path), tr("is empty"))
        return False
    repeated = sorted({name for name in header if header.count(name) > 1 and name})
    for name in repeated:
        problems.error(Place(path, 1), tr("column '{column}' stands twice in the header", column=name))
    return not repeated


def _parsed(
    path: Path, text: str, delimiter: str, header: list[str], header_lines: int, problems: Problems
) -> Any:
    import pandas as pd
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    names = [name or tr("(column {number})", number=i + 1) for i, name in enumerate(header)]
    ragged: list[Any] = []

    def skip(row: Any) -> str:
        ragged.append(row)
        return "skip"

    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=header_lines),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                invalid_row_handler=skip,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as fault:
        if "Empty CSV" not in str(fault):
            problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
            return None
        table = pa.table({name: pa.array([], pa.string()) for name in names})
    if ragged:
        _report_ragged(path, text, delimiter, len(header), len(ragged), problems)
        return None
    spans_lines = table.num_rows < text.count("\n") - header_lines
    if spans_lines and '"' in text and not _quotes_close(path, text, delimiter, problems):
        return None
    return _without_blank_rows(table).to_pandas(types_mapper=pd.ArrowDtype)


def _quotes_close(path: Path, text: str, delimiter: str, problems: Problems) -> bool:
    """A quote that is never closed would swallow the rows after it."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begun = 1
    try:
        for _ in rows:
            begun = rows.line_num + 1
    except csv.Error as fault:
        if "field limit" in str(fault):
            return True
        problems.error(Place(path, begun), tr("a quotation mark in this row is not closed"))
        return False
    return True


def _without_blank_rows(table: Any) -> Any:
    """Spreadsheets leave rows of empty cells behind; they mean nothing, like an empty line."""
    import pyarrow.compute as pc

    blank = None
    for column in table.columns:
        void = pc.equal(column, "")
        blank = void if blank is None else pc.and_(blank, void)
        if not pc.any(blank).as_py():
            return table
    return table.filter(pc.invert(blank))


def _report_ragged(path: Path, text: str, delimiter: str, width: int, count: int, problems: Problems) -> None:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = ((rows.line_num, len(cells)) for cells in rows if cells and len(cells) != width)
    wrong = list(_until_error(found))
    for line, cells in wrong[:FIRST_FEW]:
        message = tr("has {cells} cells, the header has {width}", cells=cells, width=width)
        problems.error(Place(path, line), message)
    count = max(len(wrong), count)
    if not wrong or count > FIRST_FEW:
        message = tr("{count} rows in all have another number of cells than the header", count=count)
        problems.error(Place(path), message)


def _until_error(found: Iterator[Any]) -> Iterator[Any]:
    """Items up to where Python's csv module gives up: it refuses cells of more than 131,072 characters."""
    with suppress(csv.Error):
        yield from found


class _Lines:
    """Line numbers of the rows, found when first asked for: quoted cells may span lines."""

    def __init__(self, text: str, delimiter: str) -> None:
        self._text = text
        self._delimiter = delimiter
        self._starts: list[int] = []

    def start_of(self, row: int) -> int:
        if not self._starts:
            self._starts = list(_until_error(self._found()))
        return self._starts[row] if row < len(self._starts) else row + 2

    def _found(self) -> Iterator[int]:
        rows = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._delimiter)
        before = 0
        seen_header = False
        for cells in rows:
            start, before = before + 1, rows.line_num
            if not any(cells):
                continue
            if seen_header:
                yield start
            seen_header = True
