"""What a person sees in a terminal of a plan made by hand that was scored."""

from __future__ import annotations

import math
from collections.abc import Sequence

from siting.decide.evaluate import Change, Evaluation, Mended, Outlet, Search, records
from siting.decide.evaluate.said import KINDS, of_distance, of_search
from siting.desk.tables import show_table
from siting.language import figure, language, tr
from siting.plan import places

MOST_RULES = 12
MOST_CIRCLES = 8


def show(found: Evaluation) -> None:
    """The figures, the rules broken, the distance from the best, and the changes that help."""
    said = records(found)
    for notice in said["notices"]:
        print(f"[{notice}]")
    _show_formats(found, said)
    _show_circles(said)
    _show_money(said)
    for text in places.told(found.plan):
        print(text)
    _show_rules(found)
    print()
    if math.isfinite(found.value):
        print(tr("value: {value} (recomputed from the coverage)", value=figure(found.value)))
    else:
        print(tr("value: none, since it covers less than required"))
    for sentence in of_distance(found):
        print(sentence)
    if found.mended is not None:
        _show_mended(found, found.mended)
    if found.search is not None:
        _show_changes(found)


def _show_formats(found: Evaluation, said: dict) -> None:  # type: ignore[type-arg]
    rows = []
    for identity, one in said["formats"].items():
        total, before, after = (one[key] for key in ("weight_total", "covered_before", "covered_after"))
        people = [f"{number:,.0f}" for number in (total, before, after, after - before)]
        shares = [f"{number / total:.1%}" if total else "-" for number in (before, after)]
        rows.append(
            [found.plan.format_name(identity), *people, *shares, str(one["opened"]), f"{one['cost']:,.0f}"]
        )
    if said["site_cost"]:
        rows.append([tr("the sites themselves"), *[""] * 7, f"{said['site_cost']:,.0f}"])
    headings = (
        tr("format"),
        tr("people"),
        tr("before"),
        tr("after"),
        tr("newly"),
        tr("before"),
        tr("after"),
        tr("opened"),
        tr("cost"),
    )
    show_table(headings, rows, title=tr("{title}: people within reach", title=found.plan.title))


def _show_circles(said: dict) -> None:  # type: ignore[type-arg]
    """Those that gain most; the others are in --json."""
    rows = []
    for identity, one in said["circles"].items():
        newly = sum(each["newly_covered"] for each in one["formats"].values())
        present = f"{one['formats_present_before']} → {one['formats_present_after']}"
        rows.append(
            (
                newly,
                [
                    identity,
                    one["name"],
                    f"{one['people']:,.0f}",
                    f"{newly:,.0f}",
                    present,
                    str(one["opened"]),
                    f"{one['cost']:,.0f}",
                ],
            )
        )
    rows.sort(key=lambda row: -row[0])
    if not rows:
        return
    title = tr(
        "circles ({shown} of {all}, those that gain most first; people added up over formats)",
        shown=min(MOST_CIRCLES, len(rows)),
        all=len(rows),
    )
    headings = (
        tr("circle"),
        tr("name"),
        tr("people"),
        tr("newly within reach"),
        tr("formats there"),
        tr("opened"),
        tr("cost"),
    )
    show_table(headings, [row for _, row in rows[:MOST_CIRCLES]], texts=2, title=title)


def _show_money(said: dict) -> None:  # type: ignore[type-arg]
    text = tr(
        "{opened} outlets for {cost:,.0f} {currency}",
        opened=said["opened"],
        cost=said["cost"],
        currency=said["currency"],
    )
    print(text)
    for one in said["phases"]:
        budget = (
            ""
            if one["budget"] is None
            else tr(" of {budget:,.0f}", budget=one["budget"] + one["carried_over"])
        )
        print(f"  {one['name']}: {one['opened']}, {one['cost']:,.0f}{budget}")
    for name, one in said["districts"].items():
        print(f"  {name}: {one['opened']}, {one['cost']:,.0f}")
    if said["closes"]:
        print(
            tr(
                "{count} outlets of today close ({ids}): {saved:,.0f} {currency} saved",
                count=len(said["closes"]),
                ids=", ".join(said["closes"]),
                saved=said["saved"],
                currency=said["currency"],
            )
        )


def _show_rules(found: Evaluation) -> None:
    print()
    if found.feasible:
        print(tr("It keeps every rule."))
        return
    print(tr("It breaks rules, {count} in all:", count=len(found.broken)))
    for text in found.broken[:MOST_RULES]:
        print(f"  - {text}")
    if len(found.broken) > MOST_RULES:
        print(tr("  ... and {count} more", count=len(found.broken) - MOST_RULES))


def _show_mended(found: Evaluation, mended: Mended) -> None:
    print()
    if mended.broken:
        print(tr("Nothing mends it: {reason}.", reason=mended.broken))
        return
    count = len(mended.changes)
    proven = tr("fewer do not do, proven") if mended.fewest else tr("fewer may do: nothing is proven")
    print(tr("The cheapest changes that mend it ({count}; {proven}):", count=count, proven=proven))
    _table_of(found, mended.changes, found.basis.question.objective.maximise)
    print(tr("All rules then hold; value {value}.", value=figure(mended.value)))


def _show_changes(found: Evaluation) -> None:
    assert found.search is not None
    print()
    if found.search.changes:
        print(_heading(found, found.search))
        _table_of(found, found.search.changes, found.search.maximise)
    print(of_search(found.search))


def _heading(found: Evaluation, search: Search) -> str:
    if found.distance is not None and found.distance.goals:
        return tr(
            "Changes that help the goal {goal} most, each after the one before it:", goal=search.objective
        )
    if found.mended is not None:
        return tr("Changes that help most after that, each after the one before it:")
    return tr("Changes that help most, each after the one before it:")


def _table_of(found: Evaluation, changes: Sequence[Change], maximise: bool) -> None:
    headings = ("", tr("change"), tr("value"), tr("people within reach"), tr("cost"), tr("value then"))
    rows = [
        [
            str(number),
            in_words(found, one),
            _signed(one.gain if maximise else -one.gain),
            f"{one.people:+,.0f}",
            f"{one.money:+,.0f}",
            figure(one.value),
        ]
        for number, one in enumerate(changes, start=1)
    ]
    show_table(headings, rows, texts=2)


def in_words(found: Evaluation, one: Change) -> str:
    """A change in words."""
    opens = ", ".join(_outlet(found, each) for each in one.opens)
    closes = ", ".join(_outlet(found, each) for each in one.closes)
    phase = one.closes[0].phase if one.closes else ""
    return tr(KINDS[one.kind], opens=opens, closes=closes, phase=_phase(found, phase))


def _outlet(found: Evaluation, one: Outlet) -> str:
    text = f"{found.plan.format_name(one.format)} @ {one.site}"
    said = [tr("of today")] if one.keeps else [_phase(found, one.phase)] if one.phase else []
    return f"{text} ({said[0]})" if said else text


def _phase(found: Evaluation, identity: str) -> str:
    phases = found.basis.inputs.phases
    if identity not in phases.ids:
        return identity
    return phases.names[phases.ids.index(identity)].get(language(), identity)


def _signed(number: float) -> str:
    return (
        "-"
        if number != number or abs(number) == float("inf")
        else f"{'+' if number >= 0 else '-'}{figure(abs(number))}"
    )
