"""PARTS: files of a run folder. Each file: `ABOUT`, `FILE` (its name in the folder) and `write(plan, path)`.

`run_folder` writes all of them, whole or not at all."""

from __future__ import annotations

from siting.exporters import _run_folder as run_folder

__all__ = ["run_folder"]
