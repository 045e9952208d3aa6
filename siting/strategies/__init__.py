"""PARTS: ways from a model to an outcome. Each file: `ABOUT`, `refuses(model) -> str | None` (why it cannot take the
model, in plain words) and `solve(model, watch, seed, backend, start) -> siting.outcome.Outcome`.

Files that begin with an underscore are shared by the parts and are none themselves."""
