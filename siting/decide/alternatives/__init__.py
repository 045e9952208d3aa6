"""Alternatives: plans that are all proven to be nearly the best, and as different from each other as can be.

A meeting wants a range to choose from. Every plan here obeys all rules and misses at most a given share of the proven
bound, so it is within that share of the best possible, whatever that is."""

from siting.decide.alternatives.search import find
from siting.decide.alternatives.types import Alternative, Alternatives, Asked, Use

__all__ = ["Alternative", "Alternatives", "Asked", "Use", "find"]
