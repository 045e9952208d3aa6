"""The sentences of an explanation, and what each of them rests on: a plan that was found, or a proof."""

from __future__ import annotations

import math
from collections.abc import Iterable

from siting.decide import Basis
from siting.decide.explain import Change, Explained, Loss
from siting.decide.explain.explaining import phase_id
from siting.language import figure, joined, language, mark, share, tr

STATES: dict[str, str] = {
    "opened": mark("in the plan"),
    "kept": mark("an outlet of today that the plan keeps"),
    "closed": mark("an outlet of today that the plan closes"),
    "rejected": mark("not in the plan"),
    "not_for_sale": mark("not for sale"),
}
PROOFS: dict[str, str] = {
    "prices": mark("the prices of the run's certificate prove it"),
    "bound": mark("it follows from the run's bound"),
    "solve": mark("solved again, by the word of the strategy and its solver"),
}
FEW = 8
TOO_WEAK = 3.0  # times its cost: from there on, what prices prove of a cost tells a planner nothing


def options(basis: Basis, positions: Iterable[int]) -> str:
    """Options as site / format, with the phase where there are phases."""
    question, inputs = basis.question, basis.inputs
    said = []
    for option in positions:
        name = f"{inputs.sites.ids[question.option_site[option]]} / {inputs.formats[question.option_format[option]].id}"
        said.append(f"{name} ({phase_id(basis, option)})" if inputs.phases.named else name)
    return ", ".join([*said[:FEW], *(["…"] if len(said) > FEW else [])])


def safely(number: float, up: bool) -> str:
    """A proven figure, rounded to the side on which it still holds."""
    scale = 1.0 if abs(number) >= 1000 else 100.0
    whole = math.ceil(number * scale) if up else math.floor(number * scale)
    return figure(whole / scale + 0.0)


def worse(basis: Basis, by: float) -> str:
    """A change of value in words, with its share of the value."""
    share_of = abs(by) / abs(basis.value) if basis.value else math.nan
    text = tr("{amount} less") if (by >= 0) == basis.question.objective.maximise else tr("{amount} more")
    said = text.format(amount=figure(abs(by)))
    return said if math.isnan(share_of) or not by else tr("{text}, {share}", text=said, share=share(share_of))


def state(basis: Basis, one: Explained) -> list[str]:
    """What it is, whether it is in the plan, and its cost."""
    name = next(each.names for each in basis.inputs.formats if each.id == one.format)
    said = tr(STATES[one.state])
    if one.phase and one.state == "opened":
        said = tr("in the plan, in phase {phase}", phase=one.phase)
    place = f"{one.site} {one.site_name}" if one.site_name and one.site_name != one.site else one.site
    lines = [f"{place} / {name.get(language(), one.format)} ({one.format}): {said}"]
    if one.reason:
        lines.append(one.reason)
    if one.option < 0:
        return lines
    currency = basis.case.settings.currency
    text = tr("cost: {cost} {currency}")
    if basis.question.option_keep[one.option]:
        text = tr("closing it frees {cost} {currency}")
    lines.append(text.format(cost=figure(one.cost), currency=currency))
    if one.site_cost:
        others = options(basis, one.shares_site_with)
        text = (
            tr("{cost} {currency} for the site, which it shares with {others}")
            if others
            else tr("{cost} {currency} for the site, paid once")
        )
        lines[-1] = joined(
            [lines[-1], text.format(cost=figure(one.site_cost), currency=currency, others=others)]
        )
    return lines


def reached_by(one: Explained) -> list[str]:
    """Who else reaches some of the same people."""
    people = one.reached
    if people is None or not people.shared:
        return []
    kinds = {"plan": tr("new"), "today": tr("today")}
    said = [
        f"{each.site} / {each.format} ({kinds[each.kind]}) {each.people:,.0f}" for each in people.shared[:FEW]
    ]
    more = people.n_shared - len(said)
    if more > 0:
        said.append(tr("and {count} more", count=more))
    return [tr("people whom others reach too: {outlets}", outlets=", ".join(said))]


