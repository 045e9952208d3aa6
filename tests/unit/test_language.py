"""Every text a planner reads exists in both languages, and every such text goes through the catalogue."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from siting import language, parts, scenario
from siting.language import LOCALE_DIR, click_in, in_language, mark, tr

ROOT = Path(language.__file__).parent
SOURCES = sorted(ROOT.rglob("*.py"))
CHINESE = LOCALE_DIR / "zh" / "LC_MESSAGES"


@cache
def catalogue(domain: str) -> dict[Any, Any]:
    with (CHINESE / f"{domain}.po").open("rb") as stream:
        messages = [message for message in read_po(stream, locale="zh") if message.id]
    return {key_of(message.id): key_of(message.string) for message in messages}


def key_of(text: Any) -> Any:
    """A text; or its forms, where it has several."""
    return tuple(text) if isinstance(text, list | tuple) else text


def extracted(folder: Path, keywords: dict[str, Any]) -> set[Any]:
    return {message for _, _, message, _, _ in extract_from_dir(folder, keywords=keywords)}


@cache
def said() -> set[str]:
    return extracted(ROOT, {"tr": None, "mark": None, "both": None})


@cache
def said_by_click() -> set[Any]:
    return extracted(Path(click.__file__).parent, {"_": None, "ngettext": (1, 2)})


# --- translation ---


def test_every_message_is_translated() -> None:
    missing = sorted(message for message in said() if not catalogue("siting").get(message))
    assert missing == [], "translate them: make messages, then fill in siting.po"


def test_no_translation_is_stale() -> None:
    assert sorted(set(catalogue("siting")) - said()) == [], "run: make messages"


def test_clicks_own_words_are_translated() -> None:
    missing = [message for message in said_by_click() if not catalogue("messages").get(message)]
    assert missing == []


def fields(message: str) -> set[str]:
    """Placeholders of a message with their format, as "cost:,.0f"."""
    found = string.Formatter().parse(message)
    return {
        f"{name}!{conversion}:{style}"
        for _, name, style, conversion in found
        if name is not None and name.isidentifier()
    }


@pytest.mark.parametrize("domain", ["siting", "messages"])
def test_placeholders_are_the_same_in_both_languages(domain: str) -> None:
    translated = {english: chinese for english, chinese in catalogue(domain).items() if chinese}
    for english, chinese in translated.items():
        forms = english if isinstance(english, tuple) else (english,)
        allowed = set[str]().union(*(fields(form) for form in forms))
        for form in chinese if isinstance(chinese, tuple) else (chinese,):
            assert fields(form) <= allowed, english
            assert len(forms) > 1 or fields(form) == allowed, english


def test_chinese_uses_chinese_signs() -> None:
    """No sentence ends in a half-width stop; ids, keys and code in a sentence may of course be Latin."""
    wrong = [chinese for chinese in catalogue("siting").values() if chinese.endswith((".", "?", "!"))]
    assert [chinese for chinese in wrong if not chinese.endswith("...")] == []


@pytest.mark.parametrize("domain", ["siting", "messages"])
def test_the_compiled_catalogue_is_current(domain: str) -> None:
    with (CHINESE / f"{domain}.mo").open("rb") as stream:
        compiled: Catalog = read_mo(stream)
    here = {key_of(message.id): key_of(message.string) for message in compiled if message.id}
    translated = {english: chinese for english, chinese in catalogue(domain).items() if chinese}
    assert here == translated, "run: make messages"


# --- every text goes through the catalogue ---


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(ROOT.parent)}:{node.lineno}", node


def name_of(call: ast.Call) -> str:
    """Dotted name of what is called: "problems.error", "InputError.at", "tr"."""
    return ast.unparse(call.func) if isinstance(call.func, ast.Name | ast.Attribute) else ""


# What is called (its last names) -> from which argument on texts stand that a person reads.
SAYS = {
    "problems.error": 1,
    "problems.warn": 1,
    "InputError.at": 1,
    "Problem": 1,
    "RefusedError": 0,
    "InfeasibleError": 0,
    "NoPlanError": 0,
    "BadParameter": 0,
    "UsageError": 0,
    "note": 0,
    "add_column": 0,
}
SAYING_KEYWORDS = {"message", "hint", "help", "title", "caption", "short_help", "epilog"}
NOT_SAID = {"error", "warning", ""}


def bare(node: ast.expr) -> bool:
    """A literal with words in it: text that never met the catalogue."""
    if isinstance(node, ast.Constant):
        return (
            isinstance(node.value, str) and node.value not in NOT_SAID and any(map(str.isalpha, node.value))
        )
    if isinstance(node, ast.JoinedStr):
        return any(bare(part) for part in node.values if isinstance(part, ast.Constant))
    if isinstance(node, ast.BinOp):
        return bare(node.left) or bare(node.right)
    if isinstance(node, ast.IfExp):
        return bare(node.body) or bare(node.orelse)
    return False


def texts_said(call: ast.Call) -> list[ast.expr]:
    name = name_of(call)
    for said_by, first in SAYS.items():
        if name == said_by or name.endswith(f".{said_by}"):
            return [
                *call.args[first:],
                *(word.value for word in call.keywords if word.arg in SAYING_KEYWORDS),
            ]
    if name.startswith("click."):
        return [word.value for word in call.keywords if word.arg in SAYING_KEYWORDS]
    return []


def test_nothing_is_said_in_bare_english() -> None:
    found = [
        f"{place}: {ast.unparse(text)}" for place, call in calls() for text in texts_said(call) if bare(text)
    ]
    assert found == []


def test_validators_of_settings_speak_through_the_catalogue() -> None:
    """What a validator of a rule's or the scenario's keys raises is shown to a planner."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or "validator" not in " ".join(
                map(ast.unparse, node.decorator_list)
            ):
                continue
            raised = [
                inner
                for inner in ast.walk(node)
                if isinstance(inner, ast.Call) and name_of(inner) == "ValueError"
            ]
            found += [
                f"{path.name}:{call.lineno}" for call in raised if any(bare(text) for text in call.args)
            ]
    assert found == []


