"""Certificate: what a plan covers, costs, uses and could at best reach, recomputed from raw coverage.

Shares nothing with any solver or strategy: plain arrays in, figures out, by NumPy and SciPy alone. `Evidence`
holds the arrays; `recompute` is the whole check; who compares the figures with what a plan claims is `plan`
(before anything is written) and `verify` (from the files, years later).

    covered(r)  = some opened option k has A[r, k] = 1
    value       = sum of weight over covered rows, or money where a coverage is required
    profit_k    = sum_r A[r,k] u_r + sum_c cut_c ceil(n_ck / 2) - sum_i price_i M[i,k]
    worth       = sum_s max(0, sum_{k at s} max(0, profit_k) - sum_i price_i S[i,s]) + sum_i price_i limit_i

    most weight:            value <= sum_r max(0, w_r - u_r - sum_c cut_c m_cr) + sum_c cut_c floor(M_c / 2) + worth
    least cost, all rows:   value >= sum_r u_r - worth                          profit and sites less their cost
    least cost, weights W:  value >= sum_t target_t W_t - sum_r max(0, target_t(r) w_r - u_r) - worth

for any u, cut, price, target >= 0 (price_i <= 0 goes with a least): Lagrangian duals of max_coverage (Church and
ReVelle 1974, doi:10.1007/BF01942293) and of set covering (Toregas et al. 1971, doi:10.1287/opre.19.6.1363). k runs
over options that keep the limits by themselves. Prices may be rounded, and are before anything is computed; the
formulas are then evaluated in whole numbers, so that the bound is exact."""

from siting.certificate.bound import certified_bound
from siting.certificate.evidence import Evidence
from siting.certificate.limits import could_open, stocks
from siting.certificate.place_figures import PlaceFigures, place_figures
from siting.certificate.places import newly_served_by_phase
from siting.certificate.recomputed import Recomputed, covered_rows, recompute
from siting.certificate.rows import row_scale
from siting.certificate.shapes import misfits

__all__ = [
    "Evidence",
    "PlaceFigures",
    "Recomputed",
    "certified_bound",
    "could_open",
    "covered_rows",
    "misfits",
    "newly_served_by_phase",
    "place_figures",
    "recompute",
    "row_scale",
    "stocks",
]
