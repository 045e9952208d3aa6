"""The one way kernels are compiled: cached on disk, and without the interpreter's lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")
OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "no_cfunc_wrapper": True}


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function in machine code, its types kept for the reader and for mypy."""
    fast: Callable[P, R] = njit(**OPTIONS)(function)
    return fast
