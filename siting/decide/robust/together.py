"""All cases as one question: the options that they share, who is reached in which case, and the rules of them all.

Rows that the same options reach are one row, in whatever case: it then has a weight for each case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.cover.covers import sums
from siting.cover.merge import merge
from siting.decide.robust.asked import Asked, Key
from siting.decide.robust.held import held_part
from siting.decide.robust.of_case import different, fingerprint, of_case
from siting.inputs import Floats, Positions, frozen
from siting.model import Model, Rule, covered
from siting.model.city import nowhere
from siting.objectives.max_coverage import MaxCoverage


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """model: the shared options, with the rules that bind; its rows are those of all cases where coverage counts, else
    it has none. at: of each case, (n_options,) its positions of the shared options.

    weight: (n_cases, n_rows), None where something else than coverage counts. found, limit: (n_cases,) the best value
    found and its bound, times the sign: more is better. unit: (n_cases,) what a loss of 1 is, in the objective's own
    numbers: 1, or the best value found where losses are relative. parted: of each case, its rules where a plan that
    they do not allow counts as the part of it that they do; None where a plan has to stand as it is."""

    cases: tuple[Asked, ...]
    keys: tuple[Key, ...]
    at: tuple[Positions, ...]
    model: Model
    weight: Floats | None
    found: Floats
    limit: Floats
    unit: Floats
    relative: bool
    parted: tuple[tuple[Rule, ...] | None, ...]
    every_rule: bool

    @property
    def whole(self) -> bool:
        """Whether every loss is a whole number."""
        numbers = (self.found, self.weight)
        return not self.relative and all(one is not None and (one == np.rint(one)).all() for one in numbers)

    @property
    def stands(self) -> NDArray[np.bool_]:
        """(n_cases,) whether a plan counts whole there."""
        return np.array([rules is None for rules in self.parted])

    def values(self, selection: Positions, parts: bool = True) -> Floats:
        """(n_cases,) what a selection of shared options is worth in each case, times the sign.

        parts: else plans count whole, which is worth no less."""
        if self.weight is not None:
            values = np.asarray(self.weight @ covered(self.model, selection).astype(np.float64))
            for number, rules in enumerate(self.parted):
                if rules is not None and parts:
                    values[number] = self._part(number, rules, selection, values[number])
            return values
        return np.array(
            [
                case.sign * case.value(np.sort(at[selection]))
                for case, at in zip(self.cases, self.at, strict=True)
            ]
        )

    def _part(self, number: int, rules: tuple[Rule, ...], selection: Positions, whole: float) -> float:
        """What counts of a selection in a case that may take a part of it."""
        if not any(rule.violations(self.model, selection) for rule in rules):
            return whole
        question = self.question(number)
        part = held_part(question, selection)
        return -np.inf if part is None else question.objective.value(question, part)

    def question(self, number: int) -> Model:
        """A case's own question, of the shared options. Coverage only."""
        assert self.weight is not None
        rules = self.parted[number]
        return replace(
            self.model, weight=self.weight[number], rules=self.model.rules if rules is None else rules
        )

    def held(self, number: int, keys: Sequence[Key]) -> tuple[float, int] | None:
        """Worth, and outlets, of the part of a plan that a case's rules allow; None where none was found."""
        known = set(self.keys)
        selection = self.shared([key for key in keys if key in known])
        question = self.question(number)
        part = None if selection is None else held_part(question, selection)
        return None if part is None else (question.objective.value(question, part), len(part))

    def losses(self, values: Floats) -> Floats:
        """(n_cases,) what is lost of the best values found."""
        return (self.found - values) / self.unit

    def most(self, values: Floats) -> float:
        """The worst loss that is possible at all: the best value is at most its bound."""
        top = np.where(self.limit != 0, np.abs(self.limit), 1.0) if self.relative else self.unit
        return float(np.max((self.limit - values) / top))

    def shared(self, keys: Sequence[Key]) -> Positions | None:
        """A plan in the shared options; None where it opens another one."""
        position = {key: number for number, key in enumerate(self.keys)}
        if any(key not in position for key in keys):
            return None
        return np.sort(np.array([position[key] for key in keys], dtype=np.int32))


