"""Money as a person says it: millions in English, 万 and 亿 in Chinese."""

from __future__ import annotations

import re

from siting.language import mark
from siting.report.types import Both
from siting.report.words import both, same

SCALES = {
    "en": ((1e9, " billion"), (1e6, " million")),
    "zh": ((1e8, "亿"), (1e4, "万")),
}
NAMES = {"CNY": mark("CNY")}
WHOLE = re.compile(r"\.0+( |万|亿)")


def currency(code: str) -> Both:
    """A currency's name in every language; a code that has none stands for itself."""
    return both(NAMES[code]) if code in NAMES else same(code)


def money(amount: float, code: str) -> Both:
    """An amount in three or four digits, with its scale and currency."""
    names = currency(code)
    found = {language: f"{_scaled(amount, scales)} {names[language]}" for language, scales in SCALES.items()}
    return found | ({"zh": found["zh"].replace(" ", "")} if code in NAMES else {})


def short(amount: float, code: str) -> Both:
    """An amount for an axis, where its currency stands: whole millions without digits behind the point."""
    names, found = currency(code), {}
    for language, text in money(amount, code).items():
        bare = text.removesuffix(names[language]).strip()
        found[language] = WHOLE.sub(r"\1", bare)
    return found


def _scaled(amount: float, scales: tuple[tuple[float, str], ...]) -> str:
    for size, word in scales:
        if abs(amount) >= size:
            scaled = amount / size
            return f"{scaled:,.{2 if abs(scaled) < 10 else 1 if abs(scaled) < 1000 else 0}f}{word}"
    return f"{amount:,.0f}"
