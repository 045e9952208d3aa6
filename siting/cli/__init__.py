"""The command line: arguments in, exit code out. Nothing heavy is imported before a command needs it.

Exit codes: 0 done, 1 a fault of ours, 2 the input or the command is wrong, 3 proven infeasible,
4 stopped with no plan (with --strict: or short of the gap asked for), 130 interrupted."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from siting.cli.group import build
from siting.errors import InputError, SitingError
from siting.language import click_in, in_language, language, locale_language, tr

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    _make_streams_hold_any_text()
    asked = _language_asked_for(arguments) or locale_language()
    with in_language(asked), click_in(language()):
        return _run(arguments)


def _make_streams_hold_any_text() -> None:
    """What a stream's encoding lacks is shown as an escape; a stream that was closed swallows what is said."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _run(arguments: list[str]) -> int:
    try:
        result = build().main(arguments, prog_name="siting", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return 2
    except InputError as error:
        from siting.terminal import show_problems

        show_problems(error.problems)
        return error.exit_code
    except SitingError as error:
        click.echo(tr("error: {text}", text=error), err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(tr("Interrupted; nothing was written."), err=True)
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # Nobody reads on (`| head -1`), which click says by SystemExit; ending must not fail on the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        reason = error.strerror or str(error)
        if error.filename:
            click.echo(tr("error: {file}: {reason}", file=error.filename, reason=reason), err=True)
        else:
            click.echo(tr("error: {text}", text=reason), err=True)
        return InputError.exit_code


def _language_asked_for(arguments: Sequence[str]) -> str | None:
    """--lang is needed before the commands are built, since their help is in that language."""
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if word == "--lang":
            return following
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None
