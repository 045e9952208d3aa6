"""One sweep of the primal-dual hybrid gradient method (A. Chambolle and T. Pock 2011,
doi:10.1007/s10851-010-0251-1): options, rows and sites follow the prices, prices answer to where they went."""

from __future__ import annotations

from siting.cover.compiled import compiled
from siting.cover.first_order.game import Game
from siting.inputs import Floats, Positions


@compiled
def sweep(game: Game, now: Floats, boldness: float, to: Floats, ahead: Floats) -> None:
    """Writes into `to` where the game moves from `now`; boldness: steps of options to those of prices.

    ahead: (ends[2],), overwritten: where options, rows and sites would be after going on as far again."""
    _earn(game, now, to)
    _move_options(game, now, boldness, to)
    _move_rows_and_sites(game, now, boldness, to)
    for place in range(ahead.size):
        ahead[place] = 2.0 * to[place] - now[place]
    _price_rows(game, now, boldness, to, ahead)
    _price_cuts(game, now, boldness, to, ahead)
    _price_limits(game, now, boldness, to, ahead)


@compiled
def _sum_at(values: Floats, places: Positions, first: int, last: int) -> float:
    """The values at places[first:last] added up, in four sums side by side, which do not wait for each other."""
    one, two, three, four = 0.0, 0.0, 0.0, 0.0
    rest = first + (last - first) // 4 * 4
    for t in range(first, rest, 4):
        one += values[places[t]]
        two += values[places[t + 1]]
        three += values[places[t + 2]]
        four += values[places[t + 3]]
    for t in range(rest, last):
        one += values[places[t]]
    return (one + two) + (three + four)


@compiled
def _earn(game: Game, now: Floats, to: Floats) -> None:
    """What rows and cuts pay options, and cuts charge rows, in the places of x and z."""
    covers, cuts, ends = game.covers, game.cuts, game.ends
    u, mu = now[ends[2] : ends[3]], now[ends[3] : ends[4]]
    income, charge = to[: ends[0]], to[ends[0] : ends[1]]
    for option in range(income.size):
        first, last = covers.option_start[option], covers.option_start[option + 1]
        income[option] = _sum_at(u, covers.option_rows, first, last)
    charge[:] = 0.0
    for cut in range(mu.size):
        if mu[cut] == 0.0:
            continue
        for t in range(cuts.start[cut], cuts.start[cut + 1]):
            charge[cuts.rows[t]] += cuts.times[t] * mu[cut]
        for t in range(cuts.option_start[cut], cuts.option_start[cut + 1]):
            income[cuts.options[t]] += cuts.coefficient[t] * mu[cut]


@compiled
def _move_options(game: Game, now: Floats, boldness: float, to: Floats) -> None:
    """x, from income to place; what options owe their sites goes into the places of y."""
    limits, ends = game.limits, game.ends
    p, v = now[ends[4] : ends[5]], now[ends[5] :]
    owed = to[ends[1] : ends[2]]
    owed[:] = 0.0
    for option in range(ends[0]):
        slope = to[option]
        for t in range(limits.start[option], limits.start[option + 1]):
            slope -= limits.amount[t] * p[limits.which[t]]
        site = limits.site[option]
        if site >= 0:
            slope -= v[option]
            owed[site] += v[option]
        to[option] = min(1.0, max(0.0, now[option] + boldness * game.length[option] * slope))


@compiled
def _move_rows_and_sites(game: Game, now: Floats, boldness: float, to: Floats) -> None:
    """z, from charges to places, and y, from what is owed."""
    covers, limits, ends = game.covers, game.limits, game.ends
    for row in range(covers.weight.size):
        place = ends[0] + row
        slope = covers.weight[row] - now[ends[2] + row] - to[place]
        moved = min(1.0, max(0.0, now[place] + boldness * game.length[place] * slope))
        to[place] = moved if game.in_cut[row] else 1.0
    for site in range(ends[2] - ends[1]):
        place = ends[1] + site
        slope = to[place]
        for t in range(limits.site_start[site], limits.site_start[site + 1]):
            slope -= limits.site_amount[t] * now[ends[4] + limits.site_which[t]]
        to[place] = min(1.0, max(0.0, now[place] + boldness * game.length[place] * slope))


@compiled
def _price_rows(game: Game, now: Floats, boldness: float, to: Floats, ahead: Floats) -> None:
    covers, ends = game.covers, game.ends
    for row in range(covers.weight.size):
        reached = _sum_at(ahead, covers.row_options, covers.row_start[row], covers.row_start[row + 1])
        place = ends[2] + row
        price = max(0.0, now[place] - game.length[place] / boldness * (reached - ahead[ends[0] + row]))
        to[place] = price if game.in_cut[row] else min(price, covers.weight[row])


@compiled
def _price_cuts(game: Game, now: Floats, boldness: float, to: Floats, ahead: Floats) -> None:
    cuts, ends = game.cuts, game.ends
    for cut in range(cuts.most.size):
        spare = cuts.most[cut]
        for t in range(cuts.option_start[cut], cuts.option_start[cut + 1]):
            spare += cuts.coefficient[t] * ahead[cuts.options[t]]
        for t in range(cuts.start[cut], cuts.start[cut + 1]):
            spare -= cuts.times[t] * ahead[ends[0] + cuts.rows[t]]
        place = ends[3] + cut
        to[place] = max(0.0, now[place] - game.length[place] / boldness * spare)


@compiled
def _price_limits(game: Game, now: Floats, boldness: float, to: Floats, ahead: Floats) -> None:
    """p and v; what is left of the limits is summed up in the places of p."""
    limits, ends = game.limits, game.ends
    spare = to[ends[4] : ends[5]]
    spare[:] = limits.limit
    for option in range(ends[0]):
        for t in range(limits.start[option], limits.start[option + 1]):
            spare[limits.which[t]] -= limits.amount[t] * ahead[option]
        site = limits.site[option]
        place = ends[5] + option
        to[place] = 0.0
        if site >= 0:
            left = ahead[ends[1] + site] - ahead[option]
            to[place] = max(0.0, now[place] - game.length[place] / boldness * left)
    for site in range(ends[2] - ends[1]):
        for t in range(limits.site_start[site], limits.site_start[site + 1]):
            spare[limits.site_which[t]] -= limits.site_amount[t] * ahead[ends[1] + site]
    for place in range(ends[4], ends[5]):
        to[place] = max(0.0, now[place] - game.length[place] / boldness * to[place])
