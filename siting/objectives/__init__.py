"""PARTS: what a plan is for. Each file: `ABOUT` and `bind() -> siting.model.Objective`."""
