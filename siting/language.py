"""The words a planner reads, in English or Chinese, from one gettext catalogue.

`tr("{count} sites", count=3)` translates and fills in; `mark("...")` marks a constant for the
catalogue that `tr` translates later. Messages are written in English in the code; Chinese stands in
`locale/zh/LC_MESSAGES/siting.po`."""

from __future__ import annotations

import gettext
import math
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")
LOCALE_DIR = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("siting_language", default="en")


def tr(message: str, /, **values: object) -> str:
    """The message in the language in force, with {named} values filled in."""
    text = _catalogue(_language.get()).gettext(message) if message else ""
    return text.format(**values) if values else text


def mark(message: str) -> str:
    """The message itself; marks it for the catalogue, to be translated when shown."""
    return message


def language() -> str:
    """The language in force: "en" or "zh"."""
    return _language.get()


def figure(number: float | None, digits: int = 6) -> str:
    """A number as a person reads it: thousands apart, whole where it is large, else a few digits; "-" for none."""
    if number is None or not math.isfinite(number):
        return "-"
    return (
        f"{number:,.0f}"
        if abs(number) >= 10 ** (digits - 2) or number == round(number)
        else f"{number:,.{digits}g}"
    )


def share(number: float | None) -> str:
    """A share in per cent, to a thousandth of one; "-" for none."""
    return "-" if number is None or not math.isfinite(number) else f"{number:.3%}"


def joined(texts: Iterable[str]) -> str:
    """Statements in a row, apart by the language's own semicolon."""
    return tr("; ").join(texts)


def use_language(name: str) -> None:
    """Sets the language of everything said from here on."""
    _language.set(name if name in LANGUAGES else "en")


@contextmanager
def in_language(name: str) -> Iterator[None]:
    """Speaks another language inside a `with` block."""
    token = _language.set(name if name in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


def locale_language() -> str:
    """The language the environment asks for (LANGUAGE, LC_ALL, LC_MESSAGES, LANG); English otherwise."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


@contextmanager
def click_in(name: str) -> Iterator[None]:
    """click's own words (Usage, Options, "No such option") in a language, inside a `with` block.

    click asks gettext's default domain in the language that the environment names, so both are set here
    and put back; for a process's entry, which owns its environment."""
    domain, before = "messages", os.environ.get("LANGUAGE")
    folder = gettext.bindtextdomain(domain)
    gettext.bindtextdomain(domain, str(LOCALE_DIR))
    os.environ["LANGUAGE"] = name if name in LANGUAGES else "en"
    try:
        yield
    finally:
        gettext.bindtextdomain(domain, folder)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    return gettext.translation("siting", LOCALE_DIR, languages=[name], fallback=True)
