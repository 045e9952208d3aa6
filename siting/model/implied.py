"""Upper limits that a rule is, or that follow from it where it is more: what bounds and first plans can rest on."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from siting.model.types import Model, Packing, Rule


@runtime_checkable
class Implying(Protocol):
    """A rule that is no packing, yet no selection keeps it that breaks certain upper limits."""

    def implied(self, model: Model) -> Packing | None:
        """Those limits; None where there are none."""


def upper_limits(rule: Rule, model: Model) -> Packing | None:
    """The rule as packing constraints where it is exactly that, else those that follow from it, if any are known."""
    packing = rule.packing(model)
    if packing is None and isinstance(rule, Implying):
        return rule.implied(model)
    return packing