def put_together(cases: Sequence[Asked], relative: bool, rules: str) -> Together:
    """One question of cases that have a best plan each; the first is the city as planned.

    rules: "base": those of the first case bind; "each": those of every case do; "part": those of the first, and in
    another case counts of the plan what its rules allow. That goes with coverage under upper limits; other cases' rules
    bind. Only options that every case has are shared."""
    base = cases[0]
    in_all = set(base.keys).intersection(*(case.keys for case in cases[1:]))
    keys = tuple(key for key in base.keys if key in in_all)
    at = tuple(case.positions(keys) for case in cases)
    best = [case.best for case in cases if case.best is not None]
    found = np.array([case.sign * one.value for case, one in zip(cases, best, strict=True)])
    limit = np.array([case.sign * one.bound for case, one in zip(cases, best, strict=True)])
    coverage = all(isinstance(case.question.objective, MaxCoverage) for case in cases)
    none = csr_matrix((0, len(keys)))
    rows, weight = _rows(cases, at, len(keys)) if coverage else (none, None)
    model = _shared(
        base.question, at[0], rows, np.ones(rows.shape[0]) if weight is None else weight.sum(axis=0)
    )
    own = [
        different(of_case(case.question, where, model), model) for case, where in zip(cases, at, strict=True)
    ]
    parted = tuple(
        mine if rules == "part" and coverage and number and _limits(mine, model) else None
        for number, mine in enumerate(own)
    )
    binding = [mine for mine, part in zip(own, parted, strict=True) if part is None]
    binding = binding[:1] if rules == "base" else binding
    unit = np.where(found != 0, np.abs(found), 1.0) if relative else np.ones(len(found))
    model = replace(model, rules=different([rule for mine in binding for rule in mine], model))
    same = {fingerprint(rule, model) for rule in model.rules}
    parted = tuple(
        None if part is None or {fingerprint(rule, model) for rule in part} == same else part
        for part in parted
    )
    return Together(
        tuple(cases), keys, at, model, weight, found, limit, unit, relative, parted, rules != "base"
    )


def _limits(rules: Sequence[Rule], model: Model) -> bool:
    """Whether the rules are upper limits alone, so that a part of any plan keeps them."""
    return all(rule.packing(model) is not None for rule in rules)


def _rows(cases: Sequence[Asked], at: Sequence[Positions], n_options: int) -> tuple[csr_matrix, Floats]:
    """(rows, options) the sets of options that reach somebody in some case, and (n_cases, n_rows) weights."""
    reaches, weights = [], []
    for case, where in zip(cases, at, strict=True):
        question = case.question
        shape = (question.n_rows, question.n_options)
        reach = csr_matrix(
            (np.ones(len(question.indices), np.int8), question.indices, question.indptr), shape
        )
        reach = csr_matrix(reach[:, where])
        reach.sort_indices()
        merged = merge(
            reach.indptr.astype(np.int64), reach.indices.astype(np.int32), question.weight, n_options
        ).covers
        reaches.append((np.diff(merged.row_start), merged.row_options))
        weights.append(merged.weight)
    lengths = np.concatenate([length for length, _ in reaches])
    options = np.concatenate([options for _, options in reaches])
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    group = merge(start, options, np.ones(len(lengths)), n_options).group
    n_rows = int(group.max(initial=-1)) + 1
    first = np.unique(group, return_index=True)[1]
    spots = np.concatenate([[0], np.cumsum([len(weight) for weight in weights])])
    by_case = [
        sums(group[low:high], weight, n_rows)
        for low, high, weight in zip(spots[:-1].tolist(), spots[1:].tolist(), weights, strict=True)
    ]
    whole = csr_matrix((np.ones(len(options), np.int8), options, start), shape=(len(lengths), n_options))
    return csr_matrix(whole[first]), np.array(by_case)


def _shared(base: Model, at: Positions, rows: csr_matrix, weight: NDArray[np.float64]) -> Model:
    """The base's question of some options, with other rows, of which nothing but who reaches them is known."""
    given: dict[str, Any] = {}
    for field in fields(base):
        array = getattr(base, field.name)
        if field.name.startswith("row_"):
            given[field.name] = np.zeros(rows.shape[0], dtype=array.dtype)
        elif field.name == "cost" or field.name.startswith("option_"):
            given[field.name] = array[at] if len(array) == base.n_options else array
    return replace(
        base,
        **given,
        indptr=frozen(rows.indptr.astype(np.int64)),
        indices=frozen(rows.indices.astype(np.int32)),
        travel=frozen(np.zeros(rows.nnz)),
        weight=frozen(np.asarray(weight, dtype=np.float64)),
        objective=MaxCoverage(),
        rules=(),
        city=nowhere(),
        today_indptr=np.zeros(0, dtype=np.int64),
        today=np.zeros(0, dtype=np.int32),
    )
