"""What can go wrong, and how it is said: place, value, rule, hint.

    SitingError                    1   a fault of ours, unless a child says otherwise
    ├── InputError                 2   files or settings are wrong; carries every problem found
    ├── RefusedError               2   a strategy or backend cannot do what was asked, and says why
    ├── InfeasibleError            3   proven: no plan satisfies the rules
    ├── NoPlanError                4   stopped before any plan was found
    ├── VerificationError          1   a plan does not pass the independent check
    └── TotalsError                1   people were lost or made up between the files and the plan

The number is the exit code of the command line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from siting.language import tr


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a planner's files something stands; any part may be unknown.

    line and column count from 1. where names the key (`formats[0].cutoff_min`) or the cell
    (`row 14, column 'pop'`)."""

    file: Path | None = None
    line: int | None = None
    column: int | None = None
    where: str = ""

    def __str__(self) -> str:
        spot = [] if self.file is None else [self.file.name]
        spot += [str(number) for number in (self.line, self.column) if number is not None]
        return ": ".join(part for part in (":".join(spot), self.where) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend or to know. message and hint are already in the planner's language."""

    place: Place
    message: str
    hint: str = ""
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if str(self.place) else self.message
        return tr("{message}. {hint}", message=text, hint=self.hint) if self.hint else text


@dataclass(slots=True)
class Problems:
    """Collects every problem of a stage, so that a planner sees all of them at once."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def error(self, place: Place, message: str, hint: str = "") -> None:
        """Notes something to mend before work can go on."""
        self.errors.append(Problem(place, message, hint, "error"))

    def warn(self, place: Place, message: str, hint: str = "") -> None:
        """Notes something to know; work goes on."""
        self.warnings.append(Problem(place, message, hint, "warning"))

    def stop_on_errors(self) -> None:
        """Raises InputError with all errors so far, if there are any."""
        if self.errors:
            raise InputError(self.errors)


class SitingError(Exception):
    """Root of everything siting raises on purpose."""

    exit_code = 1


class InputError(SitingError):
    """Files or settings that a planner can mend; `problems` holds every one found."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def at(cls, place: Place, message: str, hint: str = "") -> InputError:
        """An error of a single problem."""
        return cls([Problem(place, message, hint)])


class RefusedError(SitingError):
    """A strategy or backend cannot do what was asked; the message says what would."""

    exit_code = 2


class InfeasibleError(SitingError):
    """Proven: no selection satisfies every rule.

    reasons: what cannot hold together, a sentence each. remedies: changes of the scenario with which a plan exists,
    each with key, value, now, reason, proven_smallest and together_with. Both empty where nobody has looked."""

    exit_code = 3

    def __init__(
        self, message: str, reasons: tuple[str, ...] = (), remedies: tuple[dict[str, Any], ...] = ()
    ) -> None:
        self.reasons, self.remedies = reasons, remedies
        super().__init__(message)


class NoPlanError(SitingError):
    """The run stopped before it found any plan."""

    exit_code = 4


class VerificationError(SitingError):
    """A plan fails the independent check; `findings` lists what does not hold."""

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = tuple(findings)
        head = tr("The plan does not pass its check:")
        super().__init__("\n  ".join([head, *self.findings]))


class TotalsError(SitingError):
    """The people planned for are not those that the files hold, less those left out; a fault of ours."""
