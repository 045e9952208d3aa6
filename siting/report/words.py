"""A sentence in every language at once, for what shows them side by side."""

from __future__ import annotations

from collections.abc import Callable

from siting.language import LANGUAGES, in_language, tr
from siting.report.types import Both


def both(message: str, /, **values: object) -> Both:
    """The message in every language, with {named} values filled in; one that is a Both fills in its own language."""
    return spoken(
        lambda language: tr(message, **{name: _one(value, language) for name, value in values.items()})
    )


def spoken(say: Callable[[str], str]) -> Both:
    """What a function says when asked in each language, with that language in force; it is given its name."""
    found = {}
    for language in LANGUAGES:
        with in_language(language):
            found[language] = say(language)
    return found


def named(names: dict[str, str], otherwise: str) -> Both:
    """A name in every language; otherwise in those that have none."""
    return {language: names.get(language, otherwise) for language in LANGUAGES}


def same(text: str) -> Both:
    """A text that is the same in every language: an id, a name."""
    return dict.fromkeys(LANGUAGES, text)


def _one(value: object, language: str) -> object:
    return value[language] if isinstance(value, dict) and set(value) == set(LANGUAGES) else value
