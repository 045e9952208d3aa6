"""Columns of numbers and texts, small enough to travel inside a page: gzip, then base64.

A column is a dictionary: "kind" says how to read it, "n" how many values it has, "data" holds its bytes.
map_data.js reads them again."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = dict[str, Any]
LEVEL = 6
NUMBERED = re.compile(r"(?P<prefix>.*?)(?P<number>[0-9]{1,9})", re.DOTALL)


def integers(values: NDArray[Any], running: bool = True) -> Column:
    """Whole numbers of 32 bits; small ones and, where they are running, near neighbours cost next to nothing.

    1. Of running values the difference to the value before (to 0 at the first), wrapped to 32 bits.
    2. Zigzag: 0, -1, 1, -2 become 0, 1, 2, 3, so that small differences have small bytes.
    3. All lowest bytes first, then the second ones and so on; byte planes that are 0 throughout are left out."""
    whole = np.asarray(values, dtype=np.int64).astype(np.int32)
    step = np.diff(whole, prepend=np.int32(0)) if running else whole  # RULE 1
    folded = ((step << 1) ^ (step >> 31)).astype(np.uint32)  # RULE 2
    planes = folded.astype("<u4").view(np.uint8).reshape(-1, 4).T  # RULE 3
    used = max(1, (int(folded.max(initial=0)).bit_length() + 7) // 8)
    return {"kind": "integers", "running": running, "n": len(whole), "data": _packed(planes[:used].tobytes())}


def small(values: NDArray[Any]) -> Column:
    """Numbers from 0 to 255, a byte each."""
    return {"kind": "bytes", "n": int(values.size), "data": _packed(values.astype(np.uint8).tobytes())}


def texts(values: Iterable[str]) -> Column:
    """Ids and names. Where all are a prefix and a number ("R00017"), the numbers alone; else a JSON list."""
    every = [str(value) for value in values]
    return _numbered(every) or _listed(every)


def _listed(values: list[str]) -> Column:
    plain = json.dumps(values, separators=(",", ":")).encode("ascii")
    return {"kind": "texts", "n": len(values), "data": _packed(plain)}


def _numbered(values: list[str]) -> Column | None:
    """None unless prefix + zero-padded number gives back every text."""
    first = NUMBERED.fullmatch(values[0]) if values else None
    if first is None:
        return None
    prefix, width = first["prefix"], len(first["number"]) if first["number"].startswith("0") else 0
    digits = [value[len(prefix) :] for value in values]
    if not all(len(part) <= 9 and part.isascii() and part.isdigit() for part in digits):
        return None
    numbers = [int(part) for part in digits]
    if any(f"{prefix}{number:0{width}d}" != value for number, value in zip(numbers, values, strict=True)):
        return None
    return {"prefix": prefix, "width": width} | integers(np.array(numbers)) | {"kind": "numbered"}


def _packed(raw: bytes) -> str:
    """mtime=0: the same report gives the same bytes."""
    return base64.b64encode(gzip.compress(raw, compresslevel=LEVEL, mtime=0)).decode("ascii")
