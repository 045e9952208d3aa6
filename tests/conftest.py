"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real cities and literature instances that stands beside the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("real data not present: no folder 'shared' beside the project")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT
