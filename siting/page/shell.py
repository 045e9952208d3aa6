"""Template -> page: both languages side by side, everything escaped, styles and scripts of the page inside it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siting.language import LANGUAGES, figure
from siting.page.words import words
from siting.report.types import Both

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

STATIC = Path(__file__).parent / "static"
STYLES = ("page.css", "page_tables.css", "page_sheet.css", "page_phone.css", "page_print.css")


def page(template: str, language: str, scripts: tuple[str, ...] = (), **values: Any) -> str:
    """A whole HTML page from a template that extends base.html.j2. scripts: names of files in static/."""
    return (
        _environment()
        .get_template(template)
        .render(
            language=language,
            page_style=style(STYLES),
            page_script=script(("page.js", *scripts)),
            **values,
        )
    )


def style(names: tuple[str, ...]) -> Markup:
    """Style sheets in a row, to stand inside one <style>."""
    return _inlined(names)


def script(names: tuple[str, ...]) -> Markup:
    """Scripts in a row, to stand inside one <script>; their names stay their own."""
    from markupsafe import Markup

    return Markup('(function () {{\n"use strict";\n{}\n}})();').format(_inlined(names))


def data(value: Any) -> Markup:
    """JSON that may stand inside a <script>: no "<" in it ends the script or begins a comment."""
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def say(text: Both, tag: str = "span") -> Markup:
    """A text in every language, of which the page shows one; a text that is the same in all stands once.

    tag: "tspan" inside SVG."""
    from markupsafe import Markup, escape

    if len(set(text.values())) == 1:
        return escape(next(iter(text.values())))
    span = Markup('<{0} lang="{1}">{2}</{0}>')
    return Markup("").join(span.format(tag, language, text[language]) for language in LANGUAGES)


def lines(text: Both) -> list[Both]:
    """A text of several lines, a line each; empty ones where a language has fewer lines than the other."""
    parts = {language: text[language].split("\n") if text[language] else [] for language in LANGUAGES}
    count = max(len(one) for one in parts.values())
    return [
        {language: (one + [""] * count)[number] for language, one in parts.items()} for number in range(count)
    ]


def percent(number: float | None, digits: int = 1) -> str:
    """A share that is given in per cent; "-" for none."""
    return "-" if number is None else f"{number:.{digits}f}%"


def whole(number: float | None) -> str:
    """A count of people or money, thousands apart; "-" for none."""
    return "-" if number is None else f"{number:,.0f}"


def _attributes(context: jinja2.runtime.Context, /, **texts: Both) -> Markup:
    """Attributes of an element that are read or shown, in the page's language; page.js changes them with it.

    "text" stands for the element's own text, of elements that hold no other (option)."""
    from markupsafe import Markup

    named = {name.replace("_", "-"): text for name, text in texts.items()}
    now = [
        Markup(' {}="{}"').format(name, text[context["language"]])
        for name, text in named.items()
        if name != "text"
    ]
    return Markup("").join(now) + Markup(' data-say="{}"').format(json.dumps(named, ensure_ascii=False))


def _text_in(context: jinja2.runtime.Context, text: Both) -> str:
    return text[context["language"]]


def _inlined(names: tuple[str, ...]) -> Markup:
    from markupsafe import Markup

    return Markup("\n".join((STATIC / name).read_text(encoding="utf-8") for name in names))


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("siting.page", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"say": say, "n": whole, "percent": percent, "figure": figure, "lines": lines}
    known = words()
    environment.globals |= {
        "t": {key: say(text) for key, text in known.items()},
        "w": known,
        "attributes": jinja2.pass_context(_attributes),
        "text_in": jinja2.pass_context(_text_in),
    }
    return environment
