"""The certificate once more, in plain Python with fractions: slow, short, and sharing nothing but the arrays."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from siting.certificate import Evidence


def plain_bound(proof: Evidence) -> Fraction:
    """The exact bound on the objective, moved to the next value that a plan can have."""
    scale = Fraction(2) ** int(proof.scale)
    usable = could_open(proof)
    reach = [tuple(k for k in row if k in usable) for row in rows(proof.indptr, proof.indices)]
    paid = [math.floor(Fraction(u) * scale) / scale for u in proof.u.tolist()]
    if proof.covers:
        weight = [math.ceil(Fraction(w) * scale) / scale for w in proof.weight.tolist()]
        exact = all(Fraction(w) == up for w, up in zip(proof.weight.tolist(), weight, strict=True))
        paid = [min(u, w) for u, w in zip(paid, weight, strict=True)]
        free, income, constant = most_weight(proof, reach, weight, paid, scale)
        bound = free + constant + worth(proof, usable, income, {}, {})
        step = common(weight) if exact else Fraction(0)
        bound = bound // step * step if step else bound
        return min(bound, sum((w for w, options in zip(weight, reach, strict=True) if options), Fraction(0)))
    counts = [
        g >= 0 and w > 0 for g, w in zip(proof.required_group.tolist(), proof.weight.tolist(), strict=True)
    ]
    paid = [u if counted else Fraction(0) for u, counted in zip(paid, counts, strict=True)]
    given = sum(paid, Fraction(0))
    if math.isfinite(proof.required_weight[0]):
        given = targets(proof, reach, counts, paid)
    income = defaultdict(Fraction)
    for u, options in zip(paid, reach, strict=True):
        for k in options:
            income[k] += u
    cost, site_cost = (dict(enumerate(map(Fraction, a.tolist()))) for a in (proof.cost, proof.site_cost))
    bound = worth(proof, usable, income, cost, site_cost) - given
    step = common([*cost.values(), *site_cost.values()])
    return -min(bound // step * step if step else bound, Fraction(0))


def most_weight(
    proof: Evidence,
    reach: list[tuple[int, ...]],
    weight: list[Fraction],
    paid: list[Fraction],
    scale: Fraction,
) -> tuple[Fraction, dict[int, Fraction], Fraction]:
    """What stays free, what options get, and the cuts' constants; rows with the same options are one row."""
    w, u, v = defaultdict(Fraction), defaultdict(Fraction), defaultdict(Fraction)
    for options, one, price in zip(reach, weight, paid, strict=True):
        w[options] += one
        u[options] += price
    income, constant = defaultdict(Fraction), Fraction(0)
    for options, price in u.items():
        for k in options:
            income[k] += price
    cuts = zip(rows(proof.cut_indptr, proof.cut_rows), rows(proof.cut_indptr, proof.cut_times), strict=True)
    for (members, times), price in zip(cuts, proof.cut_prices.tolist(), strict=True):
        price = math.floor(Fraction(price) * scale) / scale
        taken = defaultdict(int)
        for r, m in zip(members, times, strict=True):
            v[reach[r]] += price * m
            for k in reach[r]:
                taken[k] += m
        constant += price * (sum(times) // 2)
        for k, n in taken.items():
            income[k] += price * -(-n // 2)
    free = sum((max(Fraction(0), w[s] - u[s] - v[s]) for s in w if s), Fraction(0))
    return free, income, constant


def targets(
    proof: Evidence, reach: list[tuple[int, ...]], counts: list[bool], paid: list[Fraction]
) -> Fraction:
    """sum_t price_t W_t - sum_r max(0, price_t w_r - u_r)."""
    total = Fraction(0)
    group, weight = proof.required_group.tolist(), list(map(Fraction, proof.weight.tolist()))
    for t, (least, price) in enumerate(
        zip(proof.required_weight.tolist(), proof.targets.tolist(), strict=True)
    ):
        of_target = [-w for w, g in zip(weight, group, strict=True) if g == t]
        total += Fraction(price) * -edge(Fraction(-least), of_target)
    for r, options in enumerate(reach):
        if counts[r] and options:
            total -= max(Fraction(0), Fraction(float(proof.targets[group[r]])) * weight[r] - paid[r])
    return total


def worth(
    proof: Evidence,
    usable: set[int],
    income: dict[int, Fraction],
    cost: dict[int, Fraction],
    site_cost: dict[int, Fraction],
) -> Fraction:
    """What options and sites are worth beyond their charges, and what the limits are worth."""
    profit, once = defaultdict(Fraction, income), defaultdict(Fraction)
    for k, money in cost.items():
        profit[k] -= money
    once.update(site_cost)
    total = Fraction(0)
    for price, (own, shared, most, least) in zip(proof.prices.tolist(), limits(proof), strict=True):
        for k, amount in own.items():
            profit[k] -= Fraction(price) * amount
        for s, amount in shared.items():
            once[s] += Fraction(price) * amount
        total += Fraction(price) * (most if price > 0 else least) if price else 0
    by_site = defaultdict(Fraction)
    for k in usable:
        by_site[int(proof.option_site[k])] += max(Fraction(0), profit[k])
    return total + sum((max(Fraction(0), gain - once[s]) for s, gain in by_site.items()), Fraction(0))


def limits(proof: Evidence) -> list[tuple[dict[int, Fraction], dict[int, Fraction], Fraction, Fraction]]:
    """(amounts of options, amounts of sites, most, least) of each limit; as they bind; None where infinite."""
    found = []
    own = zip(
        rows(proof.limit_indptr, proof.limit_indices), rows(proof.limit_indptr, proof.limit_data), strict=True
    )
    shared = zip(
        rows(proof.shared_indptr, proof.shared_indices),
        rows(proof.shared_indptr, proof.shared_data),
        strict=True,
    )
    sides = zip(proof.limit_most.tolist(), proof.limit_least.tolist(), strict=True)
    for (one, of_one), (other, of_other), (most, least) in zip(own, shared, sides, strict=True):
        a, b = (
            dict(zip(one, map(Fraction, of_one), strict=True)),
            dict(zip(other, map(Fraction, of_other), strict=True)),
        )
        amounts = [*a.values(), *b.values()]
        up, down = most + 1e-9 * abs(most), least - 1e-9 * abs(least)
        most = edge(Fraction(up), amounts) if math.isfinite(up) else None
        least = -edge(-Fraction(down), [-x for x in amounts]) if math.isfinite(down) else None
        found.append((a, b, most, least))
    return found


def edge(allowed: Fraction, amounts: Sequence[Fraction]) -> Fraction:
    """The largest sum of some of the amounts that a sum of floats may call `allowed` or less, rounded up to none
    that a sum can be."""
    step = common(amounts)
    if not step:
        return Fraction(0 if allowed >= 0 else -1)
    size = sum(map(abs, amounts))
    power = Fraction(step.numerator & -step.numerator, step.denominator)
    if size > 2**53 * power:
        one_sign = all(x >= 0 for x in amounts) or all(x <= 0 for x in amounts)
        allowed += len(amounts) * Fraction(1, 2**52) * (abs(allowed) if one_sign else size)
    return allowed // step * step


def could_open(proof: Evidence) -> set[int]:
    """Options that break no limit by themselves."""
    options = set(range(len(proof.cost)))
    for own, shared, most, _ in limits(proof):
        if most is not None and all(x >= 0 for x in [*own.values(), *shared.values()]):
            options -= {k for k, x in own.items() if x + shared.get(int(proof.option_site[k]), 0) > most}
    return options


def common(values: Iterable[Fraction]) -> Fraction:
    """The greatest common divisor."""
    found = Fraction(0)
    for x in values:
        over = math.gcd(found.numerator * x.denominator, x.numerator * found.denominator)
        found = Fraction(over, found.denominator * x.denominator)
    return found


def rows(indptr: object, entries: object) -> list[list]:  # type: ignore[type-arg]
    """The rows of a CSR as lists."""
    return [entries[a:b].tolist() for a, b in pairwise(indptr.tolist())]  # type: ignore[attr-defined,index]
