"""Hints for numbers that were written with their unit: "15 min", "1.2万", "1,000,000"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from siting.language import tr
from siting.scenario.keys import is_money, unit
from siting.scenario.source import Key

# Unit as written -> (key endings it can stand for, factor into that key's unit).
_FACTORS: dict[str, tuple[tuple[str, ...], float]] = {
    **dict.fromkeys(("s", "sec", "second", "seconds", "秒"), (("_min",), 1 / 60)),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "分", "分钟"), (("_min",), 1.0)),
    **dict.fromkeys(("h", "hour", "hours", "小时"), (("_min",), 60.0)),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters", "米"), (("_m",), 1.0)),
    **dict.fromkeys(("km", "公里", "千米"), (("_m",), 1000.0)),
    **dict.fromkeys(("m2", "m²", "㎡", "sqm", "平方米", "平米"), (("_m2",), 1.0)),
    **dict.fromkeys(("m/min", "米/分钟", "米/分"), (("_m_per_min",), 1.0)),
    **dict.fromkeys(("km/h", "kmh", "公里/小时"), (("_m_per_min",), 1000 / 60)),
    **dict.fromkeys(("m/s", "米/秒"), (("_m_per_min",), 60.0)),
    **dict.fromkeys(("", "cny", "yuan", "元", "rmb", "¥"), (("",), 1.0)),
    **dict.fromkeys(("万", "万元"), (("",), 1e4)),
    **dict.fromkeys(("亿", "亿元"), (("",), 1e8)),
    "%": (("",), 0.01),
}
_IN_SECONDS = {
    "s": 1.0,
    "sec": 1.0,
    "seconds": 1.0,
    "秒": 1.0,
    "min": 60.0,
    "minutes": 60.0,
    "分钟": 60.0,
    "h": 3600.0,
}
_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_NUMBER = re.compile(r"([+-]?\d[\d,_ ]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(\S*)")


def number_hint(text: str, keys: Sequence[Key]) -> str:
    """What to write instead of a text where a number must stand."""
    found = _NUMBER.fullmatch(text.translate(_WIDE).strip())
    if not found:
        return ""
    number = float(re.sub(r"[,_ ]", "", found[1]))
    factor = _factor(found[2].lower(), keys)
    words = "" if is_money(keys) else unit(keys)
    if factor is None:
        return (
            tr("Write the number alone, in {unit}.", unit=words) if words else tr("Write the number alone.")
        )
    return tr("Write {number}, without quotes, unit or separators.", number=f"{number * factor:.10g}")


def _factor(written: str, keys: Sequence[Key]) -> float | None:
    key = next((str(key) for key in reversed(keys) if isinstance(key, str)), "")
    ending = next(
        (ending for ending in ("_m_per_min", "_min", "_m2", "_m", "_s") if key.endswith(ending)), ""
    )
    if ending == "_s":
        return _IN_SECONDS.get(written, 1.0 if not written else None)
    endings, factor = _FACTORS.get(written, ((), 1.0))
    if not written:
        return 1.0
    return factor if ending in endings else None