def struck(basis: Basis, one: Explained) -> list[str]:
    """The plan without it, or with it added, and nothing else changed."""
    if one.struck is None:
        return []
    by = _by(basis, one.struck)
    chosen = one.state in ("opened", "kept")
    if not math.isfinite(by):
        return (
            [tr("struck off and nothing else changed: the plan then misses what is required")]
            if chosen
            else []
        )
    text = (
        tr("struck off and nothing else changed: value {value} ({worse})")
        if chosen
        else tr("added and nothing else changed: value {value} ({worse})")
    )
    lines = [text.format(value=figure(one.struck.value), worse=worse(basis, by))]
    if one.alone is not None and math.isfinite(one.alone):
        lines.insert(0, tr("alone, without any other new outlet: value {value}", value=figure(one.alone)))
    if one.broken:
        lines.append(tr("rules that this breaks: {rules}", rules=joined(one.broken[:FEW])))
    return lines


def replaced(basis: Basis, one: Explained) -> list[str]:
    """What could stand in its place."""
    if one.single is None:
        return [tr("no single outlet in its place was found that keeps the rules")]
    lines = [_single(basis, one.single)]
    best = None if one.loss is None else one.loss.found
    if best is not None and best is not one.single and best.value != one.single.value:
        lines.append(
            tr(
                "with what else fits: {opens} in its place, value {value} ({worse})",
                opens=options(basis, best.opens.tolist()),
                value=figure(best.value),
                worse=worse(basis, _by(basis, best)),
            )
        )
    return lines


def _single(basis: Basis, change: Change) -> str:
    by = worse(basis, _by(basis, change))
    if not len(change.opens):
        text = tr("no single outlet in its place makes up for anything: value {value} ({worse})")
        if not change.complete:
            text = tr(
                "no single outlet in its place was found that makes up for anything: value {value} ({worse})"
            )
        return text.format(value=figure(change.value), worse=by)
    text = tr("best replacement by a single outlet: {opens}, value {value} ({worse})")
    if not change.complete:
        text = tr("best replacement by a single outlet that was found: {opens}, value {value} ({worse})")
    return text.format(opens=options(basis, change.opens.tolist()), value=figure(change.value), worse=by)


def pushed(basis: Basis, one: Explained) -> list[str]:
    """Who has to leave for it."""
    found = None if one.loss is None else one.loss.found
    if found is None:
        return [tr("no plan with it was found near this one")]
    others = [option for option in found.opens.tolist() if option not in one.options]
    said = {
        "closes": options(basis, found.closes.tolist()) or tr("nothing"),
        "opens": options(basis, others) or tr("nothing"),
        "value": figure(found.value),
        "worse": worse(basis, _by(basis, found)),
    }
    text = tr(
        "best plan found with it: it pushes out {closes}, and brings in {opens}; value {value} ({worse})"
    )
    return [text.format(**said)]


def lost(one: Explained) -> list[str]:
    """Both ends of the loss, and what each rests on."""
    lines = []
    chosen = one.state in ("opened", "kept")
    for loss, solved in ((one.loss, False), (one.solved, True)):
        if loss is None:
            continue
        head = tr("without it") if chosen else tr("with it")
        if solved:
            head = tr("{head}, solved again", head=head)
        lines.append(f"{head}: {joined(filter(None, [_at_least(loss), _at_most(loss)]))}")
    return lines


def _at_least(loss: Loss) -> str:
    if loss.at_least == math.inf:
        return tr("no plan at all keeps the rules (bound: {proof})", proof=tr(PROOFS[loss.proof]))
    if loss.at_least > 0:
        text = tr("at least {amount} is lost (bound: {proof})")
        return text.format(amount=safely(loss.at_least, False), proof=tr(PROOFS[loss.proof]))
    if not loss.proof or not math.isfinite(loss.at_least):
        return tr("that anything is lost is not proven")
    if loss.at_least == 0:
        return tr("no plan is better than this one (bound: {proof})", proof=tr(PROOFS[loss.proof]))
    text = tr("that anything is lost is not proven; no plan gains more than {amount} (bound: {proof})")
    return text.format(amount=safely(-loss.at_least, True), proof=tr(PROOFS[loss.proof]))


