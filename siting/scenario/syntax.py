"""What is wrong with a text that is no YAML, in the planner's words."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from siting.errors import Place, Problem
from siting.language import mark, tr

_UNCLOSED = mark("a quotation mark is never closed")
_CLOSE = mark("Close the text with the same mark.")

# What the YAML library says (as a pattern over context and problem) -> what is wrong, and what to do.
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    (r"character '\\t'", mark("a tab stands where spaces must"), mark("Indent with spaces.")),
    (
        r"single document",
        mark("a second document begins here"),
        mark("A scenario is one document: remove the '---'."),
    ),
    (
        r"undefined alias",
        mark("no anchor of that name stands above"),
        mark("Define it with &name before using *name."),
    ),
    (r"quoted scalar.*end of stream", _UNCLOSED, _CLOSE),
    (r"quoted scalar.*document separator", _UNCLOSED, _CLOSE),
    (
        r"escape character",
        mark("unknown escape after '\\' in double quotes"),
        mark("Use single quotes: '...'."),
    ),
    (r"flow sequence", mark("a list in [ ] is not closed, or lacks a comma"), mark("Write [a, b, c].")),
    (r"flow mapping", mark("a block in { } is not closed, or lacks a comma"), mark("Write {a: 1, b: 2}.")),
    (
        r"mapping values are not allowed",
        mark("a ':' stands where no key can"),
        mark("Check the indentation; quote texts that hold ': '."),
    ),
    (
        r"could not find expected ':'",
        mark("a key without ':'"),
        mark("Write 'key: value', with a space after the colon."),
    ),
    (
        r"expected <block end>",
        mark("this line does not belong to the block above"),
        mark("Lines of one block begin at the same column."),
    ),
    (
        r"cannot start any token",
        mark("a text cannot begin with this character"),
        mark("Put the text in quotes."),
    ),
    (r"expected the node content", mark("a value is missing here"), ""),
)

# Chinese input methods write these where YAML needs the plain ones.
_WIDE_COLON = re.compile(r"^\s*(?:- +)?[A-Za-z_]\w*\s*：")


def syntax_problem(error: YAMLError, text: str, file: Path | None, said: str = "") -> Problem:
    """The problem behind an error of the YAML library, at its place."""
    line, column = _position(error, text)
    words = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    message, hint = next(
        ((tr(message), tr(hint)) for pattern, message, hint in _MEANINGS if re.search(pattern, words)),
        (tr("this is not valid YAML"), ""),
    )
    wide = wide_colon(text, line)
    if wide is not None:
        line, column = wide
        message, hint = tr("a full-width colon '：' after a key"), tr("Write ':' and a space.")
    if isinstance(error, ReaderError):
        message, hint = (
            tr("a character that no text file should hold"),
            tr("Remove it, or save the file as UTF-8."),
        )
    place = Place(where=said) if file is None else Place(file, line, column)
    return Problem(place, message, hint)


def wide_colon(text: str, last_line: int | None = None) -> tuple[int, int] | None:
    """Line and column of the first key that is followed by a full-width colon."""
    for number, line in enumerate(text.splitlines()[:last_line], start=1):
        found = _WIDE_COLON.match(line)
        if found:
            return number, found.end()
    return None


def _position(error: YAMLError, text: str) -> tuple[int, int]:
    if isinstance(error, ReaderError) and isinstance(error.position, int):
        before = text[: error.position]
        return before.count("\n") + 1, error.position - before.rfind("\n")
    if isinstance(error, MarkedYAMLError):
        marks = [error.problem_mark, error.context_mark]
        starts_wrong = re.search("quoted scalar|simple key|parsing a flow", str(error.context))
        if starts_wrong and "escape" not in str(error.problem):
            marks.reverse()
        spot = next(filter(None, marks), None)
        if spot:
            return spot.line + 1, spot.column + 1
    return 1, 1
