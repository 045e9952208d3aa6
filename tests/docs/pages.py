"""The pages that people read, cut into what can be run.

A fenced block ```console holds commands ("$ ...") and below each what it prints; nothing below means: any
output. `...` stands for whatever differs from run to run, also for whole lines. ```console exit=2 expects
that exit code from the last command. ```python is a script. A block of any kind with title="path" is a file
that the reader writes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt


@dataclass(frozen=True, slots=True)
class Command:
    """A line to type, what it should print, how it should end, and where it stands."""

    line: str
    output: str
    exit_code: int
    place: str


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that the page asks the reader to write."""

    path: str
    text: str


def pages(root: Path) -> list[Path]:
    """README, CONTRIBUTING, every page of docs/, and the README of every scenario that ships."""
    found = [root / "README.md", root / "CONTRIBUTING.md"]
    found += [*root.glob("docs/**/*.md"), *root.glob("scenarios/*/README.md")]
    return sorted(path for path in found if path.is_file())


def steps(page: Path) -> Iterator[Command | WrittenFile]:
    """What a reader of the page does, in order."""
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type != "fence":
            continue
        kind, _, rest = token.info.partition(" ")
        title = re.search(r'title="([^"]+)"', rest)
        place = f"{page.name}:{(token.map or [0])[0] + 1}"
        if title:
            yield WrittenFile(title[1], token.content)
        elif kind == "console":
            yield from _commands(token.content, rest, place)
        elif kind == "python":
            yield Command(f"python -c {shlex.quote(token.content)}", "", 0, place)


def _commands(content: str, info: str, place: str) -> Iterator[Command]:
    expected = re.search(r"exit=(\d+)", info)
    chunks = re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]
    for number, chunk in enumerate(chunks):
        joined = re.sub(r"\\\n>? *", "", chunk)
        line, _, output = joined.partition("\n")
        last = number == len(chunks) - 1
        yield Command(line.strip(), output, int(expected[1]) if expected and last else 0, place)
