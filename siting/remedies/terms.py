"""What a plan has to obey, a piece at a time: every rule where the scenario says it, and what has to be covered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from siting import parts
from siting.errors import Problems
from siting.inputs import Floats
from siting.language import tr
from siting.model import Labels, Model, Objective, Packing, Rule
from siting.objectives._required import Requiring, required_in_words
from siting.remedies.possible import under
from siting.rules import Demanding, amount
from siting.rules._bind import bind_all, entries
from siting.scenario import Scenario
from siting.scenario.source import Key

MOST_SAID = 3
# Rules that say themselves best by what they count and its limit; the others by their entry.
COUNTED = ("budget", "count", "phase_budget", "phases")


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """keys: where the scenario says it. entry: the rule as it would stand in a list of rules. rule, objective: one of
    the two, the other is None."""

    keys: tuple[Key, ...]
    entry: dict[str, Any]
    rule: Rule | None
    objective: Objective | None = None

    @property
    def is_choice(self) -> bool:
        """Whether a planner could have said something else; not so of what phases mean by themselves."""
        return self.keys != ("phases",) or any(self.entry.get(name) for name in ("max_new", "budgets"))

    @property
    def rank(self) -> int:
        """What a planner takes for a cause comes first: money, then counts, then what has to be covered, then rules."""
        if self.rule is None:
            return 2
        return {"budget": 0, "count": 1}.get(str(self.entry["rule"]), 3)


def terms_of(case: Scenario, question: Model, labels: Labels) -> list[Term]:
    """Every rule of a scenario and, last, its objective where that requires something."""
    found = [
        Term(keys, entry, rule)
        for (keys, entry), rule in zip(entries(case), bind_all(case, labels, Problems()), strict=True)
    ]
    objective = objective_of(case, question)
    if isinstance(objective, Requiring) or objective.cover_weight(question) is None:
        key = "objective" if case.settings.min_coverage is None else "min_coverage"
        found.append(Term((key,), {}, None, objective))
    return found


def objective_of(case: Scenario, question: Model) -> Objective:
    """The objective of the scenario as it is now; the question's own where a model has put another in its place."""
    if not isinstance(question.objective, Requiring):
        return question.objective
    part = parts.load("objectives", case.settings.objective)
    objective: Objective = part.bind(**{key: getattr(case.settings, key) for key in part.KEYS})
    names = getattr(question.objective, "names", ())
    return objective.named(names) if isinstance(objective, Requiring) and names else objective


def asking(question: Model, terms: Iterable[Term]) -> Model:
    """The question with these terms and no others."""
    chosen = list(terms)
    objective = next((term.objective for term in chosen if term.objective is not None), None)
    return under(question, (term.rule for term in chosen if term.rule is not None), objective)


def dotted(case: Scenario, keys: Sequence[Key]) -> str:
    """Keys as `--set` takes them: formats and phases by id, rules by name where that is the only one of its name."""
    said: list[str] = []
    for depth, key in enumerate(keys):
        if isinstance(key, int):
            said.append(_entry_name(case, keys[:depth], key))
        else:
            said.append(key)
    return ".".join(said)


def _entry_name(case: Scenario, keys: Sequence[Key], number: int) -> str:
    settings = case.settings
    names: list[str] = []
    if tuple(keys) == ("formats",):
        return next(format.id for format in case.formats if format.index == number)
    if tuple(keys) == ("rules",):
        names = [str(entry.get("rule")) for entry in settings.rules]
    elif len(keys) == 1:
        names = [str(getattr(item, "id", "")) for item in getattr(settings, str(keys[0]), ())]
    if number < len(names) and names[number] and names.count(names[number]) == 1 and "." not in names[number]:
        return names[number]
    return str(number)


def in_words(case: Scenario, question: Model, term: Term) -> str:
    """What a term asks for, with its numbers and its key."""
    if term.rule is None:
        said = required_in_words(asking(question, [term])) or [question.objective.name]
    elif term.entry["rule"] in COUNTED:
        limits, asked = _packing(term.rule, question), _asked(term.rule, question)
        said = [
            tr("{rule}: at least {limit}", rule=name, limit=amount(limit)) for name, limit in _named(asked)
        ]
        said += [
            tr("{rule}: at most {limit}", rule=name, limit=amount(limit)) for name, limit in _named(limits)
        ]
    else:
        said = []
    key = dotted(case, term.keys)
    if not said:
        return f"{key}: {_inline(term.entry)}"
    more = tr("; and {count} more", count=len(said) - MOST_SAID) if len(said) > MOST_SAID else ""
    return tr("{said} ({key})", said="; ".join(said[:MOST_SAID]) + more, key=key)


def _packing(rule: Rule, question: Model) -> Packing | None:
    return rule.packing(question)


def _asked(rule: Rule, question: Model) -> Packing | None:
    return rule.demanded(question) if isinstance(rule, Demanding) else None


def _named(packing: Packing | None) -> list[tuple[str, float]]:
    if packing is None:
        return []
    limit: Floats = packing.limit
    return list(zip(packing.labels, limit.tolist(), strict=True))


def _inline(value: Any) -> str:
    """An entry as a planner wrote it, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)
