"""Sheets of what is missing, before and after: a list to filter, and a table of marks to look at (有没有)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from siting.language import tr
from siting.report import Report
from siting.report.palette import LOST, NEW, SHORT, THERE
from siting.workbook.book import HEAD_ROW, Book
from siting.workbook.names import Need, format_names, needs, places, tier_name
from siting.workbook.table import FIRST, Column, Table, draw

STAYS, COMES, LACKS, GOES = "●", "◆", "○", "×"
"""Present today and after; present with the plan; missing still; present today only. Marks first, colours second."""
FILLS = {STAYS: THERE, COMES: NEW, LACKS: SHORT, GOES: LOST}
MOST_LINES = 100_000
"""Of the list: a workbook of more is slow to open. Those with the most people short are kept."""