def _at_most(loss: Loss) -> str:
    if loss.at_most is None:
        return tr("no such plan was found") if loss.at_least < math.inf else ""
    if loss.at_most < 0:
        return tr(
            "a plan was found that is better by {amount} than the standing one", amount=figure(-loss.at_most)
        )
    return tr("at most {amount} is lost (value: such a plan was found)", amount=figure(loss.at_most))


def moved(basis: Basis, one: Explained) -> list[str]:
    """The same in other phases."""
    lines = []
    for each in one.phases:
        by = basis.value - each.value if basis.question.objective.maximise else each.value - basis.value
        said = tr("in phase {phase} instead: value {value} ({worse})")
        if one.state != "opened":
            said = tr("in phase {phase}: value {value} ({worse})")
        text = said.format(phase=each.phase, value=figure(each.value), worse=worse(basis, by))
        if one.state == "opened" and math.isfinite(by):
            rules = tr("breaks {rules}", rules=joined(each.broken)) if each.broken else tr("all rules hold")
            text = joined([text, rules])
        if math.isfinite(by):
            lines.append(text)
    return lines


def entered(basis: Basis, one: Explained) -> list[str]:
    """The cost at which it would enter."""
    entry, currency = one.entry, basis.case.settings.currency
    if entry is None:
        return []
    lines = []
    if entry.never_above == -math.inf:
        lines.append(tr("not even for nothing is a plan with it better than this one (bound: prices)"))
    elif entry.never_above is not None and entry.never_above <= TOO_WEAK * max(entry.cost, 1.0):
        text = tr("above a cost of {cost} {currency} no plan with it is better than this one (bound: prices)")
        lines.append(text.format(cost=safely(entry.never_above, True), currency=currency))
    if entry.enough is not None and entry.change is not None:
        leaves = options(basis, entry.change.closes.tolist()) or tr("nothing")
        text = tr(
            "at {cost} {currency} or less it is at least as good to have it; {leaves} leaves then "
            "(value: such a plan was found)"
        )
        lines.append(text.format(cost=safely(entry.enough, False), currency=currency, leaves=leaves))
    else:
        lines.append(tr("no cost was found at which it could enter without loss"))
    return lines


def better(basis: Basis, outlets: Iterable[Explained]) -> list[str]:
    """Of many outlets: the best change found that makes the plan better, where there is one."""
    losses = [one.loss for one in outlets if one.loss is not None and one.loss.found is not None]
    best = min(losses, key=lambda one: 0.0 if one.at_most is None else one.at_most, default=None)
    if best is None or best.found is None or best.at_most is None or best.at_most >= 0:
        return []
    return [
        tr(
            "A plan was found that is better by {amount} than the standing one: {closes} leaves, {opens} opens.",
            amount=figure(-best.at_most),
            closes=options(basis, best.found.closes.tolist()) or tr("nothing"),
            opens=options(basis, best.found.opens.tolist()) or tr("nothing"),
        )
    ]


def instead(basis: Basis, one: Explained) -> str:
    """For a line of a table: what stands in its place, or what leaves for it."""
    chosen = one.state in ("opened", "kept")
    change = one.single if chosen else None if one.loss is None else one.loss.found
    if change is None:
        return tr("none found")
    return options(basis, (change.opens if chosen else change.closes)[:2].tolist()) or tr("nothing")


def interval(one: Explained) -> list[str]:
    """For a line of a table: both ends of the loss."""
    if one.loss is None:
        return ["-", "-"]
    least = one.loss.at_least
    low = tr("no plan") if least == math.inf else safely(least, False) if least > 0 else "0"
    return [low, "-" if one.loss.at_most is None else figure(one.loss.at_most)]


def _by(basis: Basis, change: Change) -> float:
    sign = basis.question.sign
    return sign * (basis.value - change.value)
