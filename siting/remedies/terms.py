"""What a plan has to obey, a piece at a time: every rule where the scenario says it, and what has to be covered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from siting.errors import Problems
from siting.inputs import Floats, Inputs
from siting.language import joined, tr
from siting.model import Model, Objective, Packing, Rule, labels
from siting.objectives._bind import bind as bind_objective
from siting.objectives._goals import InTurn, Part, Weighted
from siting.objectives._required import Requiring, required_in_words
from siting.remedies.possible import under
from siting.rules import Demanding, amount
from siting.rules._bind import bind_all, entries
from siting.scenario import Scenario
from siting.scenario.places import deepest
from siting.scenario.source import Key, plain

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


def terms_of(case: Scenario, question: Model, inputs: Inputs) -> list[Term]:
    """Every rule of a scenario and, last, the coverage that its objective, or each of its goals, requires."""
    rules = bind_all(case, labels(inputs), Problems())
    found = [Term(keys, entry, rule) for (keys, entry), rule in zip(entries(case), rules, strict=True)]
    objective = bind_objective(case, inputs)
    goals = objective.parts if isinstance(objective, Weighted | InTurn) else ()
    found += [
        Term(("goals", number, "min_coverage"), {}, None, goal.objective)
        for number, goal in enumerate(goals)
        if isinstance(goal.objective, Requiring)
    ]
    if isinstance(objective, Requiring):
        found.append(Term(("min_coverage",), {}, None, objective))
    return found


def asking(question: Model, terms: Iterable[Term]) -> Model:
    """The question with these terms and no others."""
    chosen = list(terms)
    rules = [term.rule for term in chosen if term.rule is not None]
    required = tuple(Part(term.objective) for term in chosen if term.objective is not None)
    if len(required) < 2 and not isinstance(question.objective, Weighted | InTurn):
        return under(question, rules, required[0].objective if required else None)
    return under(question, rules, cast(Objective, Weighted(required)) if required else None)


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
    """What an entry of a list is called, where no other is called so; else its number."""
    if tuple(keys) == ("formats",):
        return next(format.id for format in case.formats if format.index == number)
    node, depth = deepest(case.root, keys)
    listed = plain(node) if depth == len(keys) else []
    names = [str(item.get("id", item.get("rule", ""))) if isinstance(item, dict) else "" for item in listed]
    if number < len(names) and names[number] and names.count(names[number]) == 1 and "." not in names[number]:
        return names[number]
    return str(number)


def in_words(case: Scenario, question: Model, term: Term) -> str:
    """What a term asks for, with its numbers and its key."""
    if term.rule is None:
        said = required_in_words(under(question, (), term.objective))
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
    return tr("{said} ({key})", said=joined(said[:MOST_SAID]) + more, key=key)


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