def test_descriptions_of_keys_can_be_translated() -> None:
    """They are hints where a key is missing."""
    blocks = [("scenario", scenario.json_schema())]
    blocks += [
        (name, parts.load("rules", name).Settings.model_json_schema()) for name in parts.names("rules")
    ]
    silent = [
        f"{name}: {key}"
        for name, schema in blocks
        for block in (schema, *schema.get("$defs", {}).values())
        for key, entry in block.get("properties", {}).items()
        if entry.get("description") not in said()
    ]
    assert silent == []


def test_only_plain_literals_are_given_to_the_catalogue() -> None:
    """An f-string or a sum is another text each time it is said, so no catalogue can hold it."""
    found = [
        f"{place}: {ast.unparse(call)}"
        for place, call in calls()
        if name_of(call) in ("tr", "mark")
        and not isinstance(call.args[0], ast.Constant | ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    ]
    assert found == []


def test_every_value_a_message_names_is_given() -> None:
    found = [
        f"{place}: {ast.unparse(call)}"
        for place, call in calls()
        if name_of(call) == "tr"
        and isinstance(call.args[0], ast.Constant)
        and call.keywords
        and all(word.arg for word in call.keywords)
        and {field.split("!")[0] for field in fields(call.args[0].value)}
        != {word.arg for word in call.keywords}
    ]
    assert found == []


# --- how it works ---


def test_messages_are_filled_in_and_translated() -> None:
    assert tr("Did you mean '{name}'?", name="budget") == "Did you mean 'budget'?"
    with in_language("zh"):
        assert tr("Did you mean '{name}'?", name="budget") == "是不是想写“budget”？"
        assert language.language() == "zh"
    assert language.language() == "en"


def test_what_has_no_values_is_not_formatted() -> None:
    assert tr("{braces} stay") == "{braces} stay"
    assert tr("") == ""
    assert mark("text") == "text"


def test_a_language_nobody_knows_is_english() -> None:
    with in_language("fr"):
        assert language.language() == "en"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB", "LANGUAGE": "zh"}, "zh"),
        ({"LC_MESSAGES": "ZH_TW"}, "zh"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_language_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str
) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert language.locale_language() == expected


def refused() -> str:
    command = click.Command("solve", params=[click.Option(["--seed"], type=int)])
    with pytest.raises(click.UsageError) as error, command.make_context("solve", ["--sede", "1"]):
        pass
    return error.value.format_message()


def test_click_speaks_the_language_inside_the_block_only() -> None:
    assert refused().startswith("No such option '--sede'")
    with click_in("zh"):
        assert refused().startswith("没有选项 '--sede'。")
        assert click.Command("solve").get_help(click.Context(click.Command("solve"))).startswith("用法：")
    assert refused().startswith("No such option '--sede'")
    with click_in("en"):
        assert refused().startswith("No such option '--sede'")
