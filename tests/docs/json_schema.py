"""Writes docs/reference/scenario.schema.json, by which editors complete and check scenarios: `make reference`."""

from __future__ import annotations

import json
from pathlib import Path

from siting.scenario import json_schema

FILE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "scenario.schema.json"


def text() -> str:
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
