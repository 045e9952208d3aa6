"""Differences between two plans."""
