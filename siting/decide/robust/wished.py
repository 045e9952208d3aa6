"""What was wished for, as a city with its cases: of the command line, and of Python."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from siting.decide.basis import Basis
from siting.decide.robust.cases import AS_PLANNED, WHAT, Case, made_case, picked, read_case, refuse_twins
from siting.decide.robust.usual import usual_cases
from siting.errors import InputError, Place, Problems
from siting.language import tr
from siting.parts import nearby
from siting.scenario.source import Node, parse, plain

YAML_ENDINGS = (".yaml", ".yml")


def cases_of(
    basis: Basis, words: Sequence[str], own: Iterable[str] = (), sets: Sequence[str] = ()
) -> list[Case]:
    """The cases to ask, the city as planned first.

    words: names of usual cases, of the scenario's overrides, or files of cases; every usual case where there are none
    and nothing is given of one's own. own: "name: key=value; key=value" each. sets: what was laid over the scenario,
    and is laid over its overrides too. Raises InputError with all that is wrong."""
    problems = Problems()
    usual = usual_cases(basis.found)
    named = [Case(name, sets=tuple(sets), override=name) for name in basis.case.settings.overrides]
    known = [*usual, *(case for case in named if case.name not in {each.name for each in usual})]
    given: list[Case] = []
    names: list[str] = []
    for word in words:
        if word.lower().endswith(YAML_ENDINGS):
            given += read_cases(Path(word), problems)
        else:
            names.append(word)
    given += [case for text in own if (case := read_case(text, problems)) is not None]
    if not words and not given:
        names = [case.name for case in usual]
    found = [*picked(known, names, problems), *given]
    refuse_twins(found, problems)
    problems.stop_on_errors()
    if len(found) == 1:
        hint = tr("Known: {names}.", names=", ".join(case.name for case in known if case.name != AS_PLANNED))
        raise InputError.at(
            Place(where="--cases"), tr("there is no case beside the city as it is planned"), hint
        )
    return found


def read_cases(path: Path, problems: Problems) -> list[Case]:
    """The cases of a file: a name each, with keys and values below it."""
    if not path.is_file():
        problems.error(
            Place(where=f"--cases {path}"), tr("no file or folder '{path}'", path=path), nearby(path)
        )
        return []
    try:
        root = parse(path.read_text(encoding="utf-8-sig"), path, problems)
    except UnicodeDecodeError:
        problems.error(Place(path), tr("the file is not in UTF-8"))
        return []
    if root is None or not isinstance(root.value, dict):
        hint = tr("A name each, and below it keys and values, as {key}: +20%.", key=next(iter(WHAT)))
        problems.error(Place(path), tr("must be a table of cases"), hint)
        return []
    found = [_case(name, node, problems) for name, node in root.value.items()]
    return [case for case in found if case is not None]


def _case(name: str, node: Node, problems: Problems) -> Case | None:
    if not isinstance(node.value, dict) or not node.value:
        problems.error(node.key or node.place, tr("case {name}: must hold keys and values", name=name))
        return None
    texts = {key: _text(child) for key, child in node.value.items()}
    return made_case(name, texts, node.key or node.place, problems)


def _text(node: Node) -> str:
    """A value as --set would have it: YAML on a line."""
    value = plain(node)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
