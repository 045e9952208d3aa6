"""PARTS: files of a run folder. Each file: `ABOUT`, `FILE` (its name in the folder), and `write(plan, path)` or, where
it shows a run to people, `render(report, path)`: that can be made again from the folder, by `siting report`. One with
`ON_REQUEST = True` is made by that alone.

`run_folder` writes all the others, whole or not at all."""

from __future__ import annotations

from siting.exporters import _run_folder as run_folder

__all__ = ["run_folder"]
