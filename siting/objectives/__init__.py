"""PARTS: what a plan is for. Each file: `ABOUT`, `KEYS` (the scenario's keys that it takes) and
`bind(...) -> siting.model.Objective`, with an argument of that name for each of the keys.

An objective may have one capability more, `_required.Requiring`: weight that a selection has to cover. Its value is
then infinite, the losing way, for a selection that covers less."""
