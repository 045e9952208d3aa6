"""The sheets as workbooks of their own: what the city, a district, a circle gets to read."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from siting.sheets import lists
from siting.sheets.ledger import Ledger
from siting.sheets.plans import plan_sheet
from siting.sheets.scopes import CIRCLE, CITY, DISTRICT, Scope, scopes
from siting.workbook.book import Book

FOLDERS = {CITY: "", DISTRICT: "districts", CIRCLE: "circles"}
NAME_BYTES = 80
# What Windows takes for a device, whatever its ending.
DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def write_apart(kept: Ledger, folder: Path) -> list[Path]:
    """city.xlsx, districts/<name>.xlsx, circles/<id>.xlsx; returns their paths."""
    every, written, taken = scopes(kept), [], {kind: set[str]() for kind in FOLDERS}
    for name in dict.fromkeys(FOLDERS[one.kind] for one in every):
        (folder / name).mkdir(exist_ok=True)
    for one in every:
        name = "city" if one.kind == CITY else file_name(one.id, taken[one.kind])
        path = folder / FOLDERS[one.kind] / f"{name}.xlsx"
        _write(kept, every, one, path)
        written.append(path)
    return written


def _write(kept: Ledger, every: list[Scope], one: Scope, path: Path) -> None:
    book = Book(kept.report, path, large=False)
    with book.file:
        plan_sheet(book, kept, every, one)
        if one.kind == CITY:
            for draw in (lists.needs, lists.projects, lists.answers):
                draw(book, kept)


def file_name(identity: str, taken: set[str]) -> str:
    """A name that every file system takes and that none has yet, also where case does not count; adds it to `taken`."""
    plain = re.sub(r"[^\w.-]+", "_", identity).strip("._-")
    name = plain.encode("utf-8", "ignore")[:NAME_BYTES].decode("utf-8", "ignore")
    if name != identity or name.casefold() in taken or DEVICES.fullmatch(name):
        print_of = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        name = "-".join(filter(None, (name, print_of)))
    taken.add(name.casefold())
    return name
