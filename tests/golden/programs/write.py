"""Writes the golden programs again: python -m tests.golden.programs.write"""

from __future__ import annotations

from tests.golden.programs import HERE, names, written

for name in names():
    (HERE / f"{name}.lp.txt").write_text(written(name), encoding="utf-8")
    print(name)
