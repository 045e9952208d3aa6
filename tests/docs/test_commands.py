"""Every command that a page shows works, and prints what the page says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.docs import terminal
from tests.docs.pages import Command, WrittenFile, pages, steps

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the pages show the commands of a Unix shell")
CITY = "runs/zhangdian"
# .ci/run and readers start these; run from within the tests they would start the tests again.
MADE_BY_CI = {"test", "lint", "docs", "format", "messages", "lock", "reference", "clean", "bench-smoke"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place that looks like a fresh copy of the project, set up, where pages may write what they like."""
    place = tmp_path_factory.mktemp("project")
    for name in ("Makefile", "pyproject.toml", "requirements", "scenarios", "README.md"):
        (place / name).symlink_to(ROOT / name)
    (place / ".venv").symlink_to(sys.prefix)
    return place


def run(line: str, place: Path) -> tuple[int, str]:
    """Exit code and everything printed, as a reader's terminal would show it, in English."""
    own = {
        name: value for name, value in os.environ.items() if not name.startswith("MAKE")
    }  # as outside of make
    environment = {
        **own,
        "PATH": os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]]),
        "PYTHONUNBUFFERED": "1",
        "LANGUAGE": "en",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
    }
    ours = terminal.arguments(line, shlex.split(line, comments=True))
    if ours is not None:
        return terminal.run(ours, place, environment, place / "printed")
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def demo(project: Path) -> tuple[int, str]:
    """The city that ships, solved once by `make demo` for all pages; -o: the tests run where it is set up.

    DEMO_LOG: what `make demo` of this very checkout printed a moment ago, where .ci/run has it."""
    if "DEMO_LOG" in os.environ:
        shutil.copytree(ROOT / CITY, project / CITY)
        return 0, Path(os.environ["DEMO_LOG"]).read_text(encoding="utf-8")
    return run("make -o .venv/run.stamp demo", project)


@cache
def by_make(target: str) -> str:
    """What make would run for a target, without the flags that only keep pip quiet."""
    listed = run(f"make -n -B {target}", ROOT)[1]
    return listed.replace(" -qq --disable-pip-version-check", "")


def shows(expected: str, output: str) -> bool:
    """Whether the output is what the page says: `...` is anything, blanks and line breaks are all alike."""
    pieces = [re.escape(" ".join(piece.split())) for piece in expected.split("...")]
    return re.fullmatch(".*?".join(pieces), " ".join(output.split())) is not None


def check(command: Command, project: Path, request: pytest.FixtureRequest) -> None:
    words = shlex.split(command.line, comments=True)
    if words[0] == "make" and set(words[1:2]) & MADE_BY_CI:
        code, output = run(f"make -n {words[1]}", ROOT)[0], command.output
    elif words[:2] == ["make", "demo"] or "solve scenarios/zhangdian" in command.line:
        code, output = request.getfixturevalue("demo")
    elif words[1:3] == ["-m", "venv"] or "-m pip install" in command.line:
        by_hand = [set(line.split()[1:]) for line in by_make("test").splitlines()]
        assert set(words[1:]) in by_hand, f"{command.place}: make sets up in another way"
        return
    else:
        code, output = run(command.line, project)
    told = f"{command.place}: $ {command.line}\n{output}"
    assert code == command.exit_code, told
    if command.output.strip():
        assert shows(command.output, output), f"{told}\n--- but the page says\n{command.output}"


@pytest.mark.parametrize("page", pages(ROOT), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_tells_the_truth(page: Path, project: Path, request: pytest.FixtureRequest) -> None:
    if not page.is_relative_to(ROOT / "scenarios") and CITY in page.read_text(encoding="utf-8"):
        request.getfixturevalue("demo")
    for step in steps(page):
        if isinstance(step, WrittenFile):
            (project / step.path).parent.mkdir(parents=True, exist_ok=True)
            (project / step.path).write_text(step.text, encoding="utf-8")
        else:
            check(step, project, request)


def test_dots_stand_for_anything_and_nothing_else_does() -> None:
    assert shows("...\nin order", "in  order\n")
    assert shows("a ... z", "a b\nc z")
    assert not shows("a ... z", "a b c")
    assert not shows("in order", "not in order")
    assert not shows("1,960 people", "1.960 people")


def test_the_readme_shows_commands() -> None:
    lines = [step.line for step in steps(ROOT / "README.md") if isinstance(step, Command)]
    assert "make demo" in lines
    assert "make test" in lines


def test_every_page_is_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in (ROOT / "docs").rglob("*.md"):
        assert page.relative_to(ROOT / "docs").as_posix() in menu


def test_make_help_names_every_target() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    told = run("make help", ROOT)[1]
    assert len(targets) >= 9
    assert [name for name in targets if f"make {name}" not in told] == []
